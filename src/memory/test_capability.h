// Capabilities for tests: all of a small world, and random ones.
#pragma once

#include <rapidcheck.h>

#include <vector>

#include "memory/capability.h"

namespace writ::memory {

// Every disclosure vector that there is.
inline std::vector<DisclosurePermissionVector> every_vector() {
  std::vector<DisclosurePermissionVector> vectors;
  for (unsigned bits = 0; bits < 32; ++bits) {
    for (unsigned count = 0; count < 3; ++count) {
      for (unsigned fidelity = 0; fidelity < 4; ++fidelity) {
        vectors.push_back({.existence = (bits & 1) != 0,
                           .container_type = (bits & 2) != 0,
                           .topic_label = (bits & 4) != 0,
                           .source_title = (bits & 8) != 0,
                           .count = static_cast<CountDisclosure>(count),
                           .reason_summary = (bits & 16) != 0,
                           .summary_fidelity = static_cast<SummaryFidelity>(fidelity)});
      }
    }
  }
  return vectors;
}

// Three levels of each axis, and vectors from nothing to everything: 3^4 times 7.
inline std::vector<Capability> some_capabilities() {
  using enum DisclosureClass;
  const std::vector<Capability> disclosures{
      Capability::cap(not_disclosable),
      Capability::cap(existence_only),
      Capability::cap(generic_safe_label_only),
      Capability::cap(redacted_summary),
      Capability::cap(full),
      Capability::cap({.existence = true, .topic_label = true}),
      Capability::cap({.existence = true,
                       .count = CountDisclosure::exact,
                       .reason_summary = true,
                       .summary_fidelity = SummaryFidelity::redacted_reason})};
  std::vector<Capability> all;
  for (const auto content :
       {ContentFidelity::none, ContentFidelity::redacted, ContentFidelity::full}) {
    for (const auto locality :
         {Locality::blocked, Locality::local_only, Locality::approved_external}) {
      for (const auto learning : {LearningScope::none, LearningScope::same_firewall_only,
                                  LearningScope::global_allowed}) {
        for (const auto mutation : {MutationAuthority::none, MutationAuthority::candidate_only,
                                    MutationAuthority::durable_allowed}) {
          for (const Capability disclosure : disclosures) {
            all.push_back(Capability::cap(content) & Capability::cap(locality) &
                          Capability::cap(learning) & Capability::cap(mutation) & disclosure);
          }
        }
      }
    }
  }
  return all;
}

template <class Level>
Level any_level() {
  const auto count = static_cast<int>(wire_names(Level{}).size());
  return static_cast<Level>(*rc::gen::inRange(0, count));
}

// Inside a property only.
inline Capability any_capability() {
  const DisclosurePermissionVector vector{.existence = *rc::gen::arbitrary<bool>(),
                                          .container_type = *rc::gen::arbitrary<bool>(),
                                          .topic_label = *rc::gen::arbitrary<bool>(),
                                          .source_title = *rc::gen::arbitrary<bool>(),
                                          .count = any_level<CountDisclosure>(),
                                          .reason_summary = *rc::gen::arbitrary<bool>(),
                                          .summary_fidelity = any_level<SummaryFidelity>()};
  return Capability::cap(any_level<ContentFidelity>()) & Capability::cap(any_level<Locality>()) &
         Capability::cap(any_level<LearningScope>()) &
         Capability::cap(any_level<MutationAuthority>()) &
         Capability::cap(any_level<DisclosureClass>()) & Capability::cap(vector);
}

}  // namespace writ::memory
