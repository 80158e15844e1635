// A restamp that was refused has no member for a policy.
#include "stamp/restamp.h"

writ::stamp::PolicyStampRestampBlock refused() {
  writ::stamp::PolicyStampRestampBlock block;
  block.blocked_reason_codes.emplace_back("restamp.exceeds_original_ceiling");
#ifdef WRIT_WRONG
  block.policies.emplace_back("emp_1");
#endif
  return block;
}
