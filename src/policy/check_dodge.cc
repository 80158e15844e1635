// Denies that a request can dodge.
//
// A condition about something that a request leaves out does not hold. That is safe for an allow,
// but a deny of requests labelled `phi` says nothing of the same request without labels. Such a
// deny is reported where leaving something out turns a refusal into an allow, as far as one pair of
// rules can tell: the deny needs the member, and some allow of its op
//
// - applies without it, also where the member is sent empty;
// - is not kept apart from the deny by their other conditions (the request is otherwise the same);
// - is outranked by the deny, or says something of the member itself (an allow that outranks the
// deny
//   and does not look at the member allows the request either way). On memory actions, where each
//   rule that applies has its say, rank does not matter;
// - is not wholly covered by another deny that stands when the member is missing: the way to write
//   a policy that cannot be dodged.
//
// Each deny and member is reported once, with the best of those allows. The pairs are as many as
// denies times allows; what is asked of a pair are a few words and short lists.
#include <array>
#include <optional>

#include <fmt/format.h>

#include "canon/json.h"
#include "policy/check_passes.h"
#include "policy/comparison.h"
#include "policy/evaluator.h"

namespace writ::policy::check {
namespace {

constexpr std::array<Member, member_count> all_members = {Member::resource, Member::labels,
                                                          Member::purpose,  Member::risk_tier,
                                                          Member::roles,    Member::assurance};

// Requests that lack a member in each of the ways that conditions do not tell apart.
std::vector<canon::Json> requests_without(Member member) {
  const auto read = [](std::initializer_list<std::string_view> texts) {
    std::vector<canon::Json> requests;
    for (const std::string_view text : texts) requests.push_back(*canon::Json::parse(text));
    return requests;
  };
  switch (member) {
    case Member::resource:
      return read({"{}", R"({"resource":""})"});
    case Member::labels:
      return read({"{}", R"({"labels":[]})"});
    case Member::purpose:
      return read({"{}", R"({"purpose":""})"});
    case Member::risk_tier:
      return read({"{}", R"({"ctx":{"riskTier":null}})"});
    case Member::roles:
      return read({"{}", R"({"ctx":{"principal":{"roles":null}}})",
                   R"({"ctx":{"principal":{"roles":[]}}})"});
    case Member::assurance:
      return read({"{}", R"({"ctx":{"principal":{"assurance":null}}})"});
  }
  return {};
}

// Whether an allow's comparisons rule out each of those requests.
bool compared_to_be_there(const PolicyRule& allow, Member member) {
  std::vector<CompiledComparison> comparisons;
  for (const Comparison& comparison : *allow.when->attributes) {
    if (comparison.left.text() == pointer_of(member) &&
        !(comparison.right && comparison.right->pointer)) {
      comparisons.emplace_back(comparison);
    }
  }
  if (comparisons.empty()) return false;
  return std::ranges::none_of(requests_without(member), [&](const canon::Json& request) {
    return std::ranges::all_of(comparisons, [&](const CompiledComparison& comparison) {
      return comparison.holds(request.value()).value_or(false);
    });
  });
}

bool any_below(const std::vector<std::string_view>& pointers, std::string_view place,
               bool strictly) {
  return std::ranges::any_of(pointers, [&](std::string_view pointer) {
    return at_or_below(pointer, place) && !(strictly && pointer == place);
  });
}

bool touches(const std::vector<std::string_view>& pointers, std::string_view place) {
  return std::ranges::any_of(pointers, [&](std::string_view pointer) {
    return at_or_below(pointer, place) || at_or_below(place, pointer);
  });
}

// An allow, and what it takes of a request.
struct Allow {
  explicit Allow(const Shape& rule)
      : shape(&rule), required(rule.required), mentioned(rule.mentioned) {
    if (rule.mentioned_pointers.empty()) return;
    for (const Member member : all_members) {
      const std::string_view pointer = pointer_of(member);
      if (touches(rule.mentioned_pointers, pointer)) mentioned.add(member);
      if (any_below(rule.required_pointers, pointer, true) ||
          compared_to_be_there(*rule.rule, member)) {
        required.add(member);
      }
    }
  }

