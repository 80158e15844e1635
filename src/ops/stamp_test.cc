// Stamps through operations: issued, checked, restamped, invalidated, drawn.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "ops/test_memory.h"
#include "ops/test_world.h"

namespace writ::ops {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view retrieve_rule =
    R"({"id":"retrieve","description":"d","priority":1,"op":"memory.retrieve","effect":"allow",)"
    R"("memory":{"locality":"local_only"}})";
constexpr std::string_view disclose_rule =
    R"({"id":"disclose","description":"d","priority":1,"op":"memory.ui_disclose",)"
    R"("effect":"allow","memory":{}})";
constexpr std::string_view inspect_rule =
    R"({"id":"inspect","description":"d","priority":1,"op":"memory.inspect",)"
    R"("effect":"allow","memory":{}})";

std::string rules(std::string_view retrieve = retrieve_rule) {
  return fmt::format("{},{},{}", retrieve, disclose_rule, inspect_rule);
}

class Stamps : public ::testing::Test {
 protected:
  Stamps() { world.install(bundle("1.0.0", rules())); }

  // With where `m` belongs, under the key in force.
  std::string question(std::string_view action) {
    const Reply asked = world.ask("memory.evaluate", memory_question("retrieve"));
    return memory_question(action, where_it_belongs(asked["/effective_policy/freshness_key"]));
  }

  Reply issue(std::string_view questions, std::string_view more = "") {
    return world.ask("stamp.issue", fmt::format(R"({{"questions":[{}]{}}})", questions, more));
  }

  // For an item of what was issued, by its place.
  Reply check(const Reply& issued, std::string_view action, int item = 0,
              const Caller& caller = operator_caller()) {
    const std::string context = issued[fmt::format("/evaluation_contexts/{}", item)];
    return check_with(issued["/stamp/stamp_id"], action, context, caller);
  }
  Reply check_with(std::string_view stamp, std::string_view action, std::string_view context,
                   const Caller& caller = operator_caller()) {
    return world.ask("stamp.check",
                     fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}","object_ref":"m",)"
                                 R"("action":"{}","context":{}}})",
                                 stamp, action, context),
                     caller);
  }

  std::string certified() {
    const Reply certified = world.ask("flow.certify", question("retrieve"));
    EXPECT_EQ(certified["/ok"], "true") << certified.text();
    return certified["/certificate"];
  }
  Reply restamp(std::string_view stamp, std::string_view questions, std::string_view certificate) {
    return world.ask("stamp.restamp",
                     fmt::format(R"({{"stamp_ref":"{}","questions":[{}],"certificate":{}}})", stamp,
                                 questions, certificate));
  }

  Reply drawn(std::string_view stamp) {
    return world.ask("ui.export",
                     fmt::format(R"({{"stamp_ref":"{}","coordination_trace_ref":"c",)"
                                 R"("questions":[{},{}]}})",
                                 stamp, question("retrieve"), question("ui_disclose")));
  }
  Reply get(std::string_view stamp) {
    return world.ask("stamp.get", fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}"}})", stamp));
  }

  World world;
};

TEST_F(Stamps, what_is_permitted_is_stamped_and_honoured) {
  const Reply issued = issue(question("retrieve"));
  ASSERT_EQ(issued["/ok"], "true") << issued.text();
  EXPECT_EQ(issued["/stamp/scope_items/0/action"], "retrieve");
  EXPECT_EQ(issued["/stamp/scope_items/0/effective_policy_ref"],
            issued["/effective_policies/0/effective_policy_id"]);
  EXPECT_EQ(issued["/ceiling/root_stamp_ref"], issued["/stamp/stamp_id"]);
  const Reply checked = check(issued, "retrieve");
  EXPECT_EQ(checked["/honoured"], "true") << checked.text();
  EXPECT_EQ(checked["/reason"], "(absent)");
  EXPECT_NE(checked["/honoured_until"], "(absent)");
}

