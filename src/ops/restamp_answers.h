// What the stamps of a chunk are asked anew. Stamps that were issued for the same, but for the
// memory, are answered alike where nothing looks at the memory: such a question is asked once.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ops/restamp_batch.h"
#include "ops/stamp_reask.h"
#include "stamp/form.h"

namespace writ::ops {

// For one thread; what it has answered is valid as long as it.
class RestampAnswers {
 public:
  RestampAnswers(Engine& engine, const Call& call, std::string_view tenant)
      : engine_(engine), call_(call), tenant_(tenant) {}

  struct Answer {
    const stamp::SoundForm* form = nullptr;  // what is permitted, of a stamp that it asks_as()
    const Evaluated* nothing = nullptr;      // the evaluation, where that is nothing
    std::optional<Instant> expires_at;       // with what it rests on
  };

  // Nothing where it cannot be asked, or not stamped. `state` is the one that the stamp is of, and
  // the same for all.
  Result<std::optional<Answer>> ask(const State& state, const StaleStamp& stale);

  // Whether under this state everything would be asked under the key that it was.
  Result<bool> are_current(const State& state) const;

 private:
  struct Asked {
    StampQuestions questions;
    memory::PolicyRuntimeFreshnessKey active;
  };

  Result<std::optional<Answer>> ask_in_full(const State& state, const StaleStamp& stale);
  const stamp::SoundForm* form_of(const stamp::KeptStamp& kept, const Evaluated& evaluated);

  Engine& engine_;
  const Call& call_;
  std::string tenant_;
  std::deque<stamp::SoundForm> forms_;
  std::deque<Evaluated> nothing_;
  // What is permitted whichever the memory is.
  std::map<const StampQuestions*, const stamp::SoundForm*> alike_;
  std::map<std::string, Asked> asked_;  // one for each who asks under each policy
};

}  // namespace writ::ops
