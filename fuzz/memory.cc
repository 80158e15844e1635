// The meet, held to its promise: whatever is added to a question that something authorises, however
// malformed, foreign, stale or contradictory, its answer does not get wider.
//
// The bytes choose a question, decisions, contexts and obligations of a small vocabulary, in which
// ids meet and references often resolve, and then what is added.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "fuzz/require.h"
#include "memory/answer.h"
#include "memory/applicability.h"

namespace writ::memory {
namespace {

using fuzz::require;

// Choices, until the bytes run out; then always the first.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : at_(data), end_(data + size) {}

  unsigned below(unsigned count) { return at_ == end_ ? 0 : *at_++ % count; }
  bool chance(unsigned of) { return below(of) == of - 1; }
  template <class Word>
  Word word() {
    return static_cast<Word>(below(static_cast<unsigned>(wire_names(Word{}).size())));
  }
  // Mostly the highest, so that not everything is at bottom.
  template <class Level>
  canon::Lenient<Level> level() {
    if (chance(16)) return {};
    constexpr auto top = static_cast<Level>(wire_names(Level{}).size() - 1);
    return {chance(2) ? word<Level>() : top};
  }
  template <class Ref>
  Ref ref(unsigned of = 4) {
    return Ref(fmt::format("r{}", below(of)));
  }

