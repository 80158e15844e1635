#include "ops/documents.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "ops/broken_store.h"
#include "ops/chunk_certificate.h"
#include "ops/disambiguations.h"
#include "ops/discharges.h"
#include "ops/evidence_content.h"
#include "ops/evidence_kept.h"
#include "ops/evidence_places.h"
#include "ops/redactions.h"
#include "ops/rollout.h"
#include "ops/stamp_questions.h"

namespace writ::ops {
namespace {

Result<void> apply_principal(const store::DocumentRow& row, const Loading& loading) {
  if (!row.record) {
    loading.into.principals.remove(row.tenant, row.id);
    return {};
  }
  Result<Principal> principal = principal_of(*row.record);
  if (!principal) return broken_store(describe(principal.error()));
  loading.into.principals.put(row.tenant, row.id, *std::move(principal));
  return {};
}

Result<void> apply_resource(const store::DocumentRow& row, const Loading& loading) {
  if (!row.record) {
    loading.into.resources.remove(row.tenant, row.id);
    return {};
  }
  Result<Resource> resource = resource_of(*row.record);
  if (!resource) return broken_store(describe(resource.error()));
  loading.into.resources.put(row.tenant, row.id, *std::move(resource));
  return {};
}

Result<void> apply_approval(const store::DocumentRow& row, const Loading& loading) {
  if (!row.record) {
    loading.into.approvals.remove(row.tenant, row.id);
    return {};
  }
  WRIT_TRY(ApprovalRecord approval, stored_record<ApprovalRecord>("an approval", *row.record));
  if (approval.tenant_id.text() != row.tenant || approval.approval_id.text() != row.id) {
    return broken_store("an approval stands in the place of another");
  }
  loading.into.approvals.put(std::move(approval));
  return {};
}

Result<void> apply_rollout(const store::DocumentRow& row, const Loading& loading) {
  if (!row.record) {
    loading.into.rollouts.remove(row.tenant, row.id);
    return {};
  }
  WRIT_TRY(session::Rollout rollout,
           stored_record<session::Rollout>("a staged bundle", *row.record));
  loading.into.rollouts.put(row.tenant, row.id, std::move(rollout));
  return {};
}

// A part of a document without the rest of it, which would be kept for as long.
Result<canon::Json> alone(const canon::Json& part) {
  return canon::Json::parse(canon::canonical(part.value()));
}

Result<void> apply_session(const store::DocumentRow& row, const Loading& loading) {
  WRIT_TRY(session::Session record,
           stored_record<session::Session>("a session", row.record.value_or("")));
  if (record.closed_at) {
    loading.into.sessions.remove("", row.id);
    return {};
  }
  OpenSession session;
  CountedPrincipal principal = stranger(record.principal_id());
  if (record.asserted_roles == session::AssertedRoles::accept) {
    WRIT_TRY(principal.value, canon::decode<policy::RequestPrincipal>(record.principal));
    principal.source = record.principal;
  }
  session.binding = session::Binding(record, principal);
  if (record.asserted_roles == session::AssertedRoles::accept) {
    record.principal = session.binding.principal().source;
  } else {
    WRIT_TRY(record.principal, alone(record.principal));
  }
  if (record.budget) {
    session.ledger = std::make_shared<Ledger>(session::Used());
  }
  if (record.policy_update == session::PolicyUpdate::pin) {
    WRIT_TRY(session.policy,
             loading.policies.find(loading.snapshot, row.tenant, record.policy_name.text(),
                                   record.policy_version.text(), record.policy_hash.text()));
  }
  session.record = std::move(record);
  loading.into.sessions.put("", row.id, std::move(session));
  return {};
}

Result<void> apply_source(const store::DocumentRow& row, const Loading& loading) {
  if (!row.record) {
    loading.into.sources.remove(row.tenant, row.id);
    return {};
  }
  WRIT_TRY(Source source, stored_record<Source>("a bundle source", *row.record));
  if (source.source.tenant_id.text() != row.tenant ||
      name_or_default(source.source.name) != row.id) {
    return broken_store("a bundle source is kept as another one");
  }
  loading.into.sources.put(row.tenant, row.id, std::move(source));
  return {};
}

Result<void> apply_toggles(const store::DocumentRow& row, const Loading& loading) {
  WRIT_TRY(Toggles toggles, stored_record<Toggles>("toggles", row.record.value_or("")));
  if (toggles.tenant_id.text() != row.tenant) return broken_store("toggles are another tenant's");
  loading.into.toggles.put(row.tenant, row.id, std::move(toggles));
  return {};
}

Result<void> apply_registry(const store::DocumentRow& row, const Loading& loading) {
  WRIT_TRY(RegistryInUse in_use,
           stored_record<RegistryInUse>("a registry", row.record.value_or("")));
  loading.into.registries.put(row.tenant, row.id, std::move(in_use));
  return {};
}

// While we run, what is stored of this is our own word.
Result<void> apply_used(const store::DocumentRow& row, const Loading& loading) {
  if (!loading.anew) return {};
  const OpenSession* session = loading.into.sessions.find("", row.id);
  if (session == nullptr || !session->record.budget) return {};
  WRIT_TRY(const session::Used reserved,
           stored_record<session::Used>("what a session used", row.record.value_or("")));
  OpenSession resumed = *session;
  resumed.ledger = std::make_shared<Ledger>(reserved);
  loading.into.sessions.put("", row.id, std::move(resumed));
  return {};
}

// What has ended is looked for in the store: it is only to be told why.
Result<void> apply_stamp(const store::DocumentRow& row, const Loading& loading) {
  if (!row.record) {
    loading.into.stamps.remove(row.tenant, row.id);
    return {};
  }
  WRIT_TRY(const stamp::KeptStamp kept, stored_record<stamp::KeptStamp>("a stamp", *row.record));
  if (kept.stamp.id.text() != row.id) return broken_store("a stamp stands in the place of another");
  if (kept.stamp.lifecycle_state != memory::LifecycleState::active) {
    loading.into.stamps.remove(row.tenant, row.id);
    return {};
  }
  WRIT_TRY(stamp::SoundStamp sound, sound_stamp(kept));
  sound.share(*loading.into.forms);
  loading.into.stamps.put(row.tenant, row.id, {std::move(sound), {}});
  return {};
}

Result<void> apply_stamp_questions(const store::DocumentRow& row, const Loading& loading) {
  return take_in_questions(row, loading.into);
}

Result<void> apply_restamp_pack(const store::DocumentRow& row, const Loading& loading) {
  return take_in(row, loading.made, loading.into);
}

// Asked of the store where it matters.
Result<void> pass_over(const store::DocumentRow&, const Loading&) { return {}; }

struct Kind {
  std::string_view name;
  Result<void> (*apply)(const store::DocumentRow& row, const Loading& loading);
};

constexpr auto kinds = std::to_array<Kind>({
    {approval_kind, apply_approval},
    {evidence_kind, pass_over},
    {evidence_content_kind, pass_over},
    {places_kind, pass_over},
    {report_kind, pass_over},
    {principal_kind, apply_principal},
    {resource_kind, apply_resource},
    {rollout_kind, apply_rollout},
    {session_kind, apply_session},
    {source_kind, apply_source},
    {staged_kind, pass_over},
    {used_kind, apply_used},
    {discharge_kind, pass_over},
    {redaction_map_kind, pass_over},
    {disambiguation_document, pass_over},
    {open_disambiguation_document, pass_over},
    {toggles_kind, apply_toggles},
    {registry_kind, apply_registry},
    {registry_version_kind, pass_over},
    {stamp_document, apply_stamp},
    {stamp_questions_document, apply_stamp_questions},
    {restamp_document, pass_over},
    {restamp_batch_document, pass_over},
    {restamp_pack_document, apply_restamp_pack},
    {chunk_certificate_document, pass_over},
    {"memory_flow_certificate", pass_over},  // of batches from before a chunk had one
    {invalidation_document, pass_over},
});

Result<void> apply(const store::DocumentRow& row, const Loading& loading) {
  const auto kind = std::ranges::find(kinds, row.kind, &Kind::name);
  if (kind != kinds.end()) return kind->apply(row, loading);
  return broken_store(fmt::format("it holds a `{}`, which this program does not know", row.kind));
}

}  // namespace

Result<void> apply_documents(const Loading& loading) {
  constexpr std::size_t at_once = 500;  // what is read goes again before it scatters what stays
  for (;;) {
    WRIT_TRY(const auto rows,
             loading.snapshot.documents_since(loading.into.document_sequence, at_once));
    for (const store::DocumentRow& row : rows) {
      WRIT_CHECK(apply(row, loading));
      loading.into.document_sequence = row.sequence;
    }
    if (rows.size() < at_once) return {};
  }
}

}  // namespace writ::ops
