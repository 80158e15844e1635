#include "ops/table.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

namespace writ::ops {
namespace {

// In the order of their names.
constexpr std::array all = {
    &approval_deny,
    &approval_get,
    &approval_grant,
    &approval_list,
    &approval_request,
    &approval_withdraw,
    &assurance_check,
    &assurance_export,
    &assurance_horizon,
    &assurance_import,
    &assurance_sign,
    &assurance_verify,
    &cache_key,
    &cache_reusable,
    &canon_canonicalize,
    &credential_create,
    &credential_list,
    &credential_revoke,
    &disambiguation_answer,
    &disambiguation_expire,
    &disambiguation_get,
    &disambiguation_list,
    &disambiguation_raise,
    &disclosure_count_label,
    &disclosure_derive_class,
    &egress_attest,
    &egress_verify,
    &eval,
    &evidence_get,
    &evidence_list,
    &evidence_permit,
    &evidence_permitted,
    &evidence_put,
    &evidence_verify,
    &evidence_verify_all,
    &flow_certify,
    &flow_verify,
    &hello,
    &journal_entries,
    &journal_erase,
    &journal_head,
    &journal_prove,
    &journal_records,
    &journal_replay,
    &journal_show,
    &keys_export,
    &keys_import,
    &keys_list,
    &keys_new,
    &keys_retire,
    &keys_revoke,
    &keys_rotate,
    &membrane_derive,
    &memory_evaluate,
    &memory_evaluate_many,
    &memory_meet,
    &memory_tables,
    &node_list,
    &obligation_discharge,
    &obligation_list,
    &policy_activate,
    &policy_check,
    &policy_decide,
    &policy_diff,
    &policy_explain,
    &policy_finalize,
    &policy_get,
    &policy_impact,
    &policy_list,
    &policy_pin,
    &policy_put,
    &policy_rollback,
    &policy_sign,
    &policy_stage,
    &policy_test,
    &policy_verify,
    &policy_withdraw,
    &principal_delete,
    &principal_get,
    &principal_list,
    &principal_put,
    &redaction_apply,
    &redaction_profiles,
    &registry_get,
    &registry_put,
    &report_export,
    &report_get,
    &report_list,
    &report_publish,
    &report_redact,
    &report_status,
    &report_verify,
    &resource_delete,
    &resource_get,
    &resource_list,
    &resource_put,
    &restamp_chain,
    &restamp_compare,
    &restamp_plan,
    &restamp_run,
    &restamp_status,
    &session_close,
    &session_create,
    &session_decide,
    &session_get,
    &session_list,
    &signature_verify,
    &source_delete,
    &source_get,
    &source_list,
    &source_poll,
    &source_put,
    &stamp_check,
    &stamp_export,
    &stamp_get,
    &stamp_invalidate,
    &stamp_issue,
    &stamp_list,
    &stamp_restamp,
    &stamp_verify,
    &state_get,
    &state_set,
    &ui_export,
};

// Edits that turn one name into the other (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, change}));
    }
  }
  return row[b.size()];
}

}  // namespace

std::span<const Operation* const> operations() { return all; }

Result<const Operation*> find_operation(std::string_view name) {
  const auto name_of = [](const Operation* operation) { return operation->traits.name; };
  const auto found = std::ranges::lower_bound(all, name, {}, name_of);
  if (found != all.end() && name_of(*found) == name) return *found;
  constexpr std::size_t longest = 64;  // a name that is longer is no slip of the pen
  if (name.size() > longest) return Problem{fault::unknown_operation, "there is no such operation"};
  const Operation* nearest = *std::ranges::min_element(
      all, {}, [&](const Operation* operation) { return distance(name, name_of(operation)); });
  return Problem{fault::unknown_operation,
                 fmt::format("there is no operation `{}`: did you mean `{}`? `writ schema` lists "
                             "them",
                             name, name_of(nearest))};
}

}  // namespace writ::ops
