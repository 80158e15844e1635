#include "policy/op_rules.h"

#include <algorithm>
#include <bit>

namespace writ::policy {
namespace {

constexpr std::size_t deep = 63;  // folders this deep or deeper share a bit

constexpr std::array<std::size_t, 4> ending_sizes = {8, 4, 2, 1};  // the longest that fits

std::vector<RuleIndex::Key> distinct(std::vector<RuleIndex::Key> keys) {
  std::ranges::sort(keys);
  keys.erase(std::ranges::unique(keys).begin(), keys.end());
  return keys;
}

std::size_t slashes_bit(std::size_t slashes) { return std::min(slashes, deep); }

template <class Names>
bool empty_list(const std::optional<Names>& names) {
  return names && names->empty();
}

// 1 for aal1 and so on; 0 for an assurance that is missing or unknown.
std::uint8_t assurance_rank(const std::optional<std::string>& assurance) {
  constexpr auto names = wire_names(Assurance{});
  const auto found = assurance ? std::ranges::find(names, *assurance) : names.end();
  return found == names.end() ? 0 : static_cast<std::uint8_t>(found - names.begin() + 1);
}

std::uint8_t required_rank(MinAssurance required) { return required == MinAssurance::aal3 ? 3 : 2; }

bool any_in(std::span<const RuleIndex::Key> wanted, std::span<const RuleIndex::Key> held) {
  return std::ranges::any_of(
      wanted, [&](RuleIndex::Key key) { return std::ranges::find(held, key) != held.end(); });
}

bool all_in(std::span<const RuleIndex::Key> wanted, std::span<const RuleIndex::Key> held) {
  return std::ranges::all_of(
      wanted, [&](RuleIndex::Key key) { return std::ranges::find(held, key) != held.end(); });
}

}  // namespace

struct OpRules::Question {
  explicit Question(const RuleIndex& index) : held(index) {}

