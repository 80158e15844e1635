// What every implementation of the store must do, as a parameterised GoogleTest suite. The cases
// are the *_test.cc files of this folder; an implementation's own test program links them and says
//
//   INSTANTIATE_TEST_SUITE_P(Mine, StoreConformance, testing::Values(Implementation{...}));
//
// Nothing in a case may depend on how a store keeps its rows.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/store.h"

namespace writ::store::conformance {

// Where one store's data lies; nothing lies there at first, and it goes when the place does.
class Place {
 public:
  virtual ~Place() = default;
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  // Opens the store that lies here, and makes it the first time with `now`. It may be open already.
  virtual Result<std::unique_ptr<Store>> open(Instant now, std::chrono::milliseconds patience) = 0;

 protected:
  Place() = default;
};

struct Implementation {
  std::string_view name;
  std::function<std::unique_ptr<Place>()> make_place;
};
inline void PrintTo(const Implementation& implementation, std::ostream* out) {
  *out << implementation.name;
}

// The value, or a failure of the test that says why there is none.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

// The name of the code of the problem that a result is; empty for a success.
template <class T>
std::string_view code_of(const Result<T>& result) {
  return result ? std::string_view() : result.error().code.name;
}

class StoreConformance : public testing::TestWithParam<Implementation> {
 protected:
  static constexpr Instant beginning{1'764'000'000'000'001};
  static constexpr std::chrono::milliseconds patience{20'000};

  void SetUp() override {
    place = GetParam().make_place();
    store = open();
  }

  std::unique_ptr<Store> open(std::chrono::milliseconds waiting = patience) {
    return must(place->open(beginning, waiting));
  }
  void reopen() {
    store.reset();
    store = must(place->open({beginning.microseconds + 1'000'000}, patience));
  }

  // Runs `change` in a transaction of its own and commits it.
  void write(const std::function<void(Transaction&)>& change) { write_to(*store, change); }
  static void write_to(Store& to, const std::function<void(Transaction&)>& change) {
    const auto transaction = must(to.begin_write());
    change(*transaction);
    must(transaction->commit());
  }

  // What a change that must fail answers; it is rolled back.
  template <class Change>
  std::string_view refusal(Change change) {
    const auto transaction = must(store->begin_write());
    return code_of(change(*transaction));
  }

  std::unique_ptr<Snapshot> read() { return must(store->read()); }

  // Rows whose every field has a value of its own.
  static BundleRow bundle(std::string tenant, std::string name, std::string version) {
    const std::string hash = "hash of " + version;
    return {.head = {.tenant = std::move(tenant),
                     .name = std::move(name),
                     .version = version,
                     .policy_hash = hash,
                     .key_id = "key of " + version,
                     .recorded_at = {1'764'000'000'123'456}},
            .signed_bundle = "{\"version\":\"" + version + "\"}"};
  }
  static PolicyRow policy(const BundleRow& active, std::int64_t generation) {
    return {.tenant = active.head.tenant,
            .name = active.head.name,
            .active_version = active.head.version,
            .active_policy_hash = active.head.policy_hash,
            .generation = generation,
            .high_water = "9.9.9",
            .pin = "^1.0.0",
            .activation_sequence = 17,
            .updated_at = {1'764'000'000'654'321}};
  }
  static ActivationRow activation(const BundleRow& active, std::int64_t generation) {
    return {.tenant = active.head.tenant,
            .name = active.head.name,
            .generation = generation,
            .version = active.head.version,
            .policy_hash = active.head.policy_hash,
            .kind = ActivationKind::activate,
            .signed_activation = "{\"sequence\":" + std::to_string(generation) + "}",
            .recorded_at = {1'764'000'000'111'111}};
  }
  static KeyRow key(std::string key_id) {
    return {.key_id = std::move(key_id), .record = "{}", .updated_at = {5}};
  }
  static TokenRow token(const std::string& token_id) {
    return {.token_id = token_id,
            .sha256 = "sha256 of " + token_id,
            .record = "{\"principal\":\"nurse\"}",
            .revoked_at = std::nullopt};
  }

  std::unique_ptr<Place> place;
  std::unique_ptr<Store> store;
};

}  // namespace writ::store::conformance
