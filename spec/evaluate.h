// What a bundle says to a request, as a loop over its rules that asks each condition in turn. This
// is the truth that the compiled evaluator in src/policy/ is held against; it shares none of its
// code.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "canon/json.h"
#include "policy/bundle.h"
#include "policy/request.h"

namespace writ::spec {

// A request as read, and the JSON that it was read from.
struct Question {
  const policy::PDPRequest& request;
  const canon::Value& root;
};

// Whether every condition of the rule holds. Its op is not asked.
bool holds(const policy::PolicyRule& rule, const Question& question);

// The places of the rules that apply, best first: those of the request's op whose conditions hold,
// by priority, then deny before allow, then the smaller id.
std::vector<std::size_t> matches(const policy::PolicyBundle& bundle,
                                 const policy::PDPRequest& request, const canon::Value& root);

// The first of them. Nothing where no rule applies: not allowed.
std::optional<std::size_t> evaluate(const policy::PolicyBundle& bundle,
                                    const policy::PDPRequest& request, const canon::Value& root);

}  // namespace writ::spec
