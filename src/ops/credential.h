// Bearer tokens: the credentials of callers on the network. Only a token's SHA-256 is kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"
#include "ops/caller.h"
#include "policy/bundle.h"

namespace writ::ops {

inline constexpr const char* speaks_for_tenant_doc =
    "True: requests may name other principals, whose roles the directory knows; otherwise its "
    "holder asks for itself.";

struct Credential {
  std::string credential_id;
  std::string principal;
  std::optional<policy::TenantId> tenant_id;
  std::vector<Capability> capabilities;
  std::optional<std::vector<std::string>> roles;
  std::optional<policy::Assurance> assurance;
  std::optional<bool> speaks_for_tenant;
  canon::Timestamp created_at;
  std::optional<canon::Timestamp> expires_at;

  static constexpr auto record(auto&& f) {
    using T = Credential;
    using canon::field;
    return f("Credential", "A credential, without what proves it.",
             field<&T::credential_id>("credentialId", "Names it; no secret."),
             field<&T::principal>("principal", "Who holds it."),
             field<&T::tenant_id>("tenantId", "The only tenant it speaks of; absent is any."),
             field<&T::capabilities>("capabilities", "What it may do."),
             field<&T::roles>("roles", "The roles of its holder, to policies."),
             field<&T::assurance>("assurance", "How sure of its holder we are, to policies."),
             field<&T::speaks_for_tenant>("speaksForTenant", speaks_for_tenant_doc),
             field<&T::created_at>("createdAt", "Since when."),
             field<&T::expires_at>("expiresAt", "Until when; absent is for ever."));
  }
};

// A new token: 256 random bits, `writ_` before them in base64url.
std::string make_token();

// What the store keeps of it.
std::string token_sha256(std::string_view token);

// A credential, and the SHA-256 of the token that proves it.
struct HeldCredential {
  Credential record;
  std::string sha256;
};

// The part of a token's SHA-256 that its credential's id shows everybody, to look it up by.
std::string_view public_part(std::string_view sha256);

// The caller that holds it. `believe` is whether the door takes a caller's word for who the
// principal of its requests is.
Caller caller_of(const Credential& record, bool believe);

}  // namespace writ::ops
