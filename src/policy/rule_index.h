// Finds the rules that could apply to a request without looking at the others.
//
// The rules of one op are numbered by rank: 0 is the one that wins over all. For each of a few
// dimensions (roles, labels, purpose, …) a rule either asks for nothing or names keys of which the
// request must hold one. Asking for one of them is necessary, not sufficient: what the index gives
// are candidates, in rank order, and the caller checks each exactly.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <boost/container/small_vector.hpp>

namespace writ::policy {

using Rank = std::uint32_t;
inline constexpr Rank no_rank = ~Rank{0};

inline constexpr std::size_t dimensions = 6;
enum class Dimension : std::uint8_t { role, label, purpose, risk, resource, ending };
constexpr std::size_t index_of(Dimension dimension) { return static_cast<std::size_t>(dimension); }

// Immutable once built: threads may share it.
class RuleIndex {
 public:
  using Key = std::uint32_t;  // of any dimension; dense numbers from 0

  // Where the rules of a key are: a row of bits, a list, or nowhere, as a number that no other key
  // has. Who asks holds places in the stead of keys, so that finding the rules takes no look-up.
  using Place = std::uint32_t;

  // What one rule asks for: for each dimension its keys, or none where it asks for nothing.
  using Demand = std::array<std::vector<Key>, dimensions>;

  RuleIndex() = default;
  // `demands` in rank order; each key of one dimension only, and below the size of `places`, which
  // is filled with the place of each.
  RuleIndex(std::span<const Demand> demands, std::span<Place> places);

  // The keys that a request holds.
  class Held {
   public:
    explicit Held(const RuleIndex& index) : index_(&index) {}
    // Dimension by dimension, in their order.
    void add(Dimension dimension, Place place);

   private:
    friend class RuleIndex;
    const RuleIndex* index_;
    boost::container::small_vector<std::uint32_t, 24> rows_;
    std::array<std::uint32_t, dimensions> count_{};  // of rows_, for each dimension
    boost::container::small_vector<const Rank*, 8> lists_;
  };

  // The lowest rank for which `applies(rank, content)` is true, or no_rank. `applies` is asked of
  // candidates only, and of none that ranks behind one that applied. `content` says that the rule
  // is known to be content with every dimension, so that only what goes beyond need be asked.
  template <class Applies>
  Rank first(const Held& held, Applies&& applies) const;

  // Calls `visit(rank, content)` with every candidate, in rank order.
  template <class Visit>
  void for_each(const Held& held, Visit&& visit) const;

 private:
  template <class Applies>
  Rank first_in_rows(const Held& held, Applies&& applies) const;

  // The candidates among 64 rules that the rows alone decide.
  std::uint64_t candidates(const Held& held, std::size_t number) const;

  // The first words of all rows lie together, then the second ones, and so on: most questions end
  // in the first.
  std::uint64_t& word(std::size_t number, std::uint32_t row) { return bits_[number * rows_ + row]; }

  std::size_t words_ = 0;  // of a row
  std::size_t rows_ = 0;
  std::vector<std::uint64_t> bits_;
  std::vector<std::uint32_t> reachable_;          // words with rules that rows alone can find
  std::vector<Rank> lists_;                       // each ascending, ended by no_rank
  std::array<std::uint32_t, dimensions> free_{};  // row of the rules that ask for nothing there
};

inline std::uint64_t RuleIndex::candidates(const Held& held, std::size_t number) const {
  const std::uint64_t* words = &bits_[number * rows_];
  const std::uint32_t* row = held.rows_.data();
  std::uint64_t all = ~std::uint64_t{0};
  for (std::size_t d = 0; d < dimensions; ++d) {
    std::uint64_t any = words[free_[d]];
    for (const std::uint32_t* end = row + held.count_[d]; row != end; ++row) any |= words[*row];
    all &= any;
  }
  return all;
}

// The rows first: where anything applies they soon give a good bound, and the lists, whose rules
// are scattered in memory, are then left after an entry or two.
template <class Applies>
Rank RuleIndex::first(const Held& held, Applies&& applies) const {
  Rank best = first_in_rows(held, applies);
  for (const Rank* rank : held.lists_) {
    for (; *rank < best; ++rank) {
      if (applies(*rank, false)) best = *rank;
    }
  }
  return best;
}

template <class Applies>
Rank RuleIndex::first_in_rows(const Held& held, Applies&& applies) const {
  for (const std::uint32_t word : reachable_) {
    for (std::uint64_t left = candidates(held, word); left != 0; left &= left - 1) {
      const Rank rank = static_cast<Rank>(word * 64) + static_cast<Rank>(std::countr_zero(left));
      if (applies(rank, true)) return rank;
    }
  }
  return no_rank;
}

template <class Visit>
void RuleIndex::for_each(const Held& held, Visit&& visit) const {
  boost::container::small_vector<std::uint64_t, 32> listed(words_);
  for (const Rank* rank : held.lists_) {
    for (; *rank != no_rank; ++rank) listed[*rank / 64] |= std::uint64_t{1} << (*rank % 64);
  }
  for (std::size_t word = 0; word < words_; ++word) {
    const std::uint64_t content = candidates(held, word);
    for (std::uint64_t left = listed[word] | content; left != 0; left &= left - 1) {
      const int bit = std::countr_zero(left);
      visit(static_cast<Rank>(word * 64) + static_cast<Rank>(bit), (content >> bit & 1) != 0);
    }
  }
}

}  // namespace writ::policy
