#include "policy/access_question.h"

#include <array>
#include <span>

#include "canon/canonical.h"
#include "canon/record_define.h"
#include "policy/decision.h"

namespace writ::policy {

struct AccessCtx {
  canon::Sourced<RequestPrincipal> principal;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("AccessCtx", "Who stands behind the subject.",
             field<&AccessCtx::principal>("principal", "As policies know them."));
  }
};

// A question as it is kept.
struct AccessDocument {
  canon::Sourced<AccessAction> action;
  std::optional<canon::Sourced<AccessContext>> context;
  AccessCtx ctx;
  canon::Sourced<AccessResource> resource;
  canon::Sourced<AccessSubject> subject;

  static constexpr auto record(auto&& f) {
    using D = AccessDocument;
    using canon::field;
    return f("AccessDocument", "A question that was answered.",
             field<&D::action>("action", "Doing what."),
             field<&D::context>("context", "Under which circumstances."),
             field<&D::ctx>("ctx", "The principal behind the subject."),
             field<&D::resource>("resource", "To what."),
             field<&D::subject>("subject", "About whom."));
  }
};

namespace {

void append_member(std::string& out, std::string_view name, std::string_view json) {
  ((out += out.back() == '{' ? "\"" : ",\"").append(name) += "\":").append(json);
}

bool told(const std::optional<canon::Sourced<AccessContext>>& context,
          std::optional<bool> AccessTold::* what) {
  return context && context->value.writ && (*context->value.writ.*what).value_or(false);
}

}  // namespace

PrincipalPart principal_part(canon::Sourced<RequestPrincipal> principal) {
  PrincipalPart part{.ctx = canon::Json().with("principal", principal.source),
                     .principal = std::move(principal.value)};
  part.text = canon::canonical(part.ctx.value());
  return part;
}

SubjectPart subject_part(canon::Json subject, std::shared_ptr<const PrincipalPart> behind) {
  std::string text = canon::canonical(subject.value());
  return {.subject = std::move(subject), .text = std::move(text), .behind = std::move(behind)};
}

ActionPart action_part(canon::Sourced<AccessAction> action) {
  std::string text = canon::canonical(action.source.value());
  return {.action = std::move(action), .text = std::move(text)};
}

ResourcePart resource_part(canon::Sourced<AccessResource> resource) {
  std::string name = resource_name(resource->type, resource->id);
  std::string text = canon::canonical(resource.source.value());
  return {.resource = std::move(resource), .name = std::move(name), .text = std::move(text)};
}

ContextPart context_part(std::optional<canon::Sourced<AccessContext>> context) {
  std::string text = context ? canon::canonical(context->source.value()) : std::string();
  return {.context = std::move(context), .text = std::move(text)};
}

std::string resource_name(std::string_view type, std::string_view id) {
  std::string name;
  name.reserve(type.size() + 1 + id.size());
  for (const char c : type) {
    if (c == '/') {
      name += "%2F";
    } else if (c == '%') {
      name += "%25";
    } else {
      name += c;
    }
  }
  return (name += '/').append(id);
}

void AccessQuestion::set(const std::shared_ptr<const SubjectPart>& subject) {
  if (subject == subject_) return;
  subject_ = subject;
  if (!request_.ctx) request_.ctx.emplace();
  request_.ctx->principal = subject_->behind->principal;
}

void AccessQuestion::set(const std::shared_ptr<const ActionPart>& action) {
  if (action == action_) return;
  action_ = action;
  request_.op = action_->action->name;
}

void AccessQuestion::set(const std::shared_ptr<const ResourcePart>& resource) {
  if (resource == resource_) return;
  resource_ = resource;
  request_.resource = resource_->name;
  const auto& properties = resource_->resource->properties;
  request_.labels = properties ? properties->labels : std::nullopt;
}

