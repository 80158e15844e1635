// Everything in a store, row by row: for copying it, and for comparing a copy.
#pragma once

#include <functional>
#include <variant>

#include "base/result.h"
#include "store/store.h"

namespace writ::store {

using AnyRow = std::variant<BundleRow, PolicyRow, ActivationRow, StateGenerationRow, DocumentRow,
                            KeyRow, TokenRow, PendingEntryRow>;

// Calls `visit` with every row but those on nodes, in an order in which they can be written: what
// names a bundle comes after it, activations and documents come in the order of their numbers. Ends
// at the first problem that `visit` answers. Of the large ones there is one in memory at a time.
Result<void> each_row(Snapshot& snapshot, const std::function<Result<void>(const AnyRow&)>& visit);

}  // namespace writ::store
