// Questions about memories as the journal keeps them: read again, and what can be known of them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "canon/json.h"
#include "memory/context.h"
#include "ops/memory_question.h"

namespace writ::ops {

// Whether requests of the operation are such questions.
bool asks_about_memory(std::string_view op);

// A question, without its wish for an explanation, and which memories it is about.
struct KeptQuestion {
  MemoryQuestion question;
  std::vector<memory::MemoryObjectRef> objects;

  // Of the kept request of an operation. Problem: it is no request of it.
  static Result<KeptQuestion> of(std::string_view op, const canon::Json& request);
};

// The request without the certificates and attestations that it shows.
canon::Json without_proofs(std::string_view op, const canon::Json& request);

// The question's own contexts, as those of its decisions name them that answer it. A context's id
// is the hash of its content: the question is tried with the object, the action and the key of each
// decision, for each of those who may have counted as its principal.
std::vector<memory::PolicyEvaluationContext> own_contexts(const MemoryQuestion& question,
                                                          std::span<const std::string> principals);

}  // namespace writ::ops
