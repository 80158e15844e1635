#include "ops/registry.h"

#include <set>

#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/document_row.h"
#include "ops/state.h"

namespace writ::ops {
namespace {

std::string_view name_of(RegistryKind registry) {
  return wire_names(registry)[static_cast<std::size_t>(registry)];
}

}  // namespace

void RegistryVersion::check(const canon::Path& path, canon::Faults& faults) const {
  std::set<std::string_view> seen;
  const canon::Path list(path, "values");
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string& id = values[i].value_id.text();
    if (seen.insert(id).second) continue;
    const canon::Path at(list, i);
    faults.add(canon::record::wrong_value, canon::Path(at, "value_id"),
               fmt::format("`{}` stands twice in one version: keep one", id));
  }
}

store::DocumentRow row_of(std::string_view tenant, const RegistryInUse& in_use, Instant now) {
  return document_row(registry_kind, tenant, name_of(in_use.registry), &in_use, now);
}

std::string registry_version_id(RegistryKind registry, const memory::SchemaVersionRef& version) {
  return fmt::format("{}/{}", name_of(registry), version.text());
}

store::DocumentRow row_of(const RegistryVersion& version, Instant now) {
  return document_row(registry_version_kind, version.tenant_id.text(),
                      registry_version_id(version.registry, version.version), &version, now);
}

memory::SchemaVersionRef version_in_use(const State& state, std::string_view tenant,
                                        RegistryKind registry) {
  const RegistryInUse* in_use =
      state.registries.empty() ? nullptr : state.registries.find(tenant, name_of(registry));
  return in_use != nullptr ? in_use->version
                           : memory::SchemaVersionRef(std::string(built_in_version));
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RegistryValue);
DEFINE_RECORD(writ::ops::RegistryVersion);
DEFINE_RECORD(writ::ops::RegistryInUse);
