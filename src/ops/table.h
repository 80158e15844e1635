// Every operation that there is.
#pragma once

#include <span>
#include <string_view>

#include "ops/operation.h"

namespace writ::ops {

extern const Operation approval_deny;
extern const Operation approval_get;
extern const Operation approval_grant;
extern const Operation approval_list;
extern const Operation approval_request;
extern const Operation approval_withdraw;
extern const Operation assurance_check;
extern const Operation assurance_export;
extern const Operation assurance_horizon;
extern const Operation assurance_import;
extern const Operation assurance_sign;
extern const Operation assurance_verify;
extern const Operation cache_key;
extern const Operation cache_reusable;
extern const Operation canon_canonicalize;
extern const Operation credential_create;
extern const Operation credential_list;
extern const Operation credential_revoke;
extern const Operation disambiguation_answer;
extern const Operation disambiguation_expire;
extern const Operation disambiguation_get;
extern const Operation disambiguation_list;
extern const Operation disambiguation_raise;
extern const Operation disclosure_count_label;
extern const Operation disclosure_derive_class;
extern const Operation egress_attest;
extern const Operation egress_verify;
extern const Operation eval;
extern const Operation evidence_get;
extern const Operation evidence_list;
extern const Operation evidence_permit;
extern const Operation evidence_permitted;
extern const Operation evidence_put;
extern const Operation evidence_verify;
extern const Operation evidence_verify_all;
extern const Operation flow_certify;
extern const Operation flow_verify;
extern const Operation hello;
extern const Operation journal_entries;
extern const Operation journal_erase;
extern const Operation journal_head;
extern const Operation journal_prove;
extern const Operation journal_records;
extern const Operation journal_replay;
extern const Operation journal_show;
extern const Operation keys_export;
extern const Operation keys_import;
extern const Operation keys_list;
extern const Operation keys_new;
extern const Operation keys_retire;
extern const Operation keys_revoke;
extern const Operation keys_rotate;
extern const Operation membrane_derive;
extern const Operation memory_evaluate;
extern const Operation memory_evaluate_many;
extern const Operation memory_meet;
extern const Operation memory_tables;
extern const Operation node_list;
extern const Operation obligation_discharge;
extern const Operation obligation_list;
extern const Operation policy_activate;
extern const Operation policy_check;
extern const Operation policy_decide;
extern const Operation policy_diff;
extern const Operation policy_explain;
extern const Operation policy_finalize;
extern const Operation policy_get;
extern const Operation policy_impact;
extern const Operation policy_list;
extern const Operation policy_pin;
extern const Operation policy_put;
extern const Operation policy_rollback;
extern const Operation policy_sign;
extern const Operation policy_stage;
extern const Operation policy_test;
extern const Operation policy_verify;
extern const Operation policy_withdraw;
extern const Operation principal_delete;
extern const Operation principal_get;
extern const Operation principal_list;
extern const Operation principal_put;
extern const Operation redaction_apply;
extern const Operation redaction_profiles;
extern const Operation registry_get;
extern const Operation registry_put;
extern const Operation report_export;
extern const Operation report_get;
extern const Operation report_list;
extern const Operation report_publish;
extern const Operation report_redact;
extern const Operation report_status;
extern const Operation report_verify;
extern const Operation resource_delete;
extern const Operation resource_get;
extern const Operation resource_list;
extern const Operation resource_put;
extern const Operation restamp_chain;
extern const Operation restamp_compare;
extern const Operation restamp_plan;
extern const Operation restamp_run;
extern const Operation restamp_status;
extern const Operation session_close;
extern const Operation session_create;
extern const Operation session_decide;
extern const Operation session_get;
extern const Operation session_list;
extern const Operation signature_verify;
extern const Operation source_delete;
extern const Operation source_get;
extern const Operation source_list;
extern const Operation source_poll;
extern const Operation source_put;
extern const Operation stamp_check;
extern const Operation stamp_export;
extern const Operation stamp_get;
extern const Operation stamp_invalidate;
extern const Operation stamp_issue;
extern const Operation stamp_list;
extern const Operation stamp_restamp;
extern const Operation stamp_verify;
extern const Operation state_get;
extern const Operation state_set;
extern const Operation ui_export;

// By name.
std::span<const Operation* const> operations();

// The operation of that name. Problem: fault::unknown_operation, which names the nearest.
Result<const Operation*> find_operation(std::string_view name);

}  // namespace writ::ops
