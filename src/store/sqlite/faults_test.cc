// A disk that fails at the first, the second, the third, … of the operations that a use of the
// store needs, until one use gets through. However far it came: a problem is answered, nothing is
// there by half, what was acknowledged stays, and once the disk works again so does the store.
#include <gtest/gtest.h>

#include "store/sqlite/faulty_vfs.h"
#include "store/sqlite/open.h"
#include "store/sqlite/place.h"

namespace writ::store::sqlite {
namespace {

using conformance::code_of;
using conformance::must;

struct Fault {
  int code;
  bool torn;
  std::string_view expected;  // the name of the problem's code
};
constexpr Fault faults[] = {{SQLITE_FULL, false, fault::full.name},
                            {SQLITE_FULL, true, fault::full.name},
                            {SQLITE_IOERR_WRITE, true, fault::io.name},
                            {SQLITE_IOERR_FSYNC, false, fault::io.name}};
constexpr int enough = 500;  // operations; no use of the store here needs as many

Options options() { return {.now = {1}, .patience = std::chrono::milliseconds(200)}; }

// A transaction that writes a row into each of three tables, one of them over many pages.
Result<void> put(Store& store, int number) {
  const std::string version = std::to_string(number);
  WRIT_TRY(const auto transaction, store.begin_write());
  WRIT_CHECK(transaction->insert_bundle({.head = {.tenant = "t",
                                                  .name = "n",
                                                  .version = version,
                                                  .policy_hash = "h",
                                                  .key_id = "k",
                                                  .recorded_at = {1}},
                                         .signed_bundle = std::string(40'000, 'b')}));
  WRIT_CHECK(transaction->put_policy({.tenant = "t",
                                      .name = "n",
                                      .active_version = version,
                                      .active_policy_hash = "h",
                                      .generation = number,
                                      .updated_at = {1}}));
  WRIT_CHECK(transaction->bump_deployment_generation());
  return transaction->commit();
}

// How many of those transactions are there; throws where one is there by half.
std::int64_t whole_transactions(Store& store) {
  const auto snapshot = must(store.read());
  const std::int64_t generation = must(snapshot->deployment_generation());
  const auto policy = must(snapshot->find_policy("t", "n"));
  const auto bundles = static_cast<std::int64_t>(must(snapshot->bundles("t", "n")).size());
  if (bundles != generation || (policy ? policy->generation : 0) != generation) {
    throw std::runtime_error("a transaction is there by half");
  }
  return generation;
}

class Faults : public testing::TestWithParam<Fault> {};

TEST_P(Faults, AWriteOnAFailingDiskHappensWhollyOrNotAtAll) {
  FaultyVfs vfs;
  TemporaryPlace place;
  auto store = must(open(place.path(), options()));
  std::int64_t acknowledged = 0;
  int failures = 0;
  for (int allowed = 0; allowed < enough; ++allowed) {
    vfs.fail_after(allowed, GetParam().code, GetParam().torn);
    const Result<void> done = put(*store, static_cast<int>(acknowledged) + 1);
    const bool failed = vfs.has_failed();
    vfs.heal();
    if (done) {
      ++acknowledged;
      if (!failed) break;
    } else {
      ++failures;
      EXPECT_EQ(code_of(done), GetParam().expected) << done.error().message;
    }
    ASSERT_EQ(whole_transactions(*store), acknowledged) << "after " << allowed;
  }
  EXPECT_GT(failures, 5);
  must(put(*store, static_cast<int>(acknowledged) + 1));
  store.reset();
  store = must(open(place.path(), options()));
  EXPECT_EQ(whole_transactions(*store), acknowledged + 1);
  must(store->check());
}

TEST_P(Faults, AStoreIsMadeWhollyOrNotAtAll) {
  FaultyVfs vfs;
  int failures = 0;
  for (int allowed = 0; allowed < enough; ++allowed) {
    TemporaryPlace place;
    vfs.fail_after(allowed, GetParam().code, GetParam().torn);
    const bool made = open(place.path(), options()).has_value();
    const bool failed = vfs.has_failed();
    vfs.heal();
    const auto store = must(open(place.path(), options()));
    must(put(*store, 1));
    EXPECT_EQ(whole_transactions(*store), 1);
    must(store->check());
    if (made && !failed) break;
    if (!made) ++failures;
  }
  EXPECT_GT(failures, 5);
}

// What closing leaves undone the next opening makes up for.
TEST_P(Faults, AFailureWhileClosingLosesNothing) {
  FaultyVfs vfs;
  TemporaryPlace place;
  for (int number = 1; number < enough; ++number) {
    auto store = must(open(place.path(), options()));
    ASSERT_EQ(whole_transactions(*store), number - 1);
    must(put(*store, number));
    vfs.fail_after(number - 1, GetParam().code, GetParam().torn);
    store.reset();
    const bool failed = vfs.has_failed();
    vfs.heal();
    if (failed) continue;
    EXPECT_GT(number, 5);
    must(must(open(place.path(), options()))->check());
    return;
  }
  FAIL() << "closing never got through";
}

INSTANTIATE_TEST_SUITE_P(EveryFault, Faults, testing::ValuesIn(faults));

}  // namespace
}  // namespace writ::store::sqlite
