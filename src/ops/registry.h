// Vocabularies that a tenant keeps for its records: domain profiles, reason codes, safe labels.
// Each has versions, of which one is in use; a version never changes, and may come into use again.
//
// Where nothing was ever put, the version in use is the one that is part of the program, which has
// no values of the tenant's.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "memory/refs.h"
#include "policy/bundle.h"
#include "store/rows.h"

namespace writ::ops {

struct State;

namespace fault {
inline constexpr Code unknown_registry_version{"ops.unknown_registry_version", Category::not_found};
}  // namespace fault

inline constexpr std::string_view built_in_version = "1";

enum class RegistryKind : std::uint8_t { domain_profile, reason_code, safe_label_vocabulary };
constexpr auto wire_names(RegistryKind) {
  return std::to_array<std::string_view>(
      {"domain_profile", "reason_code", "safe_label_vocabulary"});
}

struct RegistryValue {
  canon::Id<struct RegistryValueTag> value_id;
  std::optional<std::string> description;
  std::optional<canon::Json> definition;

  static constexpr auto record(auto&& f) {
    using V = RegistryValue;
    using canon::field;
    return f("RegistryValue", "A value of a vocabulary.",
             field<&V::value_id>("value_id", "Unique in its version."),
             field<&V::description>("description", "What it means, for people."),
             field<&V::definition>("definition", "What it means, for programs."));
  }
};

// A version of a vocabulary.
struct RegistryVersion {
  policy::TenantId tenant_id;
  RegistryKind registry = RegistryKind::domain_profile;
  memory::SchemaVersionRef version;
  std::vector<RegistryValue> values;

  static constexpr auto record(auto&& f) {
    using R = RegistryVersion;
    using canon::field;
    return f("RegistryVersion", "A version of a vocabulary, all of it.",
             field<&R::tenant_id>("tenant_id", "Whose."),
             field<&R::registry>("registry", "Which vocabulary."),
             field<&R::version>("version", "Which version."),
             field<&R::values>("values", "Its values."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const;
};

// Which version is in use.
struct RegistryInUse {
  RegistryKind registry = RegistryKind::domain_profile;
  memory::SchemaVersionRef version;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("RegistryInUse", "The version of a vocabulary that is in use.",
             field<&RegistryInUse::registry>("registry", "Which vocabulary."),
             field<&RegistryInUse::version>("version", "Which version."));
  }
};

inline constexpr std::string_view registry_kind = "registry";
store::DocumentRow row_of(std::string_view tenant, const RegistryInUse& in_use, Instant now);

inline constexpr std::string_view registry_version_kind = "registry_version";
std::string registry_version_id(RegistryKind registry, const memory::SchemaVersionRef& version);
store::DocumentRow row_of(const RegistryVersion& version, Instant now);

// The version that is in use.
memory::SchemaVersionRef version_in_use(const State& state, std::string_view tenant,
                                        RegistryKind registry);

}  // namespace writ::ops
