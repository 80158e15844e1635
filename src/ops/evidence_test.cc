// Evidence through operations: registered, looked at again, listed.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "canon/base64.h"
#include "canon/digest.h"
#include "ops/evidence_content.h"
#include "ops/evidence_kept.h"
#include "ops/evidence_world.h"
#include "ops/test_evidence.h"
#include "world/test_site.h"

namespace writ::ops {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class EvidenceOps : public testing::Test {
 protected:
  EvidenceOps() {
    keep_session(world, "ses");
    keep_session(world, "ses-2");
    keep_session(world, "ses-u", "u");
    folder = world.path() / "files";
    fs::create_directory(folder);
  }

  Reply put(std::string_view members) { return put_evidence(world, "ses", members); }
  Reply put_source(std::string_view source, std::string_view more = "") {
    return put(fmt::format(R"("mode":"observed","source":{}{})", source, more));
  }
  // Of a resource that is there.
  void observe(std::string_view id, std::string_view more = "") {
    put_resource(world, id, "as-it-was");
    ASSERT_EQ(put_observed(world, "ses", id, more).outcome(), "done");
  }
  Reply derive(std::string_view id, std::string_view from) {
    return put(fmt::format(R"("evidenceId":"{}","mode":"derived","derivedFrom":{})", id, from));
  }

  Reply verify(std::string_view id, std::string_view tenant = "t") {
    return world.ask("evidence.verify",
                     fmt::format(R"({{"tenantId":"{}","evidenceId":"{}"}})", tenant, id));
  }
  // `standing`, and the cause where there is one.
  std::string standing(std::string_view id) {
    const Reply reply = verify(id);
    if (reply.problem()) return describe(*reply.problem());
    const std::string made = reply["/verification/standing"];
    EXPECT_EQ(reply["/verification/valid"] == "true", made == "fresh");
    const std::string cause = reply["/verification/cause"];
    return cause == "(absent)" ? made : fmt::format("{} by {}", made, cause);
  }

  std::string file(std::string_view name) const {
    return fmt::format(R"({{"kind":"file","path":"{}"}})", (folder / name).string());
  }
  void write(std::string_view name, std::string_view bytes) const {
    std::ofstream(folder / name, std::ios::binary) << bytes;
  }
  void permit(std::string_view places) {
    ASSERT_EQ(
        world.ask("evidence.permit", fmt::format(R"({{"tenantId":"t",{}}})", places)).outcome(),
        "done");
  }
  void permit_folder() {
    permit(fmt::format(R"("directories":["{}"],"sites":[])", folder.string()));
  }

  World world;
  fs::path folder;
};

TEST_F(EvidenceOps, keeps_its_content_by_its_hash) {
  observe("a", R"(,"content":"YWJj")");
  observe("b");
  const auto get = [&](std::string_view id, std::string_view more = R"(,"withContent":true)") {
    return world.ask("evidence.get",
                     fmt::format(R"({{"tenantId":"t","evidenceId":"{}"{}}})", id, more));
  };
  EXPECT_EQ(get("a")["/evidence/contentHash"], canon::sha256_hex("abc"));
  EXPECT_EQ(get("a")["/content"], "YWJj");
  EXPECT_EQ(get("a", "")["/content"], "(absent)");
  EXPECT_EQ(get("b")["/content"], "(absent)");
}

TEST_F(EvidenceOps, whose_content_does_not_read_is_refused) {
  const auto fault = [&](std::string_view content) {
    put_resource(world, "a", "x");
    const Reply reply =
        put(fmt::format(R"("mode":"observed",{},{})", resource_source("a"), content));
    return reply.problem() ? describe(*reply.problem()) : reply.outcome();
  };
  EXPECT_THAT(fault(R"("content":"YWJ")"), HasSubstr("/content"));
  EXPECT_THAT(fault(fmt::format(R"("content":"YWJj","contentHash":"{}")", std::string(64, '7'))),
              HasSubstr("/contentHash"));
  EXPECT_EQ(fault(fmt::format(R"("content":"YWJj","contentHash":"{}")", canon::sha256_hex("abc"))),
            "done");
}

TEST(ContentBytes, are_a_mebibyte_at_most) {
  ContentBytes bytes;
  EXPECT_TRUE(bytes.set(canon::to_base64(std::string(ContentBytes::max_size, 'x'))));
  EXPECT_FALSE(bytes.set(canon::to_base64(std::string(ContentBytes::max_size + 1, 'x'))));
  EXPECT_TRUE(bytes.set(""));
  EXPECT_EQ(bytes.hash().text(), canon::sha256_hex(""));
}

TEST_F(EvidenceOps, is_kept_with_the_fingerprint_of_its_source) {
  put_resource(world, "a", "x");
  const Reply made = put(fmt::format(R"("mode":"observed",{},"contentHash":"{}")",
                                     resource_source("a"), std::string(64, '7')));
  ASSERT_EQ(made.outcome(), "done");
  EXPECT_EQ(made["/evidence/fingerprint"], canon::sha256_hex(R"({"id":"a","labels":["x"],)"
                                                             R"("type":"doc"})"));
  EXPECT_EQ(made["/evidence/capturedAt"], "2026-11-23T12:00:00.000Z");
  EXPECT_EQ(made["/evidence/capturedBy"], "operator");
  const std::string id = made["/evidence/evidenceId"];
  EXPECT_TRUE(id.starts_with("ev_"));
  const std::string ref = fmt::format(R"({{"tenantId":"t","evidenceId":"{}"}})", id);
  EXPECT_EQ(world.ask("evidence.get", ref)["/evidence"], made["/evidence"]);
  world.reopen();
  EXPECT_EQ(world.ask("evidence.get", ref)["/evidence"], made["/evidence"]);
  EXPECT_EQ(standing(id), "fresh");
  EXPECT_EQ(world.ask("evidence.get", R"({"tenantId":"u","evidenceId":")" + id + "\"}").outcome(),
            "evidence.unknown at (absent)");
}

