// policy.decision_missing_model_or_interaction_context: a decision says for which model, client and
// mode it was made.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

template <class Level>
void check_word(const Record& context, std::string_view member, Findings& findings) {
  if (word_of<Level>(context.value(), member)) return;
  findings.add(context, fmt::format("/{}", member),
               fmt::format("`{}` is no {}: one of `{}`", text_of(context.value(), member), member,
                           fmt::join(memory::wire_names(Level{}), "`, `")));
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* context : records.of(context_kind)) {
    check_word<memory::ModelClass>(*context, "model_class", findings);
    check_word<memory::ClientKind>(*context, "client_kind", findings);
    check_word<memory::InteractionMode>(*context, "interaction_mode", findings);
  }
}

}  // namespace

extern const Lint policy_decision_missing_model_or_interaction_context{
    .id = "policy.decision_missing_model_or_interaction_context",
    .section = "4.3",
    .protects = "A decision says for which model, client and mode it was made.",
    .check = check};

}  // namespace writ::lint
