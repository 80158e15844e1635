// The searches of the OpenID Authorization API 1.0 (AuthZEN): whom the directories know, or what
// the policy speaks of, is tried one by one, and those are told for which the answer is yes.
//
// A page looks at no more than `most_candidates` of them, so that a page may hold fewer results
// than its limit, or none, and still have one behind it. Its token says where the next page begins,
// and of which search it is.
#pragma once

#include <cstddef>

#include "door/authzen.h"

namespace writ::door::authzen {

inline constexpr Code bad_token{"authzen.bad_token", Category::invalid};

inline constexpr std::size_t most_candidates = 1000;

// As what they are journalled: the entry has the answer's hash.
inline constexpr ops::Traits search_subject_traits{
    .name = "access.search_subject",
    .doc = "Finds the subjects that may do something.",
    .capability = ops::Capability::decide,
    .heavy = true};
inline constexpr ops::Traits search_resource_traits{
    .name = "access.search_resource",
    .doc = "Finds the resources that something may be done to.",
    .capability = ops::Capability::decide,
    .heavy = true};
inline constexpr ops::Traits search_action_traits{.name = "access.search_action",
                                                  .doc = "Finds what may be done.",
                                                  .capability = ops::Capability::decide,
                                                  .heavy = true};

// `{"results": […]}`, with a `page` where the request has one or where there is more. Problems:
// a body that does not read, a token of another search.
Result<ops::Answer> search_subject(const Asking& asking, const canon::Json& body);
Result<ops::Answer> search_resource(const Asking& asking, const canon::Json& body);
Result<ops::Answer> search_action(const Asking& asking, const canon::Json& body);

}  // namespace writ::door::authzen
