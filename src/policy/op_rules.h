// The rules of one op, compiled: what the evaluator asks. Internal to policy/.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/bundle.h"
#include "policy/comparison.h"
#include "policy/glob.h"
#include "policy/names.h"
#include "policy/request.h"
#include "policy/rule_index.h"

namespace writ::policy {

// What a name is the name of: a role `x` and a label `x` differ.
enum class NameKind : std::uint8_t {
  role,
  label,
  purpose,
  resource,  // a whole resource
  folder,    // the start of a resource, up to and with a `/`
  ending     // its last 8, 4, 2 or 1 bytes
};
inline constexpr std::size_t name_kinds = 6;

// Members of a request that conditions speak of, as bits.
using Members = std::uint8_t;
namespace member {
inline constexpr Members roles = 1, assurance = 2, labels = 4, purpose = 8, risk_tier = 16;
}
Members left_out_of(const PDPRequest& request);

// A rule that is not known not to apply.
struct WeighedRule {
  const PolicyRule* rule = nullptr;
  bool decided = false;  // false: of an allow, of which a condition cannot be told
};

using WeighedRules = boost::container::small_vector<WeighedRule, 16>;

// Immutable once built: threads may share it.
class OpRules {
 public:
  // `rules` of one op, best first; each outlives this.
  explicit OpRules(std::span<const PolicyRule* const> rules);

  // The best rule that applies, or nullptr. Allocates nothing for requests of a usual size.
  const PolicyRule* winner(const PDPRequest& request, const canon::Value& root) const;

  // Every rule that applies, best first.
  std::vector<const PolicyRule*> all(const PDPRequest& request, const canon::Value& root) const;

  // Every rule that applies or may apply, best first. An allow's condition cannot be told where it
  // speaks of a member that the request leaves out, or where a comparison cannot be decided.
  WeighedRules weighed(const PDPRequest& request, const canon::Value& root) const;

  // Whether which rules apply may depend on the resource.
  bool minds_resource() const;

 private:
  // While the rules are added a key is a number of the index; from then on, everywhere, its place.
  using Key = RuleIndex::Key;
  static constexpr std::uint32_t none = Names::none;
  static constexpr std::size_t risk_tiers = 4;  // their keys are 0 to 3

  // A run in one of the pools below.
  struct Run {
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };

  // A rule's conditions. An empty run asks for nothing.
  struct Conditions {
    const PolicyRule* rule = nullptr;
    Run roles_any, roles_all, labels_any, labels_all, labels_none, purposes;
    Run comparisons;
    std::uint32_t resource = none;  // key of the one resource
    std::uint32_t glob = none, not_glob = none;
    std::uint8_t min_assurance = 0;  // rank
    std::uint8_t risk_tiers = 0;     // a bit a tier; 0 asks for nothing

    Members spoken_of() const;
    Conditions without(Members members) const;  // what does not speak of them
  };

  // A request in the keys of this op. Names that no rule mentions have none and are left out: they
  // can satisfy nothing and are forbidden by nothing.
  struct Question;

  Key key(NameKind kind, std::string_view text);  // `text` outlives this
  Key key_of_copy(NameKind kind, std::string_view text);
  Key find(NameKind kind, std::string_view text) const;  // or none
  Run add_keys(NameKind kind, const std::optional<std::vector<std::string>>& names);
  std::uint32_t add_glob(const std::optional<std::string>& text);
  std::span<const Key> keys(Run run) const { return {keys_.data() + run.begin, run.size}; }

  // False where the rule can apply to no request at all, since it wants one of an empty list.
  bool add(const PolicyRule& rule, RuleIndex::Demand& demand);
  bool add_subject(const SubjectConstraint& subject, Conditions& into);
  bool add_labels(const LabelConstraint& labels, Conditions& into);
  bool add_purpose(const PurposeConstraint& purpose, Conditions& into);
  void add_resource(const ResourceConstraint& resource, Conditions& into);
  RuleIndex::Demand demand_of(const Conditions& conditions);
  std::vector<Key> resource_demand(const Conditions& conditions);
  std::vector<Key> ending_demand(const Conditions& conditions);

  void to_places(std::span<const RuleIndex::Place> places);

  Question ask(const PDPRequest& request, const canon::Value& root) const;
  // `content`: the conditions that the index stands for are known to hold.
  bool applies(const Conditions& conditions, const Question& question, bool content) const;
  bool plain_conditions_hold(const Conditions& conditions, const Question& question) const;
  std::span<const CompiledComparison> comparisons(const Conditions& conditions) const {
    return std::span(comparisons_)
        .subspan(conditions.comparisons.begin, conditions.comparisons.size);
  }
  // Whether the rule applies; nothing where that cannot be told.
  std::optional<bool> weigh(const Conditions& conditions, const Question& question,
                            Members left_out) const;
  bool indexed_conditions_hold(const Conditions& conditions, const Question& question) const;

  std::vector<Conditions> rules_;  // by rank
  std::vector<Rank> speaking_;     // the allows that speak of a member that can be left out
  RuleIndex index_;
  std::array<Names, name_kinds> names_;
  Key next_key_ = risk_tiers;
  std::array<RuleIndex::Place, risk_tiers> risk_places_{};
  std::deque<std::string> copies_;  // of names that stand in no rule as they are
  // What the names of resources, folders and endings look like, a bit each, so that most look-ups
  // that would find nothing are not made: the sizes of resources modulo 64, the slashes of folders,
  // the sizes of endings.
  std::uint64_t resource_sizes_ = 0;
  std::uint64_t folder_depths_ = 0;
  std::uint64_t ending_sizes_ = 0;
  std::vector<Key> keys_;
  std::vector<Glob> globs_;
  Names glob_numbers_;
  std::vector<CompiledComparison> comparisons_;
};

}  // namespace writ::policy
