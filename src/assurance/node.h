// What nodes of every kind have: an id, a statement, references to other nodes, evidence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "assurance/case.h"

namespace writ::assurance {

inline Kind kind_of(const CaseNode& node) { return static_cast<Kind>(node.index()); }
const NodeId& id_of(const CaseNode& node);
const std::string& statement_of(const CaseNode& node);

// Empty for a kind that has none.
std::span<const EvidenceId> evidence_of(const CaseNode& node);
std::span<const NodeId> support_of(const CaseNode& node);
bool is_undeveloped(const CaseNode& node);

// What a reference says, and so which member it stands in.
enum class Role : std::uint8_t { support, context, assumption, justification, challenge };
constexpr auto wire_names(Role) {
  return std::to_array<std::string_view>(
      {"supportedBy", "context", "assumptions", "justifications", "challenges"});
}

// The name of one value of a vocabulary on the wire.
using keys::name;

struct Reference {
  Role role = Role::support;
  std::uint32_t position = 0;  // in its list
  const NodeId* to = nullptr;
};

// Whether a node of the one kind may refer to one of the other so.
bool may_refer(Kind from, Role role, Kind to);

// The references of a node, in the order of its members. `visit` takes a Reference.
template <class Visit>
void each_reference(const CaseNode& node, Visit&& visit) {
  const auto list = [&](Role role, const auto& ids) {
    for (std::uint32_t i = 0; i < ids.size(); ++i) visit(Reference{role, i, &ids[i]});
  };
  const auto optional_list = [&](Role role, const auto& ids) {
    if (ids) list(role, *ids);
  };
  std::visit(
      [&](const auto& of) {
        if constexpr (requires { of.context; }) {
          list(Role::support, of.supported_by);
          optional_list(Role::context, of.context);
          optional_list(Role::assumption, of.assumptions);
          optional_list(Role::justification, of.justifications);
        } else if constexpr (requires { of.challenges; }) {
          optional_list(Role::support, of.supported_by);
          visit(Reference{Role::challenge, 0, &of.challenges});
        }
      },
      static_cast<const CaseNode::variant&>(node));
}

// Where a reference or a piece of evidence of the node at `index` stands in the case.
std::string pointer_of(std::size_t index);
std::string pointer_of(std::size_t index, const Reference& reference);
std::string evidence_pointer(std::size_t index, std::size_t position);

}  // namespace writ::assurance
