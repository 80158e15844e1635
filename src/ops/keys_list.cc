// keys.list: every key, in whatever state.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/signing_key.h"
#include "ops/table.h"

namespace writ::ops {

struct ListKeysRequest {
  std::optional<keys::Purpose> purpose;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ListKeysRequest", "Which keys.",
             field<&ListKeysRequest::purpose>("purpose", "Absent is all."));
  }
};

struct ListKeysResponse {
  std::vector<keys::KeyRecord> keys;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ListKeysResponse", "Keys without their private parts.",
             field<&ListKeysResponse::keys>("keys", "By id."));
  }
};

std::optional<std::string_view> tenant_of(const ListKeysRequest&) { return std::nullopt; }

namespace {

Result<ListKeysResponse> list(Engine& engine, const Call&, const ListKeysRequest& request) {
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(auto records, key_records(*snapshot));
  if (request.purpose) {
    std::erase_if(records, [&](const auto& key) { return key.purpose != *request.purpose; });
  }
  return ListKeysResponse{std::move(records)};
}

}  // namespace

const Operation keys_list = define<list>({.name = "keys.list",
                                          .doc = "Lists the keys.",
                                          .capability = Capability::administer,
                                          .host_only = true,
                                          .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ListKeysRequest);
DEFINE_RECORD(writ::ops::ListKeysResponse);