TEST_F(EvidenceOps, is_in_the_journal_whether_registered_or_refused) {
  observe("a");
  EXPECT_EQ(world.last_entry()["/op"], "evidence.put");
  EXPECT_EQ(world.last_entry()["/outcome"], "done");
  derive("b", R"(["none"])");
  EXPECT_EQ(world.last_entry()["/op"], "evidence.put");
  EXPECT_EQ(world.last_entry()["/reason"], "evidence.derived_from_missing");
}

TEST_F(EvidenceOps, a_record_that_changes_makes_it_stale_and_back) {
  observe("a");
  EXPECT_EQ(standing("a"), "fresh");
  put_resource(world, "a", "otherwise");
  EXPECT_EQ(standing("a"), "changed");
  put_resource(world, "a", "as-it-was");
  EXPECT_EQ(standing("a"), "fresh");
  world.ask("resource.delete", R"({"tenantId":"t","type":"doc","id":"a"})");
  EXPECT_EQ(standing("a"), "gone");
}

TEST_F(EvidenceOps, records_of_each_kind) {
  world.ask("principal.put", R"({"tenantId":"t","principal":{"id":"bob"}})");
  const auto record = [&](std::string_view kind, std::string_view id) {
    return put_source(fmt::format(R"({{"kind":"record","recordKind":"{}","id":"{}"}})", kind, id))
        .outcome();
  };
  EXPECT_EQ(record("principal", "bob"), "done");
  EXPECT_EQ(record("session", "ses"), "done");
  EXPECT_EQ(record("session", "ses-u"), "evidence.source_gone at /source") << "another tenant's";
  EXPECT_EQ(record("stamp", "none"), "evidence.source_gone at /source");
  EXPECT_EQ(record("resource", "doc/none"), "evidence.source_gone at /source");
}

