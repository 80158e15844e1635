#include "memory/decision.h"

namespace writ::memory {

std::optional<Capability> capability_of(const MemoryPolicyDecision& decision) {
  if (!decision.content_fidelity || !decision.locality || !decision.learning_scope ||
      !decision.mutation_authority || !decision.disclosure_class || !decision.disclosure_vector) {
    return std::nullopt;
  }
  return Capability::cap(*decision.content_fidelity) & Capability::cap(*decision.locality) &
         Capability::cap(*decision.learning_scope) & Capability::cap(*decision.mutation_authority) &
         Capability::cap(*decision.disclosure_class) & Capability::cap(*decision.disclosure_vector);
}

}  // namespace writ::memory
