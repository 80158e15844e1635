// restamp.compare: what is to be allowed against a ceiling, of what is handed in alone.
#include <optional>
#include <string>
#include <vector>

#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/table.h"
#include "stamp/ceiling.h"
#include "stamp/comparison.h"

namespace writ::ops {

// The members that an effective policy has too: one may be handed in as it was answered.
struct RestampItem {
  static constexpr bool open_record = true;
  memory::Action action = memory::Action::collect;
  std::optional<memory::Destination> destination;
  memory::ContentFidelity content_fidelity = memory::ContentFidelity::none;
  memory::Locality locality = memory::Locality::blocked;
  memory::LearningScope learning_scope = memory::LearningScope::none;
  memory::MutationAuthority mutation_authority = memory::MutationAuthority::none;
  memory::DisclosureClass disclosure_class = memory::DisclosureClass::not_disclosable;
  memory::DisclosurePermissionVector disclosure_vector;

  static constexpr auto record(auto&& f) {
    using I = RestampItem;
    using canon::field;
    return f("RestampItem", "What an item is to allow: an effective policy, or as much of one.",
             field<&I::action>("action", "The action."),
             field<&I::destination>("destination", "Where to; present exactly for an egress."),
             field<&I::content_fidelity>("effective_content_fidelity", "Of the content."),
             field<&I::locality>("effective_locality", "How far."),
             field<&I::learning_scope>("effective_learning_scope", "What may learn from it."),
             field<&I::mutation_authority>("effective_mutation_authority", "What may be written."),
             field<&I::disclosure_class>("effective_disclosure_class", "What may be said of it."),
             field<&I::disclosure_vector>("effective_disclosure_vector", "The same, by parts."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    stamp::check_key(stamp::key_of(*this), path, faults);
  }
};

struct RestampCompareRequest {
  std::vector<stamp::PolicyCeilingItem> ceiling;
  std::vector<RestampItem> fresh;

  static constexpr auto record(auto&& f) {
    using R = RestampCompareRequest;
    using canon::field;
    return f("RestampCompareRequest", "A ceiling, and what is to be allowed under it.",
             field<&R::ceiling>("ceiling_items", "Those of the root stamp's ceiling."),
             field<&R::fresh>("new_items", "What is to be allowed."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    stamp::check_items(ceiling, "ceiling_items", path, faults, stamp::MayBeEmpty::yes);
    stamp::check_items(fresh, "new_items", path, faults, stamp::MayBeEmpty::yes);
  }
};

struct RestampCompareResponse {
  stamp::RestampDisposition disposition = stamp::RestampDisposition::block;
  std::vector<stamp::PolicyAxisCeilingComparison> comparisons;
  std::vector<stamp::Axis> downgraded;
  std::vector<std::string> blocked_reasons;

  static constexpr auto record(auto&& f) {
    using R = RestampCompareResponse;
    using canon::field;
    return f("RestampCompareResponse", "What a restamp would come to.",
             field<&R::disposition>("disposition", "Above the ceiling anywhere: `block`."),
             field<&R::comparisons>("ceiling_comparisons", "Every axis of every item, by item."),
             field<&R::downgraded>("downgraded_axes", "Axes that fell, of any item."),
             field<&R::blocked_reasons>("blocked_reason_codes", "Why it is blocked."));
  }
};

std::optional<std::string_view> tenant_of(const RestampCompareRequest&) { return std::nullopt; }

namespace {

stamp::Levels levels_of(const RestampItem& item) {
  return {item.content_fidelity,   item.locality,         item.learning_scope,
          item.mutation_authority, item.disclosure_class, item.disclosure_vector};
}

Result<RestampCompareResponse> compare(const RestampCompareRequest& request) {
  stamp::Compared compared{.ceiling = stamp::leveled(request.ceiling)};
  for (const RestampItem& item : request.fresh) {
    compared.fresh.push_back({stamp::key_of(item), levels_of(item)});
  }
  RestampCompareResponse response{.comparisons = stamp::compare(compared)};
  response.disposition = stamp::disposition_of(response.comparisons);
  response.downgraded =
      stamp::axes_that(stamp::CeilingComparison::downgraded, response.comparisons);
  if (const auto reason = stamp::block_reason(response.comparisons); !reason.empty()) {
    response.blocked_reasons.emplace_back(reason);
  }
  return response;
}

}  // namespace

const Operation restamp_compare =
    define<compare>({.name = "restamp.compare",
                     .doc = "Compares what is to be allowed with a ceiling, axis by axis.",
                     .capability = Capability::read});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RestampItem);
DEFINE_RECORD(writ::ops::RestampCompareRequest);
DEFINE_RECORD(writ::ops::RestampCompareResponse);
