// What the store knows beside policies: itself, generations, keys and tokens.
#include <regex>

#include "store/conformance/conformance.h"

namespace writ::store::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(StoreConformance, ADeploymentIsNamedOnce) {
  const DeploymentRow made = must(read()->deployment());
  EXPECT_TRUE(std::regex_match(made.deployment_id, std::regex("[0-9a-f]{8}(-[0-9a-f]{4}){3}"
                                                              "-[0-9a-f]{12}")));
  EXPECT_EQ(made.created_at, beginning);
  EXPECT_GE(made.schema_version, 1);
  reopen();
  EXPECT_EQ(must(read()->deployment()), made);

  const auto elsewhere = GetParam().make_place();
  const auto other = must(elsewhere->open(beginning, patience));
  EXPECT_NE(must(must(other->read())->deployment()).deployment_id, made.deployment_id);
}

TEST_P(StoreConformance, AFreshStoreIsEmpty) {
  const auto snapshot = read();
  EXPECT_THAT(must(snapshot->policies(std::nullopt)), IsEmpty());
  EXPECT_THAT(must(snapshot->keys()), IsEmpty());
  EXPECT_THAT(must(snapshot->tokens()), IsEmpty());
  EXPECT_EQ(must(snapshot->deployment_generation()), 0);
  EXPECT_EQ(must(snapshot->state_generation("clinic", "default")), 0);
  must(store->check());
}

TEST_P(StoreConformance, EachGenerationCountsItsOwnBumps) {
  write([&](Transaction& to) {
    EXPECT_EQ(must(to.bump_state_generation("clinic", "default")), 1);
    EXPECT_EQ(must(to.bump_state_generation("clinic", "default")), 2);
    EXPECT_EQ(must(to.bump_state_generation("clinic", "other")), 1);
    EXPECT_EQ(must(to.bump_deployment_generation()), 1);
    EXPECT_EQ(must(to.state_generation("clinic", "default")), 2);
  });
  reopen();
  EXPECT_EQ(must(read()->state_generation("clinic", "default")), 2);
  EXPECT_EQ(must(read()->state_generation("clinic", "other")), 1);
  EXPECT_EQ(must(read()->state_generation("other", "default")), 0);
  EXPECT_EQ(must(read()->deployment_generation()), 1);
  write([&](Transaction& to) {
    EXPECT_EQ(must(to.bump_state_generation("clinic", "default")), 3);
    EXPECT_EQ(must(to.bump_deployment_generation()), 2);
  });
}

TEST_P(StoreConformance, ABumpThatIsRolledBackHasNotHappened) {
  must(must(store->begin_write())->bump_deployment_generation());
  must(must(store->begin_write())->bump_state_generation("clinic", "default"));
  EXPECT_EQ(must(read()->deployment_generation()), 0);
  EXPECT_EQ(must(read()->state_generation("clinic", "default")), 0);
}

TEST_P(StoreConformance, AKeyIsFoundAsItWasLastWritten) {
  write([&](Transaction& to) {
    must(to.put_key(key("b")));
    must(to.put_key(key("a")));
  });
  const KeyRow revoked{.key_id = "b", .record = "{\"status\":\"revoked\"}", .updated_at = {9}};
  write([&](Transaction& to) { must(to.put_key(revoked)); });
  EXPECT_EQ(must(read()->find_key("b")), revoked);
  EXPECT_EQ(must(read()->find_key("c")), std::nullopt);
  EXPECT_THAT(must(read()->keys()), ElementsAre(key("a"), revoked));
}

TEST_P(StoreConformance, ATokenIsFoundByItsIdAndByItsHash) {
  write([&](Transaction& to) {
    must(to.insert_token(token("b")));
    must(to.insert_token(token("a")));
  });
  EXPECT_EQ(must(read()->find_token("a")), token("a"));
  EXPECT_EQ(must(read()->find_token_by_sha256("sha256 of a")), token("a"));
  EXPECT_EQ(must(read()->find_token_by_sha256("a")), std::nullopt);
  EXPECT_EQ(must(read()->find_token_by_sha256("SHA256 of a")), std::nullopt);
  EXPECT_EQ(must(read()->find_token_by_sha256("")), std::nullopt);
  EXPECT_EQ(must(read()->find_token("sha256 of a")), std::nullopt);
  EXPECT_THAT(must(read()->tokens()), ElementsAre(token("a"), token("b")));
}

TEST_P(StoreConformance, NoTwoTokensShareAnIdOrAHash) {
  write([&](Transaction& to) { must(to.insert_token(token("a"))); });
  TokenRow same_id = token("other");
  same_id.token_id = "a";
  TokenRow same_hash = token("a");
  same_hash.token_id = "other";
  EXPECT_EQ(refusal([&](Transaction& to) { return to.insert_token(same_id); }), fault::exists.name);
  EXPECT_EQ(refusal([&](Transaction& to) { return to.insert_token(same_hash); }),
            fault::exists.name);
  EXPECT_THAT(must(read()->tokens()), ElementsAre(token("a")));
}

