// Whether the policy of a report's session lets it be published.
//
// Publishing is an action of the session: the op `report.publish` on the resource
// `reports/` + reportHash, with what a rule may want to know of the report in `argsSummary`. What
// an allowing rule demands must be met at the gate: an approval is for this very report and is used
// by publishing it; where it demands redaction, the report must hold nothing that the profile
// forbids; an obligation that the gate cannot meet keeps the report in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/need.h"
#include "evidence/report.h"
#include "ops/approval.h"
#include "ops/decide.h"
#include "ops/engine.h"

namespace writ::ops {

using ReportText = canon::Sourced<evidence::ReportBody>;

// The question that is asked. `labels` are those of the report's content.
Result<Question> publishing_question(const ReportText& report,
                                     const std::optional<std::vector<std::string>>& labels);

// What a report's texts hold that must not go out by these profiles.
struct TextLook {
  std::vector<std::string_view> profiles;
  std::vector<evidence::Need> needs;
};

// A report at the gate. All of it outlives the asking.
struct AtGate {
  Engine& engine;
  const Call& call;
  const ReportText& report;
  const Question& question;
  const TextLook& looked;
};

// What the gate found before the policy is asked: an approval is asked for only where nothing else
// is needed.
enum class SoFar : std::uint8_t { complete, lacking };

// What the policy made of it.
struct PublishingRuling {
  std::vector<evidence::Need> needs;
  std::string policy_hash;                 // that decides in the session
  const ApprovalRecord* to_use = nullptr;  // as long as the State lives
  std::optional<std::string> filed;        // the approval that was asked for
};

// Looks at the texts by the profiles that the session's policy demands, before the change, since it
// may take a while. Where another policy demands others by then, they are looked at within it.
Result<TextLook> look_at_texts(const AtGate& gate, const State& state);

// Asks, in a change of `state`.
Result<PublishingRuling> rule_publishing(const AtGate& gate, const State& state,
                                         store::Transaction& transaction, SoFar so_far);

// Uses up of the session's budget what a decision does; answers why not, where there is none left.
Result<std::string_view> charge_publishing(const AtGate& gate, const State& state);

}  // namespace writ::ops
