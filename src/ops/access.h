// Answers to questions of the OpenID Authorization API (AuthZEN): what the directories know of the
// subject and the resource is put to what the asker says of them, the policy in force decides, and
// the journal keeps each answer.
//
// The asker is an enforcement point, which may ask about any subject of its tenant. Of a subject it
// is believed the id; roles, assurance and attributes of `ctx.principal` come from the directory of
// principals, if it knows one of the subject's type and id, and from nowhere else. What a directory
// holds of a subject or resource counts before `properties` that say otherwise. Only a caller whose
// word counts (Caller::identity is absent) comes before the directories, and then `properties` of
// the subject are members of `ctx.principal`.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ops/decide.h"
#include "policy/access_question.h"

namespace writ::ops {

// As what these are journalled.
inline constexpr Traits access_evaluation{.name = "access.evaluation",
                                          .doc = "Answers a question of an enforcement point.",
                                          .capability = Capability::decide};
inline constexpr Traits access_evaluations{.name = "access.evaluations",
                                           .doc = "Answers questions of an enforcement point.",
                                           .capability = Capability::decide,
                                           .heavy = true};

// What is needed to answer questions to one policy, as it is in force at a moment. One thread at a
// time; the Engine and the Call outlive it.
class Access {
 public:
  // The policy `name` of the call's tenant.
  static Result<Access> open(Engine& engine, const Call& call, std::string_view name);

  // A part of a question, with what is known of it. Problem: one that does not read (canon/record).
  Result<std::shared_ptr<const policy::SubjectPart>> subject(
      const canon::Sourced<policy::AccessSubject>& given) const;
  Result<std::shared_ptr<const policy::ResourcePart>> resource(
      const canon::Sourced<policy::AccessResource>& given) const;

  Decided decide(const policy::AccessQuestion& question) const;

  // Keeps the answer to one question in the journal.
  Result<void> record(const policy::AccessQuestion& question, const Decided& decided) const;

  Engine& engine() const { return *engine_; }
  const Call& call() const { return *call_; }
  const std::string& name() const { return name_; }  // of the policy
  const State& state() const { return *state_; }
  const Deciding& deciding() const { return deciding_; }

 private:
  Access(Engine& engine, const Call& call, std::string_view name)
      : engine_(&engine), call_(&call), name_(name) {}
  bool believes() const { return !call_->caller.identity; }
  Result<std::shared_ptr<const policy::PrincipalPart>> principal(
      const canon::Sourced<policy::AccessSubject>& given, const Principal* known) const;

  Engine* engine_;
  const Call* call_;
  std::string name_;
  Instant until_;  // when it ceases to count
  std::shared_ptr<const State> state_;
  Deciding deciding_;
};

}  // namespace writ::ops
