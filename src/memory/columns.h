// Many meets at once: what millions of objects may be used for, as columns of words, so that an
// evaluation anew of all of them is one pass over memory. A word is Capability::word().
//
// The results are not settled: class and vector are each met on their own.
#pragma once

#include <cstdint>
#include <span>

namespace writ::memory {

using Words = std::span<const std::uint32_t>;

// For each object the meet of its words in all columns. Every column and `result` have one word an
// object, and there is at least one column: a meet of nothing would be everything.
void meet_columns(Words first, std::span<const Words> rest, std::span<std::uint32_t> result);

// The same where objects have unlike numbers of decisions: those of object i are the words from
// `begins[i]` up to `begins[i + 1]`, so that `begins` has one number more than there are objects.
// An object without a decision may be used for nothing.
void meet_ragged(Words decisions, std::span<const std::uint32_t> begins,
                 std::span<std::uint32_t> result);

}  // namespace writ::memory
