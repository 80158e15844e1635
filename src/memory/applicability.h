// Which decisions have a say in a question. Each is excluded for the first reason that there is, in
// a fixed order, or has its say; what applies and is malformed, or refers to what is not there,
// blocks the whole. A stale decision authorises nothing any more, but still tightens: else a toggle
// would make denials evaporate.
#pragma once

#include <span>
#include <vector>

#include "memory/context.h"
#include "memory/decision.h"
#include "memory/effective_policy.h"
#include "memory/meet.h"

namespace writ::memory {

// The contexts that references are looked up in. Two different ones under one id are none.
class KnownContexts {
 public:
  // Both outlive this.
  KnownContexts(const PolicyEvaluationContext& asked,
                std::span<const PolicyEvaluationContext> others);

  const PolicyEvaluationContext* find(const PolicyEvaluationContextRef& ref) const;

 private:
  std::vector<const PolicyEvaluationContext*> list_;  // by id, without the ambiguous
};

struct Asked {
  const PolicyEvaluationContext& context;
  const PolicyRuntimeFreshnessKey& active;
};

// The excluded are by id, each once, with its first reason.
struct Sifted {
  Voices voices;
  std::vector<ExcludedDecision> excluded;
};

// Of `decisions`, which outlive the result as `obligations` do. Two different ones under one id are
// both malformed.
Sifted sift(const Asked& asked, std::span<const MemoryPolicyDecision> decisions,
            const KnownContexts& contexts, const KnownObligations& obligations);
Sifted sift(const Asked& asked, std::span<const MemoryPolicyDecision> decisions,
            const KnownContexts& contexts, KnownObligations&& obligations) = delete;

}  // namespace writ::memory
