#include "stamp/restamping.h"

#include <algorithm>
#include <span>
#include <utility>

namespace writ::stamp {
namespace {

// How many kinds of stamps that compare alike are remembered.
constexpr std::size_t most_alike = 64;

// A blocked one names none.
template <class R>
constexpr bool names_policies = requires(R record) { record.policies; };

// Of restamps that differ in what they say of a single stamp, and in the members `Own`.
template <class R, auto... Own>
canon::Stencil<R> of_each(const R& first, std::span<const std::string_view> left_out = {}) {
  using Stencil = canon::Stencil<R>;
  if constexpr (names_policies<R>) {
    return Stencil::template of<&R::object, &R::prior_stamp, &R::root_stamp, &R::ceiling,
                                &R::policies, Own...>(first, left_out);
  } else {
    return Stencil::template of<&R::object, &R::prior_stamp, &R::root_stamp, &R::ceiling, Own...>(
        first, left_out);
  }
}

}  // namespace

template <class R>
Restamping::Written<R>::Written(const R& first)
    : content(of_each<R>(first, restamp_without)), whole(of_each<R, &R::id>(first)) {}

template <class R>
std::string Restamping::Written<R>::text(const SoundStamp& prior,
                                         const std::optional<SoundStamp>& successor) const {
  R record{.object = prior.stamp().object,
           .prior_stamp = prior.stamp().id,
           .root_stamp = prior.ceiling()->root_stamp,
           .ceiling = prior.ceiling()->id};
  if constexpr (names_policies<R>) record.policies = policies_of(successor->stamp());
  record.id = restamp_ref(content.encode(record));
  return whole.encode(record);
}

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
  if (alike == nullptr && !asks_as(prior)) return std::unexpected(StampFault::another_context);
  std::vector<PolicyAxisCeilingComparison> comparisons;
  if (alike == nullptr) comparisons = compared(prior);
  Made made{.disposition = alike != nullptr ? alike->disposition : disposition_of(comparisons)};
  if (made.disposition != RestampDisposition::block) {
    auto successor = SoundStamp::of(form_, successor_terms(prior.stamp(), terms_), prior.ceiling());
    if (!successor) return std::unexpected(successor.error());
    made.successor = *std::move(successor);
  }
  if (alike == nullptr) alike = &remember(prior, std::move(comparisons), made);
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

bool Restamping::asks_as(const SoundStamp& prior) const {
  return std::ranges::all_of(form_->form().contexts,
                             [&](const memory::PolicyEvaluationContext& question) {
                               return prior.form()->asks(question);
                             });
}

std::vector<PolicyAxisCeilingComparison> Restamping::compared(const SoundStamp& prior) const {
  return compare({.ceiling = leveled(prior.ceiling()->items),
                  .prior = prior.form()->levels(),
                  .fresh = form_->levels()});
}

const Restamping::Alike& Restamping::remember(const SoundStamp& prior,
                                              std::vector<PolicyAxisCeilingComparison> comparisons,
                                              const Made& made) {
  const PolicyStampRestamp record =
      restamp_record(prior.stamp(), *prior.ceiling(), terms_, std::move(comparisons),
                     made.successor ? &made.successor->stamp() : nullptr);
  if (alike_.size() == most_alike) alike_.clear();
  return std::visit(
      [&]<class R>(const R& first) -> const Alike& {
        return alike_.emplace_back(Alike{.prior = prior.form(),
                                         .ceiling = prior.ceiling()->items,
                                         .reason_codes = prior.stamp().reason_codes,
                                         .written = Written<R>(first),
                                         .disposition = made.disposition});
      },
      static_cast<const PolicyStampRestamp::variant&>(record));
}

}  // namespace writ::stamp