  using Keys = boost::container::small_vector<Key, 16>;
  RuleIndex::Held held;
  Keys roles, labels;
  Key purpose = none;
  Key resource_key = none;
  std::string_view resource;
  std::uint8_t assurance = 0;
  std::uint8_t risk_tier = 0;
  const canon::Value* root = nullptr;
};

// --- building --------------------------------------------------------------------------------

OpRules::OpRules(std::span<const PolicyRule* const> rules) {
  std::vector<RuleIndex::Demand> demands;
  demands.reserve(rules.size());
  rules_.reserve(rules.size());
  for (const PolicyRule* rule : rules) {
    RuleIndex::Demand demand;
    if (add(*rule, demand)) demands.push_back(std::move(demand));
  }
  std::vector<RuleIndex::Place> places(next_key_);
  index_ = RuleIndex(demands, places);
  to_places(places);
}

void OpRules::to_places(std::span<const RuleIndex::Place> places) {
  for (Names& names : names_) names.renumber([&](Key key) { return places[key]; });
  for (Key& key : keys_) key = places[key];
  for (Conditions& conditions : rules_) {
    if (conditions.resource != none) conditions.resource = places[conditions.resource];
  }
  std::ranges::copy(places.first(risk_tiers), risk_places_.begin());
}

RuleIndex::Key OpRules::key(NameKind kind, std::string_view text) {
  const Key key = names_[static_cast<std::size_t>(kind)].add(text, next_key_);
  if (key == next_key_) ++next_key_;
  if (kind == NameKind::resource) resource_sizes_ |= std::uint64_t{1} << (text.size() % 64);
  return key;
}

RuleIndex::Key OpRules::key_of_copy(NameKind kind, std::string_view text) {
  const Key known = find(kind, text);
  return known != none ? known : key(kind, copies_.emplace_back(text));
}

RuleIndex::Key OpRules::find(NameKind kind, std::string_view text) const {
  return names_[static_cast<std::size_t>(kind)].find(text);
}

OpRules::Run OpRules::add_keys(NameKind kind,
                               const std::optional<std::vector<std::string>>& names) {
  Run run{.begin = static_cast<std::uint32_t>(keys_.size())};
  if (!names) return run;
  for (const std::string& name : *names) keys_.push_back(key(kind, name));
  const auto added = keys_.begin() + run.begin;
  std::sort(added, keys_.end());
  keys_.erase(std::unique(added, keys_.end()), keys_.end());
  run.size = static_cast<std::uint32_t>(keys_.size()) - run.begin;
  return run;
}

std::uint32_t OpRules::add_glob(const std::optional<std::string>& text) {
  if (!text) return none;
  const auto next = static_cast<std::uint32_t>(globs_.size());
  const std::uint32_t number = glob_numbers_.add(*text, next);
  if (number == next) globs_.push_back(*Glob::compile(*text));
  return number;
}

bool OpRules::add(const PolicyRule& rule, RuleIndex::Demand& demand) {
  Conditions conditions{.rule = &rule};
  if (rule.when) {
    const RuleCondition& when = *rule.when;
    if (empty_list(when.risk_tier_any)) return false;
    if (when.subject && !add_subject(*when.subject, conditions)) return false;
    if (when.labels && !add_labels(*when.labels, conditions)) return false;
    if (when.purpose && !add_purpose(*when.purpose, conditions)) return false;
    if (when.resource) add_resource(*when.resource, conditions);
    if (when.risk_tier_any) {
      for (const RiskTier tier : *when.risk_tier_any) {
        conditions.risk_tiers |= static_cast<std::uint8_t>(1 << static_cast<unsigned>(tier));
      }
    }
    if (when.attributes) {
      conditions.comparisons = {static_cast<std::uint32_t>(comparisons_.size()),
                                static_cast<std::uint32_t>(when.attributes->size())};
      for (const Comparison& comparison : *when.attributes) comparisons_.emplace_back(comparison);
    }
  }
  demand = demand_of(conditions);
  if (rule.effect == Effect::allow && conditions.spoken_of() != 0) {
    speaking_.push_back(static_cast<Rank>(rules_.size()));
  }
  rules_.push_back(conditions);
  return true;
}

bool OpRules::add_subject(const SubjectConstraint& subject, Conditions& into) {
  if (empty_list(subject.roles_any)) return false;
  into.roles_any = add_keys(NameKind::role, subject.roles_any);
  into.roles_all = add_keys(NameKind::role, subject.roles_all);
  if (subject.assurance_at_least) into.min_assurance = required_rank(*subject.assurance_at_least);
  return true;
}

bool OpRules::add_labels(const LabelConstraint& labels, Conditions& into) {
  if (empty_list(labels.any)) return false;
  into.labels_any = add_keys(NameKind::label, labels.any);
  into.labels_all = add_keys(NameKind::label, labels.all);
  into.labels_none = add_keys(NameKind::label, labels.none);
  return true;
}

bool OpRules::add_purpose(const PurposeConstraint& purpose, Conditions& into) {
  const auto& any_of = purpose.any_of;
  if (empty_list(any_of)) return false;
  if (!purpose.equals) {
    into.purposes = add_keys(NameKind::purpose, any_of);
    return true;
  }
  if (any_of && std::ranges::find(*any_of, *purpose.equals) == any_of->end()) return false;
  into.purposes = {static_cast<std::uint32_t>(keys_.size()), 1};
  keys_.push_back(key(NameKind::purpose, *purpose.equals));
  return true;
}

void OpRules::add_resource(const ResourceConstraint& resource, Conditions& into) {
  if (resource.equals) into.resource = key(NameKind::resource, *resource.equals);
  into.glob = add_glob(resource.glob);
  into.not_glob = add_glob(resource.not_glob);
}

// Of a set that must be held whole, one member is as necessary as all.
RuleIndex::Demand OpRules::demand_of(const Conditions& conditions) {
  const auto any_or_first = [this](Run any, Run all) {
    std::span<const Key> wanted = any.size > 0 ? keys(any) : keys(all);
    if (any.size == 0 && all.size > 0) wanted = wanted.first(1);
    return std::vector<Key>(wanted.begin(), wanted.end());
  };
  RuleIndex::Demand demand;
  demand[index_of(Dimension::role)] = any_or_first(conditions.roles_any, conditions.roles_all);
  demand[index_of(Dimension::label)] = any_or_first(conditions.labels_any, conditions.labels_all);
  demand[index_of(Dimension::purpose)] = any_or_first(conditions.purposes, {});
  for (Key tier = 0; tier < risk_tiers; ++tier) {
    if ((conditions.risk_tiers >> tier & 1) == 0) continue;
    demand[index_of(Dimension::risk)].push_back(tier);
  }
  demand[index_of(Dimension::resource)] = resource_demand(conditions);
  if (demand[index_of(Dimension::resource)].empty()) {
    demand[index_of(Dimension::ending)] = ending_demand(conditions);
  }
  return demand;
}

// A glob that may begin with anything is told apart by how it ends.
std::vector<RuleIndex::Key> OpRules::ending_demand(const Conditions& conditions) {
  if (conditions.glob == none) return {};
  std::vector<Key> wanted;
  for (const Glob::Ends& ends : globs_[conditions.glob].ends()) {
    const std::string_view text = ends.exact ? ends.prefix : ends.suffix;
    const auto size = std::ranges::find_if(
        ending_sizes, [&](std::size_t candidate) { return candidate <= text.size(); });
    if (size == ending_sizes.end()) return {};  // may end with anything, too
    ending_sizes_ |= std::uint64_t{1} << *size;
    wanted.push_back(key_of_copy(NameKind::ending, text.substr(text.size() - *size)));
  }
  return distinct(std::move(wanted));
}

std::vector<RuleIndex::Key> OpRules::resource_demand(const Conditions& conditions) {
  if (conditions.resource != none) return {conditions.resource};
  if (conditions.glob == none) return {};
  std::vector<Key> wanted;
  for (const Glob::Ends& ends : globs_[conditions.glob].ends()) {
    if (ends.exact) {
      wanted.push_back(key_of_copy(NameKind::resource, ends.prefix));
      continue;
    }
    const std::size_t slash = ends.prefix.rfind('/');
    if (slash == std::string::npos) return {};  // may begin with anything
    const std::string_view folder = std::string_view(ends.prefix).substr(0, slash + 1);
    folder_depths_ |= std::uint64_t{1} << slashes_bit(std::ranges::count(folder, '/'));
    wanted.push_back(key_of_copy(NameKind::folder, folder));
  }
  return distinct(std::move(wanted));
}

// --- asking ----------------------------------------------------------------------------------

OpRules::Question OpRules::ask(const PDPRequest& request, const canon::Value& root) const {
  Question question(index_);
  question.root = &root;
  const auto hold = [&](NameKind kind, Dimension dimension, std::string_view text) {
    const Key key = find(kind, text);
    if (key != none) question.held.add(dimension, key);
    return key;
  };
  if (request.ctx && request.ctx->principal) {
    const RequestPrincipal& principal = *request.ctx->principal;
    question.assurance = assurance_rank(principal.assurance);
    if (principal.roles) {
      for (const std::string& role : *principal.roles) {
        if (const Key key = hold(NameKind::role, Dimension::role, role); key != none) {
          question.roles.push_back(key);
        }
      }
    }
  }
  if (request.labels) {
    for (const std::string& label : *request.labels) {
      if (const Key key = hold(NameKind::label, Dimension::label, label); key != none) {
        question.labels.push_back(key);
      }
    }
  }
  const std::string_view purpose = request.purpose ? std::string_view(*request.purpose) : "";
  question.purpose = hold(NameKind::purpose, Dimension::purpose, purpose);
  if (request.ctx && request.ctx->risk_tier) {
    constexpr auto tiers = wire_names(RiskTier{});
    const auto tier = std::ranges::find(tiers, *request.ctx->risk_tier);
    if (tier != tiers.end()) {
      const auto number = static_cast<Key>(tier - tiers.begin());
      question.risk_tier = static_cast<std::uint8_t>(1u << number);
      question.held.add(Dimension::risk, risk_places_[number]);
    }
  }

  question.resource = request.resource ? std::string_view(*request.resource) : "";
  if ((resource_sizes_ >> (question.resource.size() % 64) & 1) != 0) {
    question.resource_key = hold(NameKind::resource, Dimension::resource, question.resource);
  }
  std::size_t slashes = 0;
  for (std::size_t at = question.resource.find('/'); at != std::string_view::npos;
       at = question.resource.find('/', at + 1)) {
    if ((folder_depths_ >> slashes_bit(++slashes) & 1) == 0) continue;
    hold(NameKind::folder, Dimension::resource, question.resource.substr(0, at + 1));
  }
  for (const std::size_t size : ending_sizes) {
    if ((ending_sizes_ >> size & 1) == 0 || question.resource.size() < size) continue;
    hold(NameKind::ending, Dimension::ending,
         question.resource.substr(question.resource.size() - size));
  }
  return question;
}

bool OpRules::indexed_conditions_hold(const Conditions& conditions,
                                      const Question& question) const {
  const auto one_of = [this](Run wanted, std::span<const Key> held) {
    return wanted.size == 0 || any_in(keys(wanted), held);
  };
  return (conditions.risk_tiers == 0 || (conditions.risk_tiers & question.risk_tier) != 0) &&
         one_of(conditions.roles_any, question.roles) &&
         one_of(conditions.labels_any, question.labels) &&
         one_of(conditions.purposes, std::span(&question.purpose, 1)) &&
         (conditions.resource == none || conditions.resource == question.resource_key);
}

bool OpRules::applies(const Conditions& conditions, const Question& question, bool content) const {
  if (!content && !indexed_conditions_hold(conditions, question)) return false;
  if (!plain_conditions_hold(conditions, question)) return false;
  if (conditions.comparisons.size == 0) return true;
  const bool undecided = conditions.rule->effect == Effect::deny;
  return std::ranges::all_of(comparisons(conditions), [&](const CompiledComparison& c) {
    return c.holds(*question.root).value_or(undecided);
  });
}

bool OpRules::plain_conditions_hold(const Conditions& conditions, const Question& question) const {
  if (question.assurance < conditions.min_assurance) return false;
  if (!all_in(keys(conditions.roles_all), question.roles)) return false;
  if (!all_in(keys(conditions.labels_all), question.labels)) return false;
  if (any_in(keys(conditions.labels_none), question.labels)) return false;
  if (conditions.glob != none && !globs_[conditions.glob].matches(question.resource)) return false;
  return conditions.not_glob == none || !globs_[conditions.not_glob].matches(question.resource);
}

bool OpRules::minds_resource() const {
  return std::ranges::any_of(rules_, [](const Conditions& conditions) {
    // A comparison may point at it.
    return conditions.resource != none || conditions.glob != none || conditions.not_glob != none ||
           conditions.comparisons.size > 0;
  });
}

std::optional<bool> OpRules::weigh(const Conditions& conditions, const Question& question,
                                   Members left_out) const {
  const Conditions known = conditions.without(left_out);
  if (!indexed_conditions_hold(known, question) || !plain_conditions_hold(known, question)) {
    return false;
  }
  bool decided = (conditions.spoken_of() & left_out) == 0;
  for (const CompiledComparison& comparison : comparisons(conditions)) {
    const std::optional<bool> holds = comparison.holds(*question.root);
    if (holds == false) return false;
    decided = decided && holds.has_value();
  }
  return decided ? std::optional(true) : std::nullopt;
}

const PolicyRule* OpRules::winner(const PDPRequest& request, const canon::Value& root) const {
  const Question question = ask(request, root);
  const Rank best = index_.first(question.held, [&](Rank rank, bool content) {
    return applies(rules_[rank], question, content);
  });
  return best == no_rank ? nullptr : rules_[best].rule;
}

std::vector<const PolicyRule*> OpRules::all(const PDPRequest& request,
                                            const canon::Value& root) const {
  const Question question = ask(request, root);
  std::vector<const PolicyRule*> rules;
  index_.for_each(question.held, [&](Rank rank, bool content) {
    if (applies(rules_[rank], question, content)) rules.push_back(rules_[rank].rule);
  });
  return rules;
}

WeighedRules OpRules::weighed(const PDPRequest& request, const canon::Value& root) const {
  const Question question = ask(request, root);
  const Members left_out = left_out_of(request);
  struct Weighed {
    Rank rank;
    bool decided;
  };
  boost::container::small_vector<Weighed, 16> found;
  // Of a deny what is left out counts as it does everywhere: as empty.
  const auto judge = [&](Rank rank, bool content) {
    const Conditions& conditions = rules_[rank];
    const std::optional<bool> holds = conditions.rule->effect == Effect::allow
                                          ? weigh(conditions, question, left_out)
                                          : applies(conditions, question, content);
    if (holds != false) found.push_back({rank, holds.has_value()});
  };
  index_.for_each(question.held, judge);
  if (left_out != 0) {
    // The index looks for those that are content with what is held.
    for (const Rank rank : speaking_) {
      if ((rules_[rank].spoken_of() & left_out) != 0) judge(rank, false);
    }
    std::ranges::sort(found, {}, &Weighed::rank);
    const auto rest = std::ranges::unique(found, {}, &Weighed::rank);
    found.erase(rest.begin(), rest.end());
  }
  WeighedRules rules;
  for (const Weighed& one : found) rules.push_back({rules_[one.rank].rule, one.decided});
  return rules;
}

Members OpRules::Conditions::spoken_of() const {
  Members members = 0;
  if (roles_any.size + roles_all.size > 0) members |= member::roles;
  if (min_assurance > 0) members |= member::assurance;
  if (labels_any.size + labels_all.size + labels_none.size > 0) members |= member::labels;
  if (purposes.size > 0) members |= member::purpose;
  if (risk_tiers != 0) members |= member::risk_tier;
  return members;
}

OpRules::Conditions OpRules::Conditions::without(Members members) const {
  Conditions rest = *this;
  if ((members & member::roles) != 0) rest.roles_any = rest.roles_all = {};
  if ((members & member::assurance) != 0) rest.min_assurance = 0;
  if ((members & member::labels) != 0) rest.labels_any = rest.labels_all = rest.labels_none = {};
  if ((members & member::purpose) != 0) rest.purposes = {};
  if ((members & member::risk_tier) != 0) rest.risk_tiers = 0;
  return rest;
}

Members left_out_of(const PDPRequest& request) {
  const RequestPrincipal* principal =
      request.ctx && request.ctx->principal ? &*request.ctx->principal : nullptr;
  Members members = 0;
  if (principal == nullptr || !principal->roles) members |= member::roles;
  if (principal == nullptr || !principal->assurance) members |= member::assurance;
  if (!request.labels) members |= member::labels;
  if (!request.purpose) members |= member::purpose;
  if (!request.ctx || !request.ctx->risk_tier) members |= member::risk_tier;
  return members;
}

}  // namespace writ::policy
