// What several lints ask of stamps and of what rests on them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "govern/quota.h"
#include "lint/lint.h"
#include "lint/record_set.h"
#include "stamp/item.h"

namespace writ::lint {

inline constexpr std::string_view stamp_kind = "PolicyStamp";
inline constexpr std::string_view stamp_scope_kind = "PolicyStampScope";
inline constexpr std::string_view ceiling_kind = "PolicyCeilingSnapshot";
inline constexpr std::string_view restamp_kind = "PolicyStampRestamp";
inline constexpr std::string_view invalidation_kind = "PolicyStampInvalidation";
inline constexpr std::string_view ui_export_kind = "PolicyUIExport";
inline constexpr std::string_view safe_label_kind = "SafeLabelDisclosurePolicy";
inline constexpr std::string_view quota_kind = "DOC81BatchOperationQuotaEnvelope";

// The action and destination of an item: nothing where either is not one, or where the destination
// is not there exactly for an egress.
std::optional<stamp::ItemKey> key_of(const canon::Value& item);

// The items of a list, with where each stands: `/scope_items/0`.
struct PlacedItem {
  const canon::Value* item;
  std::string pointer;
};
std::vector<PlacedItem> items_of(const canon::Value& record, std::string_view member);

// Whether the record's list has an item of that key.
bool lists(const canon::Value& record, std::string_view member, const stamp::ItemKey& key);

bool is_true(const canon::Value& record, std::string_view member);

// Whether both have a freshness key, and the same.
bool same_key(const canon::Value& a, const canon::Value& b);

// A stamp that another record relies on for an item: an interface's control that is enabled, or a
// scope that is told of.
struct StampUse {
  const Record* user;
  const Record* stamp;
  PlacedItem item;
};

// Every such use of a stamp that is in the set.
std::vector<StampUse> stamp_uses(const RecordSet& records);

// What an operation that fans out is begun with, and what shows that it was. Reports envelopes that
// bound nothing, and records of `begun` for which the set has no envelope; `is_begun` says which of
// them began one.
struct Unbounded {
  govern::BatchOperation operation = govern::BatchOperation::policy_generation_restamp_batch;
  std::string_view begun = {};  // empty: nothing shows it
  bool (*is_begun)(const canon::Value& record) = nullptr;
};
void check_bounded(const RecordSet& records, const Unbounded& what, Findings& findings);

}  // namespace writ::lint
