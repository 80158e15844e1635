#include "policy/check_shape.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "canon/record.h"
#include "policy/comparison.h"
#include "policy/conditions.h"

namespace writ::policy::check {
namespace {

enum Kind : unsigned {
  roles,
  labels,
  labels_none,
  purposes,
  risk,
  resource,
  assurance,
  attributes
};

constexpr std::uint64_t kind_bit(Kind kind) { return std::uint64_t{1} << kind; }

std::uint64_t thing_bit(Kind kind, std::size_t thing) {
  constexpr std::uint64_t spread = 0x9E3779B97F4A7C15;
  constexpr unsigned kinds = 8;
  return std::uint64_t{1} << (kinds + ((thing + 1) * spread + kind) % (64 - kinds));
}

std::uint64_t bits_of(Kind kind, const Names& names) {
  std::uint64_t bits = 0;
  for (const std::uint32_t id : names.ids) bits |= thing_bit(kind, id);
  return bits;
}

std::uint64_t bits_if_single(Kind kind, const Names& names) {
  return names.ids.size() == 1 ? bits_of(kind, names) : 0;
}

bool asks(const Names& any, const Names& all) { return any.there || !all.ids.empty(); }

std::uint64_t things_of(const Shape& s) {
  std::uint64_t bits = bits_of(roles, s.roles_all) | bits_if_single(roles, s.roles_any) |
                       bits_of(labels, s.labels_all) | bits_if_single(labels, s.labels_any) |
                       bits_of(labels_none, s.labels_none) | bits_if_single(purposes, s.purposes) |
                       bits_of(attributes, s.decided) | bits_of(attributes, s.undecided);
  if (s.equals) bits |= thing_bit(resource, std::hash<std::string>()(*s.equals));
  return bits;
}

std::uint64_t kinds_of(const Shape& s) {
  std::uint64_t bits = 0;
  if (asks(s.roles_any, s.roles_all)) bits |= kind_bit(roles);
  if (asks(s.labels_any, s.labels_all)) bits |= kind_bit(labels);
  if (!s.labels_none.ids.empty()) bits |= kind_bit(labels_none);
  if (s.purposes.there) bits |= kind_bit(purposes);
  if (s.risk_tiers) bits |= kind_bit(risk);
  if (s.equals || s.glob != nullptr || s.not_glob != nullptr) bits |= kind_bit(resource);
  if (s.assurance > 0) bits |= kind_bit(assurance);
  if (!s.decided.ids.empty() || !s.undecided.ids.empty()) bits |= kind_bit(attributes);
  return bits;
}

void impossible(Shape& shape, std::string_view pointer, std::string message) {
  if (!shape.impossible) shape.impossible = {std::string(pointer), std::move(message)};
}

void sort_unique(std::vector<std::uint32_t>& ids) {
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
}

void refuse_empty(Shape& shape, std::string_view pointer, const auto& list) {
  if (list && list->empty()) impossible(shape, pointer, "an empty list matches nothing");
}

void check_labels(Shape& shape) {
  if (shape.labels_any.there && subset(shape.labels_any, shape.labels_none)) {
    impossible(shape, "/when/labels/any", "each label that it wants one of is forbidden by `none`");
  }
  if (share(shape.labels_all, shape.labels_none)) {
    impossible(shape, "/when/labels/all", "a label that it wants is forbidden by `none`");
  }
}

// Comparisons of an allow, of which none can be undecided, that contradict each other; of a deny
// only `exists` and `absent` do.
void check_comparisons(const std::vector<Comparison>& comparisons, Shape& shape) {
  boost::unordered_flat_map<std::string_view, std::size_t> absent, equal;
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    if (comparisons[i].test == Test::absent) absent.emplace(comparisons[i].left.text(), i);
  }
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    const Comparison& one = comparisons[i];
    const std::string place = fmt::format("/when/attributes/{}", i);
    if (one.test == Test::absent || (shape.denies() && one.test != Test::exists)) continue;
    if (const auto other = absent.find(one.left.text()); other != absent.end()) {
      impossible(
          shape, place,
          fmt::format("the comparison {} wants `{}` to be absent", other->second, one.left.text()));
    }
    if (!one.right || !one.right->value) continue;
    const canon::Value& literal = one.right->value->value();
    if (one.test == Test::in && literal.items().empty()) {
      impossible(shape, place, "nothing is in an empty list");
    }
    if (one.test != Test::equals) continue;
    const auto [other, is_first] = equal.emplace(one.left.text(), i);
    if (!is_first && !same_json(comparisons[other->second].right->value->value(), literal)) {
      impossible(shape, place,
                 fmt::format("the comparison {} wants another value of `{}`", other->second,
                             one.left.text()));
    }
  }
}

