// Bundles and requests that tests write by hand.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "spec/evaluate.h"
#include "spec/worlds.h"

namespace writ::spec {

// A bundle of these rules, with commas between them.
inline World world(std::string_view rules) {
  return read_world(
      fmt::format(R"({{"schemaVersion":1,"tenantId":"t","name":"n","version":"1.0.0",)"
                  R"("issuedAt":"2026-01-01T00:00:00Z","issuedBy":"test","rules":[{}]}})",
                  rules));
}

inline std::string rule(std::string_view id, std::string_view priority, std::string_view effect,
                        std::string_view when = "{}", std::string_view op = "op") {
  return fmt::format(
      R"({{"id":"{}","description":"d","priority":{},"op":"{}","effect":"{}","when":{}}})", id,
      priority, op, effect, when);
}

// A request of op `op`; `members` are those after it.
inline Asked ask(std::string_view members = "") {
  return read_question(fmt::format(R"({{"op":"op"{}{}}})", members.empty() ? "" : ",", members));
}

// Whether a rule with this `when` applies to such a request.
inline bool applies(std::string_view when, std::string_view members,
                    std::string_view effect = "allow") {
  const World one = world(rule("r", "0", effect, when));
  const Asked asked = ask(members);
  return evaluate(one.bundle, asked.request, asked.root()).has_value();
}

}  // namespace writ::spec
