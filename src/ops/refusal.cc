#include "ops/refusal.h"

#include <algorithm>

#include <fmt/format.h>

#include "canon/record_define.h"

namespace writ::ops {
namespace {

std::string reason_of(std::string_view code) {
  std::string reason(code.substr(code.rfind('.') + 1));
  std::ranges::replace(reason, '_', '-');
  return reason;
}

}  // namespace

Refused Refused::of(const Problem& problem) {
  Refused refused{.reason = reason_of(problem.code.name), .message = problem.message};
  for (const Fault& fault : problem.faults) {
    refused.faults.push_back({fault.pointer, reason_of(fault.code), fault.message});
  }
  if (!refused.faults.empty()) {
    refused.reason = refused.faults.front().reason;
    refused.pointer = refused.faults.front().pointer;
  }
  return refused;
}

Refused Refused::of(const policy::Refusal& refusal) {
  Refused refused{.reason = std::string(refusal.reason), .message = refusal.message};
  if (!refusal.pointer.empty()) refused.pointer = refusal.pointer;
  return refused;
}

Refused Refused::signature(std::string_view reason) {
  Refused refused{.reason = std::string(reason),
                  .pointer = "/signature",
                  .message = fmt::format("it does not verify: {}", reason)};
  if (reason == policy::refusal::hash_mismatch || reason == policy::refusal::not_finalized) {
    refused.pointer = "/bundle/policyHash";
    refused.message =
        "policyHash is not the hash of this content: run `writ policy finalize`, then "
        "sign again";
  }
  return refused;
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RefusedPlace);
