#include "lint/record_set.h"

#include <algorithm>
#include <array>
#include <utility>

#include "canon/pointer.h"

namespace writ::lint {
namespace {

using Kind = canon::Value::Kind;
using Named = std::pair<std::string_view, std::string_view>;

constexpr auto id_members =
    std::to_array<Named>({{"ActionPermissionPredicate", "predicate_id"},
                          {"ConservatismFloorEffect", "floor"},
                          {"DOC81BatchOperationQuotaEnvelope", "quota_envelope_id"},
                          {"DestinationPolicyCrosswalk", "crosswalk_id"},
                          {"E0EgressAttestation", "attestation_id"},
                          {"EffectiveMemoryPolicy", "effective_policy_id"},
                          {"MemoryFlowCertificate", "certificate_id"},
                          {"MemoryPolicyActionClosureRule", "rule_id"},
                          {"MemoryPolicyDecision", "decision_id"},
                          {"PolicyCeilingSnapshot", "ceiling_id"},
                          {"PolicyDisambiguationAnswer", "answer_id"},
                          {"PolicyDisambiguationRequest", "request_id"},
                          {"PolicyEvaluationContext", "evaluation_context_id"},
                          {"PolicyMembraneDispositionDerivation", "derivation_id"},
                          {"PolicyObligation", "obligation_id"},
                          {"PolicyObligationConflict", "conflict_id"},
                          {"PolicyObligationDischarge", "discharge_id"},
                          {"PolicyStamp", "stamp_id"},
                          {"PolicyStampInvalidation", "invalidation_id"},
                          {"PolicyStampRestamp", "restamp_id"},
                          {"PolicyStampScope", "stamp_scope_id"},
                          {"PolicyUIExport", "export_id"},
                          {"RestampChainIntegrity", "chain_id"},
                          {"SafeLabelDisclosurePolicy", "policy_id"},
                          {"ScopeEquivalenceBinding", "binding_id"},
                          {"ScopeIdentityRoot", "scope_ref"},
                          {"ScopeResolutionResult", "resolution_ref"},
                          {"SourceExclusionFilterRule", "rule_id"},
                          {"TopicRiskClass", "risk_class_id"}});

}  // namespace

std::string_view text_of(const canon::Value& record, std::string_view member) {
  const canon::Value* value = record.find(member);
  return value != nullptr && value->is(Kind::text) ? value->text() : std::string_view();
}

std::vector<std::string_view> texts_of(const canon::Value& record, std::string_view member) {
  std::vector<std::string_view> texts;
  const canon::Value* list = record.find(member);
  if (list == nullptr || !list->is(Kind::array)) return texts;
  for (const canon::Value& item : list->items()) {
    if (item.is(Kind::text)) texts.push_back(item.text());
  }
  return texts;
}

std::string_view id_member(std::string_view kind) {
  const auto found = std::ranges::find(id_members, kind, &Named::first);
  return found == id_members.end() ? std::string_view() : found->second;
}

void RecordSet::add(Source source, const canon::Json& document, std::string text) {
  collect(source, document, "");
  documents_.push_back({std::move(source), document, std::move(text)});
}

void RecordSet::collect(const Source& source, const canon::Json& json, const std::string& pointer) {
  const canon::Value& value = json.value();
  if (value.is(Kind::array)) {
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      std::string there = pointer;
      canon::append_pointer(there, i);
      collect(source, json.part(value.items()[i]), there);
    }
  }
  if (!value.is(Kind::object)) return;
  if (const std::string_view kind = text_of(value, "record_kind"); !kind.empty()) {
    const std::string_view member = id_member(kind);
    const std::string_view id = member.empty() ? member : text_of(value, member);
    records_.push_back({source, pointer, std::string(kind), std::string(id), json});
    index(records_.back());
  }
  for (const canon::Member& member : value.members()) {
    std::string there = pointer;
    canon::append_pointer(there, member.name);
    collect(source, json.part(member.value), there);
  }
}

void RecordSet::index(const Record& record) {
  const std::size_t place = records_.size() - 1;
  by_kind_[record.kind].push_back(place);
  if (record.id.empty() || find(record.kind, record.id) != nullptr) return;
  by_id_[record.id].push_back(place);
}

std::vector<const Record*> RecordSet::of(std::string_view kind) const {
  std::vector<const Record*> list;
  const auto found = by_kind_.find(kind);
  if (found == by_kind_.end()) return list;
  for (const std::size_t place : found->second) list.push_back(&records_[place]);
  return list;
}

const Record* RecordSet::find(std::string_view kind, std::string_view id) const {
  for (const Record* record : named(id)) {
    if (record->kind == kind) return record;
  }
  return nullptr;
}

std::vector<const Record*> RecordSet::named(std::string_view id) const {
  std::vector<const Record*> list;
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return list;
  for (const std::size_t place : found->second) list.push_back(&records_[place]);
  return list;
}

}  // namespace writ::lint
