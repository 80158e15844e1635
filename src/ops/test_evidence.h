// What the tests of evidence share: a session without its policy, and evidence from a record.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "ops/sessions.h"
#include "ops/test_world.h"

namespace writ::ops {

// An open session of `ann`, as it would be kept; nothing can be decided in it.
inline void keep_session(World& world, std::string_view id, std::string_view tenant = "t") {
  session::Session session{.session_id = session::SessionId(std::string(id)),
                           .tenant_id = policy::TenantId(std::string(tenant)),
                           .policy_name = policy::BundleName("default"),
                           .policy_hash = canon::HexDigest(std::string(64, '0')),
                           .principal = must(canon::Json::parse(R"({"id":"ann"})")),
                           .created_at = canon::Timestamp(world.now),
                           .created_by = "operator"};
  session.policy_version.set("1.0.0");
  const auto transaction = must(world.engine().store().begin_write());
  must(transaction->put_document(row_of(session, world.now)));
  must(transaction->commit());
}

// Has a resource say this; evidence of it was about what it said before.
inline void put_resource(World& world, std::string_view id, std::string_view label,
                         std::string_view tenant = "t") {
  const Reply put = world.ask(
      "resource.put",
      fmt::format(R"({{"tenantId":"{}","resource":{{"type":"doc","id":"{}","labels":["{}"]}}}})",
                  tenant, id, label));
  if (put.outcome() != "done") throw std::runtime_error(put.outcome());
}

inline std::string resource_source(std::string_view id) {
  return fmt::format(R"("source":{{"kind":"record","recordKind":"resource","id":"doc/{}"}})", id);
}

// `members` are those besides whose it is and what it is about.
inline Reply put_evidence(World& world, std::string_view session, std::string_view members,
                          std::string_view tenant = "t", const Caller& caller = operator_caller()) {
  return world.ask("evidence.put",
                   fmt::format(R"({{"tenantId":"{}","sessionId":"{}","summary":"s",{}}})", tenant,
                               session, members),
                   caller);
}

// Evidence under this name that the resource of the same name is as it is.
inline Reply put_observed(World& world, std::string_view session, std::string_view id,
                          std::string_view more = "", std::string_view tenant = "t") {
  return put_evidence(
      world, session,
      fmt::format(R"("evidenceId":"{}","mode":"observed",{}{})", id, resource_source(id), more),
      tenant);
}

}  // namespace writ::ops