TEST_F(Stamps, what_is_none_of_its_business_leaves_it_alone) {
  const Reply issued = issue(question("retrieve"));
  const Reply other = issue(question("inspect"));
  ASSERT_EQ(world.ask("state.set", R"({"tenant_id":"u","toggle":"incognito","on":true})")["/ok"],
            "true");
  EXPECT_EQ(check(issued, "retrieve")["/honoured"], "true");
  EXPECT_EQ(check(other, "inspect")["/honoured"], "true");
}

TEST_F(Stamps, what_is_not_permitted_is_left_out) {
  const Reply issued = issue(question("retrieve") + "," + question("learn_global"));
  EXPECT_EQ(issued["/ok"], "true") << issued.text();
  EXPECT_EQ(issued["/stamp/scope_items/1"], "(absent)");
  EXPECT_EQ(issued["/refused/0/action"], "learn_global");
  EXPECT_EQ(issue(question("learn_global"))["/reason"], "stamp.nothing_permitted");
}

TEST_F(Stamps, a_stamp_to_retrieve_is_for_nothing_else) {
  const Reply issued = issue(question("retrieve"));
  EXPECT_EQ(check(issued, "inspect")["/reason"], "stamp.action_not_listed");
  EXPECT_EQ(check_with("pst_0", "retrieve", issued["/evaluation_contexts/0"])["/reason"],
            "stamp.unknown");
}

TEST_F(Stamps, another_question_is_not_the_one_that_was_stamped) {
  const Reply issued = issue(question("retrieve"));
  const std::string context =
      with(issued["/evaluation_contexts/0"], "/model_class", R"("cloud_model")");
  EXPECT_EQ(check_with(issued["/stamp/stamp_id"], "retrieve", context)["/reason"],
            "stamp.another_context");
}

TEST_F(Stamps, a_question_may_be_named_by_its_id) {
  const Reply issued = issue(question("retrieve") + "," + question("inspect"));
  const auto check_by_id = [&](std::string_view action, std::string_view id,
                               const Caller& caller = operator_caller()) {
    return world.ask("stamp.check",
                     fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}","object_ref":"m",)"
                                 R"("action":"{}","policy_evaluation_context_ref":"{}"}})",
                                 issued["/stamp/stamp_id"], action, id),
                     caller);
  };
  const auto id_of = [&](std::string_view action) -> std::string {
    const bool first = issued["/evaluation_contexts/0/action"] == action;
    return issued[fmt::format("/evaluation_contexts/{}/evaluation_context_id", first ? 0 : 1)];
  };
  EXPECT_EQ(check_by_id("retrieve", id_of("retrieve"))["/honoured"], "true");
  EXPECT_EQ(check_by_id("inspect", id_of("inspect"))["/honoured"], "true");
  EXPECT_EQ(check_by_id("retrieve", id_of("inspect"))["/reason"], "stamp.another_context");
  EXPECT_EQ(check_by_id("retrieve", "pec_0")["/reason"], "stamp.another_context");

  Caller mallory{.principal = "mallory", .capabilities = Capabilities::all()};
  mallory.identity = policy::RequestPrincipal{.id = "mallory"};
  EXPECT_EQ(check_by_id("retrieve", id_of("retrieve"), mallory)["/reason"],
            "stamp.another_context");

  world.install(bundle("1.1.0", rules()));
  EXPECT_EQ(check_by_id("retrieve", id_of("retrieve"))["/reason"], "stamp.stale_generation");
}

TEST_F(Stamps, a_question_is_presented_in_one_way) {
  const Reply issued = issue(question("retrieve"));
  const std::string check =
      fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}","object_ref":"m","action":"retrieve"}})",
                  issued["/stamp/stamp_id"]);
  EXPECT_EQ(world.ask("stamp.check", check).code(), "record.invalid");
  const std::string both = with(with(check, "/context", issued["/evaluation_contexts/0"]),
                                "/policy_evaluation_context_ref",
                                '"' + issued["/evaluation_contexts/0/evaluation_context_id"] + '"');
  EXPECT_EQ(world.ask("stamp.check", both).code(), "record.invalid");
}

