#include "assurance/node.h"

#include <fmt/format.h>

namespace writ::assurance {
namespace {

// A member that every kind of node has.
template <class Pick>
const auto& common(const CaseNode& node, Pick pick) {
  return std::visit([&](const auto& of) -> const auto& { return pick(of); },
                    static_cast<const CaseNode::variant&>(node));
}

}  // namespace

const NodeId& id_of(const CaseNode& node) {
  return common(node, [](const auto& of) -> const auto& { return of.id; });
}

const std::string& statement_of(const CaseNode& node) {
  return common(node, [](const auto& of) -> const auto& { return of.statement; });
}

std::span<const EvidenceId> evidence_of(const CaseNode& node) {
  if (const auto* solution = std::get_if<Solution>(&node)) return solution->evidence;
  const auto* defeater = std::get_if<Defeater>(&node);
  if (defeater != nullptr && defeater->evidence) return *defeater->evidence;
  return {};
}

std::span<const NodeId> support_of(const CaseNode& node) {
  if (const auto* goal = std::get_if<Goal>(&node)) return goal->supported_by;
  if (const auto* strategy = std::get_if<Strategy>(&node)) return strategy->supported_by;
  const auto* defeater = std::get_if<Defeater>(&node);
  if (defeater != nullptr && defeater->supported_by) return *defeater->supported_by;
  return {};
}

bool is_undeveloped(const CaseNode& node) {
  if (const auto* goal = std::get_if<Goal>(&node)) return goal->undeveloped.has_value();
  const auto* strategy = std::get_if<Strategy>(&node);
  return strategy != nullptr && strategy->undeveloped.has_value();
}

bool may_refer(Kind from, Role role, Kind to) {
  switch (role) {
    case Role::support:
      return to == Kind::goal || to == Kind::solution || to == Kind::away_goal ||
             (to == Kind::strategy && from != Kind::strategy);
    case Role::context:
      return to == Kind::context;
    case Role::assumption:
      return to == Kind::assumption;
    case Role::justification:
      return to == Kind::justification;
    case Role::challenge:
      return true;
  }
  return false;
}

std::string pointer_of(std::size_t index) { return fmt::format("/nodes/{}", index); }

std::string pointer_of(std::size_t index, const Reference& reference) {
  const std::string member = fmt::format("/nodes/{}/{}", index, name(reference.role));
  return reference.role == Role::challenge ? member
                                           : fmt::format("{}/{}", member, reference.position);
}

std::string evidence_pointer(std::size_t index, std::size_t position) {
  return fmt::format("/nodes/{}/evidence/{}", index, position);
}

}  // namespace writ::assurance
