// One element of a text in gsn2x's YAML, as it is written.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "assurance/case.h"
#include "assurance/gsn_kinds.h"
#include "assurance/yaml_document.h"
#include "canon/record.h"

namespace writ::assurance {

struct GsnElement {
  NodeId id;
  GsnType type = GsnType::goal;
  std::size_t line = 0;
  std::string text;
  std::vector<NodeId> supported_by;
  std::vector<NodeId> in_context_of;
  std::optional<NodeId> challenges;
  bool undeveloped = false;
  bool defeated = false;
  std::optional<std::vector<EvidenceId>> evidence;
  std::optional<canon::Timestamp> expires_at;
  std::optional<canon::HexDigest> case_hash;
  std::optional<NodeId> goal_id;

  bool is_counter() const {
    return type == GsnType::counter_goal || type == GsnType::counter_solution;
  }
  // The kind of node that it becomes.
  Kind kind() const;
};

// Reads one element; adds its faults, and the names of the attributes that are left out. Nothing
// where its type is not known.
std::optional<GsnElement> read_element(const YamlNode::Entry& entry, canon::Faults& faults,
                                       std::set<std::string>& left_out);

// A fault at an attribute of an element, or at the element.
void add_fault(canon::Faults& faults, const Code& code, std::string_view id,
               std::string_view attribute, std::size_t line, std::string_view message);

}  // namespace writ::assurance
