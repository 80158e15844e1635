// schema.external_vocabulary_unversioned_string: a value of a foreign vocabulary says whose it is
// and of which version.
#include <fmt/format.h>

#include "lint/lint.h"

namespace writ::lint {
namespace {

void check_value(const Record& record, const std::string& pointer, const canon::Value& value,
                 Findings& findings) {
  for (const std::string_view member :
       {"owner_doc", "registry_id", "value_id", "registry_version"}) {
    if (!text_of(value, member).empty()) continue;
    findings.add(record, pointer,
                 fmt::format("lacks `{}`: a word of another document's vocabulary means nothing "
                             "without its owner and version",
                             member));
  }
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record& record : records.all()) {
    for (const canon::Member& member : record.value().members()) {
      const bool foreign = member.name == "visibility_class_ref" ||
                           member.value.find("registry_id") != nullptr ||
                           member.value.find("owner_doc") != nullptr;
      if (foreign) check_value(record, fmt::format("/{}", member.name), member.value, findings);
    }
  }
}

}  // namespace

extern const Lint schema_external_vocabulary_unversioned_string{
    .id = "schema.external_vocabulary_unversioned_string",
    .section = "4.1",
    .protects = "A value of a foreign vocabulary says whose it is and of which version.",
    .check = check};

}  // namespace writ::lint