// Calls `visit(list, pointer)` for each list by which a memory cap narrows its rule.
void for_each_narrowing(const MemoryCap& cap, auto&& visit) {
  visit(cap.destination, "/memory/destination");
  visit(cap.surface_ref, "/memory/surface_ref");
  visit(cap.exposure_context_ref, "/memory/exposure_context_ref");
  visit(cap.model_class, "/memory/model_class");
  visit(cap.client_kind, "/memory/client_kind");
  visit(cap.interaction_mode, "/memory/interaction_mode");
}

}  // namespace

bool contains(const Names& names, std::uint32_t id) {
  return std::ranges::binary_search(names.ids, id);
}
bool subset(const Names& part, const Names& whole) {
  return std::ranges::includes(whole.ids, part.ids);
}
bool share(const Names& a, const Names& b) {
  return std::ranges::any_of(a.ids, [&](std::uint32_t id) { return contains(b, id); });
}

std::string_view pointer_of(Member member) {
  constexpr std::array<std::string_view, member_count> pointers = {"/resource",
                                                                   "/labels",
                                                                   "/purpose",
                                                                   "/ctx/riskTier",
                                                                   "/ctx/principal/roles",
                                                                   "/ctx/principal/assurance"};
  return pointers[static_cast<std::size_t>(member)];
}

std::string_view condition_of(Member member) {
  constexpr std::array<std::string_view, member_count> pointers = {
      "/when/resource",    "/when/labels",  "/when/purpose",
      "/when/riskTierAny", "/when/subject", "/when/subject/assuranceAtLeast"};
  return pointers[static_cast<std::size_t>(member)];
}

bool at_or_below(std::string_view pointer, std::string_view place) {
  return pointer.starts_with(place) &&
         (pointer.size() == place.size() || pointer[place.size()] == '/');
}

std::uint32_t ShapeMaker::id(std::string_view text) {
  if (const auto known = ids_.find(text); known != ids_.end()) return known->second;
  const auto next = static_cast<std::uint32_t>(ids_.size());
  ids_.emplace(texts_.emplace_back(text), next);
  return next;
}

Names ShapeMaker::names(const std::optional<std::vector<std::string>>& list) {
  Names made{.there = list.has_value()};
  if (!list) return made;
  for (const std::string& name : *list) made.ids.push_back(id(name));
  sort_unique(made.ids);
  return made;
}

const Glob* ShapeMaker::glob(const std::string& text) {
  if (const auto known = globs_by_text_.find(text); known != globs_by_text_.end()) {
    return known->second;
  }
  const Glob& made = globs_.emplace_back(*Glob::compile(text));
  globs_by_text_.emplace(made.text(), &made);
  return &made;
}

void ShapeMaker::add_resource(const ResourceConstraint& constraint, Shape& into) {
  into.equals = constraint.equals;
  if (constraint.glob) into.glob = glob(*constraint.glob);
  if (constraint.not_glob) into.not_glob = glob(*constraint.not_glob);
  if (into.glob != nullptr && matches_nothing(*into.glob)) {
    impossible(into, "/when/resource/glob", "the glob matches nothing: a class never matches `/`");
  }
  if (into.equals && into.glob != nullptr && !into.glob->matches(*into.equals)) {
    impossible(into, "/when/resource/equals", "its own `glob` does not match it");
  }
  if (into.equals && into.not_glob != nullptr && into.not_glob->matches(*into.equals)) {
    impossible(into, "/when/resource/equals", "its own `notGlob` matches it");
  }
  const Glob& all = *glob("**");
  const Glob& wanted = into.glob != nullptr ? *into.glob : all;
  if (!into.equals && into.not_glob != nullptr && covers(*into.not_glob, wanted, work_)) {
    impossible(into, "/when/resource/notGlob", "it matches all that the rule is about");
  }

  // What is left is brought to its simplest form.
  if (into.glob != nullptr && !into.equals) {
    const std::vector<Glob::Ends> starts = into.glob->ends();
    if (starts.size() == 1 && starts.front().exact) into.equals = starts.front().prefix;
  }
  if (into.equals) into.glob = into.not_glob = nullptr;
  if (into.glob != nullptr && covers(*into.glob, all, work_)) into.glob = nullptr;
  if (into.not_glob == nullptr) return;
  if (matches_nothing(*into.not_glob) || surely_disjoint(*into.not_glob, wanted, work_)) {
    into.pointless_not_glob = true;
    into.not_glob = nullptr;
  }
}

