// A switch over the kinds of problem must name every kind, so that a new one is never forgotten.
#include "base/problem.h"

namespace writ {

int wrong(Category category) {
  switch (category) {
    case Category::invalid:
    case Category::unauthenticated:
    case Category::forbidden:
    case Category::not_found:
    case Category::conflict:
    case Category::too_large:
    case Category::unavailable:
      return 1;
#ifndef WRIT_WRONG
    case Category::internal:
      return 2;
#endif
  }
  return 0;
}

}  // namespace writ
