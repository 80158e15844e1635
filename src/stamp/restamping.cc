#include "stamp/restamping.h"

#include <algorithm>
#include <utility>

#include "memory/derived_id.h"

namespace writ::stamp {
namespace {

// How many kinds of stamps that compare alike are remembered.
constexpr std::size_t most_alike = 64;

}  // namespace

Restamping::Restamping(std::shared_ptr<const SoundForm> form, Instant now,
                       memory::MemoryFlowCertificateId certificate)
    : form_(std::move(form)), terms_{.freshness_key = form_->form().freshness_key,
                                     .now = now,
                                     .expires_at = {},
                                     .certificate = std::move(certificate)} {}

std::expected<Restamping::Made, StampFault> Restamping::of(const SoundStamp& prior,
                                                           std::optional<Instant> expires_at) {
  terms_.expires_at = expires_at;
  if (const auto fault = restamp_fault(prior.stamp(), terms_)) return std::unexpected(*fault);
  const Alike* alike = find_alike(prior);
  if (alike == nullptr) {
    const auto first = first_of(prior);
    if (!first) return std::unexpected(first.error());
    alike = *first;
  }
  Made made{.disposition = alike->disposition, .record = {}, .successor = {}};
  if (alike->disposition != RestampDisposition::block) {
    auto successor = successor_of(prior);
    if (!successor) return std::unexpected(successor.error());
    made.successor = *std::move(successor);
  }
  made.record = std::visit([&](const auto& written) { return written.text(prior, made.successor); },
                           alike->written);
  return made;
}

const Restamping::Alike* Restamping::find_alike(const SoundStamp& prior) const {
  const auto found = std::ranges::find_if(alike_, [&](const Alike& alike) {
    return alike.prior == prior.form() && alike.reason_codes == prior.stamp().reason_codes &&
           alike.ceiling == prior.ceiling()->items;
  });
  return found == alike_.end() ? nullptr : &*found;
}

std::expected<const Restamping::Alike*, StampFault> Restamping::first_of(const SoundStamp& prior) {
  const bool is_asked = std::ranges::all_of(
      form_->form().contexts,
      [&](const memory::PolicyEvaluationContext& now) { return prior.form()->asks(now); });
  if (!is_asked) return std::unexpected(StampFault::another_context);
  auto comparisons = compare({.ceiling = leveled(prior.ceiling()->items),
                              .prior = prior.form()->levels(),
                              .fresh = form_->levels()});
  const RestampDisposition disposition = disposition_of(comparisons);
  std::optional<SoundStamp> successor;
  if (disposition != RestampDisposition::block) {
    auto made = successor_of(prior);
    if (!made) return std::unexpected(made.error());
    successor = *std::move(made);
  }
  const PolicyStampRestamp record =
      restamp_record(prior.stamp(), *prior.ceiling(), terms_, std::move(comparisons),
                     successor ? &successor->stamp() : nullptr);
  if (alike_.size() == most_alike) alike_.clear();
  return std::visit(
      [&]<class R>(const R& first) {
        return &alike_.emplace_back(Alike{.prior = prior.form(),
                                          .ceiling = prior.ceiling()->items,
                                          .reason_codes = prior.stamp().reason_codes,
                                          .written = Written<R>(first),
                                          .disposition = disposition});
      },
      static_cast<const PolicyStampRestamp::variant&>(record));
}

std::expected<std::optional<SoundStamp>, StampFault> Restamping::successor_of(
    const SoundStamp& prior) const {
  return SoundStamp::of(form_, successor_terms(prior.stamp(), terms_), prior.ceiling());
}

template <class R>
Restamping::Written<R>::Written(const R& first)
    : content(first,
              {"object_ref", "prior_stamp_ref", "root_stamp_ref", "original_ceiling_ref",
               "new_effective_policy_refs"},
              restamp_without),
      whole(first, {"restamp_id", "object_ref", "prior_stamp_ref", "root_stamp_ref",
                    "original_ceiling_ref", "new_effective_policy_refs"}) {}

template <class R>
std::string Restamping::Written<R>::text(const SoundStamp& prior,
                                         const std::optional<SoundStamp>& successor) const {
  R record{.object = prior.stamp().object,
           .prior_stamp = prior.stamp().id,
           .root_stamp = prior.ceiling()->root_stamp,
           .ceiling = prior.ceiling()->id};
  if constexpr (requires { record.policies; }) record.policies = policies_of(successor->stamp());
  record.id = restamp_ref(content.encode(record));
  return whole.encode(record);
}

}  // namespace writ::stamp
