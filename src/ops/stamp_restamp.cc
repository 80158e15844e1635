// stamp.restamp: a stamp's successor after something has changed, held against its root's ceiling.
#include "canon/record_define.h"
#include "ops/governing.h"
#include "ops/movement.h"
#include "ops/operation.h"
#include "ops/stamp_item.h"
#include "ops/stamp_questions.h"
#include "ops/table.h"
#include "stamp/restamp.h"

namespace writ::ops {

struct RestampRequest {
  memory::PolicyStampRef stamp;
  std::vector<MemoryQuestion> questions;
  SignedFlowCertificate certificate;
  std::optional<LifeInSeconds> life;

  static constexpr auto record(auto&& f) {
    using R = RestampRequest;
    using canon::field;
    return f("RestampRequest", "A stamp, and what is to be permitted under its ceiling now.",
             field<&R::stamp>("stamp_ref", "The stamp that it is to follow."),
             field<&R::questions>("questions", "One for each item, as for `stamp.issue`."),
             field<&R::certificate>("certificate",
                                    "A certificate of a movement of this memory that it is for; "
                                    "it may be one that is stale by now."),
             field<&R::life>("expires_in_seconds",
                             "How long it is to hold; never longer than the stamp before it."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const {
    check_questions(questions, path, faults);
  }
};

struct RestampResponse {
  bool ok = false;
  std::optional<stamp::PolicyStampRestamp> restamp;
  std::optional<stamp::PolicyStamp> stamp;
  std::optional<stamp::PolicyStampScope> scope;
  std::vector<memory::EffectiveMemoryPolicy> policies;
  std::vector<memory::PolicyEvaluationContext> contexts;
  std::vector<RefusedItem> refused;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = RestampResponse;
    using canon::field;
    return f("RestampResponse", "What came of it.",
             field<&R::ok>("ok", "Whether there is a new stamp."),
             field<&R::restamp>("restamp", "What the comparison came to."),
             field<&R::stamp>("stamp", "The new stamp."),
             field<&R::scope>("stamp_scope", "What it is for, apart from it."),
             field<&R::policies>("effective_policies", "The policy of each of its items."),
             field<&R::contexts>("evaluation_contexts", "The question of each."),
             field<&R::refused>("refused", "What is not permitted, and so not in it."),
             field<&R::reason>("reason", "Why there is no new stamp."));
  }
};

std::optional<std::string_view> tenant_of(const RestampRequest& request) {
  return tenant_of(request.questions.front());
}

namespace {

// One call.
class Restamping {
 public:
  Restamping(const Call& call, const RestampRequest& request, const Evaluated& evaluated)
      : call_(call), request_(request), evaluated_(evaluated) {
    response_.refused = refused_items(evaluated);
  }

  Result<RestampResponse> in(store::Transaction& transaction, const State& state,
                             const Governing& by) {
    if (*by.active != evaluated_.active) return refused(stamp_reason::state_moved);
    WRIT_TRY(const auto prior, find_stamp(state, transaction, by.tenant, request_.stamp.text()));
    if (!prior) return refused(stamp_reason::unknown);
    const std::string_view why = not_its_movement(state, by.tenant, prior->stamp());
    if (!why.empty()) return refused(why);
    const stamp::KeptStamp kept = prior->kept();
    auto made = stamp::restamp(kept, terms(), grants_of(evaluated_));
    if (!made) {
      WRIT_TRY(has_changed_, keep_expired(transaction, by.tenant, kept, call_.now));
      return refused(stamp::name_of(made.error()));
    }
    WRIT_CHECK(keep(transaction, by.tenant, kept, *made));
    has_changed_ = true;
    return told(*std::move(made));
  }

  // Whether anything was written. One that was blocked is kept too: its stamp has ended with it.
  bool has_changed() const { return has_changed_; }

 private:
  RestampResponse refused(std::string_view reason) {
    response_.reason = std::string(reason);
    return response_;
  }

  // The certificate is one, and of this memory.
  std::string_view not_its_movement(const State& state, std::string_view tenant,
                                    const stamp::PolicyStamp& prior) const {
    const std::string_view why = genuine(state, tenant, request_.certificate);
    if (!why.empty()) return why;
    const bool its_own = request_.certificate.certificate->object == prior.object &&
                         request_.questions.front().object == prior.object;
    return its_own ? std::string_view() : stamp::name_of(stamp::StampFault::another_object);
  }

  stamp::RestampTerms terms() const {
    return {.freshness_key = evaluated_.active,
            .now = call_.now,
            .expires_at = expiry_of(evaluated_, wanted_expiry(request_.life, call_)),
            .certificate = request_.certificate.certificate->id};
  }

  Result<void> keep(store::Transaction& transaction, std::string_view tenant,
                    const stamp::KeptStamp& prior, const stamp::Restamped& made) const {
    stamp::KeptStamp ended = prior;
    ended.stamp = made.prior;
    const memory::PolicyStampRef& root = prior.ceiling.root_stamp;
    std::vector<store::DocumentRow> rows{row_of(tenant, ended, call_.now),
                                         restamp_row(tenant, made.record, call_.now)};
    if (made.successor) {
      const StampQuestions asked =
          questions_of(request_.questions, evaluated_, AskedAs::of(call_.caller));
      rows.push_back(row_of(tenant, *made.successor, call_.now));
      rows.push_back(row_of(tenant, root, &asked, call_.now));
    } else {
      rows.push_back(row_of(tenant, root, nullptr, call_.now));
    }
    return transaction.put_documents(rows);
  }

  Result<RestampResponse> told(stamp::Restamped made) {
    if (const auto* block = std::get_if<stamp::PolicyStampRestampBlock>(&made.record)) {
      response_.reason = block->blocked_reason_codes.front().text();
    }
    response_.ok = made.successor.has_value();
    response_.restamp = std::move(made.record);
    if (made.successor) {
      response_.stamp = made.successor->stamp;
      response_.scope = stamp::scope_of(made.successor->stamp);
      response_.policies = std::move(made.successor->policies);
      response_.contexts = std::move(made.successor->contexts);
    }
    return response_;
  }

  const Call& call_;
  const RestampRequest& request_;
  const Evaluated& evaluated_;
  RestampResponse response_;
  bool has_changed_ = false;
};

Result<RestampResponse> restamp(Engine& engine, const Call& call, const RestampRequest& request) {
  WRIT_TRY(const Evaluated evaluated, evaluate_all(engine, call, request.questions));
  std::optional<RestampResponse> response;
  WRIT_CHECK(engine.change_and_enter(
      call, [&](store::Transaction& transaction, const State& state) -> Result<Engine::Entered> {
        const GovernedBy governor = request.questions.front().governed_by();
        WRIT_TRY(const Governing by, governing(engine, state, call, governor));
        Restamping restamping(call, request, evaluated);
        WRIT_TRY(response, restamping.in(transaction, state, by));
        return Engine::Entered{.entry = entry_of(call, note_of(*response)),
                               .body = body_to_keep(call),
                               .changed = restamping.has_changed()};
      }));
  engine.await_other_nodes();
  return *std::move(response);
}

}  // namespace

const Operation stamp_restamp =
    define<restamp>({.name = "stamp.restamp",
                     .doc = "Stamps anew what is still within the ceiling of a stamp's root.",
                     .capability = Capability::decide,
                     .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RestampRequest);
DEFINE_RECORD(writ::ops::RestampResponse);
