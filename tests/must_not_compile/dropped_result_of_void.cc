// A Result<void> has nothing but its failure, which makes it the easiest to drop.
#include "base/result.h"

namespace writ {

Result<void> store();

Result<void> wrong() {
#ifdef WRIT_WRONG
  store();
#endif
  return store();
}

}  // namespace writ
