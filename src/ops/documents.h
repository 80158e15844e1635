// Documents of the store, taken into a State.
#pragma once

#include "base/result.h"
#include "ops/restamp_pack.h"
#include "ops/state.h"
#include "ops/stored_policy.h"
#include "store/store.h"

namespace writ::ops {

// A State on its way.
struct Loading {
  store::Snapshot& snapshot;
  StoredPolicies& policies;
  bool anew = false;  // it begins empty, rather than as the one before
  State& into;
  MadePacks* made = nullptr;  // what is known of the packs among the documents
};

// Takes in what was written since the documents that are in there, in that order.
Result<void> apply_documents(const Loading& loading);

}  // namespace writ::ops
