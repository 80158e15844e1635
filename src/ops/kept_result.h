// What cache.key and cache.reusable are asked: of what a result is that somebody keeps.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "memory/cache_key.h"
#include "ops/governing.h"

namespace writ::ops {

// Exactly one of the subjects.
struct KeptResult {
  std::optional<policy::TenantId> tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<session::SessionId> session_id;
  std::optional<memory::ScopeResolutionSubject> scope_resolution;
  std::optional<memory::EffectivePolicySubject> effective_policy;
  std::optional<memory::UIExportSubject> ui_export;

  static constexpr auto record(auto&& f) {
    using K = KeptResult;
    using canon::field;
    return f("KeptResult", "Of what a result is that is kept: one of the three.",
             field<&K::tenant_id>("tenant_id", "Whose policy; absent in a session."),
             field<&K::name>("name", "Which of them; absent is `default`."),
             field<&K::session_id>("session_id", "The session that it is kept in."),
             field<&K::scope_resolution>("scope_resolution", "Of a scope resolution."),
             field<&K::effective_policy>("effective_policy", "Of an effective policy."),
             field<&K::ui_export>("ui_export", "Of an export for a user interface."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const;
  GovernedBy governed_by() const { return {tenant_id, name, session_id}; }
};

std::optional<std::string_view> tenant_of(const KeptResult& kept);

// The key that the result would be kept under now, as canonical JSON.
std::string active_cache_key(const KeptResult& kept,
                             const memory::PolicyRuntimeFreshnessKey& active);

}  // namespace writ::ops
