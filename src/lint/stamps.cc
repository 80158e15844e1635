#include "lint/stamps.h"

#include <algorithm>

#include "canon/canonical.h"
#include "canon/pointer.h"
#include "lint/policies.h"
#include "memory/action_set.h"

namespace writ::lint {
namespace {

using Kind = canon::Value::Kind;

void add_uses(const Record& user, const Record& stamp, std::vector<StampUse>& into) {
  for (PlacedItem& placed : items_of(user.value(), "scope_items")) {
    const bool used = user.kind == stamp_scope_kind ||
                      text_of(*placed.item, "visible_action_disposition") == "enabled";
    if (used) into.push_back({&user, &stamp, std::move(placed)});
  }
}

bool is_at_least_one(const canon::Value& record, std::string_view member) {
  const canon::Value* limit = record.find(member);
  return limit != nullptr && limit->is(Kind::number) && limit->number() >= 1;
}

void check_envelope(const Record& envelope, Findings& findings) {
  for (const std::string_view member : {"max_object_count", "max_policy_decision_count"}) {
    if (is_at_least_one(envelope.value(), member)) continue;
    findings.add(envelope, std::string("/").append(member),
                 "bounds nothing: say how many it may be at once");
  }
  if (!word_of<govern::OnQuotaExceeded>(envelope.value(), "on_quota_exceeded")) {
    findings.add(envelope, "/on_quota_exceeded", "says nothing of what becomes of the rest");
  }
}

}  // namespace

std::optional<stamp::ItemKey> key_of(const canon::Value& item) {
  const std::optional<memory::Action> action = action_of(item);
  const auto destination = word_of<memory::Destination>(item, "destination");
  const bool has_destination = item.find("destination") != nullptr;
  if (!action || has_destination != destination.has_value() ||
      memory::is_egress(*action) != has_destination) {
    return std::nullopt;
  }
  return stamp::ItemKey{*action, destination};
}

std::vector<PlacedItem> items_of(const canon::Value& record, std::string_view member) {
  std::vector<PlacedItem> items;
  const canon::Value* list = record.find(member);
  if (list == nullptr || !list->is(Kind::array)) return items;
  for (std::size_t i = 0; i < list->items().size(); ++i) {
    std::string pointer;
    canon::append_pointer(pointer, member);
    canon::append_pointer(pointer, i);
    items.push_back({&list->items()[i], std::move(pointer)});
  }
  return items;
}

bool lists(const canon::Value& record, std::string_view member, const stamp::ItemKey& key) {
  return std::ranges::any_of(items_of(record, member),
                             [&](const PlacedItem& placed) { return key_of(*placed.item) == key; });
}

bool is_true(const canon::Value& record, std::string_view member) {
  const canon::Value* value = record.find(member);
  return value != nullptr && value->is(Kind::boolean) && value->boolean();
}

bool same_key(const canon::Value& a, const canon::Value& b) {
  const canon::Value* of_a = a.find("freshness_key");
  const canon::Value* of_b = b.find("freshness_key");
  return of_a != nullptr && of_b != nullptr && canon::canonical(*of_a) == canon::canonical(*of_b);
}

std::vector<StampUse> stamp_uses(const RecordSet& records) {
  struct User {
    std::string_view kind;
    std::string_view member;
  };
  std::vector<StampUse> uses;
  for (const auto& [kind, member] :
       {User{ui_export_kind, "policy_stamp_ref"}, User{stamp_scope_kind, "stamp_ref"}}) {
    for (const Record* user : records.of(kind)) {
      const Record* stamp = records.find(stamp_kind, text_of(user->value(), member));
      if (stamp != nullptr) add_uses(*user, *stamp, uses);
    }
  }
  return uses;
}

void check_bounded(const RecordSet& records, const Unbounded& what, Findings& findings) {
  const auto name = wire_names(what.operation)[static_cast<std::size_t>(what.operation)];
  bool has_envelope = false;
  for (const Record* envelope : records.of(quota_kind)) {
    if (text_of(envelope->value(), "operation_kind") != name) continue;
    has_envelope = true;
    check_envelope(*envelope, findings);
  }
  if (has_envelope) return;
  for (const Record* begun : records.of(what.begun)) {
    if (!what.is_begun(begun->value())) continue;
    findings.add(
        *begun, "",
        std::string("began without a quota envelope of the kind `").append(name).append("`"));
  }
}

}  // namespace writ::lint
