#include "memory/effective_policy.h"

namespace writ::memory {

Capability capability_of(const EffectiveMemoryPolicy& policy) {
  return Capability::cap(policy.content_fidelity) & Capability::cap(policy.locality) &
         Capability::cap(policy.learning_scope) & Capability::cap(policy.mutation_authority) &
         Capability::cap(policy.disclosure_class) & Capability::cap(policy.disclosure_vector);
}

}  // namespace writ::memory
