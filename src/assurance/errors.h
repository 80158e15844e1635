// The errors of a case as they are found.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assurance/case_index.h"
#include "assurance/check.h"

namespace writ::assurance {

// Whether there is nothing in a text but white space and controls.
bool is_blank(std::string_view text);

class Errors {
 public:
  // Both outlive this. At most `max` are kept; those of the case itself always are.
  Errors(const AssuranceCase& content, std::string_view place, std::size_t max)
      : content_(content), place_(place), max_(max) {}

  void add(const Code& code, NodeIndex node, std::string pointer, std::string message);
  void about_case(const Code& code, std::string_view pointer, std::string message);

  // How many more can be kept.
  std::size_t room() const { return max_ - std::min(max_, list_.size()); }

  // Leaves the errors in the order of the nodes, and whether the case is valid.
  void into(CaseCheckResult& result) &&;

 private:
  struct Ranked {
    std::size_t rank;  // 0: of the case itself
    CaseError error;
  };

  const AssuranceCase& content_;
  std::string_view place_;
  std::size_t max_;
  std::size_t left_out_ = 0;
  std::vector<Ranked> list_;
};

}  // namespace writ::assurance
