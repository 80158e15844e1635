// What the operations that change an approval answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ops/approval_record.h"
#include "ops/refusal.h"

namespace writ::ops {

// What became of a wish to change an approval. Refused, it changed nothing.
struct ApprovalResponse {
  bool ok = false;
  std::optional<ApprovalRecord> approval;
  std::optional<std::string> reason;
  std::optional<std::string> pointer;
  std::optional<std::string> message;
  std::optional<std::vector<RefusedPlace>> faults;

  static constexpr auto record(auto&& f) {
    using R = ApprovalResponse;
    using canon::field;
    return f("ApprovalResponse", "The approval as it stands now. Refused, nothing changed.",
             field<&R::ok>("ok", "Whether it was done."),
             field<&R::approval>("approval", "The approval, where it is known."),
             field<&R::reason>("reason", "Why it was refused, as a code."),
             field<&R::pointer>("pointer", "Where."), field<&R::message>("message", "For people."),
             field<&R::faults>("faults", "Every fault, where there are several."));
  }

  static ApprovalResponse of(ApprovalRecord approval) {
    return {.ok = true, .approval = std::move(approval)};
  }
};

}  // namespace writ::ops
