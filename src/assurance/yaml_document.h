// A YAML text as a tree of what all YAML readers agree on: mappings, sequences, and scalars as
// texts. Anchors, aliases, tags, merges and several documents in one text are refused, and so are
// names that stand twice in one mapping.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace writ::assurance {

struct YamlNode {
  enum class Kind : std::uint8_t { scalar, sequence, mapping };
  struct Entry;

  Kind kind = Kind::scalar;
  std::size_t line = 0;  // from 1
  std::string scalar;
  bool plain = false;           // a scalar without quotes
  std::vector<YamlNode> items;  // of a sequence
  std::vector<Entry> entries;   // of a mapping, in the order of the text

  bool is(Kind of) const { return kind == of; }
  const YamlNode* find(std::string_view name) const;
};

struct YamlNode::Entry {
  std::string name;
  YamlNode value;
};

struct YamlLimits {
  std::size_t bytes = 16u << 20;
  std::size_t depth = 32;
  std::size_t nodes = 2'000'000;
};

// Reads the one document of a text, whose top is a mapping. Problem: fault::invalid_yaml with the
// line, fault::not_supported_in_yaml, or fault::too_large.
Result<YamlNode> read_yaml(std::string_view text, const YamlLimits& limits = {});

}  // namespace writ::assurance
