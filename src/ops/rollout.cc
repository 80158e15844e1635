#include "ops/rollout.h"

#include <fmt/format.h>

namespace writ::ops {

std::string rollout_id(session::RolloutMode mode, std::string_view name) {
  return fmt::format("{}:{}", wire_names(mode)[static_cast<std::size_t>(mode)], name);
}

store::DocumentRow ended_row_of(const session::Rollout& rollout, Instant now) {
  return {.kind = std::string(rollout_kind),
          .tenant = rollout.tenant_id.text(),
          .id = rollout_id(rollout.mode, rollout.name.text()),
          .updated_at = now};
}

store::DocumentRow row_of(const session::Rollout& rollout, Instant now) {
  store::DocumentRow row = ended_row_of(rollout, now);
  row.record = canon::encode(rollout);
  return row;
}

std::string staged_id(std::string_view name, std::string_view version) {
  return fmt::format("{}@{}", name, version);
}

store::DocumentRow staged_row(std::string_view tenant, std::string_view name,
                              std::string_view version, bool is_staged, Instant now) {
  store::DocumentRow row{.kind = std::string(staged_kind),
                         .tenant = std::string(tenant),
                         .id = staged_id(name, version),
                         .updated_at = now};
  if (is_staged) row.record = "true";
  return row;
}

}  // namespace writ::ops
