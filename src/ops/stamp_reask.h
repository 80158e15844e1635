// Asking anew what a stamp's items were permitted for, when nobody is there to ask: the very
// questions, as those would be answered now who asked them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ops/stamp_questions.h"

namespace writ::ops {

// What came of it.
struct Reasked {
  StampQuestions questions;
  Evaluated evaluated;
};

// A movement that lacks its certificate alone counts as permitted: what is done with it is
// certified, as a whole, by whoever asks. Nothing where the questions cannot be asked anew: none
// are kept, who asked is gone, their session has ended, or what would be asked now is another
// question than the one that was stamped.
Result<std::optional<Reasked>> reask(Engine& engine, const Call& call, std::string_view tenant,
                                     const stamp::KeptStamp& kept, StampQuestions questions);

// The key of what governs the questions now; nothing as above.
Result<std::optional<memory::PolicyRuntimeFreshnessKey>> key_now(Engine& engine, const State& state,
                                                                 const Call& call,
                                                                 std::string_view tenant,
                                                                 const StampQuestions& questions);

}  // namespace writ::ops
