// policy.retrieval_stamp_used_for_render_or_export: a stamp is for the actions and destinations
// that it lists, and for no others.
#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/stamps.h"
#include "memory/action_set.h"

namespace writ::lint {
namespace {

void check(const RecordSet& records, Findings& findings) {
  for (const StampUse& use : stamp_uses(records)) {
    const auto key = key_of(*use.item.item);
    if (!key || lists(use.stamp->value(), "scope_items", *key)) continue;
    findings.add(
        *use.user, use.item.pointer,
        fmt::format("relies on a stamp that is not for `{}` there", memory::name_of(key->action)));
  }
}

}  // namespace

extern const Lint policy_retrieval_stamp_used_for_render_or_export{
    .id = "policy.retrieval_stamp_used_for_render_or_export",
    .section = "4.9.1",
    .protects = "Who may retrieve may not therefore render or export.",
    .check = check};

}  // namespace writ::lint
