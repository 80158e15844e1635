// Names that rules mention, as numbers. A decision looks up a dozen of them, so that this is most
// of what it costs.
//
// A name of up to 16 bytes is two machine words that overlap in its middle: to compare it, no
// memory but the table's own is touched. The hash is the multiply-and-fold step of wyhash (Wang Yi,
// public domain) over the same words; the standard library's took an eighth of a decision. It is
// not for tables that an adversary fills: the names come from signed bundles, requests only look
// them up, and a look-up always compares the whole name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <boost/unordered/unordered_flat_set.hpp>

namespace writ::policy {

class Names {
 public:
  using Number = std::uint32_t;
  static constexpr Number none = ~Number{0};

  // The number of a name, which outlives this; `number` where it is new.
  Number add(std::string_view name, Number number) {
    return entries_.insert(Entry(name, number)).first->number;
  }

  // Gives every name the number that `renumbered` makes of its own.
  template <class F>
  void renumber(F&& renumbered) {
    for (const Entry& entry : entries_) entry.number = renumbered(entry.number);
  }

  // The number of a name, or `none`.
  Number find(std::string_view name) const {
    const auto found = entries_.find(Entry(name, none));
    return found == entries_.end() ? none : found->number;
  }

 private:
  static constexpr std::size_t two_words = 16;

  // 32 bytes: half a line of the cache.
  class Entry {
   public:
    Entry(std::string_view text, Number given)
        : number(given), size_(static_cast<std::uint32_t>(text.size())), text_(text.data()) {
      if (size_ >= sizeof(std::uint64_t)) {
        head_ = load<std::uint64_t>(text_);
        tail_ = load<std::uint64_t>(text_ + size_ - sizeof(std::uint64_t));
      } else if (size_ >= sizeof(std::uint32_t)) {
        head_ = load<std::uint32_t>(text_);
        tail_ = load<std::uint32_t>(text_ + size_ - sizeof(std::uint32_t));
      } else if (size_ > 0) {
        head_ = byte(0) << 16 | byte(size_ / 2) << 8 | byte(size_ - 1);
      }
    }

    bool operator==(const Entry& other) const {
      return size_ == other.size_ && head_ == other.head_ && tail_ == other.tail_ &&
             (size_ <= two_words || std::memcmp(text_, other.text_, size_) == 0);
    }

    std::size_t hash() const {
      std::uint64_t seed = first_key ^ size_;
      for (std::size_t at = sizeof(std::uint64_t); at + two_words < size_; at += two_words) {
        seed = fold(load<std::uint64_t>(text_ + at) ^ second_key,
                    load<std::uint64_t>(text_ + at + sizeof(std::uint64_t)) ^ seed);
      }
      return fold(head_ ^ second_key, tail_ ^ seed);
    }

    mutable Number number;  // no part of what the table compares

   private:
    static constexpr std::uint64_t first_key = 0xA0761D6478BD642F;
    static constexpr std::uint64_t second_key = 0xE7037ED1A0B428DB;

    static std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
      __extension__ using Wide = unsigned __int128;
      const Wide product = Wide{a} * b;
      return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    }
    template <class Word>
    static Word load(const char* at) {
      Word word;
      std::memcpy(&word, at, sizeof word);
      return word;
    }
    std::uint64_t byte(std::size_t at) const { return static_cast<unsigned char>(text_[at]); }

    std::uint32_t size_;
    std::uint64_t head_ = 0;
    std::uint64_t tail_ = 0;
    const char* text_;
  };

  struct Hash {
    using is_avalanching = void;  // tells the table that all bits are good
    std::size_t operator()(const Entry& entry) const { return entry.hash(); }
  };

  boost::unordered_flat_set<Entry, Hash> entries_;
};

}  // namespace writ::policy
