// Questions to people as they are kept.
//
// Each is one document, by its id. What is open is besides that in a second one, by the decision
// that gave rise to it, and gone from there in the transaction that ends it: what is open is found
// without reading what has ended.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "govern/kept_disambiguation.h"
#include "ops/engine.h"
#include "policy/bundle.h"

namespace writ::ops {

inline constexpr std::string_view disambiguation_document = "policy_disambiguation";
inline constexpr std::string_view open_disambiguation_document = "policy_disambiguation_open";

// Why there is nothing to look at, or nothing is raised; of answers there are AnswerFault's
// besides.
namespace disambiguation_reason {
inline constexpr std::string_view unknown = "disambiguation.unknown";
inline constexpr std::string_view too_many_open = "disambiguation.too_many_open";
inline constexpr std::string_view state_moved = "disambiguation.state_moved";
}  // namespace disambiguation_reason

// How many of a tenant may be open at once: whoever asks cannot make it more.
inline constexpr std::size_t max_open_disambiguations = 1'000;

struct DisambiguationRef {
  policy::TenantId tenant_id;
  memory::PolicyDisambiguationRequestRef request;

  static constexpr auto record(auto&& f) {
    using R = DisambiguationRef;
    using canon::field;
    return f("DisambiguationRef", "A question.", field<&R::tenant_id>("tenant_id", "Whose."),
             field<&R::request>("request_id", "Which."));
  }
};
inline std::optional<std::string_view> tenant_of(const DisambiguationRef& ref) {
  return ref.tenant_id.text();
}

// Writes a question as it is now, and whether it is open.
Result<void> put_disambiguation(store::Transaction& transaction, std::string_view tenant,
                                const govern::KeptDisambiguation& kept, Instant now);

// A question as it is stored. Problem: store::fault::corrupt where it does not read or is not what
// was asked.
Result<govern::KeptDisambiguation> stored_disambiguation(const store::DocumentRow& row);
Result<std::optional<govern::KeptDisambiguation>> find_disambiguation(
    store::Snapshot& snapshot, std::string_view tenant,
    const memory::PolicyDisambiguationRequestRef& id);

// Whether one more may be open.
Result<bool> has_room_for_disambiguation(store::Snapshot& snapshot, std::string_view tenant);

// All that are open, in no order that means anything; or those that one decision gave rise to.
Result<std::vector<govern::DisambiguationRaised>> open_disambiguations(store::Snapshot& snapshot,
                                                                       std::string_view tenant);
Result<std::vector<govern::DisambiguationRaised>> open_disambiguations(
    store::Snapshot& snapshot, std::string_view tenant,
    const memory::MemoryPolicyDecisionRef& decision);

}  // namespace writ::ops
