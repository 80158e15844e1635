#include "ops/credential.h"

#include "canon/base64.h"
#include "canon/digest.h"
#include "canon/random.h"

namespace writ::ops {

std::string make_token() {
  std::string text = canon::to_base64(canon::random_bytes(32));
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  text.erase(text.find('='));
  return "writ_" + text;
}

std::string token_sha256(std::string_view token) { return canon::sha256_hex(token); }

std::string_view public_part(std::string_view sha256) { return sha256.substr(0, 16); }

Caller caller_of(const Credential& record, bool believe) {
  Caller caller{.principal = record.principal, .credential = record.credential_id};
  if (record.tenant_id) caller.tenant = record.tenant_id->text();
  if (record.expires_at) caller.until = record.expires_at->at();
  for (const Capability capability : record.capabilities) caller.capabilities.add(capability);
  if (believe) return caller;
  policy::RequestPrincipal identity{.id = record.principal, .roles = record.roles};
  if (record.assurance) {
    identity.assurance =
        std::string(wire_names(*record.assurance)[static_cast<std::size_t>(*record.assurance)]);
  }
  caller.identity = std::move(identity);
  caller.speaks_for_tenant = record.speaks_for_tenant.value_or(false);
  return caller;
}

}  // namespace writ::ops
