// Another store's rows, taken over as they are.
#pragma once

#include <string>

#include "base/result.h"
#include "store/postgres/open.h"
#include "store/store.h"

namespace writ::store::postgres {

// Makes the store in the database of a URL a copy of what `from` sees: every row with its numbers,
// the deployment's id and time, the counters that say which numbers were given. All of it or, after
// a problem, nothing; a copy that failed may be tried again. `node` of the options is the node
// whose entries are in `from`; `now` is not looked at.
//
// The problems of open(); `store.exists` where there is another deployment or anything of this one.
Result<void> copy(Snapshot& from, const std::string& url, const Options& options);

}  // namespace writ::store::postgres
