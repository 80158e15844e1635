#include "ops/attested_stamp.h"

#include <algorithm>

#include "canon/canonical.h"
#include "canon/digest.h"
#include "canon/record_define.h"
#include "journal/entry.h"
#include "ops/table.h"
#include "tlog/receipt.h"

namespace writ::ops {
namespace {

AttestationVerdict refused(std::string_view reason, std::optional<Instant> attested_at) {
  return {.reason = std::string(reason), .attested_at = attested_at};
}

// The entry in a receipt, where it is the one of this very export.
Result<journal::Entry> entry_in(const tlog::VerifiedReceipt& receipt) {
  WRIT_TRY(const canon::Json json, canon::Json::parse(receipt.entry));
  return canon::decode<journal::Entry>(json, "the entry");
}

bool is_of(const journal::Entry& entry, const canon::Sourced<AttestedPolicyStamp>& attested) {
  return entry.op == stamp_export.traits.name && entry.outcome == "allow" &&
         entry.tenant == attested->tenant_id.text() && entry.time == attested->recorded_at &&
         entry.response_hash == canon::sha256_hex(canon::canonical(attested.source.value()));
}

std::string_view too_early_or_late(Instant attested_at, const AttestationTerms& terms) {
  if (terms.now < attested_at) return attestation_reason::attested_later;
  const bool is_old = terms.now.microseconds - attested_at.microseconds > terms.longest;
  return is_old ? attestation_reason::too_long_ago : std::string_view();
}

Instant end_of(const AttestedPolicyStamp& attested, Instant attested_at,
               const AttestationTerms& terms) {
  const Instant too_old{attested_at.microseconds + terms.longest};
  const auto& expires_at = attested.kept.stamp.expires_at;
  return expires_at ? std::min(expires_at->at(), too_old) : too_old;
}

std::string_view not_for_it(const AttestedPolicyStamp& attested, const AttestationTerms& terms) {
  const auto sound = stamp::SoundStamp::of(attested.kept);
  if (!sound) return stamp::name_of(sound.error());
  const auto fault = sound->refused(terms.presented, attested.freshness_key, terms.now);
  return fault ? stamp::name_of(*fault) : std::string_view();
}

}  // namespace

AttestationVerdict verify_attested(const canon::Sourced<AttestedPolicyStamp>& attested,
                                   std::string_view receipt, const AttestationTerms& terms) {
  const auto verified = tlog::verify_receipt(receipt, terms.trusted, std::nullopt, terms.origin);
  if (!verified) {
    return {.reason = std::string(verified.error().code.name), .message = verified.error().message};
  }
  const Result<journal::Entry> entry = entry_in(*verified);
  if (!entry || !is_of(*entry, attested)) {
    return refused(attestation_reason::not_attested, std::nullopt);
  }
  const Instant at = entry->time.at();
  if (attested->tenant_id.text() != terms.tenant) {
    return refused(attestation_reason::another_tenant, at);
  }
  std::string_view why = too_early_or_late(at, terms);
  if (why.empty()) why = not_for_it(*attested, terms);
  if (!why.empty()) return refused(why, at);
  return {.honoured = true, .attested_at = at, .honoured_until = end_of(*attested, at, terms)};
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::AttestedPolicyStamp);
