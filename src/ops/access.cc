#include "ops/access.h"

namespace writ::ops {
namespace {

using Kind = canon::Value::Kind;

bool has(const canon::Json& object, std::string_view name) {
  const canon::Value* member = object.value().find(name);
  return member != nullptr && !member->is(Kind::null);
}

// What is told and what is known, as one object; where both have a member, the known one's counts,
// or the told one's where the teller is believed.
canon::Json joined(const canon::Json& told, const canon::Json& known, bool believed) {
  if (told.value().is(Kind::null)) return known;
  if (!believed) return told.with_members_of(known);
  canon::Json whole = told;
  for (const canon::Member& member : known.value().members()) {
    if (!has(told, member.name)) whole = whole.with(member.name, known.part(member.value));
  }
  return whole;
}

canon::Json properties_of(const canon::Json& entity) {
  const canon::Value* properties = entity.value().find("properties");
  return properties != nullptr ? entity.part(*properties) : canon::Json();
}

// The entity, with what is known of it in its properties.
canon::Json completed(const canon::Json& entity, const canon::Json& known, bool believed) {
  if (!known.value().is(Kind::object)) return entity;
  return entity.with("properties", joined(properties_of(entity), known, believed));
}

std::shared_ptr<const policy::PrincipalPart> shared(CountedPrincipal principal) {
  return std::make_shared<const policy::PrincipalPart>(
      policy::principal_part(std::move(principal)));
}

}  // namespace

Result<Access> Access::open(Engine& engine, const Call& call, std::string_view name) {
  Access access(engine, call, name);
  access.until_ = engine.honoured_until(call.now);
  WRIT_TRY(access.state_, engine.state());
  WRIT_TRY(access.deciding_, deciding_policy(engine, *access.state_, *call.tenant, name, call.now));
  return access;
}

Result<std::shared_ptr<const policy::PrincipalPart>> Access::principal(
    const canon::Sourced<policy::AccessSubject>& given, const Principal* known) const {
  if (known != nullptr && (!believes() || !given->properties)) return known->part;
  if (!believes()) return shared(stranger(given->id));
  const canon::Json id = given.source.part(*given.source.value().find("id"));
  const canon::Json told = properties_of(given.source).with("id", id);
  Result<CountedPrincipal> whole =
      filled(told, known != nullptr ? known->ctx.source : canon::Json());
  if (!whole) return std::move(whole).error().at("/subject/properties");
  return shared(*std::move(whole));
}

Result<std::shared_ptr<const policy::SubjectPart>> Access::subject(
    const canon::Sourced<policy::AccessSubject>& given) const {
  const Principal* known = state_->principals.find(*call_->tenant, given->id);
  if (known != nullptr && type_of(known->record) != given->type) known = nullptr;
  canon::Json subject = given.source;
  if (known != nullptr && known->record.attributes) {
    subject = completed(subject, *known->record.attributes, believes());
  }
  WRIT_TRY(auto behind, principal(given, known));
  return std::make_shared<const policy::SubjectPart>(
      policy::subject_part(std::move(subject), std::move(behind)));
}

Result<std::shared_ptr<const policy::ResourcePart>> Access::resource(
    const canon::Sourced<policy::AccessResource>& given) const {
  const std::string name = policy::resource_name(given->type, given->id);
  const Resource* known = state_->resources.find(*call_->tenant, name);
  if (known == nullptr) {
    return std::make_shared<const policy::ResourcePart>(policy::resource_part(given));
  }
  canon::Json whole = completed(given.source, known->properties, believes());
  WRIT_TRY(policy::AccessResource read, canon::decode<policy::AccessResource>(whole));
  return std::make_shared<const policy::ResourcePart>(
      policy::resource_part({std::move(read), std::move(whole)}));
}

Decided Access::decide(const policy::AccessQuestion& question) const {
  Decided decided =
      answer(deciding_, question.pdp_request(),
             [&](const policy::CompiledPolicy& policy) { return question.decide(policy); });
  date(*engine_, *state_, *call_->tenant, name_, until_, decided.decision);
  return decided;
}

Result<void> Access::record(const policy::AccessQuestion& question, const Decided& decided) const {
  std::string document;
  question.append_document(document);
  return record_decision(*engine_, *call_, name_, document, decided);
}

}  // namespace writ::ops
