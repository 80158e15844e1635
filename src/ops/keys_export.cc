// keys.export: the public part of a key, for those who verify elsewhere.
#include <fmt/format.h>

#include "canon/record_define.h"
#include "keys/fault.h"
#include "keys/make_key.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct ExportKeyRequest {
  keys::KeyId key_id;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ExportKeyRequest", "Which key.",
             field<&ExportKeyRequest::key_id>("keyId", "Its id."));
  }
};

struct ExportKeyResponse {
  keys::KeyRecord key;
  std::string pem;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ExportKeyResponse", "The public part.",
             field<&ExportKeyResponse::key>("key", "What is known of it."),
             field<&ExportKeyResponse::pem>("pem", "SPKI in PEM."));
  }
};

std::optional<std::string_view> tenant_of(const ExportKeyRequest&) { return std::nullopt; }

namespace {

Result<ExportKeyResponse> export_key(Engine& engine, const Call&, const ExportKeyRequest& request) {
  WRIT_TRY(const auto state, engine.state());
  const keys::KeyRecord* key = state->keys->ring().find(request.key_id.text());
  if (key == nullptr) {
    return Problem{
        keys::fault::unknown_key,
        fmt::format("there is no key `{}`: `writ keys list` shows them", request.key_id.text())};
  }
  WRIT_TRY(std::string pem, keys::export_public_key(*key));
  return ExportKeyResponse{*key, std::move(pem)};
}

}  // namespace

const Operation keys_export = define<export_key>({.name = "keys.export",
                                                  .doc = "Answers the public part of a key.",
                                                  .capability = Capability::administer,
                                                  .host_only = true,
                                                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ExportKeyRequest);
DEFINE_RECORD(writ::ops::ExportKeyResponse);
