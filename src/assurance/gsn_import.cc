#include "assurance/gsn_import.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "assurance/fault.h"
#include "assurance/gsn_element.h"
#include "assurance/node.h"
#include "assurance/yaml_document.h"

namespace writ::assurance {
namespace {

// The elements of a text by their ids, in the order of the text.
class Elements {
 public:
  explicit Elements(canon::Faults& faults) : faults_(faults) {}

  void add(GsnElement element) {
    places_.emplace(element.id.text(), list_.size());
    list_.push_back(std::move(element));
  }

  const std::vector<GsnElement>& list() const { return list_; }
  const GsnElement* find(const NodeId& id) const {
    const auto found = places_.find(id.text());
    return found == places_.end() ? nullptr : &list_[found->second];
  }

  void fault(const Code& code, const GsnElement& at, std::string_view attribute,
             std::string_view message) {
    add_fault(faults_, code, at.id.text(), attribute, at.line, message);
  }

 private:
  canon::Faults& faults_;
  std::vector<GsnElement> list_;
  boost::unordered_flat_map<std::string, std::size_t> places_;
};

// --- reading -----------------------------------------------------------------------------------

// A module's name; what it draws in from other files would be missing.
std::optional<std::string> read_module(const YamlNode& node, canon::Faults& faults) {
  for (const char* elsewhere : {"uses", "extends"}) {
    if (const YamlNode* value = node.find(elsewhere)) {
      add_fault(faults, fault::not_supported_in_yaml, "module", elsewhere, value->line,
                "other files are not read: put all elements into one");
    }
  }
  const YamlNode* name = node.find("name");
  return name != nullptr ? std::optional(name->scalar) : std::nullopt;
}

// --- references ----------------------------------------------------------------------------------

// What the standard lets support what, with gsn2x's own addition where that is asked for.
bool may_support(Kind of, Kind by, bool strategies_on_solutions) {
  if (of == Kind::strategy && by == Kind::solution) return strategies_on_solutions;
  return may_refer(of, Role::support, by);
}

bool is_contextual(Kind kind) {
  return kind == Kind::context || kind == Kind::assumption || kind == Kind::justification;
}

// Every reference leads to an element, of a type that it may lead to.
void check_references(Elements& elements, bool strategies_on_solutions) {
  const auto check = [&](const GsnElement& from, std::string_view attribute, const NodeId& to,
                         const auto& allowed) {
    const GsnElement* found = elements.find(to);
    if (found == nullptr) {
      elements.fault(fault::missing_node, from, attribute,
                     fmt::format("there is no element `{}`: add it or name another", to.text()));
    } else if (!allowed(found->kind())) {
      elements.fault(fault::wrong_edge, from, attribute,
                     fmt::format("`{}` is a {}, which the standard does not let a {} name here",
                                 to.text(), name_of(found->type), name_of(from.type)));
    }
  };
  for (const GsnElement& element : elements.list()) {
    for (const NodeId& to : element.supported_by) {
      check(element, "supportedBy", to,
            [&](Kind kind) { return may_support(element.kind(), kind, strategies_on_solutions); });
    }
    for (const NodeId& to : element.in_context_of) check(element, "inContextOf", to, is_contextual);
    if (element.challenges) {
      check(element, "challenges", *element.challenges, [](Kind) { return true; });
    }
  }
}

// Whether an element is defeated is for the argument to say: a mark that nothing bears out is a
// mistake, one that something does is not needed.
void check_marks(Elements& elements) {
  boost::unordered_flat_set<std::string_view> challenged;
  for (const GsnElement& element : elements.list()) {
    if (element.challenges) challenged.insert(element.challenges->text());
  }
  for (const GsnElement& element : elements.list()) {
    if (!element.defeated || challenged.contains(element.id.text())) continue;
    elements.fault(fault::not_supported_in_yaml, element, "defeated",
                   "is marked as defeated and nothing challenges it: add what does");
  }
}

// The one goal that nothing refers to.
std::optional<NodeId> find_top(const Elements& elements, canon::Faults& faults) {
  boost::unordered_flat_set<std::string_view> referred;
  for (const GsnElement& element : elements.list()) {
    for (const NodeId& to : element.supported_by) referred.insert(to.text());
  }
  std::vector<const GsnElement*> tops;
  for (const GsnElement& element : elements.list()) {
    if (element.kind() == Kind::goal && !referred.contains(element.id.text())) {
      tops.push_back(&element);
    }
  }
  if (tops.size() == 1) return tops.front()->id;
  faults.add(fault::no_top_goal, canon::Path(),
             tops.empty() ? "there is no goal that no other rests on: name the top goal"
                          : fmt::format("`{}` and `{}` are goals that no other rests on: name the "
                                        "top goal",
                                        tops[0]->id.text(), tops[1]->id.text()));
  return std::nullopt;
}

// --- nodes -------------------------------------------------------------------------------------

std::optional<std::vector<NodeId>> of_kind(const Elements& elements, const GsnElement& element,
                                           Kind kind) {
  std::vector<NodeId> ids;
  for (const NodeId& id : element.in_context_of) {
    if (const GsnElement* found = elements.find(id); found->kind() == kind) ids.push_back(id);
  }
  return ids.empty() ? std::nullopt : std::optional(std::move(ids));
}

template <class Node>
Node argued(const Elements& elements, const GsnElement& element) {
  Node node{.id = element.id,
            .statement = element.text,
            .context = of_kind(elements, element, Kind::context),
            .assumptions = of_kind(elements, element, Kind::assumption),
            .justifications = of_kind(elements, element, Kind::justification),
            .supported_by = element.supported_by};
  if (element.undeveloped) node.undeveloped.emplace();
  return node;
}

Defeater defeater_of(const GsnElement& element) {
  Defeater node{.id = element.id, .statement = element.text, .challenges = *element.challenges};
  if (!element.supported_by.empty()) node.supported_by = element.supported_by;
  if (element.evidence && !element.evidence->empty()) node.evidence = element.evidence;
  return node;
}

CaseNode node_of(const Elements& elements, const GsnElement& element) {
  switch (element.kind()) {
    case Kind::goal:
      return argued<Goal>(elements, element);
    case Kind::strategy:
      return argued<Strategy>(elements, element);
    case Kind::solution:
      return Solution{.id = element.id,
                      .statement = element.text,
                      .evidence = element.evidence.value_or(std::vector<EvidenceId>()),
                      .expires_at = element.expires_at};
    case Kind::context:
      return Context{.id = element.id, .statement = element.text};
    case Kind::assumption:
      return Assumption{.id = element.id, .statement = element.text};
    case Kind::justification:
      return Justification{.id = element.id, .statement = element.text};
    case Kind::defeater:
      return defeater_of(element);
    case Kind::away_goal:
      break;
  }
  return AwayGoal{.id = element.id,
                  .statement = element.text,
                  .case_hash = *element.case_hash,
                  .goal_id = *element.goal_id};
}

}  // namespace

Result<GsnImported> import_gsn(std::string_view yaml, const GsnImport& as) {
  WRIT_TRY(const YamlNode document, read_yaml(yaml));
  canon::Faults faults;
  Elements elements(faults);
  std::set<std::string> left_out;
  std::optional<std::string> title;
  for (const YamlNode::Entry& entry : document.entries) {
    if (entry.name == "module") {
      title = read_module(entry.value, faults);
    } else if (auto element = read_element(entry, faults, left_out)) {
      elements.add(*std::move(element));
    }
  }
  check_references(elements, as.strategies_on_solutions);
  check_marks(elements);
  std::optional<NodeId> top = as.top_goal_id;
  if (!top && faults.empty()) top = find_top(elements, faults);
  if (!faults.empty()) return canon::unreadable("the GSN text", std::move(faults));
  GsnImported made{.content = {.tenant_id = as.tenant_id,
                               .session_id = as.session_id,
                               .policy_hash = as.policy_hash,
                               .title = as.title ? *as.title : title.value_or(top->text()),
                               .top_goal_id = *top,
                               .created_at = as.created_at},
                   .left_out = {left_out.begin(), left_out.end()}};
  for (const GsnElement& element : elements.list()) {
    made.content.nodes.push_back(node_of(elements, element));
  }
  return made;
}

}  // namespace writ::assurance
