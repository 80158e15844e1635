// Lints: what must hold of records, whoever made them. Each is one file in lint/rules/, named as
// the lint with `_` for `.`, which defines one Lint of that name; the build makes the table of
// them.
//
//   namespace writ::lint {
//   namespace {
//   void check(const RecordSet& records, Findings& findings) {…}
//   }
//   extern const Lint policy_meet_across_actions{
//       .id = "policy.meet_across_actions",
//       .section = "4.6",
//       .protects = "One policy never stands for two actions.",
//       .check = check};
//   }
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lint/record_set.h"

namespace writ::lint {

struct Lint;

struct Finding {
  const Lint* lint = nullptr;
  Source source;
  std::string pointer;  // of what is at fault, in the document
  std::string message;
  std::size_t line = 0;  // where that is in the source, from 1; 0 where it has no lines
};

// What a lint found.
class Findings {
 public:
  explicit Findings(const Lint& lint) : lint_(&lint) {}

  // `pointer` is below the record.
  void add(const Record& record, std::string_view pointer, std::string message) {
    list_.push_back(
        {lint_, record.source, record.pointer + std::string(pointer), std::move(message)});
  }
  void add(const RecordSet::Document& document, std::string_view pointer, std::string message) {
    list_.push_back({lint_, document.source, std::string(pointer), std::move(message)});
  }
  std::vector<Finding> take() && { return std::move(list_); }

 private:
  const Lint* lint_;
  std::vector<Finding> list_;
};

struct Lint {
  std::string_view id;
  std::string_view section;   // of the specification of scope and memory policy
  std::string_view protects;  // what goes wrong where it does not hold
  void (*check)(const RecordSet& records, Findings& findings) = nullptr;
};

// Every lint, by id.
std::span<const Lint* const> lints();

// What all of them find in the set, in the order of the sources and of the places in them.
std::vector<Finding> run(const RecordSet& records);

}  // namespace writ::lint
