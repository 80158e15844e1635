// Asking anew what a stamp's items were permitted for, when nobody is there to ask: the very
// questions, as those would be answered now who asked them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ops/stamp_questions.h"

namespace writ::ops {

// What came of it.
struct Reasked {
  StampQuestions questions;
  Evaluated evaluated;
  std::optional<Instant> until;  // when nothing says any more who asked them
};

// A movement that lacks its certificate alone counts as permitted: what is done with it is
// certified, as a whole, by whoever asks. Nothing where the questions cannot be asked anew: none
// are kept, who asked is gone, their session has ended, or what would be asked now is another
// question than the one that was stamped.
Result<std::optional<Reasked>> reask(Engine& engine, const Call& call, std::string_view tenant,
                                     const stamp::SoundStamp& stamp, StampQuestions questions);

// Whether an answer that was given under the key may depend on which memory it was about, of
// questions that name nothing of it.
Result<bool> minds_memory(Engine& engine, const State& state, const Call& call,
                          std::string_view tenant, const StampQuestions& alike,
                          const memory::PolicyRuntimeFreshnessKey& key);

// The key of what governs questions now; nothing as above.
using KeyNow = std::optional<memory::PolicyRuntimeFreshnessKey>;
Result<KeyNow> key_now(Engine& engine, const State& state, const Call& call,
                       std::string_view tenant, const StampQuestions& questions);

// Who asks, and under which policy or in which session, as a text that no others have.
std::string governor_of(const StampQuestions& questions);

// The same of many questions in one state, found once for each who asks under each policy.
class KeysNow {
 public:
  // Valid as long as this.
  Result<const KeyNow*> of(Engine& engine, const State& state, const Call& call,
                           std::string_view tenant, const StampQuestions& questions);
  // `alike` is one of the state's, which is told by its address.
  Result<const KeyNow*> of_alike(Engine& engine, const State& state, const Call& call,
                                 std::string_view tenant, const StampQuestions& alike);

 private:
  std::map<std::string, KeyNow> keys_;
  std::map<const StampQuestions*, const KeyNow*> alike_;
};

}  // namespace writ::ops