TEST_F(Stamps, an_activation_ends_every_stamp) {
  const Reply issued = issue(question("retrieve"));
  world.install(bundle("1.1.0", rules()));
  EXPECT_EQ(check(issued, "retrieve")["/reason"], "stamp.stale_generation");
  EXPECT_EQ(check(issued, "retrieve")["/honoured_until"], "(absent)");
}

TEST_F(Stamps, one_that_ran_out_does_not_come_back_with_the_clock) {
  const Reply issued = issue(question("retrieve"), R"(,"expires_in_seconds":60)");
  const Instant before = world.now;
  world.now.microseconds += 60'000'000;
  EXPECT_EQ(check(issued, "retrieve")["/reason"], "stamp.expired");
  world.now = before;
  EXPECT_EQ(check(issued, "retrieve")["/reason"], "stamp.expired");
  EXPECT_EQ(get(issued["/stamp/stamp_id"])["/kept/stamp/lifecycle_state"], "expired");
}

// Whoever says first that it has run out: nobody says otherwise afterwards.
TEST_F(Stamps, one_that_ran_out_stays_so_whatever_found_it) {
  Instant before = world.now;
  const auto found_by = [&](std::string_view told, const auto& ask) {
    before.microseconds += 1'000'000;  // so that it is another stamp
    world.now = before;
    const Reply issued = issue(question("retrieve"), R"(,"expires_in_seconds":60)");
    const std::string stamp = issued["/stamp/stamp_id"];
    const std::string certificate = certified();
    world.now.microseconds += 60'000'000;
    EXPECT_THAT(ask(stamp, certificate).text(), HasSubstr(std::string(told)));
    world.now = before;
    EXPECT_EQ(check(issued, "retrieve")["/reason"], "stamp.expired");
    EXPECT_EQ(get(stamp)["/kept/stamp/lifecycle_state"], "expired");
  };
  found_by("stamp.expired", [&](std::string_view stamp, std::string_view certificate) {
    return restamp(stamp, question("retrieve"), certificate);
  });
  found_by("disabled_policy_blocked",
           [&](std::string_view stamp, std::string_view) { return drawn(stamp); });
  found_by("stamp.expired", [&](std::string_view stamp, std::string_view) {
    return world.ask("stamp.export", fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}"}})", stamp));
  });
}

TEST_F(Stamps, one_that_ran_out_is_neither_invalidated_nor_followed) {
  const auto invalidate = [&](std::string_view stamp) {
    return world.ask("stamp.invalidate", fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}",)"
                                                     R"("reason_codes":[]}})",
                                                     stamp));
  };
  const Instant before = world.now;
  const Reply issued = issue(question("retrieve"), R"(,"expires_in_seconds":60)");
  const Reply ended = issue(question("retrieve"), R"(,"expires_in_seconds":59)");
  const std::string stamp = ended["/stamp/stamp_id"];
  const std::string certificate = certified();
  EXPECT_EQ(invalidate(stamp)["/ok"], "true");
  world.install(bundle("1.1.0", rules()));
  world.now.microseconds += 60'000'000;
  EXPECT_EQ(invalidate(issued["/stamp/stamp_id"])["/reason"], "stamp.expired");
  EXPECT_EQ(restamp(stamp, question("retrieve"), certificate)["/reason"], "stamp.expired");
  world.now = before;
  EXPECT_EQ(check(issued, "retrieve")["/reason"], "stamp.expired");
  EXPECT_EQ(restamp(stamp, question("retrieve"), certificate)["/reason"], "stamp.archived");
  EXPECT_EQ(get(stamp)["/kept/stamp/lifecycle_state"], "archived");
}

