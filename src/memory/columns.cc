// Meeting columns is reading memory: one AND a word, which the compiler turns into vector
// instructions by itself.
//
// Ragged rows are another matter. A loop over each row's words mispredicts its end nearly every
// time, which costs more than the words do. So a row is read as eight words, however short it is,
// and what lies past its end is made all ones, which a meet ignores. Eight rows at once are eight
// vectors, met across by turning them: words of two rows are interleaved and met, pairs of those,
// pairs of pairs, and after three steps the eight results lie side by side. Only groups with a row
// of more than eight words, and rows near the end of the words, past which nothing may be read, are
// met word by word. Where the processor has registers of eight words this goes twice as fast; the
// same code is compiled for it and for every processor.
#include "memory/columns.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

namespace writ::memory {
namespace {

constexpr std::size_t lanes = 8;
using Lanes [[gnu::vector_size(lanes * sizeof(std::uint32_t))]] = std::uint32_t;
constexpr std::uint32_t ignored = ~std::uint32_t{0};

// For each size of a row: all ones where the row has no word.
alignas(Lanes) constexpr auto past_the_end = [] {
  std::array<std::array<std::uint32_t, lanes>, lanes + 1> masks{};
  for (std::size_t size = 0; size <= lanes; ++size) {
    for (std::size_t lane = size; lane < lanes; ++lane) masks[size][lane] = ignored;
  }
  return masks;
}();

// The same, wherever it lies. A std::memcpy of it becomes two halves that are read again as one,
// which stalls.
using Unaligned
    [[gnu::vector_size(sizeof(Lanes)), gnu::aligned(alignof(std::uint32_t)), gnu::may_alias]] =
        std::uint32_t;

// By reference, since a vector is passed by value in other registers on other processors.
[[gnu::always_inline]] inline void load(const std::uint32_t* words, Lanes& into) {
  into = *reinterpret_cast<const Unaligned*>(words);
}

std::uint32_t meet_row(const std::uint32_t* words, std::size_t size) {
  if (size == 0) return 0;
  std::uint32_t all = ignored;
  for (std::size_t i = 0; i < size; ++i) all &= words[i];
  return all;
}

// The row's words, and all ones past them. Eight words can be read.
[[gnu::always_inline]] inline void load_row(const std::uint32_t* words, std::size_t size,
                                            Lanes& into) {
  Lanes past;
  load(words, into);
  load(past_the_end[size].data(), past);
  into |= past;
}

// Leaves in rows[0] the meet of each of the eight.
[[gnu::always_inline]] inline void meet_across(std::array<Lanes, lanes>& rows) {
  for (std::size_t i = 0; i < lanes; i += 2) {
    rows[i / 2] = __builtin_shufflevector(rows[i], rows[i + 1], 0, 8, 1, 9, 4, 12, 5, 13) &
                  __builtin_shufflevector(rows[i], rows[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (std::size_t i = 0; i < lanes / 2; i += 2) {
    rows[i / 2] = __builtin_shufflevector(rows[i], rows[i + 1], 0, 1, 8, 9, 4, 5, 12, 13) &
                  __builtin_shufflevector(rows[i], rows[i + 1], 2, 3, 10, 11, 6, 7, 14, 15);
  }
  rows[0] = __builtin_shufflevector(rows[0], rows[1], 0, 1, 2, 3, 8, 9, 10, 11) &
            __builtin_shufflevector(rows[0], rows[1], 4, 5, 6, 7, 12, 13, 14, 15);
}

// Eight rows, of at most eight words each.
[[gnu::always_inline]] inline void meet_eight(const std::uint32_t* words,
                                              const std::uint32_t* begins, std::uint32_t* result) {
  std::array<Lanes, lanes> rows;
  for (std::size_t i = 0; i < lanes; ++i) {
    load_row(words + begins[i], begins[i + 1] - begins[i], rows[i]);
  }
  meet_across(rows);
  Lanes begin, end;
  load(begins, begin);
  load(begins + 1, end);
  rows[0] &= ~static_cast<Lanes>(begin == end);  // a row of no words is nothing
  *reinterpret_cast<Unaligned*>(result) = rows[0];
}

[[gnu::always_inline]] inline bool are_short(const std::uint32_t* begins) {
  std::uint32_t longest = 0;
  for (std::size_t i = 0; i < lanes; ++i) longest = std::max(longest, begins[i + 1] - begins[i]);
  return longest <= lanes;
}

[[gnu::always_inline]] inline void meet_rows(Words decisions, std::span<const std::uint32_t> begins,
                                             std::span<std::uint32_t> result) {
  const auto one_by_one = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      result[i] = meet_row(decisions.data() + begins[i], begins[i + 1] - begins[i]);
    }
  };
  std::size_t i = 0;
  for (; i + lanes <= result.size(); i += lanes) {
    if (begins[i + lanes - 1] + lanes > decisions.size()) break;
    if (are_short(&begins[i])) {
      meet_eight(decisions.data(), &begins[i], &result[i]);
    } else {
      one_by_one(i, i + lanes);
    }
  }
  one_by_one(i, result.size());
}

#ifdef __x86_64__
[[gnu::target("avx2")]] void meet_rows_avx2(Words decisions, std::span<const std::uint32_t> begins,
                                            std::span<std::uint32_t> result) {
  meet_rows(decisions, begins, result);
}
#endif

}  // namespace

void meet_columns(Words first, std::span<const Words> rest, std::span<std::uint32_t> result) {
  const std::size_t count = result.size();
  std::uint32_t* const out = result.data();
  if (rest.size() == 3) {  // the usual number of decisions, in one pass
    const std::uint32_t *a = first.data(), *b = rest[0].data(), *c = rest[1].data(),
                        *d = rest[2].data();
    for (std::size_t i = 0; i < count; ++i) out[i] = a[i] & b[i] & c[i] & d[i];
    return;
  }
  std::memmove(out, first.data(), count * sizeof *out);
  for (const Words column : rest) {
    const std::uint32_t* const words = column.data();
    for (std::size_t i = 0; i < count; ++i) out[i] &= words[i];
  }
}

void meet_ragged(Words decisions, std::span<const std::uint32_t> begins,
                 std::span<std::uint32_t> result) {
#ifdef __x86_64__
  static const bool wide = __builtin_cpu_supports("avx2");
  if (wide) return meet_rows_avx2(decisions, begins, result);
#endif
  meet_rows(decisions, begins, result);
}

}  // namespace writ::memory
