#include "assurance/gsn_export.h"

#include <algorithm>
#include <span>
#include <vector>

#include <yaml.h>

#include "assurance/fault.h"
#include "assurance/gsn_kinds.h"
#include "assurance/node.h"

namespace writ::assurance {
namespace {

// Writes YAML, with texts in quotes and in Unicode. libyaml's emitter fails only for want of memory
// and for events out of order: either is kept, and told at the end.
class Writer {
 public:
  explicit Writer(std::string& out) {
    yaml_emitter_initialize(&emitter_);
    yaml_emitter_set_unicode(&emitter_, 1);
    yaml_emitter_set_width(&emitter_, -1);
    yaml_emitter_set_output(&emitter_, &Writer::append, &out);
    emit([](yaml_event_t* event) {
      return yaml_stream_start_event_initialize(event, YAML_UTF8_ENCODING);
    });
    emit([](yaml_event_t* event) {
      return yaml_document_start_event_initialize(event, nullptr, nullptr, nullptr, 1);
    });
  }
  ~Writer() { yaml_emitter_delete(&emitter_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  bool finish() && {
    emit([](yaml_event_t* event) { return yaml_document_end_event_initialize(event, 1); });
    emit([](yaml_event_t* event) { return yaml_stream_end_event_initialize(event); });
    return ok_;
  }

  void begin_mapping() {
    emit([](yaml_event_t* event) {
      return yaml_mapping_start_event_initialize(event, nullptr, nullptr, 1,
                                                 YAML_BLOCK_MAPPING_STYLE);
    });
  }
  void end_mapping() {
    emit([](yaml_event_t* event) { return yaml_mapping_end_event_initialize(event); });
  }

  // A word that no reader takes for anything but a text.
  void word(std::string_view text) { scalar(text, YAML_PLAIN_SCALAR_STYLE); }
  void text(std::string_view text) { scalar(text, YAML_DOUBLE_QUOTED_SCALAR_STYLE); }
  void id(std::string_view id) { is_word(id) ? word(id) : text(id); }

  template <class Ids>
  void ids(std::string_view name, const Ids& list) {
    if (list.empty()) return;
    word(name);
    emit([](yaml_event_t* event) {
      return yaml_sequence_start_event_initialize(event, nullptr, nullptr, 1,
                                                  YAML_FLOW_SEQUENCE_STYLE);
    });
    for (const auto& one : list) id(one.text());
    emit([](yaml_event_t* event) { return yaml_sequence_end_event_initialize(event); });
  }

 private:
  static int append(void* out, unsigned char* bytes, std::size_t size) {
    static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), size);
    return 1;
  }

  // A letter of GSN's and a number, such as `Sn12`: neither `yes` nor `null` nor `0x1`.
  static bool is_word(std::string_view text) {
    const auto type = gsn_type_of_id(text);
    if (!type) return false;
    text.remove_prefix(gsn_types[static_cast<std::size_t>(*type)].prefix.size());
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  }

  void scalar(std::string_view text, yaml_scalar_style_t style) {
    emit([&](yaml_event_t* event) {
      return yaml_scalar_event_initialize(event, nullptr, nullptr,
                                          reinterpret_cast<const unsigned char*>(text.data()),
                                          static_cast<int>(text.size()), 1, 1, style);
    });
  }

  void emit(const auto& make) {
    yaml_event_t event;
    ok_ = ok_ && make(&event) != 0 && yaml_emitter_emit(&emitter_, &event) != 0;
  }

