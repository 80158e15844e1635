// What can be told of globs without a subject: for `policy.check`. Every answer errs on one side,
// as each function says.
#pragma once

#include <cstddef>

#include "policy/glob.h"

namespace writ::policy {

// How much was done, in steps of some nanoseconds: whoever compares many pairs keeps count of it.
struct Work {
  std::size_t steps = 0;
};

// True only where `wide` matches everything that `narrow` does. May be false where it does too.
bool covers(const Glob& wide, const Glob& narrow, Work& work);

// True only where nothing matches both. May be false where nothing does.
bool surely_disjoint(const Glob& a, const Glob& b, Work& work);

// Whether the glob can match nothing, since each of its alternatives needs a character of a class
// that has none: `[/]`, for a class never matches `/`.
bool matches_nothing(const Glob& glob);

}  // namespace writ::policy
