// What the journal tells of a call.
#pragma once

#include <optional>
#include <string>

#include "canon/record.h"
#include "journal/entry.h"
#include "ops/operation.h"

namespace writ::ops {

// What came of a change, as far as the journal tells it.
struct Note {
  std::string outcome = "done";  // or `refused`: nothing was changed
  std::optional<std::string> reason;
  std::optional<std::string> policy_hash;
  std::optional<std::string> key_id;
  std::optional<std::string> approval_id;
};

// Of a response, by the members that it has.
template <class Response>
Note note_of(const Response& response) {
  Note note;
  if constexpr (requires { response.reason; }) {
    if (!response.ok) note = {.outcome = "refused", .reason = response.reason};
  }
  if constexpr (requires { response.policy_hash; }) note.policy_hash = response.policy_hash;
  if constexpr (requires { response.approval->approval_id; }) {
    if (response.approval) note.approval_id = response.approval->approval_id.text();
  }
  if constexpr (requires { response.key.key_id; }) note.key_id = response.key.key_id.text();
  if constexpr (requires { response.kept.credential_id; })
    note.key_id = response.kept.credential_id;
  if constexpr (requires { response.key_id.text(); }) note.key_id = response.key_id.text();
  return note;
}

// An entry for the journal with all that is known of the call; `request_hash` is that of its body.
journal::Entry entry_of(const Call& call);
journal::Entry entry_of(const Call& call, const Note& note);

// The call's body, to be kept apart: canonical JSON, or nothing for one that is secret.
std::string body_to_keep(const Call& call);

}  // namespace writ::ops