TEST_F(Stamps, another_tenant_has_none_of_them) {
  const Reply issued = issue(question("retrieve"));
  world.install(with(bundle("1.0.0", rules()), "/tenantId", R"("u")"));
  const Reply asked = world.ask(
      "stamp.check",
      fmt::format(R"({{"tenant_id":"u","stamp_ref":"{}","object_ref":"m","action":"retrieve",)"
                  R"("context":{}}})",
                  issued["/stamp/stamp_id"], issued["/evaluation_contexts/0"]));
  EXPECT_EQ(asked["/reason"], "stamp.unknown") << asked.text();
  EXPECT_EQ(check(issued, "retrieve")["/honoured"], "true");
}

TEST_F(Stamps, none_outlives_the_credential_that_it_was_asked_for_with) {
  Caller caller = operator_caller();
  caller.until = Instant{world.now.microseconds + 60'000'000};
  const auto expiry = [&](std::string_view more) {
    world.now.microseconds += 1'000'000;  // so that it is another stamp
    const Reply issued =
        world.ask("stamp.issue",
                  fmt::format(R"({{"questions":[{}]{}}})", question("retrieve"), more), caller);
    return issued["/stamp/expires_at"];
  };
  EXPECT_EQ(expiry(""), caller.until->text());
  EXPECT_EQ(expiry(R"(,"expires_in_seconds":3600)"), caller.until->text());
  EXPECT_EQ(expiry(R"(,"expires_in_seconds":1)"), "2026-11-23T12:00:04.000Z");
}

TEST_F(Stamps, nothing_counts_that_was_stamped_before_a_credential_was_revoked) {
  const auto revoked = [&](std::string_view tenant) {
    world.now.microseconds += 1'000'000;  // so that the stamps are other ones
    const Reply made =
        world.ask("credential.create",
                  fmt::format(R"({{"principal":"bob","capabilities":["decide"]{}}})", tenant));
    const Reply issued = issue(question("retrieve"));
    const std::string request =
        fmt::format(R"({{"credentialId":"{}"}})", made["/record/credentialId"]);
    EXPECT_EQ(world.ask("credential.revoke", request)["/ok"], "true") << made.text();
    const std::string reason = check(issued, "retrieve")["/reason"];
    world.now.microseconds += 1'000'000;
    const Reply after = issue(question("retrieve"));
    EXPECT_EQ(world.ask("credential.revoke", request)["/ok"], "true");  // is no change
    EXPECT_EQ(check(after, "retrieve")["/honoured"], "true");
    return reason;
  };
  EXPECT_EQ(revoked(R"(,"tenantId":"t")"), "stamp.stale_effective_state");
  EXPECT_EQ(revoked(""), "stamp.stale_effective_state");
  EXPECT_EQ(revoked(R"(,"tenantId":"u")"), "(absent)");
}

TEST_F(Stamps, a_restamp_takes_the_place_of_what_was_stamped) {
  const Reply issued = issue(question("retrieve"));
  const std::string certificate = certified();
  world.install(bundle("1.1.0", rules()));
  const Reply made = restamp(issued["/stamp/stamp_id"], question("retrieve"), certificate);
  ASSERT_EQ(made["/ok"], "true") << made.text();
  EXPECT_EQ(made["/restamp/restamp_disposition"], "keep");
  EXPECT_EQ(made["/stamp/scope_items/0/original_ceiling_ref"], issued["/ceiling/ceiling_id"]);
  EXPECT_EQ(check(made, "retrieve")["/honoured"], "true");
  EXPECT_EQ(check(issued, "retrieve")["/reason"], "stamp.superseded");
  EXPECT_EQ(get(issued["/stamp/stamp_id"])["/kept/stamp/replacement_ref"], made["/stamp/stamp_id"]);
}

