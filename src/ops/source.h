// Bundle sources: where a tenant's policy is pulled from, how that went, and until when what was
// pulled may decide.
//
// What counts as contact. A source has a location, and whoever holds that place, or stands on the
// way to it, need not be the authority whose key signs the policy. So an answer alone proves
// nothing: contact is only a bundle of this tenant and name that verifies and that put would take
// or has taken, not below the highest version that was ever in force or came from here; or the
// place's word that it still has the very bytes that were such a bundle (304 to our own ETag, or a
// directory with the same content). An older bundle, though genuinely signed, an unsigned one, an
// error or silence are none: what is in force stays so, and its time runs out.
//
// Who replays the newest bundle that there is cannot be told from an authority with nothing new to
// say. What ends that is the bundle's own `expiresAt`, which is signed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"
#include "ops/policy_ref.h"
#include "policy/bundle.h"
#include "store/rows.h"
#include "world/place.h"

namespace writ::ops {

namespace fault {
inline constexpr Code unknown_source{"ops.unknown_source", Category::not_found};
inline constexpr Code source_changed{"ops.source_changed", Category::conflict};
inline constexpr Code source_busy{"ops.source_busy", Category::unavailable};
inline constexpr Code sources_stopped{"ops.sources_stopped", Category::unavailable};
inline constexpr Code too_many_sources{"ops.too_many_sources", Category::conflict};
}  // namespace fault

// In a deployment. Each that is polled can take a thread.
inline constexpr std::size_t most_sources = 64;

struct SourceRef {
  policy::TenantId tenant_id;
  std::optional<policy::BundleName> name;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("SourceRef", "A bundle source.",
             field<&SourceRef::tenant_id>("tenantId", "Whose policy."),
             field<&SourceRef::name>("name", "Which of them; absent is `default`."));
  }
};
inline std::optional<std::string_view> tenant_of(const SourceRef& ref) {
  return ref.tenant_id.text();
}
Problem unknown(const SourceRef& ref);

struct SourceRecord {
  policy::TenantId tenant_id;
  std::optional<policy::BundleName> name;
  std::string location;
  canon::Bounded<1, 86'400> every;
  std::optional<canon::Bounded<1, 31'536'000>> fail_closed_after;
  std::optional<canon::Bounded<1, 60>> timeout;
  std::optional<std::string> ca_file;
  std::optional<bool> plain_http;

  static constexpr auto record(auto&& f) {
    using S = SourceRecord;
    using canon::field;
    return f("Source", "Where a policy is pulled from.",
             field<&S::tenant_id>("tenantId", "Whose policy."),
             field<&S::name>("name", "Which of them; absent is `default`."),
             field<&S::location>("location",
                                 "The absolute path of a file, or of a directory of `*.json` "
                                 "files, or an https:// address."),
             field<&S::every>("every", "Seconds from one poll to the next."),
             field<&S::fail_closed_after>("failClosedAfter",
                                          "Seconds without contact after which every decision is "
                                          "a refusal; absent is never."),
             field<&S::timeout>("timeout", "Seconds for an answer; absent is 10."),
             field<&S::ca_file>("caFile",
                                "The absolute path of a PEM file with the authorities that may "
                                "vouch for the site, instead of the system's."),
             field<&S::plain_http>("plainHttp",
                                   "Whether http:// is permitted beyond this machine; absent is "
                                   "no."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const;

  SourceRef ref() const { return {tenant_id, name}; }
  world::Place place() const;
};

// Why the last poll was no contact.
struct SourceFailure {
  std::string reason;
  std::string message;
  canon::Timestamp since;

  static constexpr auto record(auto&& f) {
    using F = SourceFailure;
    using canon::field;
    return f("SourceFailure", "Why the last poll was no contact.",
             field<&F::reason>("reason", "As a code."),
             field<&F::message>("message", "For people."),
             field<&F::since>("since", "Since when there is no contact."));
  }
};

struct SourceStanding {
  canon::Timestamp defined_at;
  std::optional<canon::Timestamp> polled_at;
  std::optional<canon::Timestamp> contact_at;
  std::optional<std::string> tag;
  std::optional<policy::Version> version;
  std::optional<std::string> policy_hash;
  std::optional<SourceFailure> failure;
  std::optional<std::vector<std::string>> passed_over;

  static constexpr auto record(auto&& f) {
    using S = SourceStanding;
    using canon::field;
    return f("SourceStanding", "How pulling went.",
             field<&S::defined_at>("definedAt", "Since when there is this source."),
             field<&S::polled_at>("polledAt",
                                  "The latest time of a poll, of those since the last contact."),
             field<&S::contact_at>("contactAt", "The last contact with who issues the policy."),
             field<&S::tag>("tag", "What names the content of the place at the last contact."),
             field<&S::version>("version", "The last good version that came from here."),
             field<&S::policy_hash>("policyHash", "Its hash."),
             field<&S::failure>("failure", "Absent where the last poll was contact."),
             field<&S::passed_over>("passedOver", "Files that were no good at the last poll."));
  }
};

// A source as it is kept.
struct Source {
  SourceRecord source;
  SourceStanding standing;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("KeptSource", "A bundle source and how pulling from it went.",
             field<&Source::source>("source", "What was asked for."),
             field<&Source::standing>("standing", "What became of it."));
  }
};

// When decisions end without further contact; nothing where they do not.
std::optional<Instant> decides_until(const Source& source);

// Whether every decision is a refusal for want of contact. Also where the clock is before what was
// seen of it: then nobody knows how long ago the last contact was.
bool stale(const Source& source, Instant now);

// A source as it is shown.
struct SourceReport {
  SourceRecord source;
  SourceStanding standing;
  bool stale = false;
  std::optional<canon::Timestamp> decides_until;

  static constexpr auto record(auto&& f) {
    using R = SourceReport;
    using canon::field;
    return f("SourceReport", "A bundle source, how it stands, and what that means for decisions.",
             field<&R::source>("source", "What was asked for."),
             field<&R::standing>("standing", "How pulling went."),
             field<&R::stale>("stale", "Whether every decision is a refusal for want of contact."),
             field<&R::decides_until>("decidesUntil",
                                      "When decisions end without further contact; absent is "
                                      "never."));
  }
};
SourceReport report_of(const Source& source, Instant now);

// The row of a source in the store; nullptr is of one that is gone.
inline constexpr std::string_view source_kind = "source";
store::DocumentRow row_of(const SourceRef& ref, const Source* source, Instant now);

}  // namespace writ::ops
