// WRIT_TRY returns the problem: a function that cannot carry one cannot use it.
#include "base/result.h"

namespace writ {

Result<int> count();

Result<int> right() {
  WRIT_TRY(const int counted, count());
  return counted + 1;
}

#ifdef WRIT_WRONG
int wrong() {
  WRIT_TRY(const int counted, count());
  return counted + 1;
}
#endif

}  // namespace writ
