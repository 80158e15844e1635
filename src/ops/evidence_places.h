// Where evidence of a tenant may be taken from outside of Writ: what the operator permits, and
// nothing else. Whoever can name a file or an address to be looked at learns whether it is there
// and whether it changes, and an address can carry words out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "canon/record.h"
#include "canon/types.h"
#include "evidence/source.h"
#include "policy/bundle.h"
#include "store/store.h"
#include "world/digests.h"

namespace writ::ops {

struct EvidenceSite {
  std::string origin;
  std::optional<canon::True> private_addresses;

  static constexpr auto record(auto&& f) {
    using S = EvidenceSite;
    using canon::field;
    return f("EvidenceSite", "A site whose answers may be evidence.",
             field<&S::origin>("origin",
                               "As its addresses begin: `https://host` or "
                               "`https://host:port`; `http://` comes in the clear."),
             field<&S::private_addresses>("privateAddresses",
                                          "It may be on this machine or on a network of one's "
                                          "own."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const;
};

struct EvidencePlaces {
  policy::TenantId tenant_id;
  std::vector<evidence::FilePath> directories;
  std::vector<EvidenceSite> sites;

  static constexpr auto record(auto&& f) {
    using P = EvidencePlaces;
    using canon::field;
    return f("EvidencePlaces", "Where evidence may be taken from outside; all else is refused.",
             field<&P::tenant_id>("tenantId", "Whose evidence."),
             field<&P::directories>("directories",
                                    "Files below these and git repositories in them, on "
                                    "the node that looks."),
             field<&P::sites>("sites", "Addresses of these."));
  }

  // What to look at for a source; nothing where it is not permitted.
  std::optional<world::DigestPlace> place_of(const evidence::FileSource& source) const;
  std::optional<world::DigestPlace> place_of(const evidence::GitSource& source) const;
  std::optional<world::DigestPlace> place_of(const evidence::WebSource& source) const;
};

inline constexpr std::string_view places_kind = "evidence_places";

// A tenant has one record of them. Where there is none, nothing is permitted.
Result<EvidencePlaces> evidence_places(store::Snapshot& snapshot, std::string_view tenant);
store::DocumentRow row_of(const EvidencePlaces& places, Instant now);

}  // namespace writ::ops
