// What the tests of scripts share: a session of tenant `t` whose policy allows scripts, and running
// one in it.
#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "ops/test_evidence.h"

namespace writ::ops {

inline std::string rule(std::string_view op, std::string_view more = "") {
  return fmt::format(R"({{"id":"{}","description":"d","priority":1,"op":"{}","effect":"allow"{}}})",
                     op, op, more);
}
inline std::string owing(std::string_view op, std::string_view obligation) {
  return rule(op, fmt::format(R"(,"obligations":[{}])", obligation));
}
inline constexpr std::string_view verified = R"({"kind":"require-verified-report"})";

class Scripts : public testing::Test {
 protected:
  Scripts() {
    world.engine().evaluations().use_program(WRIT_EVAL);
    use_rules("1.0.0", rule("eval") + "," + rule("ffi.call") + "," + rule("report.publish"));
  }

  // From now on these decide in a new session.
  void use_rules(std::string_view version, std::string_view rules) {
    ASSERT_EQ(world.install(bundle(version, rules)).outcome(), "done");
    session = open_session();
  }
  std::string open_session(std::string_view more = "") {
    return world.ask("session.create",
                     fmt::format(R"({{"tenantId":"t","principal":"ann"{}}})", more))["/sessionId"];
  }

  Reply run(std::string_view script, const Caller& caller = operator_caller(),
            std::string_view more = "") {
    std::string text;
    canon::append_text(text, script);
    return world.ask(
        "eval",
        fmt::format(R"({{"tenantId":"t","sessionId":"{}","script":{}{}}})", session, text, more),
        caller);
  }
  // The value, or the reason and the code.
  std::string told(std::string_view script, const Caller& caller = operator_caller()) {
    const Reply reply = run(script, caller);
    if (reply.problem()) return describe(*reply.problem());
    if (reply["/ok"] == "true") return reply["/result"];
    return fmt::format("{} {}", reply["/reason"], reply["/code"]);
  }
  std::string call(std::string_view operation, std::string_view request = "'()",
                   const Caller& caller = operator_caller()) {
    return told(fmt::format(R"((ffi.call "{}" (list {})))", operation, request), caller);
  }

  void observe(std::string_view id) {
    put_resource(world, id, "as-it-was");
    ASSERT_EQ(put_observed(world, session, id).outcome(), "done");
  }
  static constexpr std::string_view report =
      R"((report/make "T" "S" '((("id" . "f") ("description" . "d") ("severity" . "low"))"
      R"( ("mode" . "observed") ("evidence" . #("a"))))))";

  World world;
  std::string session;
};

}  // namespace writ::ops