void ShapeMaker::add_purpose(const PurposeConstraint& constraint, Shape& into) {
  into.purposes = names(constraint.any_of);
  refuse_empty(into, "/when/purpose/anyOf", constraint.any_of);
  if (!constraint.equals) return;
  const std::uint32_t wanted = id(*constraint.equals);
  if (into.purposes.there && !contains(into.purposes, wanted)) {
    impossible(into, "/when/purpose/equals", "its own `anyOf` does not have it");
  }
  into.purposes = {.there = true, .ids = {wanted}};
}

void ShapeMaker::add_comparisons(const std::vector<Comparison>& comparisons, Shape& into) {
  for (const Comparison& comparison : comparisons) {
    const bool unary = comparison.test == Test::exists || comparison.test == Test::absent;
    const std::uint32_t number = id(canon::encode(comparison));
    (unary ? into.decided : into.undecided).ids.push_back(number);
    if (comparison.test == Test::absent) {
      into.absents.emplace_back(number, comparison.left.text());
    } else if (comparison.test == Test::exists || !into.denies()) {
      into.required_pointers.push_back(comparison.left.text());
    }
    into.mentioned_pointers.push_back(comparison.left.text());
    if (!comparison.right || !comparison.right->pointer) continue;
    into.mentioned_pointers.push_back(comparison.right->pointer->text());
    if (!into.denies()) into.required_pointers.push_back(comparison.right->pointer->text());
  }
  sort_unique(into.decided.ids);
  sort_unique(into.undecided.ids);
  check_comparisons(comparisons, into);
}

void ShapeMaker::note_required(Shape& shape) {
  const auto note = [](Members& members, Member member, bool so) {
    if (so) members.add(member);
  };
  const bool needs_resource = (shape.equals && !shape.equals->empty()) ||
                              (shape.glob != nullptr && !shape.glob->matches("")) ||
                              (shape.not_glob != nullptr && shape.not_glob->matches(""));
  note(shape.required, Member::resource, needs_resource);
  note(shape.required, Member::labels, asks(shape.labels_any, shape.labels_all));
  note(shape.required, Member::purpose, shape.purposes.there && !contains(shape.purposes, id("")));
  note(shape.required, Member::risk_tier, shape.risk_tiers.has_value());
  note(shape.required, Member::roles, asks(shape.roles_any, shape.roles_all));
  note(shape.required, Member::assurance, shape.assurance > 0);

  shape.mentioned = shape.required;
  note(shape.mentioned, Member::resource,
       shape.equals || shape.glob != nullptr || shape.not_glob != nullptr);
  note(shape.mentioned, Member::labels, !shape.labels_none.ids.empty());
  note(shape.mentioned, Member::purpose, shape.purposes.there);
}

Shape ShapeMaker::make(const PolicyRule& rule, std::size_t index) {
  Shape shape{.rule = &rule, .index = index};
  if (rule.when) {
    const RuleCondition& when = *rule.when;
    if (when.subject) {
      refuse_empty(shape, "/when/subject/rolesAny", when.subject->roles_any);
      shape.roles_any = names(when.subject->roles_any);
      shape.roles_all = names(when.subject->roles_all);
      if (when.subject->assurance_at_least) {
        shape.assurance = required_rank(*when.subject->assurance_at_least);
      }
    }
    if (when.resource) add_resource(*when.resource, shape);
    if (when.labels) {
      refuse_empty(shape, "/when/labels/any", when.labels->any);
      shape.labels_any = names(when.labels->any);
      shape.labels_all = names(when.labels->all);
      shape.labels_none = names(when.labels->none);
      check_labels(shape);
    }
    if (when.purpose) add_purpose(*when.purpose, shape);
    refuse_empty(shape, "/when/riskTierAny", when.risk_tier_any);
    if (when.risk_tier_any) {
      shape.risk_tiers = 0;
      for (const RiskTier tier : *when.risk_tier_any) {
        *shape.risk_tiers |= static_cast<std::uint8_t>(1u << static_cast<unsigned>(tier));
      }
    }
    if (when.attributes) add_comparisons(*when.attributes, shape);
  }
  if (rule.memory && rule.op.starts_with(memory_ops)) {
    for_each_narrowing(*rule.memory, [&](const auto& list, std::string_view pointer) {
      refuse_empty(shape, pointer, list);
      shape.narrowed |= list.has_value();
    });
  }
  note_required(shape);
  for (const Names* names_of :
       {&shape.roles_any, &shape.roles_all, &shape.labels_any, &shape.labels_all,
        &shape.labels_none, &shape.purposes, &shape.decided, &shape.undecided}) {
    shape.size += names_of->ids.size();
  }
  shape.signature = kinds_of(shape) | things_of(shape);
  return shape;
}

}  // namespace writ::policy::check
