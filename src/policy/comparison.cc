#include "policy/comparison.h"

#include <algorithm>
#include <compare>

namespace writ::policy {
namespace {

using canon::Value;
using Kind = Value::Kind;
using Answer = std::optional<bool>;

// Two numbers, or two strings by their bytes; nothing else has an order.
std::optional<std::partial_ordering> order(const Value& a, const Value& b) {
  if (a.is(Kind::number) && b.is(Kind::number)) return a.number() <=> b.number();
  if (a.is(Kind::text) && b.is(Kind::text)) return a.text() <=> b.text();
  return std::nullopt;
}

Answer ordered(Test test, const Value& a, const Value& b) {
  const auto result = order(a, b);
  if (!result) return std::nullopt;
  switch (test) {
    case Test::less_than:
      return *result < 0;
    case Test::at_most:
      return *result <= 0;
    case Test::more_than:
      return *result > 0;
    default:
      return *result >= 0;
  }
}

Answer among(const Value& element, const Value& array) {
  if (!array.is(Kind::array)) return std::nullopt;
  return std::ranges::any_of(array.items(),
                             [&](const Value& item) { return same_json(item, element); });
}

Answer contains(const Value& whole, const Value& part) {
  if (whole.is(Kind::array)) return among(part, whole);
  if (!whole.is(Kind::text) || !part.is(Kind::text)) return std::nullopt;
  return whole.text().contains(part.text());
}

Answer opposite(Answer answer) {
  if (answer) answer = !*answer;
  return answer;
}

}  // namespace

bool same_json(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return a.boolean() == b.boolean();
    case Kind::number:
      return a.number() == b.number();
    case Kind::text:
      return a.text() == b.text();
    case Kind::array:
      return std::ranges::equal(a.items(), b.items(), same_json);
    case Kind::object:
      return std::ranges::equal(a.members(), b.members(),
                                [](const canon::Member& x, const canon::Member& y) {
                                  return x.name == y.name && same_json(x.value, y.value);
                                });
  }
  return false;
}

CompiledComparison::CompiledComparison(const Comparison& comparison)
    : test_(comparison.test), left_(comparison.left.pointer()) {
  if (!comparison.right) return;
  if (comparison.right->pointer) {
    right_pointer_ = comparison.right->pointer->pointer();
  } else {
    right_value_ = *comparison.right->value;
    if (test_ == Test::glob) right_glob_ = *Glob::compile(right_value_.value().text());
  }
}

Answer CompiledComparison::holds(const Value& root) const {
  const Value* left = left_.find(root);
  if (test_ == Test::exists) return left != nullptr;
  if (test_ == Test::absent) return left == nullptr;
  const Value* right = right_pointer_ ? right_pointer_->find(root) : &right_value_.value();
  if (left == nullptr || right == nullptr) return std::nullopt;

  switch (test_) {
    case Test::equals:
      return same_json(*left, *right);
    case Test::not_equals:
      return !same_json(*left, *right);
    case Test::in:
      return among(*left, *right);
    case Test::not_in:
      return opposite(among(*left, *right));
    case Test::contains:
      return contains(*left, *right);
    case Test::starts_with:
      if (!left->is(Kind::text) || !right->is(Kind::text)) return std::nullopt;
      return left->text().starts_with(right->text());
    case Test::glob: {
      if (!left->is(Kind::text) || !right->is(Kind::text)) return std::nullopt;
      if (right_glob_) return right_glob_->matches(left->text());
      const Result<Glob> glob = Glob::compile(right->text());
      return glob ? Answer(glob->matches(left->text())) : std::nullopt;
    }
    default:
      return ordered(test_, *left, *right);
  }
}

}  // namespace writ::policy
