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

// Rows have the first places, then the entries of lists, then the keys that no rule demands.
RuleIndex::RuleIndex(std::span<const Demand> demands, std::span<Place> places)
    : words_((demands.size() + 63) / 64) {
  std::vector<std::uint32_t> sizes(places.size());
  for (const Demand& demand : demands) {
    for (const std::vector<Key>& of_dimension : demand) {
      for (const Key key : of_dimension) ++sizes[key];
    }
  }

  // A row costs words_ words and saves a list: in small ops rows are always worth it.
  constexpr std::size_t small = 8;
  const auto has_row = [&](Key key) {
    return sizes[key] > 0 && (words_ <= small || sizes[key] >= words_);
  };
  const auto add_row = [this] { return static_cast<std::uint32_t>(rows_++); };
  for (std::uint32_t& row : free_) row = add_row();
  for (Key key = 0; key < places.size(); ++key) {
    if (has_row(key)) places[key] = add_row();
  }
  auto place = static_cast<Place>(rows_);
  for (Key key = 0; key < places.size(); ++key) {
    if (sizes[key] == 0 || has_row(key)) continue;
    places[key] = place;
    place += sizes[key] + 1;
  }
  bits_.resize(words_ * rows_);
  lists_.resize(place - rows_, no_rank);
  for (Key key = 0; key < places.size(); ++key) {
    if (sizes[key] == 0) places[key] = place++;
  }

  const auto set = [this](std::uint32_t row, Rank rank) {
    word(rank / 64, row) |= std::uint64_t{1} << (rank % 64);
  };
  std::vector<std::uint32_t> filled(places.size());  // entries of each list
  for (Rank rank = 0; rank < demands.size(); ++rank) {
    bool reachable = true;
    for (std::size_t d = 0; d < dimensions; ++d) {
      bool in_rows = demands[rank][d].empty();
      if (in_rows) set(free_[d], rank);
      for (const Key key : demands[rank][d]) {
        if (has_row(key)) {
          set(places[key], rank);
          in_rows = true;
        } else {
          lists_[places[key] - rows_ + filled[key]++] = rank;
        }
      }
      reachable = reachable && in_rows;
    }
    const std::uint32_t word = rank / 64;
    if (reachable && (reachable_.empty() || reachable_.back() != word)) reachable_.push_back(word);
  }
}

void RuleIndex::Held::add(Dimension dimension, Place place) {
  if (place < index_->rows_) {
    rows_.push_back(place);
    ++count_[index_of(dimension)];
  } else if (place - index_->rows_ < index_->lists_.size()) {
    lists_.push_back(&index_->lists_[place - index_->rows_]);
  }
}

}  // namespace writ::policy
