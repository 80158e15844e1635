// A question in the terms of the OpenID Authorization API 1.0 (AuthZEN): may this subject do this
// action to this resource, in this context?
//
// What rules see of it, and what is hashed and kept, is one document:
//
//   {"action", "context", "ctx", "resource", "subject"}
//
// with AuthZEN's four entities (`context` only where there is one), and in `ctx` the principal that
// stands behind the subject. Attribute comparisons point into it: `/resource/properties/status`,
// `/ctx/principal/ward`; and `/argsSummary` is another name of `/action/properties`. What the other
// conditions read of a request is taken from there as pdp_request tells. Everything here is a pure
// function of the document, so that a decision can be made again from it.
//
// A question is put together from parts, which many questions of a batch can share.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"
#include "policy/evaluator.h"
#include "policy/request.h"

namespace writ::policy {

namespace reason {
// A rule allows, but something is owed, and the asker did not ask to be told what.
inline constexpr std::string_view obligations_untold = "OBLIGATIONS_UNTOLD";
}  // namespace reason

// --- the entities; members that they do not name are passed over ---------------------------------

struct AccessProperties {
  static constexpr bool open_record = true;

  static constexpr auto record(auto&& f) {
    return f("AccessProperties", "What else there is to know of it: any members.");
  }
};

struct AccessResourceProperties {
  static constexpr bool open_record = true;
  std::optional<std::vector<std::string>> labels;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("AccessResourceProperties", "What else there is to know of it: any members.",
             field<&AccessResourceProperties::labels>("labels", "How it is labelled."));
  }
};

struct AccessSubject {
  static constexpr bool open_record = true;
  std::string type;
  std::string id;
  std::optional<AccessProperties> properties;

  static constexpr auto record(auto&& f) {
    using S = AccessSubject;
    using canon::field;
    return f("AccessSubject", "About whom.", field<&S::type>("type", "What kind of subject."),
             field<&S::id>("id", "Who, among those of the type."),
             field<&S::properties>("properties", "What else there is to know."));
  }
};

struct AccessAction {
  static constexpr bool open_record = true;
  std::string name;
  std::optional<AccessProperties> properties;

  static constexpr auto record(auto&& f) {
    using A = AccessAction;
    using canon::field;
    return f("AccessAction", "Doing what.", field<&A::name>("name", "Which action."),
             field<&A::properties>("properties", "What else there is to know."));
  }
};

struct AccessResource {
  static constexpr bool open_record = true;
  std::string type;
  std::string id;
  std::optional<AccessResourceProperties> properties;

  static constexpr auto record(auto&& f) {
    using R = AccessResource;
    using canon::field;
    return f("AccessResource", "To what.", field<&R::type>("type", "What kind of resource."),
             field<&R::id>("id", "Which, among those of the type."),
             field<&R::properties>("properties", "What else there is to know."));
  }
};

// What the asker wants to be told beside the decision.
struct AccessTold {
  static constexpr bool open_record = true;
  std::optional<bool> reasons;
  std::optional<bool> obligations;

  static constexpr auto record(auto&& f) {
    using T = AccessTold;
    using canon::field;
    return f("AccessTold", "What the answer's `context` is to hold.",
             field<&T::reasons>("reasons", "Why: the reason, the rules, the hashes."),
             field<&T::obligations>("obligations",
                                    "What is owed. Who does not ask for it is refused where "
                                    "something is."));
  }
};

struct AccessContext {
  static constexpr bool open_record = true;
  std::optional<std::string> purpose;
  std::optional<std::string> risk_tier;
  std::optional<AccessTold> writ;

  static constexpr auto record(auto&& f) {
    using C = AccessContext;
    using canon::field;
    return f("AccessContext", "Under which circumstances: any members.",
             field<&C::purpose>("purpose", "What for."),
             field<&C::risk_tier>("riskTier", "low, moderate, high, regulated."),
             field<&C::writ>("writ", "What the answer is to tell."));
  }
};

// --- parts ---------------------------------------------------------------------------------------

// Who stands behind a subject.
struct PrincipalPart {
  canon::Json ctx;             // {"principal": …}
  RequestPrincipal principal;  // what was read from it
  std::string text;            // of ctx
};

struct SubjectPart {
  canon::Json subject;
  std::string text;
  std::shared_ptr<const PrincipalPart> behind;
};

struct ActionPart {
  canon::Sourced<AccessAction> action;
  std::string text;
};

struct ResourcePart {
  canon::Sourced<AccessResource> resource;
  std::string name;  // resource_name()
  std::string text;
};

struct ContextPart {
  std::optional<canon::Sourced<AccessContext>> context;
  std::string text;  // empty where there is none
};

PrincipalPart principal_part(canon::Sourced<RequestPrincipal> principal);
// `subject` is the entity with what is known of it.
SubjectPart subject_part(canon::Json subject, std::shared_ptr<const PrincipalPart> behind);
ActionPart action_part(canon::Sourced<AccessAction> action);
ResourcePart resource_part(canon::Sourced<AccessResource> resource);
ContextPart context_part(std::optional<canon::Sourced<AccessContext>> context);

// `TYPE/ID`: how conditions name a resource. In the type `/` is written `%2F` and `%` is `%25`, so
// that no two resources have one name.
std::string resource_name(std::string_view type, std::string_view id);

// --- questions -----------------------------------------------------------------------------------

// One thread at a time. It keeps what it was given last, so that the questions of a batch only
// replace what differs.
class AccessQuestion {
 public:
  void set(const std::shared_ptr<const SubjectPart>& subject);
  void set(const std::shared_ptr<const ActionPart>& action);
  void set(const std::shared_ptr<const ResourcePart>& resource);
  void set(const std::shared_ptr<const ContextPart>& context);

  const std::shared_ptr<const SubjectPart>& subject() const { return subject_; }
  const std::shared_ptr<const ActionPart>& action() const { return action_; }
  const std::shared_ptr<const ResourcePart>& resource() const { return resource_; }
  const std::shared_ptr<const ContextPart>& context() const { return context_; }

  // From the document that is kept. Problem: one that it cannot have been.
  static Result<AccessQuestion> of_document(const canon::Json& document);

  // The document, canonical. Every part must be there.
  void append_document(std::string& out) const;
  // As much of it as is not of the same parts as `shared`, which may lack some.
  void append_difference(std::string& out, const AccessQuestion& shared) const;
  // What there is of it, with a member `evaluations` of this JSON: how a batch is kept, whose
  // questions are each what its element has and what it lacks from around it.
  std::string batch_document(std::string_view evaluations) const;

  // Of the parts that there are. op: the action's name; resource: resource_name(); labels: the
  // resource's `properties.labels`; purpose and risk tier: the context's `purpose` and `riskTier`;
  // principal: `ctx.principal`.
  const PDPRequest& pdp_request() const { return request_; }

  // Whether the asker wants to be told them.
  bool tells_reasons() const;
  bool tells_obligations() const;

  // What `policy` says. An allow under which something is owed is a refusal where the asker did not
  // ask to be told what: nobody would see to it.
  PDPDecision decide(const CompiledPolicy& policy) const;

 private:
  void append_members(std::string& out, const AccessQuestion& shared,
                      std::string_view evaluations) const;

  std::shared_ptr<const SubjectPart> subject_;
  std::shared_ptr<const ActionPart> action_;
  std::shared_ptr<const ResourcePart> resource_;
  std::shared_ptr<const ContextPart> context_;
  PDPRequest request_;
};

}  // namespace writ::policy
