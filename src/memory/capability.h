// What a policy allows, as one 32-bit word: the five axes and every part of what may be disclosed.
//
// Each axis is a chain of levels. Its level n is written as its n lowest bits set, so that meeting
// two policies on every axis at once is one AND, joining them one OR, and "nowhere above" a test
// for zero. Nothing at all is 0: whatever is missing, unknown or malformed is nothing by itself.
//
//   content_fidelity 4 bits, locality 2, learning_scope 5, mutation_authority 3, disclosure_class
//   4, the five booleans of the disclosure vector 1 each, count mode 2, summary fidelity 3: 28
//   bits.
//
// The word is for computing. It is never stored, hashed or sent, where names stand in its place,
// and so it may be laid out anew when a level is added.
//
// Everything here is a pure function of its arguments.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "memory/disclosure.h"
#include "memory/levels.h"

namespace writ::memory {

namespace coding {

using Word = std::uint32_t;

// Where an axis of `Levels` levels lies: from bit `Shift` on.
template <class Level, unsigned Shift, unsigned Levels>
struct Chain {
  static constexpr unsigned levels = Levels;
  static constexpr unsigned next = Shift + Levels - 1;
  static constexpr Word mask = ((Word{1} << (Levels - 1)) - 1) << Shift;

  static constexpr Word encode(Level level) {
    return ((Word{1} << static_cast<unsigned>(level)) - 1) << Shift;
  }
  static constexpr Level decode(Word word) {
    return static_cast<Level>(std::popcount(word & mask));
  }
};

using Content = Chain<ContentFidelity, 0, 5>;
using Local = Chain<Locality, Content::next, 3>;
using Learning = Chain<LearningScope, Local::next, 6>;
using Mutation = Chain<MutationAuthority, Learning::next, 4>;
using Class = Chain<DisclosureClass, Mutation::next, 5>;
using Existence = Chain<bool, Class::next, 2>;
using ContainerType = Chain<bool, Existence::next, 2>;
using TopicLabel = Chain<bool, ContainerType::next, 2>;
using SourceTitle = Chain<bool, TopicLabel::next, 2>;
using Count = Chain<CountDisclosure, SourceTitle::next, 3>;
using ReasonSummary = Chain<bool, Count::next, 2>;
using Summary = Chain<SummaryFidelity, ReasonSummary::next, 4>;
static_assert(Summary::next == 28);

}  // namespace coding

// Any 28 bits that axes can have. Ordered by `within`, which is no total order: there is no `<`.
class Capability {
 public:
  constexpr Capability() = default;  // nothing
  static constexpr Capability nothing() { return {}; }
  static constexpr Capability everything() { return Capability((Word{1} << bits) - 1); }

  // Everything but for one axis, which is at `level`: a cap to meet with.
  static constexpr Capability cap(ContentFidelity level) { return at<coding::Content>(level); }
  static constexpr Capability cap(Locality level) { return at<coding::Local>(level); }
  static constexpr Capability cap(LearningScope level) { return at<coding::Learning>(level); }
  static constexpr Capability cap(MutationAuthority level) { return at<coding::Mutation>(level); }
  // A class caps the vector too: at what may be shown under it.
  static Capability cap(DisclosureClass level);
  static Capability cap(const DisclosurePermissionVector& vector);  // the class is left alone

  // Nothing but for one axis: a minimum to be met.
  static constexpr Capability least(ContentFidelity level) { return only<coding::Content>(level); }
  static constexpr Capability least(Locality level) { return only<coding::Local>(level); }
  static constexpr Capability least(LearningScope level) { return only<coding::Learning>(level); }
  static constexpr Capability least(MutationAuthority level) {
    return only<coding::Mutation>(level);
  }
  static constexpr Capability least(DisclosureClass level) { return only<coding::Class>(level); }

  constexpr ContentFidelity content_fidelity() const { return coding::Content::decode(word_); }
  constexpr Locality locality() const { return coding::Local::decode(word_); }
  constexpr LearningScope learning_scope() const { return coding::Learning::decode(word_); }
  constexpr MutationAuthority mutation_authority() const { return coding::Mutation::decode(word_); }
  constexpr DisclosureClass disclosure_class() const { return coding::Class::decode(word_); }
  DisclosurePermissionVector disclosure_vector() const;

  // The most that both allow: associative, commutative, idempotent, monotone.
  friend constexpr Capability operator&(Capability a, Capability b) {
    return Capability(a.word_ & b.word_);
  }
  // The least that allows all of both.
  friend constexpr Capability operator|(Capability a, Capability b) {
    return Capability(a.word_ | b.word_);
  }
  constexpr Capability& operator&=(Capability other) { return *this = *this & other; }

  // On no axis above `ceiling`.
  constexpr bool within(Capability ceiling) const { return (word_ & ~ceiling.word_) == 0; }

  // For columns of them (memory/columns.h).
  constexpr std::uint32_t word() const { return word_; }

  bool operator==(const Capability&) const = default;

 private:
  friend class Settled;
  using Word = coding::Word;
  static constexpr unsigned bits = coding::Summary::next;

  constexpr explicit Capability(Word word) : word_(word) {}
  template <class Chain>
  static constexpr Capability at(auto level) {
    return Capability((everything().word_ & ~Chain::mask) | Chain::encode(level));
  }
  template <class Chain>
  static constexpr Capability only(auto level) {
    return Capability(Chain::encode(level));
  }

  Word word_ = 0;
};

// The highest class whose condition the vector meets.
DisclosureClass derive_class(const DisclosurePermissionVector& vector);

// A capability whose class and vector say the same: what every effective policy has. The class is
// the lower of its own and the one that the vector comes to; the vector is cut to what may be shown
// under that class; a reason summary at fidelity `none` is none, and neither is a fidelity without
// a summary. Settling never widens, settling twice changes nothing, and it is monotone.
class Settled {
 public:
  constexpr Settled() = default;  // nothing
  explicit Settled(Capability capability);

  constexpr const Capability& operator*() const { return capability_; }
  constexpr const Capability* operator->() const { return &capability_; }

  bool operator==(const Settled&) const = default;

 private:
  Capability capability_;
};

}  // namespace writ::memory
