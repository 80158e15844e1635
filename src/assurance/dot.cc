#include "assurance/dot.h"

#include <algorithm>

#include <fmt/format.h>

#include "assurance/text_lines.h"

namespace writ::assurance {
namespace {

constexpr std::size_t line_width = 28;
constexpr std::size_t hash_shown = 12;  // digits

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string joined(std::string_view text) {
  std::string out;
  for (const std::string& line : lines_of(text, line_width)) out += escape(line) + "<BR/>";
  return out.empty() ? "&#160;<BR/>" : out;  // an empty label is no label
}

std::string_view shape_of(Kind kind) {
  switch (kind) {
    case Kind::goal:
    case Kind::away_goal:
    case Kind::context:
      return "shape=box";
    case Kind::strategy:
      return "shape=parallelogram, margin=\"0,0.05\"";
    case Kind::solution:
      return "shape=circle, margin=0";
    case Kind::assumption:
    case Kind::justification:
      return "shape=ellipse, margin=0";
    case Kind::defeater:
      break;
  }
  return "shape=octagon, margin=0";
}

std::string look_of(Kind kind, Status status) {
  const std::string_view rounded = kind == Kind::context ? ",rounded" : "";
  switch (status) {
    case Status::supported:
      return fmt::format("style=\"filled{}\", fillcolor=\"#ddf0dd\", color=\"#2e7d32\"", rounded);
    case Status::refuted:
      return fmt::format("style=\"filled{}\", fillcolor=\"#f6d5d5\", color=\"#b71c1c\", penwidth=3",
                         rounded);
    case Status::unsupported:
      break;
  }
  return fmt::format("style=\"filled,dashed{}\", fillcolor=\"#fff3cf\", color=\"#8a6d00\"",
                     rounded);
}

// "unsupported: support-fails (`Sn2`, `Sn3`, …)"
std::string verdict(const NodeStatus& status) {
  constexpr std::size_t named = 3;
  std::string text(name(status.status));
  if (status.status == Status::unsupported) text += fmt::format(": {}", name(status.reason));
  if (!status.because) return text;
  text += status.status == Status::refuted ? " by " : ", ";
  for (std::size_t i = 0; i < std::min(status.because->size(), named); ++i) {
    text += (i == 0 ? "" : ", ") + (*status.because)[i];
  }
  return text + (status.because->size() > named ? ", …" : "");
}

// The letter beside an ellipse, the compartment of what is elsewhere, the evidence of a solution.
std::string addition(const CaseNode& node) {
  switch (kind_of(node)) {
    case Kind::assumption:
      return "<B>A</B><BR/>";
    case Kind::justification:
      return "<B>J</B><BR/>";
    case Kind::away_goal: {
      const auto& away = std::get<AwayGoal>(node);
      return fmt::format("<I>{} in case {}…</I><BR/>", escape(away.goal_id.text()),
                         away.case_hash.text().substr(0, hash_shown));
    }
    default:
      return "";
  }
}

std::string label_of(const CaseNode& node, const NodeStatus& status) {
  return fmt::format("<B>{}</B>{}{}<FONT POINT-SIZE=\"8\"><I>{}</I></FONT>",
                     joined(id_of(node).text()), joined(statement_of(node)), addition(node),
                     joined(verdict(status)));
}

std::string_view arrow_of(Role role) {
  switch (role) {
    case Role::support:
      return "arrowhead=normal";
    case Role::context:
    case Role::assumption:
    case Role::justification:
      return "arrowhead=empty";
    case Role::challenge:
      break;
  }
  return "style=dashed, arrowhead=vee, color=\"#b71c1c\", constraint=false";
}

bool is_context(const Edge& edge) {
  return edge.reference.role != Role::support && edge.reference.role != Role::challenge;
}

class Drawing {
 public:
  Drawing(const CaseIndex& index, const std::vector<NodeStatus>& statuses)
      : index_(index), statuses_(statuses) {}

  std::string draw() && {
    out_ = fmt::format(
        "digraph gsn {{\n"
        "  graph [rankdir=TB, nodesep=0.3, ranksep=0.5, fontname=\"Helvetica\", labelloc=t, "
        "label=<{}>]\n"
        "  node [fontname=\"Helvetica\", fontsize=10]\n"
        "  edge [fontname=\"Helvetica\", arrowsize=0.8]\n",
        joined(index_.content().title));
    for (NodeIndex i = 0; i < index_.size(); ++i) draw_node(i);
    for (NodeIndex i = 0; i < index_.size(); ++i) draw_edges(i);
    return out_ + "}\n";
  }

 private:
  void draw_node(NodeIndex node) {
    const CaseNode& of = index_.node(node);
    const Kind kind = kind_of(of);
    out_ += fmt::format("  n{} [{}, {}, label=<{}>]\n", node, shape_of(kind),
                        look_of(kind, statuses_[node].status), label_of(of, statuses_[node]));
    if (is_undeveloped(of)) {
      out_ += fmt::format(
          "  u{0} [shape=diamond, width=0.3, height=0.3, label=\"\", xlabel=\"undeveloped\"]\n"
          "  n{0} -> u{0} [arrowhead=none]\n",
          node);
    }
  }

  // What stands beside its one owner stands at its height.
  void draw_edges(NodeIndex from) {
    for (const Edge& edge : index_.rests_on(from)) {
      if (edge.on == no_node) continue;
      const bool challenge = edge.reference.role == Role::challenge;
      out_ += fmt::format("  n{} -> n{} [{}]\n", challenge ? edge.on : from,
                          challenge ? from : edge.on, arrow_of(edge.reference.role));
      if ((is_context(edge) || challenge) && index_.carries(edge.on).size() == 1 &&
          edge.on != from) {
        out_ += fmt::format("  {{rank=same; n{}; n{}}}\n", from, edge.on);
      }
    }
  }

  const CaseIndex& index_;
  const std::vector<NodeStatus>& statuses_;
  std::string out_;
};

}  // namespace

std::string dot_of(const CaseIndex& index, const std::vector<NodeStatus>& statuses) {
  return Drawing(index, statuses).draw();
}

}  // namespace writ::assurance