TEST_P(StoreConformance, ARevokedTokenStaysRevokedAtItsFirstTime) {
  write([&](Transaction& to) {
    must(to.insert_token(token("a")));
    must(to.insert_token(token("b")));
  });
  write([&](Transaction& to) { must(to.revoke_token("a", {100})); });
  write([&](Transaction& to) { must(to.revoke_token("a", {200})); });
  reopen();
  TokenRow revoked = token("a");
  revoked.revoked_at = Instant{100};
  EXPECT_EQ(must(read()->find_token_by_sha256("sha256 of a")), revoked);
  EXPECT_EQ(must(read()->find_token("b")), token("b"));
  EXPECT_EQ(refusal([&](Transaction& to) { return to.revoke_token("c", {100}); }),
            fault::not_found.name);
}

TEST_P(StoreConformance, ATokenCanBeRevokedAtTheEpoch) {
  write([&](Transaction& to) {
    must(to.insert_token(token("a")));
    must(to.revoke_token("a", {0}));
  });
  EXPECT_EQ(must(read()->find_token("a"))->revoked_at, Instant{0});
}

TEST_P(StoreConformance, DocumentsAreReadOnFromAnySequence) {
  const auto row = [](std::string kind, std::string id, std::optional<std::string> record,
                      std::int64_t sequence) {
    return DocumentRow{.kind = std::move(kind),
                       .tenant = "t",
                       .id = std::move(id),
                       .record = std::move(record),
                       .sequence = sequence,
                       .updated_at = {5}};
  };
  write([&](Transaction& to) {
    EXPECT_EQ(must(to.put_document(row("principal", "a", "{}", 0))), 1);
    EXPECT_EQ(must(to.put_document(row("principal", "b", "{}", 0))), 2);
    EXPECT_EQ(must(to.put_document(row("session", "a", "{}", 0))), 3);
  });
  must(must(store->begin_write())->put_document(row("session", "b", "rolled back", 0)));
  write([&](Transaction& to) {
    EXPECT_EQ(must(to.put_document(row("principal", "a", "[1]", 0))), 4);
    EXPECT_EQ(must(to.put_document(row("principal", "b", std::nullopt, 0))), 5);
  });
  reopen();
  const auto all = must(read()->documents_since(0, 100));
  EXPECT_THAT(all, ElementsAre(row("session", "a", "{}", 3), row("principal", "a", "[1]", 4),
                               row("principal", "b", std::nullopt, 5)));
  EXPECT_THAT(must(read()->documents_since(3, 1)), ElementsAre(all[1]));
  EXPECT_TRUE(must(read()->documents_since(5, 100)).empty());
  EXPECT_EQ(must(read()->find_document("principal", "t", "a")), all[1]);
  EXPECT_EQ(must(read()->find_document("principal", "t", "b")), all[2]);
  EXPECT_EQ(must(read()->find_document("principal", "u", "a")), std::nullopt);
}

TEST_P(StoreConformance, DocumentsAreListedATenantAtATime) {
  write([&](Transaction& to) {
    for (const char* tenant : {"t", "u"}) {
      for (const char* id : {"c", "a", "b"}) {
        must(to.put_document({.kind = "principal", .tenant = tenant, .id = id, .record = "{}"}));
      }
    }
    must(to.put_document({.kind = "principal", .tenant = "t", .id = "b", .record = std::nullopt}));
    must(to.put_document({.kind = "session", .tenant = "u", .id = "d", .record = "{}"}));
  });
  const auto ids = [&](std::string_view kind, std::string_view tenant, std::string_view after,
                       std::size_t limit) {
    std::string joined;
    for (const DocumentRow& row : must(read()->documents(kind, tenant, after, limit))) {
      joined += row.id;
    }
    return joined;
  };
  EXPECT_EQ(ids("principal", "t", "", 10), "ac");
  EXPECT_EQ(ids("principal", "u", "", 2), "ab");
  EXPECT_EQ(ids("principal", "u", "a", 10), "bc");
  EXPECT_EQ(ids("session", "t", "", 10), "");
  EXPECT_EQ(must(read()->find_document_by_id("session", "d"))->tenant, "u");
  EXPECT_EQ(must(read()->find_document_by_id("session", "a")), std::nullopt);
}