  bool requires_pointer(std::string_view pointer) const {
    if (any_below(shape->required_pointers, pointer, false)) return true;
    return std::ranges::any_of(all_members, [&](Member member) {
      return required.has(member) && at_or_below(pointer_of(member), pointer);
    });
  }
  bool mentions_pointer(std::string_view pointer) const {
    if (touches(shape->mentioned_pointers, pointer)) return true;
    return std::ranges::any_of(all_members, [&](Member member) {
      return mentioned.has(member) &&
             (at_or_below(pointer_of(member), pointer) || at_or_below(pointer, pointer_of(member)));
    });
  }

  const Shape* shape;
  Members required, mentioned;
  Members caught, not_caught;  // by another deny, where that member is missing: as far as known
};

constexpr std::size_t looks_per_step = 4;

class Dodges {
 public:
  Dodges(const OpShapes& op, Effort& effort, Findings& findings)
      : op_(op), effort_(effort), findings_(findings) {
    for (const Shape* rule : op.ranked) {
      if (rule->denies()) {
        denies_.push_back(rule);
      } else {
        allows_.emplace_back(*rule);
      }
    }
  }

  void find() {
    if (allows_.empty()) return;
    for (const Shape* deny : denies_) {
      if (effort_.spent()) return;
      effort_.work().steps += allows_.size() / looks_per_step;
      if (!deny->required.empty()) find_members(*deny);
      for (const std::string_view pointer : deny->required_pointers) find_pointer(*deny, pointer);
    }
  }

 private:
  void find_members(const Shape& deny) {
    Members left = deny.required;
    for (Allow& allow : allows_) {
      Members open;
      for (const Member member : all_members) {
        if (left.has(member) && !allow.required.has(member)) open.add(member);
      }
      if (open.empty()) continue;
      const Members apart = surely_apart(deny, *allow.shape, effort_.work());
      for (const Member member : all_members) {
        if (!open.has(member) || !apart.only(member)) continue;
        if (!rank_lets(deny, allow, allow.mentioned.has(member))) continue;
        if (caught(allow, member)) continue;
        left.remove(member);
        report(deny, condition_of(member), pointer_of(member), *allow.shape);
      }
      if (left.empty()) return;
    }
  }

  void find_pointer(const Shape& deny, std::string_view pointer) {
    for (const Allow& allow : allows_) {
      if (allow.requires_pointer(pointer)) continue;
      if (!surely_apart(deny, *allow.shape, effort_.work()).empty()) continue;
      if (!rank_lets(deny, allow, allow.mentions_pointer(pointer))) continue;
      if (is_caught(*allow.shape, {.members = {}, .pointer = pointer})) continue;
      return report(deny, "/when/attributes", pointer, *allow.shape);
    }
  }

  bool rank_lets(const Shape& deny, const Allow& allow, bool mentioned) const {
    return op_.memory || mentioned || outranks(*deny.rule, *allow.shape->rule);
  }

  bool caught(Allow& allow, Member member) {
    if (!allow.caught.has(member) && !allow.not_caught.has(member)) {
      Lacks lacks;
      lacks.members.add(member);
      (is_caught(*allow.shape, lacks) ? allow.caught : allow.not_caught).add(member);
    }
    return allow.caught.has(member);
  }

  bool is_caught(const Shape& allow, const Lacks& lacks) {
    return std::ranges::any_of(denies_, [&](const Shape* deny) {
      return !deny->narrowed && (op_.memory || outranks(*deny->rule, *allow.rule)) &&
             implies(allow, *deny, effort_.work(), lacks);
    });
  }

  void report(const Shape& deny, std::string_view condition, std::string_view left_out,
              const Shape& allow) {
    findings_.warning(finding::dodgeable_deny, deny, condition,
                      fmt::format("a request dodges this deny by leaving out `{}`, which `{}` does "
                                  "not ask for: let that allow ask for it, or deny what lacks it",
                                  left_out, allow.rule->id.text()));
  }

  const OpShapes& op_;
  Effort& effort_;
  Findings& findings_;
  std::vector<const Shape*> denies_;
  std::vector<Allow> allows_;
};

}  // namespace

void find_dodges(const OpShapes& op, Effort& effort, Findings& findings) {
  Dodges(op, effort, findings).find();
}

}  // namespace writ::policy::check
