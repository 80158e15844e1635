#include "ops/record_of.h"

#include "canon/canonical.h"
#include "canon/digest.h"

namespace writ::ops {

journal::Entry entry_of(const Call& call) {
  journal::Entry entry{.time = canon::Timestamp(call.now),
                       .op = std::string(call.operation ? call.operation->name : "writ"),
                       .outcome = "done",
                       .principal = call.caller.principal};
  if (call.tenant) entry.tenant = *call.tenant;
  return entry;
}

journal::Entry entry_of(const Call& call, const Note& note) {
  journal::Entry entry = entry_of(call);
  entry.outcome = note.outcome;
  entry.reason = note.reason;
  entry.policy_hash = note.policy_hash;
  entry.key_id = note.key_id;
  entry.approval_id = note.approval_id;
  if (call.body != nullptr) {
    entry.request_hash = canon::sha256_hex(canon::canonical(call.body->value()));
  }
  return entry;
}

std::string body_to_keep(const Call& call) {
  if (call.body == nullptr || call.operation == nullptr || call.operation->secret) return {};
  return canon::canonical(call.body->value());
}

}  // namespace writ::ops
