// disclosure.scalar_class_used_without_permission_vector: a class sums up a vector and never stands
// alone.
#include <array>
#include <utility>

#include <fmt/format.h>

#include "lint/lint.h"

namespace writ::lint {
namespace {

constexpr auto pairs = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"disclosure_class", "disclosure_vector"},
     {"effective_disclosure_class", "effective_disclosure_vector"},
     {"max_disclosure_class", "max_disclosure_vector"}});

void check(const RecordSet& records, Findings& findings) {
  for (const Record& record : records.all()) {
    for (const auto& [scalar, vector] : pairs) {
      if (record.value().find(scalar) == nullptr) continue;
      const canon::Value* parts = record.value().find(vector);
      if (parts != nullptr && parts->is(canon::Value::Kind::object)) continue;
      findings.add(
          record, fmt::format("/{}", scalar),
          fmt::format("stands without its `{}`: say what may be said, part by part", vector));
    }
  }
}

}  // namespace

extern const Lint disclosure_scalar_class_used_without_permission_vector{
    .id = "disclosure.scalar_class_used_without_permission_vector",
    .section = "4.5",
    .protects = "A class sums up a vector and never stands alone.",
    .check = check};

}  // namespace writ::lint
