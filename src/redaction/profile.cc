#include "redaction/profile.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "canon/digest.h"
#include "canon/json.h"
#include "canon/record_define.h"
#include "redaction/data.h"
#include "redaction/fault.h"

namespace writ::redaction {

// The data as it is written: detectors once, profiles by their ids.
struct ListedProfile {
  std::string name;
  std::string about;
  std::vector<DetectorId> detectors;

  static constexpr auto record(auto&& f) {
    using P = ListedProfile;
    using canon::field;
    return f("ListedProfile", "A profile.", field<&P::name>("profile", "Its name."),
             field<&P::about>("about", "For people."),
             field<&P::detectors>("detectors", "By their ids."));
  }
};

struct ProfileTable {
  std::vector<Detector> detectors;
  std::vector<ListedProfile> profiles;

  static constexpr auto record(auto&& f) {
    using T = ProfileTable;
    using canon::field;
    return f("ProfileTable", "Profiles.", field<&T::detectors>("detectors", "All there are."),
             field<&T::profiles>("profiles", "All there are."));
  }
};

namespace {

Problem wrong_data(std::string message) { return {fault::wrong_data, std::move(message)}; }

Result<std::vector<Detector>> detectors_of(const ListedProfile& listed, const ProfileTable& table) {
  std::vector<Detector> detectors;
  for (const DetectorId& id : listed.detectors) {
    const auto found = std::ranges::find(table.detectors, id, &Detector::id);
    if (found == table.detectors.end()) {
      return wrong_data(fmt::format("the profile `{}` names `{}`, which is no detector: write one",
                                    listed.name, id.text()));
    }
    detectors.push_back(*found);
  }
  if (detectors.empty()) {
    return wrong_data(fmt::format("the profile `{}` forbids nothing: name detectors", listed.name));
  }
  return detectors;
}

Result<std::unique_ptr<const Profile>> made(const ListedProfile& listed,
                                            const ProfileTable& table) {
  ProfileText text{.name = listed.name, .about = listed.about};
  WRIT_TRY(text.detectors, detectors_of(listed, table));
  text.hash = canon::HexDigest(canon::sha256_hex(canon::encode_without(text, {"about", "hash"})));
  WRIT_TRY(Matcher matcher, Matcher::compile(text.detectors));
  return std::make_unique<const Profile>(std::move(text), std::move(matcher));
}

Result<void> check_once(const std::vector<Detector>& detectors) {
  std::set<DetectorId> ids;
  for (const Detector& detector : detectors) {
    if (!ids.insert(detector.id).second) {
      return wrong_data(
          fmt::format("the detector `{}` stands there twice: keep one", detector.id.text()));
    }
  }
  return {};
}

}  // namespace

Result<Profiles> Profiles::read(std::string_view json) {
  WRIT_TRY(const canon::Json document, canon::Json::parse(json));
  WRIT_TRY(const ProfileTable table, canon::decode<ProfileTable>(document, "the profiles"));
  WRIT_CHECK(check_once(table.detectors));
  Profiles profiles;
  for (const Detector& detector : table.detectors) profiles.replacements_.add(detector);
  for (const ListedProfile& listed : table.profiles) {
    if (profiles.find(listed.name)) {
      return wrong_data(fmt::format("the profile `{}` stands there twice: keep one", listed.name));
    }
    WRIT_TRY(auto profile, made(listed, table));
    profiles.profiles_.push_back(std::move(profile));
  }
  return profiles;
}

Result<const Profiles*> Profiles::built_in() {
  static const Result<Profiles> profiles = read(profiles_json());
  if (!profiles) return profiles.error();
  return &*profiles;
}

Result<const Profile*> Profiles::find(std::string_view name) const {
  const auto found = std::ranges::find(
      profiles_, name, [](const auto& profile) -> std::string_view { return profile->text.name; });
  if (found != profiles_.end()) return found->get();
  return Problem{
      fault::unknown_profile,
      fmt::format("there is no redaction profile `{}`: `redaction.profiles` lists them", name)};
}

}  // namespace writ::redaction

DEFINE_RECORD(writ::redaction::Detector);
DEFINE_RECORD(writ::redaction::ProfileText);
DEFINE_RECORD(writ::redaction::ListedProfile);
DEFINE_RECORD(writ::redaction::ProfileTable);
