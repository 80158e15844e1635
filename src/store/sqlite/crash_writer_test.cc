#include "store/sqlite/crash_writer.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "store/sqlite/open.h"
#include "store/sqlite/place.h"

namespace writ::store::sqlite {
namespace {

using conformance::must;

std::string version_of(std::int64_t number) { return std::to_string(number) + ".0.0"; }

// Now and then a body of many pages, so that the log is folded into the file at various moments.
std::string body_of(std::int64_t number) {
  return std::string(number % 16 == 0 ? 700'000 : 2'000, static_cast<char>('a' + number % 26));
}

Result<void> write_one(Transaction& to, std::int64_t number) {
  const std::string text = std::to_string(number);
  const std::string version = version_of(number);
  WRIT_CHECK(to.insert_bundle({.head = {.tenant = "t",
                                        .name = "n",
                                        .version = version,
                                        .policy_hash = text,
                                        .key_id = "k",
                                        .recorded_at = {number}},
                               .signed_bundle = body_of(number)}));
  WRIT_CHECK(to.put_policy({.tenant = "t",
                            .name = "n",
                            .active_version = version,
                            .active_policy_hash = text,
                            .generation = number,
                            .high_water = version,
                            .updated_at = {number}}));
  WRIT_CHECK(to.append_activation({.tenant = "t",
                                   .name = "n",
                                   .generation = number,
                                   .version = version,
                                   .policy_hash = text,
                                   .recorded_at = {number}}));
  WRIT_CHECK(to.put_key({.key_id = "k", .record = text, .updated_at = {number}}));
  WRIT_CHECK(to.insert_token({.token_id = text, .sha256 = text, .record = "{}", .revoked_at = {}}));
  WRIT_CHECK(to.bump_deployment_generation());
  WRIT_CHECK(to.bump_state_generation("t", "n"));
  return to.commit();
}

Result<void> write_next(Store& store) {
  WRIT_TRY(const auto transaction, store.begin_write());
  WRIT_TRY(const std::int64_t last, transaction->deployment_generation());
  WRIT_CHECK(write_one(*transaction, last + 1));
  const std::int64_t number = last + 1;
  if (::write(STDOUT_FILENO, &number, sizeof number) != sizeof number) {
    return Problem{problem::io, "the test that started this is gone"};
  }
  return {};
}

void require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

}  // namespace

int write_until_killed(const std::string& path) {
  const auto store = open(path, {.now = {1}});
  Result<void> done;
  if (!store) done = store.error();
  while (done) done = write_next(**store);
  std::fputs(describe(done.error()).c_str(), stderr);
  return EXIT_FAILURE;
}

std::int64_t last_whole_transaction(Store& store) {
  const auto snapshot = must(store.read());
  const std::int64_t last = must(snapshot->deployment_generation());
  const auto count = static_cast<std::size_t>(last);
  const auto activations = must(snapshot->activations("t", "n", 0, count + 1));
  require(must(snapshot->bundles("t", "n")).size() == count, "bundles");
  require(activations.size() == count, "activations");
  require(must(snapshot->tokens()).size() == count, "tokens");
  require(must(snapshot->state_generation("t", "n")) == last, "the state's generation");
  if (last == 0) {
    require(must(snapshot->policies("t")).empty() && must(snapshot->keys()).empty(),
            "empty tables");
    return 0;
  }
  for (std::int64_t number = 1; number <= last; ++number) {
    require(activations[static_cast<std::size_t>(number) - 1].generation == number, "a generation");
  }
  const auto policy = must(snapshot->find_policy("t", "n"));
  require(policy && policy->generation == last && policy->high_water == version_of(last), "policy");
  require(must(snapshot->find_key("k"))->record == std::to_string(last), "the key");
  const auto bundle = must(snapshot->find_bundle("t", "n", version_of(last)));
  require(bundle && bundle->signed_bundle == body_of(last), "the last bundle's body");
  return last;
}

}  // namespace writ::store::sqlite
