// Attribute comparisons: a part of the request against another part or against a literal.
#pragma once

#include <optional>
#include <vector>

#include "canon/json.h"
#include "policy/bundle.h"
#include "policy/glob.h"

namespace writ::policy {

// A comparison made ready to be asked often. Immutable: threads may share it; asking allocates
// nothing but for a glob that comes out of the request.
class CompiledComparison {
 public:
  // `comparison` must have passed its check().
  explicit CompiledComparison(const Comparison& comparison);

  // Whether it holds in the request `root`; nothing where that cannot be told, because a pointer
  // found nothing or a type does not fit. A rule then takes it for what widens nothing: false for
  // an allow, true for a deny.
  std::optional<bool> holds(const canon::Value& root) const;

 private:
  Test test_;
  canon::Pointer left_;
  std::optional<canon::Pointer> right_pointer_;
  canon::Json right_value_;
  std::optional<Glob> right_glob_;
};

// Whether two JSON values have the same canonical form.
bool same_json(const canon::Value& a, const canon::Value& b);

}  // namespace writ::policy
