#include <thread>

#include "store/conformance/conformance.h"

namespace writ::store::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(StoreConformance, WhatWasCommittedIsThereAfterReopening) {
  const BundleRow row = bundle("clinic", "default", "1.0.0");
  write([&](Transaction& to) {
    must(to.insert_bundle(row));
    must(to.put_policy(policy(row, 4)));
    must(to.append_activation(activation(row, 4)));
    must(to.put_key(key("k")));
    must(to.insert_token(token("t")));
  });
  reopen();
  const auto snapshot = read();
  EXPECT_EQ(must(snapshot->find_bundle("clinic", "default", "1.0.0")), row);
  EXPECT_EQ(must(snapshot->find_policy("clinic", "default")), policy(row, 4));
  EXPECT_THAT(must(snapshot->activations("clinic", "default", 0, 9)),
              ElementsAre(activation(row, 4)));
  EXPECT_EQ(must(snapshot->find_key("k")), key("k"));
  EXPECT_EQ(must(snapshot->find_token("t")), token("t"));
  must(store->check());
}

TEST_P(StoreConformance, WhatWasNotCommittedNeverHappened) {
  {
    const auto transaction = must(store->begin_write());
    const BundleRow row = bundle("clinic", "default", "1.0.0");
    must(transaction->insert_bundle(row));
    must(transaction->put_policy(policy(row, 1)));
    must(transaction->put_key(key("k")));
    EXPECT_EQ(must(transaction->find_key("k")), key("k"));
    EXPECT_THAT(must(read()->keys()), IsEmpty());
  }
  EXPECT_THAT(must(read()->keys()), IsEmpty());
  reopen();
  EXPECT_EQ(must(read()->find_bundle("clinic", "default", "1.0.0")), std::nullopt);
  EXPECT_EQ(must(read()->find_policy("clinic", "default")), std::nullopt);
  EXPECT_THAT(must(read()->keys()), IsEmpty());
}

TEST_P(StoreConformance, AFailedWriteDoomsItsTransaction) {
  write([&](Transaction& to) { must(to.insert_token(token("a"))); });
  {
    const auto transaction = must(store->begin_write());
    must(transaction->put_key(key("before")));
    EXPECT_EQ(code_of(transaction->insert_token(token("a"))), fault::exists.name);
    EXPECT_EQ(code_of(transaction->put_key(key("after"))), fault::finished.name);
    EXPECT_EQ(code_of(transaction->keys()), fault::finished.name);
    EXPECT_EQ(code_of(transaction->commit()), fault::finished.name);
  }
  EXPECT_THAT(must(read()->keys()), IsEmpty());
}

TEST_P(StoreConformance, ADoomedTransactionKeepsNobodyWaiting) {
  const auto doomed = must(store->begin_write());
  EXPECT_EQ(code_of(doomed->revoke_token("nobody's", {1})), fault::not_found.name);
  write([&](Transaction& to) { must(to.put_key(key("k"))); });
  EXPECT_EQ(code_of(doomed->commit()), fault::finished.name);
}

TEST_P(StoreConformance, ACommittedTransactionIsOver) {
  const auto transaction = must(store->begin_write());
  must(transaction->put_key(key("k")));
  must(transaction->commit());
  EXPECT_EQ(code_of(transaction->commit()), fault::finished.name);
  EXPECT_EQ(code_of(transaction->put_key(key("later"))), fault::finished.name);
  EXPECT_EQ(code_of(transaction->find_key("k")), fault::finished.name);
  write([&](Transaction& to) { must(to.put_key(key("next"))); });
  EXPECT_THAT(must(read()->keys()), ElementsAre(key("k"), key("next")));
}

TEST_P(StoreConformance, AnEmptyTransactionCommits) {
  write([](Transaction&) {});
  EXPECT_THAT(must(read()->keys()), IsEmpty());
}

TEST_P(StoreConformance, ASnapshotIsOfTheMomentThatItWasTaken) {
  write([&](Transaction& to) { must(to.put_key(key("before"))); });
  const auto unread = read();
  const auto used = read();
  EXPECT_EQ(must(used->keys()).size(), 1U);
  write([&](Transaction& to) {
    must(to.put_key(key("after")));
    must(to.bump_deployment_generation());
  });
  for (const auto& snapshot : {unread.get(), used.get()}) {
    EXPECT_THAT(must(snapshot->keys()), ElementsAre(key("before")));
    EXPECT_EQ(must(snapshot->deployment_generation()), 0);
  }
  EXPECT_EQ(must(read()->keys()).size(), 2U);
}

TEST_P(StoreConformance, ATransactionSeesWhatWasCommittedBeforeIt) {
  write([&](Transaction& to) { must(to.put_key(key("k"))); });
  EXPECT_EQ(must(must(store->begin_write())->find_key("k")), key("k"));
}

TEST_P(StoreConformance, ASecondWriterWaitsAndIsThenRefused) {
  const auto hasty = open(std::chrono::milliseconds(50));
  const auto first = must(hasty->begin_write());
  EXPECT_EQ(code_of(hasty->begin_write()), fault::busy.name);
  const auto another = open(std::chrono::milliseconds(50));
  EXPECT_EQ(code_of(another->begin_write()), fault::busy.name);
  must(first->commit());
  must(must(hasty->begin_write())->commit());
  must(must(another->begin_write())->commit());
}

TEST_P(StoreConformance, ReadersNeverWaitForAWriter) {
  const auto hasty = open(std::chrono::milliseconds(50));
  const auto transaction = must(hasty->begin_write());
  must(transaction->put_key(key("k")));
  EXPECT_THAT(must(must(hasty->read())->keys()), IsEmpty());
}

TEST_P(StoreConformance, SnapshotsAndTransactionsOutliveTheirStore) {
  const auto snapshot = read();
  const auto transaction = must(store->begin_write());
  must(transaction->put_key(key("k")));
  store.reset();
  EXPECT_THAT(must(snapshot->keys()), IsEmpty());
  must(transaction->commit());
  reopen();
  EXPECT_EQ(must(read()->find_key("k")), key("k"));
}

TEST_P(StoreConformance, ATransactionMayMoveToAnotherThread) {
  auto transaction = must(store->begin_write());
  must(transaction->put_key(key("here")));
  std::jthread([&, moved = std::move(transaction)] {
    must(moved->put_key(key("there")));
    must(moved->commit());
  }).join();
  EXPECT_EQ(must(read()->keys()).size(), 2U);
  write([&](Transaction& to) { must(to.put_key(key("after"))); });
}

TEST_P(StoreConformance, TwoOpenStoresOfOnePlaceSeeEachOther) {
  const auto other = open();
  write([&](Transaction& to) { must(to.put_key(key("one"))); });
  write_to(*other, [&](Transaction& to) {
    EXPECT_EQ(must(to.find_key("one")), key("one"));
    must(to.put_key(key("two")));
  });
  EXPECT_EQ(must(read()->keys()).size(), 2U);
  EXPECT_EQ(must(read()->deployment()), must(must(other->read())->deployment()));
}

}  // namespace
}  // namespace writ::store::conformance
