// What memory.evaluate is asked, with all that may be handed in, and what comes of it before it is
// written down: shared by the operations that evaluate, certify and attest.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/applicability.h"
#include "memory/permission.h"
#include "memory/scope_resolution.h"
#include "ops/engine.h"
#include "ops/governing.h"
#include "ops/movement.h"
#include "ops/operation.h"
#include "session/session.h"

namespace writ::ops {

struct MemoryQuestion {
  std::optional<policy::TenantId> tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<session::SessionId> session_id;
  memory::MemoryObjectRef object;
  memory::Action action = memory::Action::collect;
  std::optional<memory::Destination> destination;
  canon::Sourced<policy::RequestPrincipal> principal;
  std::optional<memory::SurfaceRef> surface;
  memory::ExposureContextRef exposure_context;
  memory::ModelClass model_class = memory::ModelClass::unknown_model_class;
  memory::ClientKind client_kind = memory::ClientKind::connector_adapter;
  memory::InteractionMode interaction_mode = memory::InteractionMode::agent_initiated;
  std::optional<std::vector<std::string>> labels;
  std::optional<std::string> purpose;
  std::optional<std::string> risk_tier;
  std::optional<canon::Json> args_summary;
  std::optional<memory::ScopeResolutionResult> scope_resolution;
  std::optional<bool> object_is_new;
  std::optional<std::vector<memory::MemoryPolicyDecision>> decisions;
  std::optional<std::vector<memory::PolicyEvaluationContext>> decision_contexts;
  std::optional<std::vector<memory::PolicyObligation>> obligations;
  std::optional<std::vector<memory::PolicyObligationDischarge>> discharges;
  std::optional<std::vector<SignedFlowCertificate>> certificates;
  std::optional<std::vector<SignedEgressAttestation>> attestations;
  std::optional<canon::HexDigest> payload_hash;
  std::optional<std::string> destination_id;
  std::optional<bool> explain;

  static constexpr auto record(auto&& f) {
    using Q = MemoryQuestion;
    using canon::field;
    return f("MemoryQuestion", "What would be done with a memory, and by whom.",
             field<&Q::tenant_id>("tenant_id", "Whose policy; absent in a session."),
             field<&Q::name>("name", "Which of them; absent is `default`."),
             field<&Q::session_id>("session_id", "The session that it is asked in."),
             field<&Q::object>("object_ref", "The memory."),
             field<&Q::action>("action", "What would be done with it."),
             field<&Q::destination>("destination", "Where its bytes would go."),
             field<&Q::principal>("principal", "For whom."),
             field<&Q::surface>("surface_ref", "On which surface."),
             field<&Q::exposure_context>("exposure_context_ref", "To whose eyes."),
             field<&Q::model_class>("model_class", "Which class of model would see it."),
             field<&Q::client_kind>("client_kind", "What kind of client asks."),
             field<&Q::interaction_mode>("interaction_mode", "Whether somebody is there."),
             field<&Q::labels>("labels", "How the memory is labelled."),
             field<&Q::purpose>("purpose", "What for."),
             field<&Q::risk_tier>("risk_tier", "low, moderate, high, regulated."),
             field<&Q::args_summary>("args_summary", "More about it, for comparisons."),
             field<&Q::scope_resolution>("scope_resolution", "Where the memory belongs."),
             field<&Q::object_is_new>(
                 "object_is_new", "That it is only about to be taken in, and belongs nowhere yet."),
             field<&Q::decisions>("decisions", "What others decided about it."),
             field<&Q::decision_contexts>("decision_contexts", "The questions that those answer."),
             field<&Q::obligations>("obligations", "The obligations that those refer to."),
             field<&Q::discharges>("discharges", "What `obligation.discharge` answered."),
             field<&Q::certificates>("certificates", "What `flow.certify` answered."),
             field<&Q::attestations>("attestations", "What `egress.attest` answered."),
             field<&Q::payload_hash>("payload_hash", "SHA-256 of the bytes that would leave."),
             field<&Q::destination_id>("destination_id", "Which destination of its class."),
             field<&Q::explain>("explain", "Also say what pulled each axis down."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const;
  GovernedBy governed_by() const { return {tenant_id, name, session_id}; }
};

std::optional<std::string_view> tenant_of(const MemoryQuestion& question);

// The op of the rules that speak of an action.
std::string op_of(memory::Action action);

// A question made ready: who asks, under which policy, in which state.
class MemoryEvaluation {
 public:
  // As a session's turn: it is charged for it.
  static Result<MemoryEvaluation> begin(Engine& engine, const Call& call,
                                        const MemoryQuestion& question);
  // Of what was asked before: nobody is charged.
  static Result<MemoryEvaluation> anew(Engine& engine, const Call& call,
                                       const MemoryQuestion& question);

  // The same question under the bundle that is staged as a shadow; nothing where none is.
  std::optional<MemoryEvaluation> shadow() const;

  const Governing& by() const { return by_; }
  const std::string& tenant() const { return by_.tenant; }
  std::string_view policy_hash() const { return by_.deciding.policy_hash; }
  std::string_view refusal() const { return by_.deciding.refusal; }  // empty: a policy decided
  const memory::PolicyRuntimeFreshnessKey& active() const { return *by_.active; }
  const State& state() const { return *state_; }
  Instant honoured_until() const { return honoured_until_; }

  // The action and all that it rests on, each under a policy of its own; the action first. The
  // contexts have ids where `named`. Points into this and the question.
  enum class Named : bool { no, yes };
  std::vector<memory::Judged> judge(const memory::MemoryObjectRef& object, Named named);

  // What of the question's proofs is genuine and bound to it: to `asked`, which is named, to
  // `policies`, those of its closure by id, and to what is owed under them.
  Result<memory::Proofs> proofs(Engine& engine, const memory::Judged& asked,
                                const std::vector<memory::EffectiveMemoryPolicyRef>& policies,
                                const std::vector<memory::PolicyObligation>& owed) const;

 private:
  explicit MemoryEvaluation(const MemoryQuestion& question) : question_(&question) {}

  Result<void> count_principal(const Call& call);
  Result<void> charge(Engine& engine, const Call& call);
  memory::PolicyEvaluationContext context_of(memory::Action action,
                                             const memory::MemoryObjectRef& object) const;
  memory::Question question_of(memory::Action action, const memory::MemoryObjectRef& object) const;
  std::vector<memory::PolicyEvaluationContext> contexts_beside(
      const memory::PolicyEvaluationContext& asked) const;
  void hear_decisions(memory::Judged& judged) const;
  memory::Judged judge_one(memory::Action action, const memory::MemoryObjectRef& object,
                           Named named) const;

  const MemoryQuestion* question_;
  std::shared_ptr<const State> state_;
  Governing by_;
  canon::Timestamp now_;
  Instant honoured_until_;
  policy::PDPRequest request_;  // with the action and object that were judged last
  canon::Json root_;            // the same as JSON, where a rule points into it
  bool believed_ = true;        // what the caller hands in may authorise and loosen
  memory::KnownObligations known_;
};

}  // namespace writ::ops
