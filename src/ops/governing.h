// What decides about a memory: a tenant's policy, or that of the session that it is asked in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "journal/entry.h"
#include "memory/freshness.h"
#include "ops/decide.h"
#include "ops/sessions.h"

namespace writ::ops {

// As requests name it: by a tenant and a policy's name, or by a session.
struct GovernedBy {
  const std::optional<policy::TenantId>& tenant_id;
  const std::optional<policy::BundleName>& name;
  const std::optional<session::SessionId>& session_id;

  void check(const canon::Path& path, canon::Faults& faults) const;  // one of the two
  std::optional<std::string_view> tenant() const;  // of a session it shows when it is found
};

struct Governing {
  std::string tenant;
  std::string_view name;
  const OpenSession* session = nullptr;
  Deciding deciding;
  memory::ActiveFreshnessKey active;
};

// Valid as long as the state and what names it. Problems: those of sessions that are unknown or of
// somebody else.
Result<Governing> governing(Engine& engine, const State& state, const Call& call,
                            const GovernedBy& by);

// The journal's entry of an answer, its canonical JSON, to what was asked in `body`.
journal::Entry entry_of(const Call& call, const Governing& by, std::string_view body,
                        std::string_view answer);

// Journals an answer, its canonical JSON: one that denies where there is a `reason`, and otherwise
// one that allows.
Result<void> record_ruling(Engine& engine, const Call& call, const Governing& by,
                           std::string_view answer, const std::optional<std::string>& reason);

}  // namespace writ::ops
