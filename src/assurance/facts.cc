#include "assurance/facts.h"

#include <algorithm>

#include "assurance/node.h"
#include "canon/record_define.h"

namespace writ::assurance {
namespace {

std::optional<Instant> instant_of(const std::optional<canon::Timestamp>& time) {
  return time ? std::optional(time->at()) : std::nullopt;
}

const EvidenceFact* find_fact(const EvidenceId& evidence, const Facts& facts) {
  const auto known = facts.evidence.find(std::string_view(evidence.text()));
  return known == facts.evidence.end() ? nullptr : &known->second;
}

std::optional<Instant> earlier_expiry(const CaseNode& node, const EvidenceFact* fact) {
  const auto* solution = std::get_if<Solution>(&node);
  const auto own = solution != nullptr ? instant_of(solution->expires_at) : std::nullopt;
  const auto its = fact != nullptr ? instant_of(fact->expires_at) : std::nullopt;
  return own && its ? std::min(own, its) : own ? own : its;
}

}  // namespace

std::optional<Instant> expiry_of(const CaseNode& node, const EvidenceId& evidence,
                                 const Facts& facts) {
  return earlier_expiry(node, find_fact(evidence, facts));
}

Freshness freshness_of(const CaseNode& node, const EvidenceId& evidence, const Facts& facts) {
  const EvidenceFact* fact = find_fact(evidence, facts);
  if (fact == nullptr) return Freshness::not_registered;
  if (!fact->fresh) return Freshness::stale;
  const std::optional<Instant> expiry = earlier_expiry(node, fact);
  return expiry && *expiry <= facts.now ? Freshness::expired : Freshness::fresh;
}

}  // namespace writ::assurance

DEFINE_RECORD(writ::assurance::EvidenceFact);
