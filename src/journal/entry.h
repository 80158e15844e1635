// An entry of the journal: who asked for what, and what came of it. Its canonical JSON is the leaf
// of the tree.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"

namespace writ::journal {

using Count = canon::Bounded<0, canon::max_exact_integer>;

// The answer of a bundle that is staged beside the one in force, where it differs.
struct ShadowDecision {
  std::string policy_hash;
  std::string decision_hash;
  std::string outcome;
  std::vector<std::string> rule_ids;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using S = ShadowDecision;
    using canon::field;
    return f("JournalShadowDecision", "What a staged bundle would have answered.",
             field<&S::policy_hash>("policyHash", "The staged bundle."),
             field<&S::decision_hash>("decisionHash", "Its decision."),
             field<&S::outcome>("outcome", "`allow` or `deny`; of a memory also `grantable`."),
             field<&S::rule_ids>("ruleIds", "The rules behind it."),
             field<&S::reason>("reason", "Why it would be denied."));
  }
};

// One of several answers that an entry tells of.
struct EntryItem {
  std::string outcome;
  std::optional<std::string> request_hash;
  std::optional<std::string> decision_hash;
  std::optional<std::vector<std::string>> rule_ids;
  std::optional<std::string> reason;
  std::optional<ShadowDecision> shadow;

  static constexpr auto record(auto&& f) {
    using I = EntryItem;
    using canon::field;
    return f("JournalEntryItem", "One of the answers that an entry tells of.",
             field<&I::outcome>("outcome", "`allow`, `deny`; `refused` for what did not read."),
             field<&I::request_hash>("requestHash", "SHA-256 of its question's canonical JSON."),
             field<&I::decision_hash>("decisionHash", "The decision."),
             field<&I::rule_ids>("ruleIds", "The rules behind it."),
             field<&I::reason>("reason", "Why it was denied or refused."),
             field<&I::shadow>("shadow", "What the staged bundle would have answered otherwise."));
  }
};

struct Entry {
  Count sequence;
  canon::Timestamp time;
  std::string op;
  std::string outcome;
  std::optional<std::string> principal;
  std::optional<std::string> tenant;
  std::optional<std::string> name;
  std::optional<std::string> session;
  std::optional<std::string> request_hash;
  std::optional<std::string> policy_hash;
  std::optional<std::string> decision_hash;
  std::optional<std::vector<std::string>> rule_ids;
  std::optional<std::string> reason;
  std::optional<std::string> model_id;
  std::optional<std::string> request_id;
  std::optional<std::string> key_id;
  std::optional<std::string> approval_id;
  std::optional<std::string> requested_approval;
  std::optional<Count> change;
  std::optional<Count> count;
  std::optional<Count> closed_sessions;
  std::optional<ShadowDecision> shadow;
  std::optional<std::vector<EntryItem>> items;
  std::optional<std::string> response_hash;
  std::optional<std::string> record_hash;

  static constexpr auto record(auto&& f) {
    using E = Entry;
    using canon::field;
    return f(
        "JournalEntry", "What was asked and what came of it.",
        field<&E::sequence>("sequence", "Its place in the log, from 0."),
        field<&E::time>("time", "When it was asked, as the server's clock had it."),
        field<&E::op>("op", "The operation."),
        field<&E::outcome>("outcome", "`allow`, `deny`, `done`, `refused`, …."),
        field<&E::principal>("principal", "Who asked."),
        field<&E::tenant>("tenant", "Whose data it concerned."),
        field<&E::name>("name", "The bundle's name, where it is not `default`."),
        field<&E::session>("session", "The session that it was asked in."),
        field<&E::request_hash>("requestHash", "SHA-256 of the request's canonical JSON."),
        field<&E::policy_hash>("policyHash", "The policy that decided, or came into force."),
        field<&E::decision_hash>("decisionHash", "The decision."),
        field<&E::rule_ids>("ruleIds", "The rules behind it."),
        field<&E::reason>("reason", "Why it was denied or refused."),
        field<&E::model_id>("modelId", "The model that was called."),
        field<&E::request_id>("requestId", "The call of the model."),
        field<&E::key_id>("keyId", "The key or token that changed."),
        field<&E::approval_id>("approvalId",
                               "The approval that changed, or that this decision used."),
        field<&E::requested_approval>("requestedApproval",
                                      "The approval that this decision asked for."),
        field<&E::change>("change", "The number of the change in the store, without gaps."),
        field<&E::count>("count", "How many, where the entry speaks of several."),
        field<&E::closed_sessions>("closedSessions", "How many sessions ended by this change."),
        field<&E::shadow>("shadow", "What the staged bundle would have answered otherwise."),
        field<&E::items>("items", "The answers of a batch, in their order."),
        field<&E::response_hash>("responseHash",
                                 "SHA-256 of the answer's canonical JSON, where that is no "
                                 "decision."),
        field<&E::record_hash>("recordHash",
                               "SHA-256 of the whole entry, where it is too long for the log and "
                               "kept apart."));
  }
};

}  // namespace writ::journal
