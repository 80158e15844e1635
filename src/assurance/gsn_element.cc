#include "assurance/gsn_element.h"

#include <algorithm>

#include <fmt/format.h>

#include "assurance/fault.h"

namespace writ::assurance {

void add_fault(canon::Faults& faults, const Code& code, std::string_view id,
               std::string_view attribute, std::size_t line, std::string_view message) {
  const canon::Path root;
  const canon::Path element(root, id);
  std::string text = fmt::format("line {}: {}", line, message);
  if (attribute.empty()) {
    faults.add(code, element, std::move(text));
  } else {
    faults.add(code, canon::Path(element, attribute), std::move(text));
  }
}

namespace {

// Reads the attributes of one element.
class ElementReader {
 public:
  ElementReader(const YamlNode::Entry& entry, canon::Faults& faults)
      : entry_(entry), faults_(faults) {}

  void fault(const Code& code, std::string_view attribute, std::size_t line,
             std::string_view message) {
    add_fault(faults_, code, entry_.name, attribute, line, message);
  }

  // A text that a type with a rule takes.
  template <class T>
  std::optional<T> value(std::string_view attribute, const YamlNode& node) {
    T made;
    if (node.is(YamlNode::Kind::scalar) && made.set(node.scalar)) return made;
    fault(canon::record::wrong_value, attribute, node.line, fmt::format("must be {}", T::expected));
    return std::nullopt;
  }

  // One text or a list of texts.
  template <class T>
  std::vector<T> values(std::string_view attribute, const YamlNode& node) {
    std::vector<T> made;
    const auto add = [&](const YamlNode& one) {
      if (auto read = value<T>(attribute, one)) made.push_back(*std::move(read));
    };
    if (!node.is(YamlNode::Kind::sequence)) add(node);
    for (const YamlNode& item : node.items) add(item);
    return made;
  }

  bool flag(std::string_view attribute, const YamlNode& node) {
    if (node.plain && (node.scalar == "true" || node.scalar == "false")) {
      return node.scalar == "true";
    }
    fault(canon::record::wrong_value, attribute, node.line, "must be `true` or `false`");
    return false;
  }

  std::string text(std::string_view attribute, const YamlNode& node) {
    if (node.is(YamlNode::Kind::scalar)) return node.scalar;
    fault(canon::record::wrong_type, attribute, node.line, "must be a text");
    return {};
  }

 private:
  const YamlNode::Entry& entry_;
  canon::Faults& faults_;
};

std::optional<GsnType> type_of(const YamlNode::Entry& entry, ElementReader& reader) {
  const YamlNode* given = entry.value.find("nodeType");
  const auto type = given != nullptr ? gsn_type_of_name(given->scalar) : gsn_type_of_id(entry.name);
  if (!type) {
    reader.fault(fault::unknown_element_type, given != nullptr ? "nodeType" : "",
                 given != nullptr ? given->line : entry.value.line,
                 "its type is not known: begin its id with G, S, Sn, C, A, J, CG or CSn, or set "
                 "`nodeType`");
  }
  return type;
}

void read_attribute(const YamlNode::Entry& attribute, GsnElement& element, ElementReader& reader,
                    std::set<std::string>& left_out) {
  const std::string& name = attribute.name;
  const YamlNode& value = attribute.value;
  if (name == "text") {
    element.text = reader.text(name, value);
  } else if (name == "supportedBy") {
    element.supported_by = reader.values<NodeId>(name, value);
  } else if (name == "inContextOf") {
    element.in_context_of = reader.values<NodeId>(name, value);
  } else if (name == "challenges") {
    if (value.scalar.contains("->")) {
      reader.fault(fault::not_supported_in_yaml, name, value.line,
                   "a relation cannot be challenged: challenge one of its elements");
      return;
    }
    element.challenges = reader.value<NodeId>(name, value);
  } else if (name == "undeveloped") {
    element.undeveloped = reader.flag(name, value);
  } else if (name == "defeated") {
    element.defeated = reader.flag(name, value);
  } else if (name == "defeatedRelation") {
    reader.fault(fault::not_supported_in_yaml, name, value.line,
                 "a relation cannot be defeated: challenge one of its elements");
  } else if (name == "evidence") {
    element.evidence = reader.values<EvidenceId>(name, value);
  } else if (name == "expiresAt") {
    element.expires_at = reader.value<canon::Timestamp>(name, value);
  } else if (name == "caseHash") {
    element.case_hash = reader.value<canon::HexDigest>(name, value);
  } else if (name == "goalId") {
    element.goal_id = reader.value<NodeId>(name, value);
  } else if (name != "nodeType") {
    left_out.insert(name);
  }
}

// Attributes that say nothing for a type: what they were meant to say would be lost.
void check_attributes(const GsnElement& element, ElementReader& reader) {
  const Kind kind = element.kind();
  const auto only = [&](bool present, std::string_view attribute, bool allowed,
                        std::string_view of) {
    if (present && !allowed) {
      reader.fault(fault::wrong_edge, attribute, element.line,
                   fmt::format("is only of {}: take it out", of));
    }
  };
  const bool argued = kind == Kind::goal || kind == Kind::strategy;
  only(!element.supported_by.empty(), "supportedBy", argued || kind == Kind::defeater,
       "goals, strategies and counter goals");
  only(!element.in_context_of.empty(), "inContextOf", argued, "goals and strategies");
  only(element.challenges.has_value(), "challenges", element.is_counter(),
       "counter goals and counter solutions");
  only(element.undeveloped, "undeveloped", argued, "goals and strategies");
  only(element.evidence.has_value(), "evidence", kind == Kind::solution || kind == Kind::defeater,
       "solutions, counter goals and counter solutions");
  only(element.expires_at.has_value(), "expiresAt", kind == Kind::solution, "solutions");
  const bool away = element.case_hash || element.goal_id;
  only(away, "caseHash", kind == Kind::away_goal, "goals, and there together with `goalId`");
}

}  // namespace

Kind GsnElement::kind() const {
  if (is_counter() && challenges) return Kind::defeater;
  switch (type) {
    case GsnType::goal:
    case GsnType::counter_goal:
      return case_hash && goal_id ? Kind::away_goal : Kind::goal;
    case GsnType::strategy:
      return Kind::strategy;
    case GsnType::solution:
    case GsnType::counter_solution:
      return Kind::solution;
    case GsnType::context:
      return Kind::context;
    case GsnType::assumption:
      return Kind::assumption;
    case GsnType::justification:
      break;
  }
  return Kind::justification;
}

std::optional<GsnElement> read_element(const YamlNode::Entry& entry, canon::Faults& faults,
                                       std::set<std::string>& left_out) {
  ElementReader reader(entry, faults);
  GsnElement element{.line = entry.value.line};
  if (!element.id.set(entry.name)) {
    reader.fault(canon::record::wrong_value, "", element.line,
                 fmt::format("its id must be {}", NodeId::expected));
    return std::nullopt;
  }
  const std::optional<GsnType> type = type_of(entry, reader);
  if (!type) return std::nullopt;
  element.type = *type;
  if (!entry.value.is(YamlNode::Kind::mapping)) {
    reader.fault(canon::record::wrong_type, "", element.line,
                 "must be a mapping of attributes: `{}` for one without any");
    return std::nullopt;
  }
  for (const YamlNode::Entry& attribute : entry.value.entries) {
    read_attribute(attribute, element, reader, left_out);
  }
  check_attributes(element, reader);
  return element;
}

}  // namespace writ::assurance
