#include "assurance/yaml_document.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <yaml.h>
#include <boost/unordered/unordered_flat_set.hpp>

#include "assurance/fault.h"

namespace writ::assurance {
namespace {

// One event of libyaml's parser, which it must be given back.
class Event {
 public:
  Event() = default;
  ~Event() { yaml_event_delete(&event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  yaml_event_t* out() { return &event_; }
  const yaml_event_t& get() const { return event_; }
  std::size_t line() const { return event_.start_mark.line + 1; }

 private:
  yaml_event_t event_{};
};

Problem bad_yaml(const Code& code, std::size_t line, std::string_view what) {
  return {code, fmt::format("line {}: {}", line, what)};
}

// Builds the tree from events, with the nodes that are open on a stack of its own.
class Reader {
 public:
  Reader(std::string_view text, const YamlLimits& limits) : limits_(limits) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  ~Reader() { yaml_parser_delete(&parser_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Result<YamlNode> read() {
    while (!ended_) {
      Event event;
      if (yaml_parser_parse(&parser_, event.out()) == 0) return syntax_problem();
      WRIT_CHECK(take(event));
    }
    if (documents_ == 0 || !root_.is(YamlNode::Kind::mapping)) {
      return bad_yaml(fault::invalid_yaml, root_.line,
                      "must be a mapping of elements by their ids");
    }
    return std::move(root_);
  }

 private:
  // A mapping or a sequence that is not complete yet.
  struct Open {
    YamlNode node;
    std::string name;  // in a mapping: of the value to come
    bool has_name = false;
    boost::unordered_flat_set<std::string> names = {};
  };

  Problem syntax_problem() const {
    const char* what = parser_.problem != nullptr ? parser_.problem : "it cannot be read";
    return bad_yaml(fault::invalid_yaml, parser_.problem_mark.line + 1, what);
  }

  Result<void> take(const Event& event) {
    const yaml_event_t& it = event.get();
    switch (it.type) {
      case YAML_DOCUMENT_START_EVENT:
        if (++documents_ > 1) {
          return bad_yaml(fault::not_supported_in_yaml, event.line(),
                          "a second document begins: hand each in by itself");
        }
        return {};
      case YAML_STREAM_END_EVENT:
        ended_ = true;
        return {};
      case YAML_ALIAS_EVENT:
        return bad_yaml(fault::not_supported_in_yaml, event.line(),
                        "aliases are not read: write out what it stands for");
      case YAML_SCALAR_EVENT:
        return take_scalar(event);
      case YAML_SEQUENCE_START_EVENT:
        return open(event, YamlNode::Kind::sequence, it.data.sequence_start.anchor,
                    it.data.sequence_start.tag);
      case YAML_MAPPING_START_EVENT:
        return open(event, YamlNode::Kind::mapping, it.data.mapping_start.anchor,
                    it.data.mapping_start.tag);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        return close();
      default:
        return {};
    }
  }

  Result<void> take_scalar(const Event& event) {
    const auto& scalar = event.get().data.scalar;
    WRIT_CHECK(admit(event, scalar.anchor, scalar.tag));
    std::string text(reinterpret_cast<const char*>(scalar.value), scalar.length);
    if (!open_.empty() && open_.back().node.is(YamlNode::Kind::mapping) && !open_.back().has_name) {
      return take_name(event, std::move(text));
    }
    return put({.kind = YamlNode::Kind::scalar,
                .line = event.line(),
                .scalar = std::move(text),
                .plain = scalar.style == YAML_PLAIN_SCALAR_STYLE});
  }

  Result<void> take_name(const Event& event, std::string name) {
    Open& mapping = open_.back();
    if (!mapping.names.insert(name).second) {
      return bad_yaml(fault::invalid_yaml, event.line(),
                      fmt::format("`{}` stands twice in one mapping: keep one", name));
    }
    mapping.name = std::move(name);
    mapping.has_name = true;
    return {};
  }

  Result<void> open(const Event& event, YamlNode::Kind kind, const unsigned char* anchor,
                    const unsigned char* tag) {
    WRIT_CHECK(admit(event, anchor, tag));
    if (open_.size() >= limits_.depth) {
      return bad_yaml(fault::too_large, event.line(),
                      fmt::format("is nested more than {} deep", limits_.depth));
    }
    if (!open_.empty() && open_.back().node.is(YamlNode::Kind::mapping) && !open_.back().has_name) {
      return bad_yaml(fault::not_supported_in_yaml, event.line(),
                      "the name of a member must be a text");
    }
    open_.push_back({.node = {.kind = kind, .line = event.line()}, .name = {}});
    return {};
  }

  Result<void> close() {
    YamlNode node = std::move(open_.back().node);
    open_.pop_back();
    return put(std::move(node));
  }

  Result<void> put(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return {};
    }
    Open& parent = open_.back();
    if (parent.node.is(YamlNode::Kind::sequence)) {
      parent.node.items.push_back(std::move(node));
    } else {
      parent.node.entries.push_back({std::move(parent.name), std::move(node)});
      parent.has_name = false;
    }
    return {};
  }

  Result<void> admit(const Event& event, const unsigned char* anchor, const unsigned char* tag) {
    if (++nodes_ > limits_.nodes) {
      return bad_yaml(fault::too_large, event.line(),
                      fmt::format("has more than {} values", limits_.nodes));
    }
    if (anchor != nullptr || tag != nullptr) {
      return bad_yaml(fault::not_supported_in_yaml, event.line(),
                      "anchors and tags are not read: leave them out");
    }
    return {};
  }

  const YamlLimits limits_;
  yaml_parser_t parser_{};
  std::vector<Open> open_;
  YamlNode root_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
  bool ended_ = false;
};

}  // namespace

const YamlNode* YamlNode::find(std::string_view name) const {
  const auto found = std::ranges::find(entries, name, &Entry::name);
  return found == entries.end() ? nullptr : &found->value;
}

Result<YamlNode> read_yaml(std::string_view text, const YamlLimits& limits) {
  if (text.size() > limits.bytes) {
    return Problem{fault::too_large, fmt::format("the text has {} bytes, and {} are the most",
                                                 text.size(), limits.bytes)};
  }
  return Reader(text, limits).read();
}

}  // namespace writ::assurance