  yaml_emitter_t emitter_{};
  bool ok_ = true;
};

// The nodes that only defeaters rest on.
std::vector<bool> doubters(const CaseIndex& index) {
  std::vector<bool> claims(index.size());
  std::vector<NodeIndex> queue;
  const auto visit = [&](NodeIndex node) {
    if (claims[node] || kind_of(index.node(node)) == Kind::defeater) return;
    claims[node] = true;
    queue.push_back(node);
  };
  for (NodeIndex i = 0; i < index.size(); ++i) {
    const bool below = std::ranges::any_of(
        index.carries(i), [](const Edge& edge) { return edge.reference.role != Role::challenge; });
    if (!below) visit(i);
  }
  while (!queue.empty()) {
    const NodeIndex node = queue.back();
    queue.pop_back();
    for (const Edge& edge : index.rests_on(node)) {
      if (edge.on != no_node && edge.reference.role != Role::challenge) visit(edge.on);
    }
  }
  claims.flip();
  return claims;
}

GsnType type_of(const CaseNode& node, bool doubts) {
  switch (kind_of(node)) {
    case Kind::goal:
    case Kind::away_goal:
      return doubts ? GsnType::counter_goal : GsnType::goal;
    case Kind::strategy:
      return GsnType::strategy;
    case Kind::solution:
      return doubts ? GsnType::counter_solution : GsnType::solution;
    case Kind::context:
      return GsnType::context;
    case Kind::assumption:
      return GsnType::assumption;
    case Kind::justification:
      return GsnType::justification;
    case Kind::defeater:
      break;
  }
  return support_of(node).empty() && !evidence_of(node).empty() ? GsnType::counter_solution
                                                                : GsnType::counter_goal;
}

template <class Node>
std::vector<NodeId> surroundings(const Node& node) {
  std::vector<NodeId> all;
  for (const auto* list : {&node.context, &node.assumptions, &node.justifications}) {
    if (*list) all.insert(all.end(), (*list)->begin(), (*list)->end());
  }
  return all;
}

void write_own(Writer& writer, const Goal& node) { writer.ids("inContextOf", surroundings(node)); }
void write_own(Writer& writer, const Strategy& node) {
  writer.ids("inContextOf", surroundings(node));
}
void write_own(Writer& writer, const Solution& node) {
  if (!node.expires_at) return;
  writer.word("expiresAt");
  writer.text(node.expires_at->text());
}
void write_own(Writer& writer, const Defeater& node) {
  writer.word("challenges");
  writer.id(node.challenges.text());
}
void write_own(Writer& writer, const AwayGoal& node) {
  writer.word("caseHash");
  writer.text(node.case_hash.text());
  writer.word("goalId");
  writer.id(node.goal_id.text());
}
template <canon::FixedText Word, canon::FixedText Name, canon::FixedText About>
void write_own(Writer&, const Stated<Word, Name, About>&) {}

void write_element(Writer& writer, const CaseNode& node, GsnType type) {
  writer.id(id_of(node).text());
  writer.begin_mapping();
  if (gsn_type_of_id(id_of(node).text()) != type) {
    writer.word("nodeType");
    writer.word(name_of(type));
  }
  writer.word("text");
  writer.text(statement_of(node));
  writer.ids("supportedBy", support_of(node));
  std::visit([&](const auto& of) { write_own(writer, of); },
             static_cast<const CaseNode::variant&>(node));
  writer.ids("evidence", evidence_of(node));
  if (is_undeveloped(node)) {
    writer.word("undeveloped");
    writer.word("true");
  }
  writer.end_mapping();
}

void write_module(Writer& writer, std::string_view title) {
  writer.word("module");
  writer.begin_mapping();
  for (const char* name : {"name", "brief"}) {
    writer.word(name);
    writer.text(title);
  }
  writer.end_mapping();
}

}  // namespace

Result<std::string> export_gsn(const CaseIndex& index) {
  if (index.find("module")) {
    return Problem{fault::not_supported_in_yaml,
                   "a node has the id `module`, which says something else there: rename it"};
  }
  std::string out;
  Writer writer(out);
  const std::vector<bool> doubts = doubters(index);
  writer.begin_mapping();
  write_module(writer, index.content().title);
  for (NodeIndex i = 0; i < index.size(); ++i) {
    write_element(writer, index.node(i), type_of(index.node(i), doubts[i]));
  }
  writer.end_mapping();
  if (!std::move(writer).finish()) {
    return Problem{problem::internal, "the YAML could not be written"};
  }
  return out;
}

}  // namespace writ::assurance