TEST_F(Stamps, more_than_the_root_allowed_is_blocked_for_good) {
  const Reply issued = issue(question("retrieve"));
  const std::string certificate = certified();
  world.install(bundle("1.1.0", rules(R"({"id":"retrieve","description":"d","priority":1,)"
                                      R"("op":"memory.retrieve","effect":"allow",)"
                                      R"("memory":{"locality":"approved_external"}})")));
  const std::string stamp = issued["/stamp/stamp_id"];
  const Reply made = restamp(stamp, question("retrieve"), certificate);
  EXPECT_EQ(made["/ok"], "false") << made.text();
  EXPECT_EQ(made["/reason"], "restamp.exceeds_original_ceiling");
  EXPECT_EQ(made["/restamp/restamp_disposition"], "block");
  EXPECT_THAT(made.text(), Not(HasSubstr("new_effective_policy_refs")));
  EXPECT_EQ(get(stamp)["/kept/stamp/lifecycle_state"], "blocked");
  EXPECT_EQ(restamp(stamp, question("retrieve"), certificate)["/reason"], "stamp.blocked");
}

TEST_F(Stamps, a_restamp_of_a_restamp_is_held_against_the_root) {
  const Reply root = issue(question("retrieve"));
  const std::string certificate = certified();
  world.install(bundle("1.1.0", rules(R"({"id":"retrieve","description":"d","priority":1,)"
                                      R"("op":"memory.retrieve","effect":"allow","memory":)"
                                      R"({"locality":"local_only","learning_scope":"none"}})")));
  const Reply lower = restamp(root["/stamp/stamp_id"], question("retrieve"), certificate);
  ASSERT_EQ(lower["/ok"], "true") << lower.text();
  world.install(bundle("1.2.0", rules()));
  const Reply again = restamp(lower["/stamp/stamp_id"], question("retrieve"), certificate);
  EXPECT_EQ(again["/restamp/root_stamp_ref"], root["/stamp/stamp_id"]) << again.text();
  EXPECT_EQ(again["/restamp/restamp_disposition"], "keep");
}

TEST_F(Stamps, a_chain_of_restamps_is_whole_or_says_why_not) {
  const Reply root = issue(question("retrieve"));
  const std::string certificate = certified();
  const auto followed = [&](std::string_view stamp, std::string_view version) {
    world.install(bundle(version, rules()));
    return restamp(stamp, question("retrieve"), certificate);
  };
  const Reply first = followed(root["/stamp/stamp_id"], "1.1.0");
  const Reply second = followed(first["/stamp/stamp_id"], "1.2.0");
  const std::string kept = get(root["/stamp/stamp_id"])["/kept"];
  const auto chain = [&](std::string_view of, std::string_view links) {
    return world.ask("restamp.chain", fmt::format(R"({{"root":{},"links":[{}],"at":"{}"}})", of,
                                                  links, world.now.text()));
  };
  const std::string links = fmt::format("{},{}", first.text(), second.text());
  const Reply whole = chain(kept, links);
  ASSERT_EQ(whole["/whole"], "true") << whole.text();
  EXPECT_EQ(whole["/chain_integrity/root_stamp_ref"], root["/stamp/stamp_id"]);
  EXPECT_EQ(whole["/chain_integrity/restamp_refs/1"], second["/restamp/restamp_id"]);
  EXPECT_EQ(chain(kept, "")["/whole"], "true");  // a root that nothing followed
  const auto why = [&](std::string_view of, std::string_view of_links) {
    return chain(of, of_links)["/reason"];
  };
  EXPECT_EQ(why(kept, second.text()), "restamp.another_prior");
  EXPECT_EQ(why(get(first["/stamp/stamp_id"])["/kept"], second.text()), "restamp.another_root");
  EXPECT_EQ(
      why(with(kept, "/ceiling/ceiling_items/0/max_locality", R"("approved_external")"), links),
      "restamp.id_is_not_its_content");
  EXPECT_EQ(why(kept, with(first.text(), "/stamp/expires_at", R"("2099-01-01T00:00:00Z")")),
            "restamp.id_is_not_its_content");
  EXPECT_EQ(
      why(kept, with(first.text(), "/restamp/ceiling_comparisons/0/ceiling_value", R"("none")")),
      "restamp.chain_ceiling_rebased_to_prior_restamp");
}

