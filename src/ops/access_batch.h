// How the journal keeps a batch: one entry for all of its answers, or for as many as fit into one.
//
// The entry has an item for each answer, with its question's hash, its decision's hash, the
// outcome, the rules and the reason: what an entry of its own would say of it, without what all of
// them share. The body that is kept beside it is the batch with what the directories knew of it,
// parts that several questions share written once (AccessQuestion::batch_document).
#pragma once

#include <string>
#include <string_view>

#include "journal/entry.h"
#include "ops/access.h"

namespace writ::ops {

// One thread at a time; `access` and `shared` outlive it.
class AccessBatch {
 public:
  AccessBatch(const Access& access, const policy::AccessQuestion& shared)
      : access_(access), shared_(shared) {}

  // The next answer of the batch.
  Result<void> add(const policy::AccessQuestion& question, const Decided& decided);
  // The same, for an element that could not be read as a question: its canonical JSON.
  Result<void> add_refused(std::string_view element);

  // Keeps what is not kept yet. The call's ticket is that of the last entry: when it is kept, all
  // are.
  Result<void> finish();

 private:
  Result<void> add(journal::EntryItem item, std::size_t body_begin);
  Result<void> keep();

  const Access& access_;
  const policy::AccessQuestion& shared_;
  std::vector<journal::EntryItem> items_;
  std::size_t items_size_ = 0;  // in the entry, about
  std::string bodies_;          // `[…,…` of the questions
  std::string document_;        // of one question, so that its memory is used again
};

}  // namespace writ::ops
