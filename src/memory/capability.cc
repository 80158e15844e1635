#include "memory/capability.h"

#include <array>

namespace writ::memory {
namespace {

using coding::Class;
using coding::ContainerType;
using coding::Count;
using coding::Existence;
using coding::ReasonSummary;
using coding::SourceTitle;
using coding::Summary;
using coding::TopicLabel;
using coding::Word;

constexpr Word reason_mask = ReasonSummary::mask | Summary::mask;
constexpr Word labels_mask = ContainerType::mask | TopicLabel::mask | SourceTitle::mask;
constexpr Word booleans_mask = Existence::mask | labels_mask | ReasonSummary::mask;
constexpr Word vector_mask = booleans_mask | Count::mask | Summary::mask;

// What of the vector may be shown under each class. An exact count takes the full class.
constexpr Word safe_label = Existence::mask | labels_mask |
                            Count::encode(CountDisclosure::bucketed) | ReasonSummary::mask |
                            Summary::encode(SummaryFidelity::generic_reason_only);
constexpr std::array<Word, Class::levels> shown_under{
    0, Existence::mask, safe_label, safe_label | Summary::encode(SummaryFidelity::redacted_reason),
    vector_mask};

constexpr bool has(Word word, Word all) { return (word & all) == all; }

// A reason at fidelity `none` is no reason, and a fidelity without a reason is `none`.
constexpr Word with_whole_reason(Word word) {
  constexpr Word least =
      ReasonSummary::mask | Summary::encode(SummaryFidelity::generic_reason_only);
  return has(word, least) ? word : word & ~reason_mask;
}

// Of a word whose reason is whole.
constexpr DisclosureClass class_of(Word word) {
  using enum DisclosureClass;
  if (!has(word, Existence::mask)) return not_disclosable;
  if ((word & (labels_mask | Count::mask | ReasonSummary::mask)) == 0) return existence_only;
  if (!has(word, Summary::encode(SummaryFidelity::redacted_reason))) return generic_safe_label_only;
  return has(word, booleans_mask | Summary::mask) ? full : redacted_summary;
}

constexpr Word shown(DisclosureClass level) { return shown_under[static_cast<std::size_t>(level)]; }

Word encoded(const DisclosurePermissionVector& vector) {
  return Existence::encode(vector.existence) | ContainerType::encode(vector.container_type) |
         TopicLabel::encode(vector.topic_label) | SourceTitle::encode(vector.source_title) |
         Count::encode(vector.count) | ReasonSummary::encode(vector.reason_summary) |
         Summary::encode(vector.summary_fidelity);
}

// The class that a vector comes to may be shown what made it so; else cutting to a class would
// lower the class again.
static_assert([] {
  for (unsigned level = 0; level < Class::levels; ++level) {
    const auto of = static_cast<DisclosureClass>(level);
    if (class_of(shown(of)) != of) return false;
  }
  return true;
}());

}  // namespace

Capability Capability::cap(DisclosureClass level) {
  return Capability((everything().word_ & ~(Class::mask | vector_mask)) | Class::encode(level) |
                    shown(level));
}

Capability Capability::cap(const DisclosurePermissionVector& vector) {
  return Capability((everything().word_ & ~vector_mask) | encoded(vector));
}

DisclosurePermissionVector Capability::disclosure_vector() const {
  return {.existence = Existence::decode(word_),
          .container_type = ContainerType::decode(word_),
          .topic_label = TopicLabel::decode(word_),
          .source_title = SourceTitle::decode(word_),
          .count = Count::decode(word_),
          .count_bucket_policy = {},
          .reason_summary = ReasonSummary::decode(word_),
          .reason_summary_template = {},
          .summary_fidelity = Summary::decode(word_)};
}

DisclosureClass derive_class(const DisclosurePermissionVector& vector) {
  return class_of(with_whole_reason(encoded(vector)));
}

Settled::Settled(Capability capability) {
  const Word whole = with_whole_reason(capability.word());
  const Word class_bits = whole & Class::encode(class_of(whole));
  const Word vector = whole & vector_mask & shown(Class::decode(class_bits));
  capability_ = Capability((whole & ~(Class::mask | vector_mask)) | class_bits | vector);
}

}  // namespace writ::memory
