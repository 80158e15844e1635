// A bundle made ready to be asked: which rule wins for a request.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "canon/json.h"
#include "policy/bundle.h"
#include "policy/memory_rules.h"
#include "policy/op_rules.h"
#include "policy/request.h"

namespace writ::policy {

// Whether `a` wins over `b`: the higher priority, then deny over allow, then the smaller id by
// bytes. Ids are unique, so that any two rules are ordered and a bundle's order never matters.
bool outranks(const PolicyRule& a, const PolicyRule& b);

// Immutable: threads may share it. Asking takes time that does not grow with the rules that do not
// apply, and allocates nothing for requests of a usual size (up to 16 roles and 16 labels).
class CompiledPolicy {
 public:
  // `bundle` must have passed its checks, as decoding makes sure.
  static std::shared_ptr<const CompiledPolicy> compile(PolicyBundle bundle);

  // The rule that wins, or nullptr where none applies. `root` is the request as JSON, for attribute
  // comparisons; `request` is what was read from it.
  const PolicyRule* winner(const PDPRequest& request, const canon::Value& root) const;

  // Every rule that applies, best first.
  std::vector<const PolicyRule*> all(const PDPRequest& request, const canon::Value& root) const;

  // Every rule that applies or may apply, best first: see OpRules::weighed.
  WeighedRules weighed(const PDPRequest& request, const canon::Value& root) const;

  // Whether any answer about this op may depend on the resource.
  bool minds_resource(std::string_view op) const;

  // What the rules on memory actions say.
  const MemoryRules& memory_rules() const { return *memory_rules_; }

  const PolicyBundle& bundle() const { return bundle_; }

 private:
  explicit CompiledPolicy(PolicyBundle bundle);
  const OpRules* rules_of(std::string_view op) const;  // or nullptr

  PolicyBundle bundle_;
  Names op_numbers_;
  std::vector<std::unique_ptr<const OpRules>> ops_;
  std::unique_ptr<const MemoryRules> memory_rules_;
};

}  // namespace writ::policy
