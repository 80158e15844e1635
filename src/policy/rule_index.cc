// Packet classifiers face our problem: many rules over a few fields, one winner by rank, no time.
// This is their bit-vector scheme (Lakshman and Stiliadis, 1998) with a second way in for rare
// keys.
//
// For a key, the rules that name it are a row of bits in rank order. The OR of the rows of the keys
// that a request holds in a dimension, together with the row of the rules that ask for nothing
// there, are the rules content with that dimension; the AND over the dimensions are the candidates,
// 64 rules an instruction, and the lowest set bit is the best of them. The walk ends at the first
// that applies, so that a large op with many matches costs no more than a small one.
//
// A row for every key would take rules × keys bits. So only keys that many rules name (at least one
// in 64) have a row; what the rows take is then at most eight bytes an entry. The rules of a rare
// key are a list, which is walked whole, but never past the best rule so far. Words of which no
// rule can be found by rows alone are not looked at.
//
// Nothing is missed: take a rule that applies. If in every dimension it is content by asking for
// nothing or by a key with a row, the AND has its bit. Otherwise it is content in some dimension by
// a rare key that the request holds, and stands in that key's list.
#include "policy/rule_index.h"

namespace writ::policy {

RuleIndex::RuleIndex(std::span<const Demand> demands, std::size_t keys)
    : words_((demands.size() + 63) / 64), postings_(keys) {
  for (const Demand& demand : demands) {
    for (const std::vector<Key>& of_dimension : demand) {
      for (const Key key : of_dimension) ++postings_[key].size;
    }
  }

  // A row costs words_ words and saves a list of `size`: in small ops rows are always worth it.
  constexpr std::size_t small = 8;
  std::uint32_t list = 0;
  const auto add_row = [this] { return static_cast<std::uint32_t>(rows_++); };
  for (Posting& posting : postings_) {
    if (posting.size == 0) continue;
    if (words_ <= small || posting.size >= words_) {
      posting.row = add_row();
    } else {
      posting.list = list;
      list += posting.size;
    }
    posting.size = 0;  // counts again as the lists are filled
  }
  for (std::uint32_t& row : free_) row = add_row();
  bits_.resize(words_ * rows_);
  lists_.resize(list);

  const auto set = [this](std::uint32_t row, Rank rank) {
    word(rank / 64, row) |= std::uint64_t{1} << (rank % 64);
  };
  for (Rank rank = 0; rank < demands.size(); ++rank) {
    bool reachable = true;
    for (std::size_t d = 0; d < dimensions; ++d) {
      bool in_rows = demands[rank][d].empty();
      if (in_rows) set(free_[d], rank);
      for (const Key key : demands[rank][d]) {
        Posting& posting = postings_[key];
        if (posting.row != nowhere) {
          set(posting.row, rank);
          in_rows = true;
        } else {
          lists_[posting.list + posting.size++] = rank;
        }
      }
      reachable = reachable && in_rows;
    }
    const std::uint32_t word = rank / 64;
    if (reachable && (reachable_.empty() || reachable_.back() != word)) reachable_.push_back(word);
  }
}

void RuleIndex::Held::add(Dimension dimension, Key key) {
  const Posting& posting = index_->postings_[key];
  if (posting.row != nowhere) {
    rows_.push_back(posting.row);
    ++count_[index_of(dimension)];
  } else if (posting.size > 0) {
    lists_.push_back({&index_->lists_[posting.list], posting.size});
  }
}

}  // namespace writ::policy
