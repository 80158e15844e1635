#include "assurance/facts.h"

#include <algorithm>

#include "assurance/node.h"
#include "canon/record_define.h"

namespace writ::assurance {
namespace {

std::optional<Instant> instant_of(const std::optional<canon::Timestamp>& time) {
  return time ? std::optional(time->at()) : std::nullopt;
}

}  // namespace

std::optional<Instant> expiry_of(const CaseNode& node, const EvidenceId& evidence,
                                 const Facts& facts) {
  const auto* solution = std::get_if<Solution>(&node);
  const auto own = solution != nullptr ? instant_of(solution->expires_at) : std::nullopt;
  const auto known = facts.evidence.find(evidence.text());
  const auto its =
      known != facts.evidence.end() ? instant_of(known->second.expires_at) : std::nullopt;
  return own && its ? std::min(own, its) : own ? own : its;
}

Freshness freshness_of(const CaseNode& node, const EvidenceId& evidence, const Facts& facts) {
  const auto known = facts.evidence.find(evidence.text());
  if (known == facts.evidence.end()) return Freshness::not_registered;
  if (!known->second.fresh) return Freshness::stale;
  const std::optional<Instant> expiry = expiry_of(node, evidence, facts);
  return expiry && *expiry <= facts.now ? Freshness::expired : Freshness::fresh;
}

}  // namespace writ::assurance

DEFINE_RECORD(writ::assurance::EvidenceFact);
