// egress.local_file_export_treated_as_same_runtime: a file on the same machine has left the
// runtime.
#include <algorithm>
#include <set>

#include "lint/lint.h"
#include "lint/policies.h"
#include "memory/crosswalk.h"

namespace writ::lint {
namespace {

constexpr std::string_view local_file = "local_file_export";

// Dispositions under which nothing leaves the machine's runtimes.
bool stays_in_runtime(const canon::Value& row) {
  using enum memory::EgressDisposition;
  const auto disposition = word_of<memory::EgressDisposition>(row, "disposition");
  return disposition == no_egress_same_runtime_only || disposition == same_machine_runtime_only;
}

void check_row(const Record& row, Findings& findings) {
  const auto classes = texts_of(row.value(), "allowed_outbound_destination_classes");
  const bool file = text_of(row.value(), "outbound_destination_class") == local_file ||
                    std::ranges::find(classes, local_file) != classes.end();
  const canon::Value* attested = row.value().find("egress_attestation_required");
  const bool required =
      attested != nullptr && attested->is(canon::Value::Kind::boolean) && attested->boolean();
  if (!file) return;
  if (text_of(row.value(), "relation_to_destination") == "same_runtime") {
    findings.add(row, "/relation_to_destination", "a file is not of the same runtime");
  } else if (stays_in_runtime(row.value())) {
    findings.add(row, "/disposition", "a file leaves the runtime: use `policy_bound_egress`");
  } else if (!required) {
    findings.add(row, "", "lets a file out without an attestation: require one");
  }
}

// The questions of which an attestation says that they end in a file.
std::set<std::string_view> attested(const RecordSet& records) {
  std::set<std::string_view> contexts;
  for (const Record* attestation : records.of(attestation_kind)) {
    if (text_of(attestation->value(), "outbound_destination_class") != local_file) continue;
    contexts.insert(text_of(attestation->value(), "policy_evaluation_context_ref"));
  }
  return contexts;
}

// Nothing goes into a file without an attestation of its own.
void check_certificate(const std::set<std::string_view>& attested, const Record& certificate,
                       Findings& findings) {
  if (text_of(certificate.value(), "destination") != local_file) return;
  if (attested.contains(text_of(certificate.value(), "policy_evaluation_context_ref"))) return;
  findings.add(certificate, "/destination", "goes into a file, and no attestation says so");
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* row : records.of("DestinationPolicyCrosswalk")) check_row(*row, findings);
  const std::set<std::string_view> contexts = attested(records);
  for (const Record* certificate : records.of(certificate_kind)) {
    check_certificate(contexts, *certificate, findings);
  }
}

}  // namespace

extern const Lint egress_local_file_export_treated_as_same_runtime{
    .id = "egress.local_file_export_treated_as_same_runtime",
    .section = "4.8",
    .protects = "A file on the same machine has left the runtime.",
    .check = check};

}  // namespace writ::lint