void AccessQuestion::set(const std::shared_ptr<const ContextPart>& context) {
  if (context == context_) return;
  context_ = context;
  if (!request_.ctx) request_.ctx.emplace();
  const auto& given = context_->context;
  request_.ctx->risk_tier = given ? given->value.risk_tier : std::nullopt;
  request_.purpose = given ? given->value.purpose : std::nullopt;
}

Result<AccessQuestion> AccessQuestion::of_document(const canon::Json& document) {
  WRIT_TRY(AccessDocument read, canon::decode<AccessDocument>(document, "the question"));
  AccessQuestion question;
  question.set(std::make_shared<SubjectPart>(subject_part(
      std::move(read.subject.source),
      std::make_shared<PrincipalPart>(principal_part(std::move(read.ctx.principal))))));
  question.set(std::make_shared<ActionPart>(action_part(std::move(read.action))));
  question.set(std::make_shared<ResourcePart>(resource_part(std::move(read.resource))));
  question.set(std::make_shared<ContextPart>(context_part(std::move(read.context))));
  return question;
}

// Of `shared` nothing; of absent parts neither.
void AccessQuestion::append_members(std::string& out, const AccessQuestion& shared,
                                    std::string_view evaluations) const {
  const bool own_subject = subject_ && subject_ != shared.subject_;
  const bool own_context = context_ && context_ != shared.context_ && context_->context;
  out += '{';
  if (action_ && action_ != shared.action_) append_member(out, "action", action_->text);
  if (own_context) append_member(out, "context", context_->text);
  if (own_subject) append_member(out, "ctx", subject_->behind->text);
  if (!evaluations.empty()) append_member(out, "evaluations", evaluations);
  if (resource_ && resource_ != shared.resource_) append_member(out, "resource", resource_->text);
  if (own_subject) append_member(out, "subject", subject_->text);
  out += '}';
}

void AccessQuestion::append_document(std::string& out) const {
  append_members(out, AccessQuestion(), {});
}

void AccessQuestion::append_difference(std::string& out, const AccessQuestion& shared) const {
  append_members(out, shared, {});
}

std::string AccessQuestion::batch_document(std::string_view evaluations) const {
  std::string text;
  text.reserve(evaluations.size() + 1024);
  append_members(text, AccessQuestion(), evaluations);
  return text;
}

bool AccessQuestion::tells_reasons() const { return told(context_->context, &AccessTold::reasons); }

bool AccessQuestion::tells_obligations() const {
  return told(context_->context, &AccessTold::obligations);
}

PDPDecision AccessQuestion::decide(const CompiledPolicy& policy) const {
  std::array<canon::Member, 6> members;
  std::size_t count = 0;
  const auto add = [&](std::string_view name, const canon::Value& value) {
    members[count++] = {name, value};
  };
  const canon::Value& action = action_->action.source.value();
  add("action", action);
  if (const canon::Value* properties = action.find("properties")) add("argsSummary", *properties);
  if (context_->context) add("context", context_->context->source.value());
  add("ctx", subject_->behind->ctx.value());
  add("resource", resource_->resource.source.value());
  add("subject", subject_->subject.value());
  const canon::Value root(std::span<const canon::Member>(members.data(), count));
  PDPDecision decision = policy::decide(policy, request_, root);
  if (!decision.allow || decision.obligations.empty() || tells_obligations()) return decision;
  return refuse(request_, decision.policy_hash, reason::obligations_untold);
}

}  // namespace writ::policy

DEFINE_RECORD(writ::policy::AccessProperties);
DEFINE_RECORD(writ::policy::AccessResourceProperties);
DEFINE_RECORD(writ::policy::AccessSubject);
DEFINE_RECORD(writ::policy::AccessAction);
DEFINE_RECORD(writ::policy::AccessResource);
DEFINE_RECORD(writ::policy::AccessTold);
DEFINE_RECORD(writ::policy::AccessContext);
DEFINE_RECORD(writ::policy::AccessCtx);
DEFINE_RECORD(writ::policy::AccessDocument);
