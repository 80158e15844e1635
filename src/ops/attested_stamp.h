// A stamp that leaves the building: what it was, that the journal attests that it held, and whether
// that is enough for what somebody elsewhere is about to do. Nothing here needs a data directory.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "canon/record.h"
#include "policy/bundle.h"
#include "stamp/check.h"
#include "tlog/note.h"

namespace writ::ops {

// Its hash is the `responseHash` of an entry of `stamp.export`, which says `allow`.
struct AttestedPolicyStamp {
  canon::Literal<"AttestedPolicyStamp"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  policy::TenantId tenant_id;
  stamp::KeptStamp kept;
  memory::PolicyRuntimeFreshnessKey freshness_key;

  static constexpr auto record(auto&& f) {
    using A = AttestedPolicyStamp;
    using canon::field;
    return f("AttestedPolicyStamp", "That a stamp held, to be shown where Writ is not.",
             field<&A::record_kind>("record_kind", "The record's type."),
             field<&A::schema_version>("schema_version", "Of its schema."),
             field<&A::recorded_at>("recorded_at", "When it held."),
             field<&A::tenant_id>("tenant_id", "Whose it is."),
             field<&A::kept>("kept", "The stamp with all that it rests on."),
             field<&A::freshness_key>("freshness_key", "The state that was active then."));
  }
};

// Why what is shown does not attest the stamp. The receipt's own faults are those of
// tlog::verify_receipt().
namespace attestation_reason {
inline constexpr std::string_view another_tenant = "stamp.another_tenant";
inline constexpr std::string_view not_attested = "stamp.not_attested";  // the entry is of another
inline constexpr std::string_view attested_later = "stamp.attested_later";
inline constexpr std::string_view too_long_ago = "stamp.attested_too_long_ago";
}  // namespace attestation_reason

// What somebody elsewhere goes by.
struct AttestationTerms {
  std::span<const tlog::VerifierKey> trusted;
  std::optional<std::string_view> origin;  // of the log; absent: any that a trusted key signs
  std::string_view tenant;
  stamp::Presented presented;
  Instant now;
  std::int64_t longest;  // microseconds that it may have been attested ago
};

struct AttestationVerdict {
  bool honoured = false;
  std::string reason;                  // empty where it is
  std::string message;                 // for people, where the reason alone is not enough
  std::optional<Instant> attested_at;  // where the receipt is good
  // Where it is honoured: until when, by the stamp and by these terms.
  std::optional<Instant> honoured_until;
};

// Whether the stamp held when its receipt's entry was made, that is not too long ago, and it is for
// what is presented.
AttestationVerdict verify_attested(const canon::Sourced<AttestedPolicyStamp>& attested,
                                   std::string_view receipt, const AttestationTerms& terms);

}  // namespace writ::ops
