// Asking anew what a stamp's items were permitted for, when nobody is there to ask: the very
// questions, as those would be answered now who asked them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ops/movement.h"
#include "ops/stamp_questions.h"

namespace writ::ops {

inline constexpr std::string_view certificate_document = "memory_flow_certificate";

// A certificate of a movement as it is kept, by its id.
store::DocumentRow row_of(std::string_view tenant, const SignedFlowCertificate& certificate,
                          Instant now);

// What came of it.
struct Reasked {
  StampQuestions questions;
  Evaluated evaluated;
  // That of each item that lacked nothing else; where none did, of the first that is permitted.
  std::vector<SignedFlowCertificate> certificates;
};

// Whether a movement that lacks its certificate alone is given one. Where it is not, it counts as
// permitted all the same: this is to be known before anything is done.
enum class Certifying : bool { no, yes };

// Nothing where they cannot be asked anew: none are kept, who asked is gone, their session has
// ended, or what would be asked now is another question than the one that was stamped.
Result<std::optional<Reasked>> reask(Engine& engine, const Call& call, std::string_view tenant,
                                     const stamp::KeptStamp& kept, StampQuestions questions,
                                     Certifying certifying);

// The key of what governs the questions now; nothing as above.
Result<std::optional<memory::PolicyRuntimeFreshnessKey>> key_now(Engine& engine, const State& state,
                                                                 const Call& call,
                                                                 std::string_view tenant,
                                                                 const StampQuestions& questions);

}  // namespace writ::ops