TEST_F(EvidenceOps, an_entry_of_the_journal_about_the_tenant) {
  ASSERT_EQ(world.install(bundle("1.0.0")).outcome(), "done");
  world.decide();
  const int decision = std::stoi(world.ask("journal.head", "{}")["/size"]) - 1;
  const auto entry = [&](int index, std::string_view more = "") {
    return put_source(fmt::format(R"({{"kind":"journal","index":{}{}}})", index, more));
  };
  const Reply made = entry(decision);
  ASSERT_EQ(made.outcome(), "done");
  EXPECT_EQ(made["/evidence/source/origin"], world.engine().journal().origin());
  EXPECT_EQ(standing(made["/evidence/evidenceId"]), "fresh");
  EXPECT_EQ(entry(100'000).outcome(), "evidence.source_gone at /source");
  EXPECT_EQ(entry(0).outcome(), "evidence.source_gone at /source") << "it is about no tenant";
  EXPECT_EQ(entry(decision, R"(,"origin":"another")").outcome(),
            "evidence.source_unavailable at /source");
}

TEST_F(EvidenceOps, what_the_caller_saw_must_be_what_is_there) {
  put_resource(world, "a", "x");
  EXPECT_EQ(put(fmt::format(R"("mode":"observed",{},"fingerprint":"{}")", resource_source("a"),
                            std::string(64, '7')))
                .outcome(),
            "evidence.fingerprint_differs at /fingerprint");
}

TEST_F(EvidenceOps, a_name_is_taken_once) {
  observe("a");
  const std::string before = verify("a").text();
  put_resource(world, "a", "otherwise");
  EXPECT_EQ(put_observed(world, "ses", "a").outcome(), "evidence.id_taken at /evidenceId");
  EXPECT_EQ(standing("a"), "changed");
  put_resource(world, "a", "x", "u");
  EXPECT_EQ(put_observed(world, "ses-u", "a", "", "u").outcome(), "done");
  EXPECT_EQ(verify("a", "u")["/verification/valid"], "true");
  EXPECT_EQ(standing("a"), "changed");
}

TEST_F(EvidenceOps, the_same_content_is_the_same_evidence) {
  put_resource(world, "a", "x");
  const std::string members = fmt::format(R"("mode":"observed",{})", resource_source("a"));
  const Reply first = put(members);
  EXPECT_EQ(put(members)["/evidence"], first["/evidence"]);
  EXPECT_EQ(
      world.ask("evidence.list", R"({"tenantId":"t"})").value().find("evidence")->items().size(),
      1u);
}

TEST_F(EvidenceOps, what_it_derives_from_is_there_before_it) {
  observe("a");
  EXPECT_EQ(derive("b", R"(["a"])").outcome(), "done");
  EXPECT_EQ(derive("c", R"(["a","none"])").outcome(),
            "evidence.derived_from_missing at /derivedFrom/1");
  EXPECT_EQ(derive("c", R"(["c"])").outcome(), "evidence.derived_from_missing at /derivedFrom/0");
  put_resource(world, "e", "x");
  ASSERT_EQ(put_observed(world, "ses-2", "e").outcome(), "done");
  EXPECT_EQ(derive("c", R"(["e"])").outcome(),
            "evidence.derived_from_another_session at /derivedFrom/0");
  put_resource(world, "f", "x", "u");
  ASSERT_EQ(put_observed(world, "ses-u", "f", "", "u").outcome(), "done");
  EXPECT_EQ(derive("c", R"(["f"])").outcome(), "evidence.derived_from_missing at /derivedFrom/0");
  EXPECT_EQ(standing("c"), "missing");
}

TEST_F(EvidenceOps, a_derived_piece_is_fresh_while_all_below_it_is) {
  observe("a");
  observe("b");
  ASSERT_EQ(derive("c", R"(["a","b"])").outcome(), "done");
  ASSERT_EQ(derive("d", R"(["c"])").outcome(), "done");
  EXPECT_EQ(standing("d"), "fresh");
  put_resource(world, "b", "otherwise");
  EXPECT_EQ(standing("d"), "changed by b");
  EXPECT_EQ(standing("a"), "fresh");
}

TEST_F(EvidenceOps, has_its_time) {
  observe("a", R"(,"validUntil":"2026-11-24T00:00:00Z")");
  observe("b", R"(,"validFrom":"2026-11-24T00:00:00Z")");
  EXPECT_EQ(standing("a"), "fresh");
  EXPECT_EQ(standing("b"), "not-yet-valid");
  world.now = at("2026-11-24T00:00:00Z");
  EXPECT_EQ(standing("a"), "expired");
  EXPECT_EQ(standing("b"), "fresh");
}

TEST_F(EvidenceOps, a_file_must_be_permitted) {
  write("f", "content");
  EXPECT_EQ(put_source(file("f")).outcome(), "evidence.source_unavailable at /source");
  permit_folder();
  const Reply made = put_source(file("f"));
  ASSERT_EQ(made.outcome(), "done");
  EXPECT_EQ(made["/evidence/fingerprint"], canon::sha256_hex("content"));
  const std::string id = made["/evidence/evidenceId"];
  EXPECT_EQ(standing(id), "fresh");
  write("f", "another");
  EXPECT_EQ(standing(id), "changed");
  write("f", "content");
  permit(R"("directories":[],"sites":[])");
  EXPECT_EQ(standing(id), "unavailable") << "what may not be looked at is not fresh";
  permit_folder();
  EXPECT_EQ(standing(id), "fresh");
  fs::remove(folder / "f");
  EXPECT_EQ(standing(id), "gone");
  EXPECT_EQ(put_source(file("f")).outcome(), "evidence.source_gone at /source");
}

TEST_F(EvidenceOps, no_file_beside_what_is_permitted) {
  write("f", "content");
  fs::create_directory(folder / "open");
  permit(fmt::format(R"("directories":["{}"],"sites":[])", (folder / "open").string()));
  fs::create_symlink("../f", folder / "open" / "link");
  std::ofstream(folder.string() + "/open-too") << "x";
  for (const char* name : {"f", "open", "open-too", "open/link"}) {
    EXPECT_EQ(put_source(file(name)).outcome(), "evidence.source_unavailable at /source") << name;
  }
  EXPECT_EQ(put_source(file("open/../f")).code(), "record.invalid");
  EXPECT_EQ(put_evidence(world, "ses-u",
                         fmt::format(R"("mode":"observed","source":{})", file("open/f")), "u")
                .outcome(),
            "evidence.source_unavailable at /source")
      << "what one tenant may have looked at, another may not";
}

TEST_F(EvidenceOps, many_pieces_over_files_are_looked_at_together) {
  permit_folder();
  for (int i = 0; i < 30; ++i) {
    write(std::to_string(i), std::to_string(i));
    ASSERT_EQ(put_source(file(std::to_string(i)), fmt::format(R"(,"evidenceId":"file-{:02}")", i))
                  .outcome(),
              "done");
  }
  write("7", "otherwise");
  fs::remove(folder / "8");
  const Reply all = world.ask("evidence.verifyAll", R"({"tenantId":"t"})");
  EXPECT_EQ(all["/valid"], "false");
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(all[fmt::format("/verifications/{}/standing", i)], i == 7   ? "changed"
                                                                 : i == 8 ? "gone"
                                                                          : "fresh");
  }
}

TEST_F(EvidenceOps, a_site_must_be_permitted_and_its_address_be_everybodys) {
  const world::test::TestSite site(
      {{"/x", world::test::ok("x")},
       {"/moved", world::test::answer("302 Found", "Location: /x\r\n", "")}});
  const auto look = [&](std::string_view path) {
    return put_source(fmt::format(R"({{"kind":"web","url":"{}{}"}})", site.url, path));
  };
  EXPECT_EQ(look("/x").outcome(), "evidence.source_unavailable at /source");
  permit(fmt::format(R"("directories":[],"sites":[{{"origin":"{}"}}])", site.url));
  EXPECT_EQ(look("/x").outcome(), "evidence.source_unavailable at /source");
  EXPECT_EQ(site.connections(), 0);
  permit(fmt::format(R"("directories":[],"sites":[{{"origin":"{}","privateAddresses":true}}])",
                     site.url));
  const Reply made = look("/x");
  ASSERT_EQ(made.outcome(), "done");
  EXPECT_EQ(made["/evidence/fingerprint"], canon::sha256_hex("x"));
  EXPECT_EQ(standing(made["/evidence/evidenceId"]), "fresh");
  EXPECT_EQ(look("/none").outcome(), "evidence.source_gone at /source");
  EXPECT_EQ(look("/moved").outcome(), "evidence.source_unavailable at /source");
  EXPECT_EQ(look("@10.0.0.1/x").outcome(), "evidence.source_unavailable at /source");
  EXPECT_EQ(look("").outcome(), "evidence.source_unavailable at /source");
}

TEST_F(EvidenceOps, a_site_that_answers_no_more_is_unavailable) {
  std::string id;
  {
    const world::test::TestSite site({{"/x", world::test::ok("x")}});
    permit(fmt::format(R"("directories":[],"sites":[{{"origin":"{}","privateAddresses":true}}])",
                       site.url));
    const Reply made = put_source(fmt::format(R"({{"kind":"web","url":"{}/x"}})", site.url));
    ASSERT_EQ(made.outcome(), "done");
    id = made["/evidence/evidenceId"];
  }
  EXPECT_EQ(standing(id), "unavailable");
}

TEST_F(EvidenceOps, what_is_permitted_is_shown_and_checked) {
  permit(R"("directories":["/srv/data"],"sites":[{"origin":"https://example.org"}])");
  EXPECT_EQ(world.ask("evidence.permitted", R"({"tenantId":"t"})").text(),
            R"({"directories":["/srv/data"],"sites":[{"origin":"https://example.org"}],)"
            R"("tenantId":"t"})");
  EXPECT_EQ(world.ask("evidence.permitted", R"({"tenantId":"u"})").text(),
            R"({"directories":[],"sites":[],"tenantId":"u"})");
  for (const char* origin : {"ftp://a.org", "https://a.org/", "https://a.org/x", "https://",
                             "https://u:p@a.org", "a.org", "https://a.org?x"}) {
    EXPECT_EQ(world
                  .ask("evidence.permit", fmt::format(R"({{"tenantId":"t","directories":[],)"
                                                      R"("sites":[{{"origin":"{}"}}]}})",
                                                      origin))
                  .code(),
              "record.invalid")
        << origin;
  }
}

// --- statements ------------------------------------------------------------------------------

class Statements : public EvidenceOps {
 protected:
  Statements() { world.new_key(); }

  static std::string statement(std::string_view session = "ses", std::string_view tenant = "t") {
    return fmt::format(R"({{"kind":"statement","tenantId":"{}","sessionId":"{}","text":"I saw it",)"
                       R"("statedBy":"ann","statedAt":"2026-11-22T00:00:00Z"}})",
                       tenant, session);
  }
  std::string sign(std::string_view text, std::string_view purpose = "audit") {
    const std::string hash =
        canon::sha256_hex(canon::canonical(must(canon::Json::parse(text)).value()));
    const auto state = must(world.engine().state());
    return canon::encode(must(state->keys->sign(world.key_id(purpose), hash)));
  }
  Reply put_statement(std::string_view text, std::string_view signature) {
    return put_source(
        fmt::format(R"({{"kind":"statement","statement":{},"signature":{}}})", text, signature));
  }
};

TEST_F(Statements, count_while_the_key_is_trusted) {
  const Reply made = put_statement(statement(), sign(statement()));
  ASSERT_EQ(made.outcome(), "done");
  const std::string id = made["/evidence/evidenceId"];
  EXPECT_EQ(standing(id), "fresh");
  world.reopen();
  EXPECT_EQ(standing(id), "fresh");
  world.revoke(world.key_id());
  EXPECT_EQ(standing(id), "not-vouched");
}

TEST_F(Statements, that_nobody_trusted_made_are_refused) {
  const std::string refused = "evidence.source_not_vouched at /source";
  const std::string good = sign(statement());
  EXPECT_EQ(put_statement(with(statement(), "/text", R"("I saw more")"), good).outcome(), refused);
  EXPECT_EQ(put_statement(statement(), with(good, "/keyId", R"("nobody")")).outcome(), refused);
  EXPECT_EQ(put_statement(statement(), sign(statement(), "journal")).outcome(), refused);
}

TEST_F(Statements, are_said_to_one_tenant_in_one_session) {
  for (const std::string& text : {statement("ses-2"), statement("ses", "u")}) {
    EXPECT_EQ(put_statement(text, sign(text)).outcome(), "evidence.source_not_vouched at /source");
  }
}

// --- who may, and pages ----------------------------------------------------------------------

TEST_F(EvidenceOps, a_session_that_is_not_there_or_closed_takes_none) {
  put_resource(world, "a", "x");
  EXPECT_EQ(put_observed(world, "none", "a").code(), "ops.unknown_session");
  EXPECT_EQ(put_observed(world, "ses-u", "a").code(), "ops.unknown_session");
  ASSERT_EQ(world.install(bundle("1.0.0")).outcome(), "done");
  const std::string id =
      world.ask("session.create", R"({"tenantId":"t","principal":"ann"})")["/sessionId"];
  EXPECT_EQ(put_observed(world, id, "a").outcome(), "done");
  world.ask("session.close", fmt::format(R"({{"sessionId":"{}"}})", id));
  put_resource(world, "b", "x");
  EXPECT_EQ(put_observed(world, id, "b").outcome(), "evidence.session_closed at /sessionId");
  EXPECT_EQ(standing("b"), "missing");
}

TEST_F(EvidenceOps, nobody_registers_in_anothers_session) {
  put_resource(world, "a", "x");
  Caller caller = operator_caller();
  caller.identity.emplace();
  caller.principal = "eve";
  const std::string members = fmt::format(R"("mode":"observed",{})", resource_source("a"));
  EXPECT_EQ(put_evidence(world, "ses", members, "t", caller).code(), "ops.foreign_principal");
  caller.principal = "ann";
  EXPECT_EQ(put_evidence(world, "ses", members, "t", caller).outcome(), "done");
}

TEST_F(EvidenceOps, of_another_tenant_is_nobodys_business) {
  observe("a");
  Caller stranger = operator_caller();
  stranger.tenant = "u";
  const std::string ref = R"({"tenantId":"t","evidenceId":"a"})";
  for (const char* operation : {"evidence.get", "evidence.verify"}) {
    EXPECT_EQ(world.ask(operation, ref, stranger).code(), "ops.foreign_tenant");
  }
  for (const char* operation : {"evidence.list", "evidence.verifyAll", "evidence.permitted"}) {
    EXPECT_EQ(world.ask(operation, R"({"tenantId":"t"})", stranger).code(), "ops.foreign_tenant");
  }
  EXPECT_EQ(
      put_evidence(world, "ses", R"("mode":"derived","derivedFrom":["a"])", "t", stranger).code(),
      "ops.foreign_tenant");
  EXPECT_EQ(verify("a", "u")["/verification/standing"], "missing");
  EXPECT_EQ(world.ask("evidence.list", R"({"tenantId":"u"})").text(), R"({"evidence":[]})");
}

TEST_F(EvidenceOps, lists_and_verifications_come_in_pages) {
  for (const char* id : {"a", "b", "c"}) observe(id);
  put_resource(world, "d", "x");
  ASSERT_EQ(put_observed(world, "ses-2", "d").outcome(), "done");
  const Reply first = world.ask("evidence.list", R"({"tenantId":"t","limit":2})");
  EXPECT_EQ(first["/evidence/1/evidenceId"], "b");
  EXPECT_EQ(first["/next"], "b");
  const Reply second = world.ask("evidence.list", R"({"tenantId":"t","limit":2,"after":"b"})");
  EXPECT_EQ(second["/evidence/1/evidenceId"], "d");
  EXPECT_EQ(second["/next"], "(absent)");
  const Reply of_session =
      world.ask("evidence.verifyAll", R"({"tenantId":"t","sessionId":"ses-2"})");
  EXPECT_EQ(of_session["/verifications/0/evidenceId"], "d");
  EXPECT_EQ(of_session["/verifications/1"], "(absent)");
  EXPECT_EQ(of_session["/valid"], "true");
  EXPECT_EQ(of_session["/checkedAt"], "2026-11-23T12:00:00.000Z");
}

TEST_F(EvidenceOps, in_a_store_that_was_altered_is_a_problem) {
  observe("a");
  observe("b");
  world.tamper(
      "UPDATE documents SET record = replace(record, '\"a\"', '\"b\"'), "
      "sequence = sequence + 100 WHERE kind = 'evidence' AND id = 'a'");
  EXPECT_EQ(verify("a").code(), "store.corrupt");
  EXPECT_EQ(standing("b"), "fresh");
}

TEST_F(EvidenceOps, past_the_most_that_is_looked_at_is_unavailable) {
  observe("a");
  evidence::Evidence piece = must(evidence_in([&] {
    const auto snapshot = must(world.engine().store().read());
    return *must(snapshot->find_document(evidence_kind, "t", "a"));
  }()));
  std::vector<store::DocumentRow> rows;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i <= max_pieces; ++i) {
    ids.push_back(fmt::format("many-{:05}", i));
    piece.evidence_id = evidence::EvidenceId(ids.back());
    rows.push_back(row_of(piece, world.now));
  }
  const auto transaction = must(world.engine().store().begin_write());
  must(transaction->put_documents(rows));
  must(transaction->commit());
  const auto state = must(world.engine().state());
  const auto snapshot = must(world.engine().store().read());
  const auto made = evidence::assess(
      must(gather({world.engine(), *state, *snapshot, world.now}, "t", ids)), world.now);
  EXPECT_EQ(evidence::find(made, ids[max_pieces - 1]).standing, evidence::Standing::fresh);
  EXPECT_EQ(evidence::find(made, ids[max_pieces]).standing, evidence::Standing::unavailable);
}

}  // namespace
}  // namespace writ::ops
