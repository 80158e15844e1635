#include "stamp/ceiling.h"

namespace writ::stamp {

Levels levels_of(const PolicyCeilingItem& item) {
  return {item.content_fidelity,   item.locality,         item.learning_scope,
          item.mutation_authority, item.disclosure_class, item.disclosure_vector};
}

PolicyCeilingItem ceiling_item_of(const memory::EffectiveMemoryPolicy& policy) {
  return {policy.action,           policy.destination,      policy.content_fidelity,
          policy.locality,         policy.learning_scope,   policy.mutation_authority,
          policy.disclosure_class, policy.disclosure_vector};
}

}  // namespace writ::stamp
