// Result<T> is a T or the Problem that kept it from being made. It must be looked at.
//
//   Result<Json> document = Json::parse(text);
//   if (!document) return std::move(document).error();
//
//   WRIT_TRY(Json document, Json::parse(text));       // the same in one line
//   WRIT_CHECK(store.write(row));                     // for a Result<void>
//
// It is std::expected with two things changed: the class is [[nodiscard]], and a Problem converts
// to it without a wrapper. Errors never travel as exceptions across an area's border.
#pragma once

#include <expected>
#include <utility>

#include "base/problem.h"

namespace writ {

template <class T>
class [[nodiscard]] Result : public std::expected<T, Problem> {
 public:
  using std::expected<T, Problem>::expected;
  Result(Problem problem) : std::expected<T, Problem>(std::unexpected(std::move(problem))) {}
};

}  // namespace writ

#define WRIT_CONCAT_INNER(a, b) a##b
#define WRIT_CONCAT(a, b) WRIT_CONCAT_INNER(a, b)
#define WRIT_TRY_INNER(result, target, ...)      \
  auto result = (__VA_ARGS__);                   \
  if (!result) return std::move(result).error(); \
  target = *std::move(result)
#define WRIT_TRY(target, ...) \
  WRIT_TRY_INNER(WRIT_CONCAT(writ_result_, __LINE__), target, __VA_ARGS__)
#define WRIT_CHECK(...)                                                                        \
  do {                                                                                         \
    if (auto writ_result = (__VA_ARGS__); !writ_result) return std::move(writ_result).error(); \
  } while (false)
