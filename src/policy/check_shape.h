// A rule's conditions as sets that can be compared with another rule's: what the checks of a bundle
// reason with. Internal to policy/.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "policy/bundle.h"
#include "policy/glob.h"
#include "policy/glob_cover.h"

namespace writ::policy::check {

inline constexpr std::string_view memory_ops = "memory.";  // what their names begin with

// What a request can leave out. The rest of it, attributes, goes by pointers.
enum class Member : std::uint8_t { resource, labels, purpose, risk_tier, roles, assurance };
inline constexpr std::size_t member_count = 6;
std::string_view pointer_of(Member member);    // into a request: `/ctx/riskTier`
std::string_view condition_of(Member member);  // into a rule: `/when/riskTierAny`

class Members {
 public:
  constexpr bool has(Member member) const { return (bits_ >> index(member) & 1) != 0; }
  constexpr void add(Member member) { bits_ |= static_cast<std::uint8_t>(1u << index(member)); }
  constexpr void remove(Member member) {
    bits_ &= static_cast<std::uint8_t>(~(1u << index(member)));
  }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool only(Member member) const { return (bits_ & ~(1u << index(member))) == 0; }

 private:
  static constexpr unsigned index(Member member) { return static_cast<unsigned>(member); }
  std::uint8_t bits_ = 0;
};

// A sorted list of names, as numbers. One that is not there asks for nothing.
struct Names {
  bool there = false;
  std::vector<std::uint32_t> ids;
};

bool contains(const Names& names, std::uint32_t id);
bool subset(const Names& part, const Names& whole);
bool share(const Names& a, const Names& b);  // whether there is one in both

// Why a rule can apply to no request, and the condition at fault.
struct Impossible {
  std::string pointer;  // into the rule
  std::string message;
};

struct Shape {
  const PolicyRule* rule = nullptr;
  std::size_t index = 0;  // in the bundle
  std::optional<Impossible> impossible;

  Names roles_any, roles_all, labels_any, labels_all, labels_none, purposes;
  std::optional<std::uint8_t> risk_tiers;  // a bit a tier
  int assurance = 0;                       // rank

  // Of these `equals` stands alone: what it makes of the globs is worked out.
  std::optional<std::string> equals;
  const Glob* glob = nullptr;
  const Glob* not_glob = nullptr;
  bool pointless_not_glob = false;  // the rule has one that takes nothing away

  // Comparisons that are always decided (`exists`, `absent`), and the others.
  Names decided, undecided;
  std::vector<std::pair<std::uint32_t, std::string_view>> absents;  // of `decided`, with pointers

  bool narrowed = false;  // by the lists of a memory cap: the rule does not speak to every question

  // Without these the rule does not apply. A member that is sent empty counts as left out.
  Members required;
  std::vector<std::string_view> required_pointers;  // of attributes
  Members mentioned;                                // by any of its conditions
  std::vector<std::string_view> mentioned_pointers;

  // Its bits are among those of each rule that implies this one: the first look.
  std::uint64_t signature = 0;

  std::size_t size = 1;  // what it takes to look at it, about

  bool unconditional() const { return signature == 0; }
  bool denies() const { return rule->effect == Effect::deny; }
};

// Makes shapes that can be compared with each other. They point into it and into the rules.
class ShapeMaker {
 public:
  Shape make(const PolicyRule& rule, std::size_t index);

 private:
  std::uint32_t id(std::string_view text);
  Names names(const std::optional<std::vector<std::string>>& list);
  const Glob* glob(const std::string& text);
  void add_resource(const ResourceConstraint& constraint, Shape& into);
  void add_purpose(const PurposeConstraint& constraint, Shape& into);
  void add_comparisons(const std::vector<Comparison>& comparisons, Shape& into);
  void note_required(Shape& shape);

  Work work_;  // one rule takes little of it
  std::deque<std::string> texts_;
  boost::unordered_flat_map<std::string_view, std::uint32_t> ids_;
  std::deque<Glob> globs_;
  boost::unordered_flat_map<std::string_view, const Glob*> globs_by_text_;
};

// What a request lacks for certain.
struct Lacks {
  Members members;
  std::optional<std::string_view> pointer;
};

// Whether `narrow` applies only where `wide` does: true only if so. Neither may be impossible.
// Where `lacks` says that requests lack something, the answer holds for those alone.
bool implies(const Shape& narrow, const Shape& wide, Work& work, const Lacks& lacks = {});

// Members in which no request can satisfy both.
Members surely_apart(const Shape& a, const Shape& b, Work& work);

// Whether `pointer` leads to `place` or below it.
bool at_or_below(std::string_view pointer, std::string_view place);

}  // namespace writ::policy::check
