#include "ops/stamp_item.h"

#include "canon/record_define.h"

namespace writ::ops {

std::vector<RefusedItem> refused_items(const Evaluated& evaluated) {
  std::vector<RefusedItem> refused;
  for (const Evaluated::Item& item : evaluated.items) {
    const MemoryAnswer& answer = item.answer;
    if (answer.permitted) continue;
    refused.push_back({answer.policy.action, answer.policy.destination, answer.missing,
                       answer.policy.reason_codes, answer.reason});
  }
  return refused;
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RefusedItem);
