// disclosure.scalar_class_used_without_permission_vector: a class sums up a vector: it neither
// stands alone nor above it.
#include <array>

#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

struct Pair {
  std::string_view scalar;
  std::string_view vector;
  bool sums_up;  // what a floor caps the class at is no sum of what it caps the parts at
};
constexpr auto pairs =
    std::to_array<Pair>({{"disclosure_class", "disclosure_vector", true},
                         {"effective_disclosure_class", "effective_disclosure_vector", true},
                         {"max_disclosure_class", "max_disclosure_vector", false}});

// A vector that cannot be read comes to nothing.
void check_sum(const Record& record, const Pair& pair, const canon::Value& parts,
               Findings& findings) {
  const auto said = word_of<memory::DisclosureClass>(record.value(), pair.scalar);
  const auto vector = canon::decode<memory::DisclosurePermissionVector>(record.json.part(parts));
  const auto most = vector ? memory::derive_class(*vector) : memory::DisclosureClass{};
  if (!said || *said <= most) return;
  findings.add(record, fmt::format("/{}", pair.scalar),
               fmt::format("is above `{}`, which its `{}` comes to: lower it",
                           memory::wire_names(most)[static_cast<std::size_t>(most)], pair.vector));
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record& record : records.all()) {
    for (const Pair& pair : pairs) {
      if (record.value().find(pair.scalar) == nullptr) continue;
      const canon::Value* parts = record.value().find(pair.vector);
      if (parts == nullptr || !parts->is(canon::Value::Kind::object)) {
        findings.add(record, fmt::format("/{}", pair.scalar),
                     fmt::format("stands without its `{}`: say what may be said, part by part",
                                 pair.vector));
      } else if (pair.sums_up) {
        check_sum(record, pair, *parts, findings);
      }
    }
  }
}

}  // namespace

extern const Lint disclosure_scalar_class_used_without_permission_vector{
    .id = "disclosure.scalar_class_used_without_permission_vector",
    .section = "4.5",
    .protects = "A class sums up a vector: it neither stands alone nor above it.",
    .check = check};

}  // namespace writ::lint