TEST_P(StoreConformance, ManyDocumentsArePutAsIfOneAfterTheOther) {
  const auto row = [](std::string tenant, std::string id, std::optional<std::string> record) {
    return DocumentRow{.kind = "principal",
                       .tenant = std::move(tenant),
                       .id = std::move(id),
                       .record = std::move(record),
                       .updated_at = {5}};
  };
  const std::vector<DocumentRow> rows{row("t", "a", "first"),      row("t", "b", "\\N\t\r\n\\."),
                                      row("t", "a", std::nullopt), row("u", "a", ""),
                                      row("t", "c", "\\"),         row("t", "b", "last")};
  write([&](Transaction& to) {
    must(to.put_document(row("t", "a", "before")));
    must(to.put_documents(rows));
    must(to.put_documents({}));
    EXPECT_EQ(must(to.put_document(row("t", "d", "after"))), 8);
  });
  reopen();
  std::vector<DocumentRow> expected;
  for (const std::size_t stays : {2, 3, 4, 5}) {
    expected.push_back(rows[stays]);
    expected.back().sequence = static_cast<std::int64_t>(stays) + 2;
  }
  auto found = must(read()->documents_since(0, 100));
  ASSERT_EQ(found.size(), 5U);
  EXPECT_EQ(found.back().record, "after");
  found.pop_back();
  EXPECT_EQ(found, expected);
}

TEST_P(StoreConformance, VeryManyDocumentsArePutAtOnce) {
  std::vector<DocumentRow> rows;
  for (int i = 0; i < 20'000; ++i) {
    rows.push_back({.kind = "principal",
                    .tenant = "t",
                    .id = std::to_string(i),
                    .record = std::string(500, 'x') + std::to_string(i),
                    .updated_at = {i}});
  }
  write([&](Transaction& to) { must(to.put_documents(rows)); });
  const auto found = must(read()->documents_since(0, 100'000));
  ASSERT_EQ(found.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].sequence = static_cast<std::int64_t>(i) + 1;
    ASSERT_EQ(found[i], rows[i]);
  }
}

// Where the first are new and a later one is not, and where none is.
TEST_P(StoreConformance, ManyDocumentsOfWhichSomeAreThereTakeTheirPlaces) {
  const auto rows = [](int from, std::string_view record) {
    std::vector<DocumentRow> many;
    for (int i = from; i < from + 100; ++i) {
      many.push_back({.kind = "k",
                      .tenant = "t",
                      .id = std::to_string(1000 + i),
                      .record = std::string(record),
                      .updated_at = {1}});
    }
    return many;
  };
  write([&](Transaction& to) {
    must(to.put_documents(rows(50, "first")));
    must(to.put_documents(rows(0, "second")));
    EXPECT_EQ(must(to.put_document({.kind = "k", .tenant = "t", .id = "last", .record = "third"})),
              201);
  });
  write([&](Transaction& to) { must(to.put_documents(rows(0, "fourth"))); });
  const auto found = must(read()->documents("k", "t", "", 1000));
  ASSERT_EQ(found.size(), 151U);
  for (int i = 0; i < 150; ++i) EXPECT_EQ(found[i].record, i < 100 ? "fourth" : "first") << i;
}

TEST_P(StoreConformance, ManyDocumentsWithOneThatCannotBeKeptAreNotKept) {
  const DocumentRow good{.kind = "k", .tenant = "t", .id = "a", .record = "{}"};
  const DocumentRow bad{.kind = "k", .tenant = "t", .id = "b", .record = std::string("a\0b", 3)};
  EXPECT_EQ(refusal([&](Transaction& to) {
              return to.put_documents(std::vector<DocumentRow>{good, bad});
            }),
            fault::bad_text.name);
  EXPECT_TRUE(must(read()->documents_since(0, 10)).empty());
}

TEST_P(StoreConformance, AnEntryForTheJournalWaitsUntilItIsTakenAway) {
  const auto row = [](std::int64_t change, std::optional<std::string> body) {
    return PendingEntryRow{
        .change = change, .journal_size = 7, .entry = "{}", .body = std::move(body)};
  };
  write([&](Transaction& to) {
    EXPECT_EQ(must(to.add_pending_entry(row(0, "[1]"))), 1);
    EXPECT_EQ(must(to.add_pending_entry(row(0, std::nullopt))), 2);
  });
  must(must(store->begin_write())->add_pending_entry(row(0, "rolled back")));
  reopen();
  EXPECT_THAT(must(read()->pending_entries()), ElementsAre(row(1, "[1]"), row(2, std::nullopt)));
  write([&](Transaction& to) { must(to.remove_pending_entries(1)); });
  EXPECT_THAT(must(read()->pending_entries()), ElementsAre(row(2, std::nullopt)));
  write([&](Transaction& to) { must(to.remove_pending_entries(9)); });
  write([&](Transaction& to) { EXPECT_EQ(must(to.add_pending_entry(row(0, "x"))), 3); });
}

}  // namespace
}  // namespace writ::store::conformance
