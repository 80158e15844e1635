// What the tests of redaction share.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "redaction/redact.h"

namespace writ::redaction {

inline const Profiles& built_in() {
  const auto profiles = Profiles::built_in();
  if (!profiles) throw std::runtime_error(describe(profiles.error()));
  return **profiles;
}

inline const Profile& profile(std::string_view name) {
  const auto found = built_in().find(name);
  if (!found) throw std::runtime_error(describe(found.error()));
  return **found;
}

inline Redacted redacted(const std::vector<const Profile*>& profiles, std::string_view text) {
  auto made = redact(profiles, built_in().replacements(), text);
  if (!made) throw std::runtime_error(describe(made.error()));
  return *std::move(made);
}

inline Redacted redacted(std::string_view name, std::string_view text) {
  return redacted({&profile(name)}, text);
}

}  // namespace writ::redaction
