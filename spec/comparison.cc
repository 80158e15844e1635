#include "spec/comparison.h"

#include <algorithm>

#include "canon/canonical.h"
#include "spec/glob.h"

namespace writ::spec {
namespace {

using canon::Value;
using policy::Test;
using Kind = Value::Kind;
using Answer = std::optional<bool>;

bool same(const Value& a, const Value& b) { return canon::canonical(a) == canon::canonical(b); }

bool both(Kind kind, const Value& a, const Value& b) { return a.is(kind) && b.is(kind); }

// -1, 0 or 1 as the left comes before, with or after the right.
std::optional<int> order(const Value& left, const Value& right) {
  if (both(Kind::number, left, right)) {
    return left.number() < right.number() ? -1 : left.number() > right.number() ? 1 : 0;
  }
  if (both(Kind::text, left, right)) {
    const int sign = left.text().compare(right.text());
    return sign < 0 ? -1 : sign > 0 ? 1 : 0;
  }
  return std::nullopt;
}

Answer is_element(const Value& value, const Value& array) {
  if (!array.is(Kind::array)) return std::nullopt;
  return std::ranges::any_of(array.items(), [&](const Value& item) { return same(item, value); });
}

Answer contains(const Value& left, const Value& right) {
  if (both(Kind::text, left, right))
    return left.text().find(right.text()) != std::string_view::npos;
  return is_element(right, left);
}

Answer opposite(const Answer& answer) { return answer ? Answer(!*answer) : std::nullopt; }

Answer compare_two(Test test, const Value& left, const Value& right) {
  const std::optional<int> o = order(left, right);
  const bool texts = both(Kind::text, left, right);
  switch (test) {
    case Test::equals:
      return same(left, right);
    case Test::not_equals:
      return !same(left, right);
    case Test::in:
      return is_element(left, right);
    case Test::not_in:
      return opposite(is_element(left, right));
    case Test::contains:
      return contains(left, right);
    case Test::less_than:
      return o ? Answer(*o < 0) : std::nullopt;
    case Test::at_most:
      return o ? Answer(*o <= 0) : std::nullopt;
    case Test::more_than:
      return o ? Answer(*o > 0) : std::nullopt;
    case Test::at_least:
      return o ? Answer(*o >= 0) : std::nullopt;
    case Test::starts_with:
      return texts ? Answer(left.text().starts_with(right.text())) : std::nullopt;
    case Test::glob:
      return texts ? glob_matches(right.text(), left.text()) : std::nullopt;
    case Test::exists:
    case Test::absent:
      break;
  }
  return std::nullopt;
}

}  // namespace

Answer compare(const policy::Comparison& comparison, const Value& root) {
  const Value* left = comparison.left.pointer().find(root);
  if (comparison.test == Test::exists) return left != nullptr;
  if (comparison.test == Test::absent) return left == nullptr;
  if (left == nullptr || !comparison.right) return std::nullopt;
  const policy::Operand& operand = *comparison.right;
  const Value* right = operand.pointer ? operand.pointer->pointer().find(root)
                       : operand.value ? &operand.value->value()
                                       : nullptr;
  if (right == nullptr) return std::nullopt;
  return compare_two(comparison.test, *left, *right);
}

}  // namespace writ::spec
