// registry.put: a version of a vocabulary, which is in use from now on.
#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/registry.h"
#include "ops/table.h"

namespace writ::ops {

struct PutRegistryResponse {
  bool ok = false;
  bool changed = false;
  std::optional<std::string> reason;
  std::optional<std::string> pointer;
  std::optional<std::string> message;

  static constexpr auto record(auto&& f) {
    using R = PutRegistryResponse;
    using canon::field;
    return f("PutRegistryResponse",
             "It is in use: whatever begins after this answer, on any node, goes by it. Refused, "
             "nothing changed.",
             field<&R::ok>("ok", "Whether it is."),
             field<&R::changed>("changed", "Whether another version was in use before."),
             field<&R::reason>("reason", "Why it was refused, as a code."),
             field<&R::pointer>("pointer", "Where."), field<&R::message>("message", "For people."));
  }
};

std::optional<std::string_view> tenant_of(const RegistryVersion& request) {
  return request.tenant_id.text();
}

namespace {

PutRegistryResponse taken(const RegistryVersion& request) {
  return {.reason = "registry.version_taken",
          .pointer = "/version",
          .message = fmt::format("version `{}` has other values already, and a version never "
                                 "changes: give this one a version of its own",
                                 request.version.text())};
}

enum class Known : std::uint8_t { no, as_it_is, with_other_values };

Result<Known> find(store::Snapshot& snapshot, const RegistryVersion& request) {
  if (request.version.text() == built_in_version) {
    return request.values.empty() ? Known::as_it_is : Known::with_other_values;
  }
  WRIT_TRY(const auto row,
           snapshot.find_document(registry_version_kind, request.tenant_id.text(),
                                  registry_version_id(request.registry, request.version)));
  if (!row || !row->record) return Known::no;
  return *row->record == canon::encode(request) ? Known::as_it_is : Known::with_other_values;
}

Result<PutRegistryResponse> put(Engine& engine, const Call& call, const RegistryVersion& request) {
  return engine.change<PutRegistryResponse>(
      call, [&](store::Transaction& transaction, const State& now) -> Result<PutRegistryResponse> {
        const std::string& tenant = request.tenant_id.text();
        WRIT_TRY(const Known known, find(transaction, request));
        if (known == Known::with_other_values) return taken(request);
        if (known == Known::no) WRIT_CHECK(transaction.put_document(row_of(request, call.now)));
        const bool changed = version_in_use(now, tenant, request.registry) != request.version;
        if (changed) {
          WRIT_CHECK(put_ground(transaction,
                                row_of(tenant, {request.registry, request.version}, call.now)));
        }
        return PutRegistryResponse{.ok = true, .changed = changed};
      });
}

}  // namespace

const Operation registry_put =
    define<put>({.name = "registry.put",
                 .doc = "Brings a version of a tenant's vocabulary into use.",
                 .capability = Capability::administer,
                 .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::PutRegistryResponse);
