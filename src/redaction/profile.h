// Redaction profiles: which detectors a policy means by the name of one.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "canon/record.h"
#include "canon/types.h"
#include "redaction/detector.h"
#include "redaction/matcher.h"
#include "redaction/replacement.h"

namespace writ::redaction {

// A profile as a reader of policies sees it. Its hash is of the canonical JSON of name and
// detectors.
struct ProfileText {
  std::string name;
  std::string about;
  std::vector<Detector> detectors;
  canon::HexDigest hash;

  static constexpr auto record(auto&& f) {
    using P = ProfileText;
    using canon::field;
    return f("RedactionProfile", "What must not be in what goes out.",
             field<&P::name>("profile", "Its name in policies."),
             field<&P::about>("about", "For people."),
             field<&P::detectors>("detectors", "What it forbids."),
             field<&P::hash>("hash",
                             "SHA-256 of the canonical JSON of `{profile, detectors}`: which "
                             "version of the profile this is."));
  }
};

// One that is ready for use, by any thread.
struct Profile {
  ProfileText text;
  Matcher matcher;
};

class Profiles {
 public:
  // Reads such data as data/profiles.json holds. Whatever is amiss in it is a problem: a detector
  // that does not compile, has no group or is there twice, a profile that names none or an unknown.
  static Result<Profiles> read(std::string_view json);

  // Those of this build; they live as long as the program.
  static Result<const Profiles*> built_in();

  Result<const Profile*> find(std::string_view name) const;
  std::span<const std::unique_ptr<const Profile>> all() const { return profiles_; }
  // What redaction by any of them puts.
  const Replacements& replacements() const { return replacements_; }

 private:
  std::vector<std::unique_ptr<const Profile>> profiles_;
  Replacements replacements_;
};

}  // namespace writ::redaction
