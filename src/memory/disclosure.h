// What may be said about a memory, part by part.
#pragma once

#include <optional>
#include <string>

#include "canon/record.h"
#include "memory/levels.h"

namespace writ::memory {

struct DisclosurePermissionVector {
  bool existence = false;
  bool container_type = false;
  bool topic_label = false;
  bool source_title = false;
  CountDisclosure count = CountDisclosure::none;
  std::optional<std::string> count_bucket_policy;
  bool reason_summary = false;
  std::optional<std::string> reason_summary_template;
  SummaryFidelity summary_fidelity = SummaryFidelity::none;

  bool operator==(const DisclosurePermissionVector&) const = default;

  static constexpr auto record(auto&& f) {
    using V = DisclosurePermissionVector;
    using canon::field;
    return f(
        "DisclosurePermissionVector", "What may be said about a memory, part by part.",
        field<&V::existence>("may_disclose_existence", "That it exists."),
        field<&V::container_type>("may_disclose_container_type", "What kind of thing holds it."),
        field<&V::topic_label>("may_disclose_topic_label", "Its topic."),
        field<&V::source_title>("may_disclose_source_title", "The title of its source."),
        field<&V::count>("count_disclosure_mode", "How many there are, and how exactly."),
        field<&V::count_bucket_policy>("count_bucket_policy_ref", "The buckets of a rough count."),
        field<&V::reason_summary>("may_disclose_reason_summary", "Why it is withheld."),
        field<&V::reason_summary_template>("reason_summary_template_ref",
                                           "The safe label that the reason is given with."),
        field<&V::summary_fidelity>("max_summary_fidelity", "How much of the reason."));
  }
};

}  // namespace writ::memory
