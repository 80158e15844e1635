#include "ops/kept_result.h"

#include "canon/record_define.h"

namespace writ::ops {

void KeptResult::check(const canon::Path& path, canon::Faults& faults) const {
  governed_by().check(path, faults);
  const int subjects = int{scope_resolution.has_value()} + int{effective_policy.has_value()} +
                       int{ui_export.has_value()};
  if (subjects == 1) return;
  faults.add(canon::record::wrong_value, path,
             "must have one of `scope_resolution`, `effective_policy` and `ui_export`");
}

std::optional<std::string_view> tenant_of(const KeptResult& kept) {
  return kept.governed_by().tenant();
}

std::string active_cache_key(const KeptResult& kept,
                             const memory::PolicyRuntimeFreshnessKey& active) {
  const auto key = [&](const auto& subject) {
    return canon::encode(memory::cache_key(subject, active));
  };
  if (kept.scope_resolution) return key(*kept.scope_resolution);
  return kept.effective_policy ? key(*kept.effective_policy) : key(*kept.ui_export);
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::KeptResult);