 private:
  const std::uint8_t* at_;
  const std::uint8_t* end_;
};

PolicyRuntimeFreshnessKey key_of(Choices& choices) {
  PolicyRuntimeFreshnessKey key{.policy_generation = PolicyGenerationId("1"),
                                .effective_state_generation = EffectiveStateGenerationId("1"),
                                .evaluator_hash = ContentHash("e"),
                                .domain_profile_version = SchemaVersionRef("1"),
                                .reason_code_version = SchemaVersionRef("1")};
  if (choices.chance(8)) key.policy_generation = PolicyGenerationId("0");
  if (choices.chance(8)) key.effective_state_generation = EffectiveStateGenerationId("0");
  return key;
}

std::optional<Destination> destination_of(Choices& choices) {
  if (choices.chance(3)) return std::nullopt;
  return choices.chance(3) ? choices.word<Destination>() : Destination::cloud_api;
}

PolicyEvaluationContext context_of(Choices& choices, Action action) {
  return {.id = choices.ref<PolicyEvaluationContextRef>(),
          .object = choices.chance(8) ? MemoryObjectRef("another") : MemoryObjectRef("object"),
          .action = choices.chance(8) ? choices.word<Action>() : action,
          .destination = destination_of(choices),
          .principal = choices.chance(8) ? PrincipalRef("another") : PrincipalRef("principal"),
          .exposure_context = ExposureContextRef("exposure"),
          .model_class = choices.chance(8) ? choices.word<ModelClass>() : ModelClass::cloud_model,
          .freshness_key = key_of(choices)};
}

MemoryPolicyDecision decision_of(Choices& choices, Action action) {
  MemoryPolicyDecision decision{
      .id = choices.ref<MemoryPolicyDecisionRef>(8),
      .context = choices.ref<PolicyEvaluationContextRef>(),
      .object = choices.chance(8) ? MemoryObjectRef("another") : MemoryObjectRef("object"),
      .action = choices.chance(8) ? choices.word<Action>() : action,
      .destination = destination_of(choices),
      .content_fidelity = choices.level<ContentFidelity>(),
      .locality = choices.level<Locality>(),
      .learning_scope = choices.level<LearningScope>(),
      .mutation_authority = choices.level<MutationAuthority>(),
      .disclosure_class = choices.level<DisclosureClass>(),
      .freshness_key = key_of(choices)};
  DisclosurePermissionVector vector = Capability::everything().disclosure_vector();
  vector.source_title = !choices.chance(4);
  vector.summary_fidelity = choices.level<SummaryFidelity>().value.value_or(SummaryFidelity::none);
  if (!choices.chance(16)) decision.disclosure_vector = {vector};
  while (choices.chance(3)) decision.obligations.push_back(choices.ref<PolicyObligationRef>());
  return decision;
}

PolicyObligation obligation_of(Choices& choices) {
  PolicyObligation obligation{
      .id = choices.ref<PolicyObligationRef>(),
      .kind = ObligationKindName(choices.word<ObligationKind>()),
      .owner = choices.chance(8) ? EnforcementOwner::kda : EnforcementOwner::ec,
      .blocking = choices.chance(2),
      .reason_code = ReasonCodeId("r")};
  if (choices.chance(16)) obligation.kind.set("require_magic");
  for (std::size_t i = 0; i < action_count; ++i) {
    if (!choices.chance(8)) obligation.applies_to.push_back(static_cast<Action>(i));
  }
  return obligation;
}

struct Given {
  PolicyEvaluationContext context;
  PolicyRuntimeFreshnessKey active;
  std::vector<MemoryPolicyDecision> decisions;
  std::vector<PolicyEvaluationContext> contexts;
  std::vector<PolicyObligation> obligations;
  Question question;
};

Given given_of(Choices& choices) {
  Given given;
  given.question = {.action = choices.word<Action>(),
                    .destination = destination_of(choices),
                    .floor = choices.chance(2) ? choices.word<ScopeConservatismFloor>()
                                               : ScopeConservatismFloor::normal_policy_check,
                    .relation = choices.chance(2) ? choices.word<RelationToDestination>()
                                                  : RelationToDestination::external_destination};
  given.active = key_of(choices);
  given.context = context_of(choices, given.question.action);
  given.context.action = given.question.action;
  given.context.destination = given.question.destination;
  given.context.freshness_key = given.active;
  while (given.decisions.empty() || choices.chance(2)) {
    given.decisions.push_back(decision_of(choices, given.question.action));
  }
  while (choices.chance(2)) given.contexts.push_back(context_of(choices, given.question.action));
  while (choices.chance(2)) given.obligations.push_back(obligation_of(choices));
  return given;
}

// Something more, or something that is no longer what it was.
void add_to(Given& given, Choices& choices) {
  switch (choices.below(5)) {
    case 0:
      given.decisions.push_back(decision_of(choices, given.question.action));
      return;
    case 1:
      given.contexts.push_back(context_of(choices, given.question.action));
      return;
    case 2:
      given.obligations.push_back(obligation_of(choices));
      return;
    case 3:
      given.question.floor = stricter(given.question.floor, choices.word<ScopeConservatismFloor>());
      return;
    default:
      given.decisions[choices.below(static_cast<unsigned>(given.decisions.size()))]
          .obligations.push_back(choices.ref<PolicyObligationRef>());
  }
}

struct Outcome {
  Settled allowed;
  bool permitted = false;
  bool authorized = false;
};

Outcome outcome_of(const Given& given) {
  const KnownObligations obligations(given.obligations);
  const Sifted sifted = sift({given.context, given.active}, given.decisions,
                             KnownContexts(given.context, given.contexts), obligations);
  const Meet met = meet(given.question, sifted.voices);
  const Answer answer = answer_of(given.context, sifted.voices, sifted.excluded, met);
  require(Settled(capability_of(answer.policy)) == met.allowed, "the record says what was met");
  require(derive_class(answer.policy.disclosure_vector) == answer.policy.disclosure_class,
          "class and vector say the same");
  require(!met.blocks.any() || *met.allowed == Capability::nothing(), "a block is at bottom");
  return {.allowed = met.allowed,
          .permitted = meets_predicate(given.question, met),
          .authorized = !met.blocks.has(Block::no_decision) &&
                        !met.blocks.has(Block::no_destination_decision) &&
                        !met.blocks.has(Block::malformed_axis) &&
                        !met.blocks.has(Block::undefined_obligation)};
}

void check(Choices choices) {
  Given given = given_of(choices);
  const Outcome before = outcome_of(given);
  add_to(given, choices);
  const Outcome after = outcome_of(given);
  if (!before.authorized) return;
  require(after.allowed->within(*before.allowed), "adding never widens");
  require(before.permitted || !after.permitted, "adding never permits");
}

}  // namespace
}  // namespace writ::memory

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  writ::memory::check(writ::memory::Choices(data, size));
  return 0;
}
