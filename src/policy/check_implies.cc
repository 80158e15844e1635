// One rule implies another ("applies only where the other does") if each condition of the other
// follows from its own: an absent condition from anything, a list of which one is wanted from a
// shorter such list, a list of which all are wanted from a longer one, a glob from one that it
// covers, a comparison from the same comparison. No two conditions are combined to prove a third,
// so that "no" means "not that this can tell".
//
// Comparisons have a trap: one that cannot be decided is true for a deny and false for an allow. So
// the same comparison on both sides proves an allow's from an allow's, a deny's from either, but
// never an allow's from a deny's, unless it is one that is always decided.
//
// Most pairs of rules are told apart without looking at their lists. Each rule has a
// signature: eight bits stand for the kinds of conditions that it has, the others are a hash of
// each single thing that it wants (a role of rolesAll, a comparison). What the other rule wants
// must follow from what this one does, so a bit that the other has and this one lacks is a proof of
// "no". Ten thousand rules of one op are fifty million such looks, which is a tenth of a second.
#include <algorithm>

#include "policy/check_shape.h"

namespace writ::policy::check {
namespace {

bool any_follows(const Names& any, const Names& from_any, const Names& from_all) {
  return !any.there || (from_any.there && subset(from_any, any)) || share(from_all, any);
}

bool all_follow(const Names& all, const Names& from_any, const Names& from_all) {
  return std::ranges::all_of(all.ids, [&](std::uint32_t id) {
    const bool is_the_one = from_any.ids.size() == 1 && from_any.ids.front() == id;
    return is_the_one || contains(from_all, id);
  });
}

bool not_glob_follows(const Shape& narrow, const Glob& forbidden, Work& work) {
  if (narrow.equals) return !forbidden.matches(*narrow.equals);
  if (narrow.not_glob != nullptr && covers(*narrow.not_glob, forbidden, work)) return true;
  return narrow.glob != nullptr && surely_disjoint(*narrow.glob, forbidden, work);
}

bool resource_follows(const Shape& narrow, const Shape& wide, Work& work) {
  if (wide.equals && wide.equals != narrow.equals) return false;
  if (wide.glob != nullptr) {
    if (narrow.equals ? !wide.glob->matches(*narrow.equals)
                      : narrow.glob == nullptr || !covers(*wide.glob, *narrow.glob, work)) {
      return false;
    }
  }
  return wide.not_glob == nullptr || not_glob_follows(narrow, *wide.not_glob, work);
}

bool member_follows(Member member, const Shape& narrow, const Shape& wide, Work& work) {
  switch (member) {
    case Member::resource:
      return resource_follows(narrow, wide, work);
    case Member::labels:
      return any_follows(wide.labels_any, narrow.labels_any, narrow.labels_all) &&
             all_follow(wide.labels_all, narrow.labels_any, narrow.labels_all) &&
             subset(wide.labels_none, narrow.labels_none);
    case Member::purpose:
      return !wide.purposes.there ||
             (narrow.purposes.there && subset(narrow.purposes, wide.purposes));
    case Member::risk_tier:
      return !wide.risk_tiers ||
             (narrow.risk_tiers && (*narrow.risk_tiers & ~*wide.risk_tiers) == 0);
    case Member::roles:
      return any_follows(wide.roles_any, narrow.roles_any, narrow.roles_all) &&
             all_follow(wide.roles_all, narrow.roles_any, narrow.roles_all);
    case Member::assurance:
      return wide.assurance <= narrow.assurance;
  }
  return false;
}

bool comparisons_follow(const Shape& narrow, const Shape& wide, const Lacks& lacks) {
  const auto lacked = [&](std::uint32_t id) {
    if (!lacks.pointer) return false;
    return std::ranges::any_of(wide.absents, [&](const auto& absent) {
      return absent.first == id && at_or_below(absent.second, *lacks.pointer);
    });
  };
  const auto follows = [&](std::uint32_t id) { return contains(narrow.decided, id) || lacked(id); };
  if (!std::ranges::all_of(wide.decided.ids, follows)) return false;
  if (wide.undecided.ids.empty()) return true;
  const bool undecided_differs = narrow.denies() && !wide.denies();
  return !undecided_differs && subset(wide.undecided, narrow.undecided);
}

}  // namespace

bool implies(const Shape& narrow, const Shape& wide, Work& work, const Lacks& lacks) {
  work.steps += narrow.size + wide.size;
  for (std::size_t i = 0; i < member_count; ++i) {
    const auto member = static_cast<Member>(i);
    const bool follows = lacks.members.has(member) ? !wide.required.has(member)
                                                   : member_follows(member, narrow, wide, work);
    if (!follows) return false;
  }
  return comparisons_follow(narrow, wide, lacks);
}

Members surely_apart(const Shape& a, const Shape& b, Work& work) {
  work.steps += a.size + b.size;
  Members apart;
  const auto misses = [](const Shape& one, const Shape& other) {
    return one.equals && ((other.equals && one.equals != other.equals) ||
                          (other.glob != nullptr && !other.glob->matches(*one.equals)) ||
                          (other.not_glob != nullptr && other.not_glob->matches(*one.equals)));
  };
  const bool globs_apart =
      a.glob != nullptr && b.glob != nullptr && surely_disjoint(*a.glob, *b.glob, work);
  if (misses(a, b) || misses(b, a) || globs_apart) apart.add(Member::resource);
  const auto forbids = [](const Shape& one, const Shape& other) {
    return share(one.labels_none, other.labels_all) ||
           (other.labels_any.there && subset(other.labels_any, one.labels_none));
  };
  if (forbids(a, b) || forbids(b, a)) apart.add(Member::labels);
  if (a.purposes.there && b.purposes.there && !share(a.purposes, b.purposes)) {
    apart.add(Member::purpose);
  }
  if (a.risk_tiers && b.risk_tiers && (*a.risk_tiers & *b.risk_tiers) == 0) {
    apart.add(Member::risk_tier);
  }
  return apart;
}

}  // namespace writ::policy::check
