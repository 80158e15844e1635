// stamp.export: a stamp to be shown where Writ is not, with the journal's receipt that it held.
#include "canon/record_define.h"
#include "ops/attested_stamp.h"
#include "ops/governing.h"
#include "ops/operation.h"
#include "ops/stamps.h"
#include "ops/table.h"

namespace writ::ops {

struct StampExportRequest {
  std::optional<policy::TenantId> tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<session::SessionId> session_id;
  memory::PolicyStampRef stamp;

  GovernedBy governed_by() const { return {tenant_id, name, session_id}; }
  void check(const canon::Path& path, canon::Faults& faults) const {
    governed_by().check(path, faults);
  }

  static constexpr auto record(auto&& f) {
    using R = StampExportRequest;
    using canon::field;
    return f("StampExportRequest", "Which stamp.",
             field<&R::tenant_id>("tenant_id", "Whose policy; absent in a session."),
             field<&R::name>("name", "Which of them; absent is `default`."),
             field<&R::session_id>("session_id", "The session that it was issued in."),
             field<&R::stamp>("stamp_ref", "The stamp."));
  }
};

struct StampExportResponse {
  bool ok = false;
  std::optional<AttestedPolicyStamp> attested;
  std::optional<std::string> receipt;
  std::optional<canon::Timestamp> honoured_until;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = StampExportResponse;
    using canon::field;
    return f("StampExportResponse", "What `stamp.verify` takes, or why there is nothing to show.",
             field<&R::ok>("ok", "Whether the stamp holds now."),
             field<&R::attested>("attested_stamp", "The stamp, and under what it held when."),
             field<&R::receipt>("receipt",
                                "That the journal has it: `c2sp.org/tlog-proof@v1`, with the "
                                "signed checkpoint."),
             field<&R::honoured_until>("honoured_until",
                                       "Until when this may be relied on here; whoever is shown "
                                       "it goes by how long ago it was attested."),
             field<&R::reason>("reason", "Why it does not hold."));
  }
};

std::optional<std::string_view> tenant_of(const StampExportRequest& request) {
  return request.governed_by().tenant();
}

namespace {

// Who may show one question of it may show no other's with it.
bool may_show(const Caller& caller, const Governing& by, const stamp::SoundStamp& sound) {
  return std::ranges::all_of(sound.form()->form().contexts, [&](const auto& context) {
    return may_present(caller, by, context.principal);
  });
}

Result<std::string_view> refusal(Engine& engine, const Call& call, const Governing& by,
                                 const stamp::SoundStamp& sound) {
  if (!may_show(call.caller, by, sound)) return stamp_reason::unknown;
  return why_refused(engine, call, by, sound.stamp().id, sound.spent(*by.active, call.now));
}

// Returns once the entry is in the signed tree: the receipt is part of the answer.
Result<std::string> receipt_for(Engine& engine, const Call& call, const Governing& by,
                                const AttestedPolicyStamp& attested) {
  std::optional<journal::Ticket> ticket;
  Call waiting = call;
  waiting.ticket = &ticket;
  WRIT_CHECK(record_ruling(engine, waiting, by, canon::encode(attested), std::nullopt));
  WRIT_CHECK(engine.journal().wait_for_disk(*ticket));
  return engine.journal().receipt(ticket->index);
}

Result<StampExportResponse> refused(Engine& engine, const Call& call, const Governing& by,
                                    std::string_view why) {
  StampExportResponse response{.reason = std::string(why)};
  WRIT_CHECK(record_ruling(engine, call, by, canon::encode(response), response.reason));
  return response;
}

Result<StampExportResponse> export_stamp(Engine& engine, const Call& call,
                                         const StampExportRequest& request) {
  const canon::Timestamp until(engine.honoured_until(call.now));
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const Governing by, governing(engine, *state, call, request.governed_by()));
  WRIT_TRY(ShownStamp shown, shown_stamp(engine, *state, by, request.stamp, call.now));
  if (shown.stamp != nullptr) {
    WRIT_TRY(shown.why, refusal(engine, call, by, *shown.stamp));
  }
  if (shown.stamp == nullptr || !shown.why.empty()) return refused(engine, call, by, shown.why);
  StampExportResponse response{.ok = true, .honoured_until = until};
  response.attested = AttestedPolicyStamp{.recorded_at = canon::Timestamp(call.now),
                                          .tenant_id = policy::TenantId(by.tenant),
                                          .kept = shown.stamp->kept(),
                                          .freshness_key = *by.active};
  WRIT_TRY(response.receipt, receipt_for(engine, call, by, *response.attested));
  return response;
}

}  // namespace

const Operation stamp_export =
    define<export_stamp>({.name = "stamp.export",
                          .doc = "Attests that a stamp holds now, to be shown where Writ is not.",
                          .capability = Capability::decide,
                          .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::StampExportRequest);
DEFINE_RECORD(writ::ops::StampExportResponse);