TEST_F(Stamps, an_invalidation_says_what_became_of_each_item) {
  const Reply issued = issue(question("retrieve"));
  const Reply made = world.ask(
      "stamp.invalidate",
      fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}","reason_codes":["r"],"questions":[{}]}})",
                  issued["/stamp/stamp_id"], question("retrieve")));
  ASSERT_EQ(made["/ok"], "true") << made.text();
  EXPECT_EQ(made["/invalidation/affected_scope_items/0/required_remediation"], "restamp");
  EXPECT_EQ(made["/invalidation/affected_scope_items/0/axis_deltas/0/delta_kind"], "unchanged");
  EXPECT_EQ(check(issued, "retrieve")["/reason"], "stamp.invalidated");
  const std::string stamp = issued["/stamp/stamp_id"];
  EXPECT_EQ(restamp(stamp, question("retrieve"), certified())["/reason"],
            "stamp.state_has_not_moved");
  world.install(bundle("1.1.0", rules()));
  EXPECT_EQ(restamp(stamp, question("retrieve"), certified())["/ok"], "true");
}

TEST_F(Stamps, an_item_that_nobody_asks_about_is_blocked) {
  const Reply issued = issue(question("retrieve"));
  const Reply made = world.ask(
      "stamp.invalidate", fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}","reason_codes":[]}})",
                                      issued["/stamp/stamp_id"]));
  EXPECT_EQ(made["/invalidation/affected_scope_items/0/required_remediation"], "block");
  EXPECT_EQ(made["/invalidation/user_visible_summary_ref"], "safe_label.permissions_changed");
}

TEST_F(Stamps, an_interface_is_told_what_to_draw) {
  const Reply issued = issue(question("retrieve"));
  const auto drawn = [&] { return Stamps::drawn(issued["/stamp/stamp_id"]); };
  EXPECT_EQ(drawn()["/export/scope_items/0/visible_action_disposition"], "enabled")
      << drawn().text();
  world.install(bundle("1.1.0", rules()));
  EXPECT_EQ(drawn()["/export/scope_items/0/visible_action_disposition"],
            "disabled_requires_restamp");
  world.install(bundle("1.2.0", std::string(disclose_rule)));
  EXPECT_EQ(drawn()["/export/scope_items/0/visible_action_disposition"], "disabled_policy_blocked");
  world.install(bundle("1.3.0", std::string(inspect_rule)));
  EXPECT_EQ(drawn()["/export/scope_items/0/visible_action_disposition"], "hidden_not_disclosable");
}

TEST_F(Stamps, are_listed_whatever_became_of_them) {
  const Reply issued = issue(question("retrieve"));
  const Reply list = world.ask("stamp.list", R"({"tenant_id":"t"})");
  EXPECT_EQ(list["/stamps/0/stamp_id"], issued["/stamp/stamp_id"]);
  EXPECT_EQ(list["/next"], "(absent)");
  EXPECT_EQ(get("pst_0")["/reason"], "stamp.unknown");
}

TEST_F(Stamps, questions_are_about_one_memory_and_differ) {
  const auto pointer = [&](const std::string& questions) {
    const Reply reply = issue(questions);
    return reply.problem() ? reply.problem()->faults.at(0).pointer : "none";
  };
  EXPECT_EQ(pointer(""), "/questions");
  EXPECT_EQ(pointer(question("retrieve") + "," + question("retrieve")), "/questions/1");
  EXPECT_EQ(
      pointer(question("retrieve") + "," + with(question("inspect"), "/object_ref", R"("other")")),
      "/questions/1/object_ref");
  EXPECT_EQ(pointer(question("export")), "/questions/0/destination");
}

}  // namespace
}  // namespace writ::ops
