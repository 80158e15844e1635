// registry.get: a version of a vocabulary.
#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/broken_store.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/registry.h"
#include "ops/table.h"

namespace writ::ops {

struct GetRegistryRequest {
  policy::TenantId tenant_id;
  RegistryKind registry = RegistryKind::domain_profile;
  std::optional<memory::SchemaVersionRef> version;

  static constexpr auto record(auto&& f) {
    using R = GetRegistryRequest;
    using canon::field;
    return f("GetRegistryRequest", "Which vocabulary.", field<&R::tenant_id>("tenant_id", "Whose."),
             field<&R::registry>("registry", "Which."),
             field<&R::version>("version", "Which version; absent is the one in use."));
  }
};

struct GetRegistryResponse {
  RegistryVersion content;
  bool in_use = false;

  static constexpr auto record(auto&& f) {
    using R = GetRegistryResponse;
    using canon::field;
    return f("GetRegistryResponse", "A version of a vocabulary.",
             field<&R::content>("content", "All of it."),
             field<&R::in_use>("in_use", "Whether it is the version in use."));
  }
};

std::optional<std::string_view> tenant_of(const GetRegistryRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<RegistryVersion> stored(Engine& engine, const GetRegistryRequest& request,
                               const memory::SchemaVersionRef& version) {
  if (version.text() == built_in_version) {
    return RegistryVersion{request.tenant_id, request.registry, version, {}};
  }
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const auto row, snapshot->find_document(registry_version_kind, request.tenant_id.text(),
                                                   registry_version_id(request.registry, version)));
  if (row && row->record) {
    return stored_record<RegistryVersion>("a version of a registry", *row->record);
  }
  return Problem{fault::unknown_registry_version,
                 fmt::format("there is no version `{}` of it: leave `version` out for the one that "
                             "is in use",
                             version.text())};
}

Result<GetRegistryResponse> get(Engine& engine, const Call&, const GetRegistryRequest& request) {
  WRIT_TRY(const auto state, engine.state());
  const auto in_use = version_in_use(*state, request.tenant_id.text(), request.registry);
  const memory::SchemaVersionRef& wanted = request.version ? *request.version : in_use;
  WRIT_TRY(RegistryVersion content, stored(engine, request, wanted));
  return GetRegistryResponse{.content = std::move(content), .in_use = wanted == in_use};
}

}  // namespace

const Operation registry_get = define<get>({.name = "registry.get",
                                            .doc = "Answers a version of a tenant's vocabulary.",
                                            .capability = Capability::read,
                                            .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::GetRegistryRequest);
DEFINE_RECORD(writ::ops::GetRegistryResponse);
