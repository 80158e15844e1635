#include "ops/source_find.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "ops/refusal.h"
#include "policy/signing.h"

namespace writ::ops {
namespace {

// Reasons beside those of put and the codes of world.
constexpr std::string_view holds_nothing = "source-empty";
constexpr std::string_view another_policy = "source-mismatch";

constexpr std::size_t most_passed_over = 5;

NoContact no_contact(const Refused& why) { return {why.reason, why.message}; }
NoContact no_contact(const policy::Refusal& why) { return {std::string(why.reason), why.message}; }

// A bundle of the source's tenant and name that somebody trusted vouches for.
std::variant<NoContact, NewBundle> read_bundle(const State& state, const SourceRecord& source,
                                               const world::FileRead& file) {
  const Result<canon::Json> json = canon::Json::parse(file.bytes);
  if (!json) return no_contact(Refused::of(json.error()));
  Result<policy::SignedPolicyBundle> content =
      canon::decode<policy::SignedPolicyBundle>(*json, "the signed bundle");
  if (!content) return no_contact(Refused::of(content.error()));
  const policy::PolicyBundle& bundle = *content->bundle;
  if (bundle.tenant_id != source.tenant_id || bundle.name.text() != name_or_default(source.name)) {
    return NoContact{std::string(another_policy),
                     fmt::format("the bundle is the policy `{}` of `{}`", bundle.name.text(),
                                 bundle.tenant_id.text())};
  }
  const canon::Verdict verdict = policy::verify(*content, state.keys->ring());
  if (!verdict.ok()) return no_contact(Refused::signature(verdict.reason()));
  return NewBundle{*std::move(content), *json};
}

// The best of what was read.
struct Sifted {
  std::optional<NewBundle> best;
  std::optional<NoContact> first_bad;
  std::vector<std::string> passed_over;
};

Sifted sift(const State& state, const SourceRecord& source,
            const std::vector<world::FileRead>& files) {
  Sifted sifted;
  for (const world::FileRead& file : files) {
    auto read = read_bundle(state, source, file);
    if (auto* good = std::get_if<NewBundle>(&read)) {
      if (!sifted.best || sifted.best->content.bundle->version < good->content.bundle->version) {
        sifted.best = std::move(*good);
      }
      continue;
    }
    auto& bad = std::get<NoContact>(read);
    bad.message = fmt::format("`{}`: {}", file.where, bad.message);
    if (sifted.passed_over.size() < most_passed_over) sifted.passed_over.push_back(bad.message);
    if (!sifted.first_bad) sifted.first_bad = std::move(bad);
  }
  return sifted;
}

// Why a version that was offered is too old to be the authority's word of now.
std::optional<NoContact> too_old(const State& state, const Source& source,
                                 const policy::Version& version) {
  const SourceRecord& record = source.source;
  const InForce* in_force = state.find(record.tenant_id.text(), name_or_default(record.name));
  std::optional<policy::Version> least = source.standing.version;
  if (in_force != nullptr && in_force->standing.high_water > least) {
    least = in_force->standing.high_water;
  }
  if (!least || version >= *least) return std::nullopt;
  return NoContact{std::string(policy::refusal::version_rollback),
                   fmt::format("`{}` offers version {}, and {} was here already: what is older "
                               "is no word of who issues the policy",
                               record.location, version.text(), least->text())};
}

Result<std::variant<NoContact, NewBundle, KnownBundle>> weigh(Engine& engine, const State& state,
                                                              NewBundle found, Instant now) {
  const policy::PolicyBundle& bundle = *found.content.bundle;
  const std::string& tenant = bundle.tenant_id.text();
  const std::string& name = bundle.name.text();
  const InForce* in_force = state.find(tenant, name);
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const auto head, snapshot->find_bundle_head(tenant, name, bundle.version.text()));
  const auto outcome =
      policy::consider_put(in_force != nullptr ? in_force->standing : policy::Standing(), bundle,
                           head ? std::optional(head->policy_hash) : std::nullopt, now);
  if (const auto* refusal = std::get_if<policy::Refusal>(&outcome)) return no_contact(*refusal);
  if (std::holds_alternative<policy::Unchanged>(outcome)) {
    if (state.keys->ring().is_revoked(head->key_id)) {
      return NoContact{std::string(policy::refusal::stored_key_revoked),
                       fmt::format("version {} is stored under the signature of a key that is "
                                   "revoked by now: issue a higher version",
                                   bundle.version.text())};
    }
    return KnownBundle{bundle.version, bundle.policy_hash->text()};
  }
  return found;
}

// The place still has what it had at the last contact.
Finding unchanged(const State& state, const Source& source) {
  const SourceStanding& standing = source.standing;
  if (!standing.version || !standing.policy_hash) {
    return {NoContact{std::string(holds_nothing), "nothing came from there yet"}, {}};
  }
  if (auto old = too_old(state, source, *standing.version)) return {*std::move(old), {}};
  return {KnownBundle{*standing.version, *standing.policy_hash}, {}};
}

}  // namespace

Result<Finding> find_bundle(Engine& engine, const State& state, const Source& source,
                            const Result<world::Reading>& reading, Instant now) {
  if (!reading) {
    return Finding{NoContact{std::string(reading.error().code.name), reading.error().message}, {}};
  }
  if (reading->is_unchanged) return unchanged(state, source);
  Sifted sifted = sift(state, source.source, reading->files);
  if (!sifted.best) {
    NoContact empty{std::string(holds_nothing),
                    fmt::format("`{}` holds no `*.json`", source.source.location)};
    return Finding{sifted.first_bad ? *std::move(sifted.first_bad) : std::move(empty),
                   std::move(sifted.passed_over)};
  }
  if (auto old = too_old(state, source, sifted.best->content.bundle->version)) {
    return Finding{*std::move(old), std::move(sifted.passed_over)};
  }
  WRIT_TRY(auto what, weigh(engine, state, *std::move(sifted.best), now));
  return Finding{std::move(what), std::move(sifted.passed_over)};
}

}  // namespace writ::ops
