// redaction.profiles: what the profiles that policies name forbid.
#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/table.h"
#include "redaction/profile.h"

namespace writ::ops {

struct ProfilesRequest {
  static constexpr auto record(auto&& f) { return f("ProfilesRequest", "Asks for nothing more."); }
};

struct ProfilesResponse {
  std::vector<redaction::ProfileText> profiles;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ProfilesResponse", "The redaction profiles of this build.",
             field<&ProfilesResponse::profiles>("profiles", "All there are."));
  }
};

std::optional<std::string_view> tenant_of(const ProfilesRequest&) { return std::nullopt; }

namespace {

Result<ProfilesResponse> profiles(const ProfilesRequest&) {
  WRIT_TRY(const redaction::Profiles* const known, redaction::Profiles::built_in());
  ProfilesResponse response;
  for (const auto& one : known->all()) response.profiles.push_back(one->text);
  return response;
}

}  // namespace

const Operation redaction_profiles =
    define<profiles>({.name = "redaction.profiles",
                      .doc = "Shows what each redaction profile forbids.",
                      .capability = Capability::read});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ProfilesRequest);
DEFINE_RECORD(writ::ops::ProfilesResponse);
