#include "memory/obligation.h"

#include <algorithm>

#include <fmt/format.h>

namespace writ::memory {
namespace {

bool needs_parameters(const canon::Type& parameters) {
  return std::ranges::any_of(parameters.fields, &canon::Field::required);
}

}  // namespace

canon::ByWord PolicyObligation::by_word() {
  canon::ByWord by_word{.word = "obligation_kind", .member = "parameters", .records = {}};
  for (std::size_t i = 0; i < obligation_kinds; ++i) {
    const auto kind = static_cast<ObligationKind>(i);
    by_word.records.emplace_back(name_of(kind), rules_of(kind).parameters);
  }
  return by_word;
}

void PolicyObligation::check(const canon::Path& path, canon::Faults& faults) const {
  if (!kind.known()) return;
  const KindRules& rules = rules_of(*kind.known());
  const canon::Path place(path, "parameters");
  if (parameters) {
    rules.check(*parameters, place, faults);
  } else if (needs_parameters(rules.parameters())) {
    faults.add(canon::record::missing_member, place,
               fmt::format("`parameters` is missing: `{}` needs its {}", kind.text(),
                           rules.parameters().name));
  }
}

}  // namespace writ::memory
