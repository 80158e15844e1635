// What the stamps of a chunk are asked anew. Stamps that were issued for the same, but for the
// memory, are answered alike where nothing looks at the memory: such a question is asked once.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ops/restamp_batch.h"
#include "ops/stamp_reask.h"
#include "stamp/form.h"

namespace writ::ops {

// For one thread; what it has answered is valid as long as it.
class RestampAnswers {
 public:
  // `shared` outlives it: what those of one time share their forms through.
  RestampAnswers(Engine& engine, const Call& call, std::string_view tenant,
                 stamp::SharedForms& shared)
      : engine_(engine), call_(call), tenant_(tenant), shared_(shared) {}

  struct Answer {
    std::shared_ptr<const stamp::SoundForm> form;  // what is permitted
    const Evaluated* nothing = nullptr;            // the evaluation, where that is nothing
    std::optional<Instant> expires_at;             // with what it rests on
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
  std::shared_ptr<const stamp::SoundForm> form_of(const memory::MemoryObjectRef& object,
                                                  const Evaluated& evaluated);

  Engine& engine_;
  const Call& call_;
  std::string tenant_;
  stamp::SharedForms& shared_;
  std::vector<std::shared_ptr<const stamp::SoundForm>> forms_;
  std::deque<Evaluated> nothing_;
  // What is permitted whichever the memory is.
  std::map<const StampQuestions*, Answer> alike_;
  std::map<std::string, Asked> asked_;  // one for each who asks under each policy
};

}  // namespace writ::ops
