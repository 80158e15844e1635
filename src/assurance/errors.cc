#include "assurance/errors.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"

namespace writ::assurance {
namespace {

// Unicode's White_Space, controls, and what is printed as nothing at all.
bool is_invisible(char32_t point) {
  return point <= 0x20 || (point >= 0x7F && point <= 0xA0) || point == 0xAD || point == 0x1680 ||
         (point >= 0x2000 && point <= 0x200F) || (point >= 0x2028 && point <= 0x202F) ||
         (point >= 0x205F && point <= 0x206F) || point == 0x3000 || point == 0xFEFF;
}

}  // namespace

bool is_blank(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = next_code_point(text);
    if (point.length == 0 || !is_invisible(point.value)) return false;
    text.remove_prefix(point.length);
  }
  return true;
}

void Errors::add(const Code& code, NodeIndex node, std::string pointer, std::string message) {
  if (room() == 0) {
    ++left_out_;
    return;
  }
  list_.push_back({node + std::size_t{1},
                   {.code = std::string(code.name),
                    .pointer = fmt::format("{}{}", place_, pointer),
                    .node_id = id_of(content_.nodes[node]).text(),
                    .message = std::move(message)}});
}

void Errors::about_case(const Code& code, std::string_view pointer, std::string message) {
  list_.push_back({0,
                   {.code = std::string(code.name),
                    .pointer = fmt::format("{}{}", place_, pointer),
                    .message = std::move(message)}});
}

void Errors::into(CaseCheckResult& result) && {
  std::ranges::stable_sort(list_, {}, &Ranked::rank);
  result.valid = list_.empty() && left_out_ == 0;
  result.errors.reserve(list_.size());
  for (Ranked& one : list_) result.errors.push_back(std::move(one.error));
  if (left_out_ > 0) {
    result.left_out = CaseCheckResult::Count{static_cast<std::int64_t>(left_out_)};
  }
}

}  // namespace writ::assurance
