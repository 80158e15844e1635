// Content that could be read and is refused, as an answer: members that several responses share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "canon/record.h"
#include "policy/registry.h"

namespace writ::ops {

struct RefusedPlace {
  std::string pointer;
  std::string reason;
  std::string message;

  static constexpr auto record(auto&& f) {
    using R = RefusedPlace;
    using canon::field;
    return f("RefusedPlace", "One fault of what was handed in.",
             field<&R::pointer>("pointer", "Where."),
             field<&R::reason>("reason", "Why, as a code."),
             field<&R::message>("message", "Why, for people, and what to do."));
  }
};

// Why content is refused: the first fault, and all of them.
struct Refused {
  std::string reason;
  std::optional<std::string> pointer;
  std::string message;
  std::vector<RefusedPlace> faults;

  // Of a problem that reading the content gave: `record.wrong_type` becomes `wrong-type`.
  static Refused of(const Problem& problem);
  static Refused of(const policy::Refusal& refusal);
  // Of a verdict's reason about a signature.
  static Refused signature(std::string_view reason);
};

// A response that says no: any with the members `reason`, `pointer`, `message` and `faults`.
template <class Response>
Response refuse_with(Refused why) {
  Response response;
  response.reason = std::move(why.reason);
  response.pointer = std::move(why.pointer);
  response.message = std::move(why.message);
  if (!why.faults.empty()) response.faults = std::move(why.faults);
  return response;
}

}  // namespace writ::ops
