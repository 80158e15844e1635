#include "keys/lifecycle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "keys/fault.h"
#include "keys/test_keys.h"

namespace writ::keys {
namespace {

KeyRecord new_key(Purpose purpose = Purpose::audit, Alg alg = Alg::ed25519,
                  std::optional<std::vector<std::string>> tenants = {}) {
  return generate_key(spec(purpose, std::move(tenants)), alg, day(1)).record;
}

std::string describe_state(const KeyRecord& key) {
  std::string text(name(key.state));
  if (key.retired_at) text += " retired " + key.retired_at->text();
  if (key.revoked_at) text += " revoked " + key.revoked_at->text();
  return text;
}

bool sound(const KeyRecord& key) {
  canon::Faults faults;
  key.check(canon::Path(), faults);
  return faults.empty();
}

TEST(Lifecycle, GoesForwardAndKeepsEachTime) {
  const auto retired = retire(new_key(), day(2));
  ASSERT_TRUE(retired);
  EXPECT_EQ(describe_state(*retired), "retired retired 1970-01-03T00:00:00.000Z");
  const KeyRecord revoked = revoke(*retired, day(3));
  EXPECT_EQ(describe_state(revoked),
            "revoked retired 1970-01-03T00:00:00.000Z revoked 1970-01-04T00:00:00.000Z");
  EXPECT_TRUE(sound(*retired) && sound(revoked) && sound(revoke(new_key(), day(2))));
}

TEST(Lifecycle, DoingItAgainKeepsTheFirstTime) {
  const auto retired = retire(new_key(), day(2));
  EXPECT_EQ(describe_state(*retire(*retired, day(5))), describe_state(*retired));
  const KeyRecord revoked = revoke(new_key(), day(2));
  EXPECT_EQ(describe_state(revoke(revoked, day(5))), describe_state(revoked));
}

TEST(Lifecycle, ARevokedKeyCannotBecomeRetiredAndBothStatesAreNamed) {
  const auto refused = retire(revoke(new_key(), day(2)), day(3));
  ASSERT_EQ(code_of(refused), fault::illegal_transition.name);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("is revoked and cannot become retired"));
}

TEST(CheckNew, AnIdOrAPublicKeyThatIsThereIsRefusedInEveryState) {
  const KeyRecord key = new_key();
  for (const KeyRecord& present : {key, *retire(key, day(2)), revoke(key, day(2))}) {
    const KeyRecord others[] = {new_key(), present, new_key()};
    EXPECT_EQ(code_of(check_new(others, key)), fault::exists.name);

    KeyRecord renamed = key;
    renamed.key_id = key_id("another-name");
    EXPECT_EQ(code_of(check_new(others, renamed)), fault::exists.name);

    KeyRecord same_id = new_key();
    same_id.key_id = key.key_id;
    EXPECT_EQ(code_of(check_new(others, same_id)), fault::exists.name);
  }
}

TEST(CheckNew, ADifferentKeyMayCome) {
  const KeyRecord present[] = {new_key(), new_key(Purpose::audit, Alg::hmac_sha256)};
  EXPECT_TRUE(check_new(present, new_key()));
  EXPECT_TRUE(check_new(present, new_key(Purpose::audit, Alg::hmac_sha256)));
  EXPECT_TRUE(check_new({}, new_key()));
}

TEST(Rotate, RetiresTheActiveKeysOfTheSamePurposeAlgorithmAndTenants) {
  const KeyRecord first = new_key(Purpose::audit, Alg::ed25519, {{"a", "b"}});
  const KeyRecord second = new_key(Purpose::audit, Alg::ed25519, {{"b", "a", "a"}});
  const KeyRecord present[] = {first,
                               second,
                               new_key(Purpose::journal, Alg::ed25519, {{"a", "b"}}),
                               new_key(Purpose::audit, Alg::hmac_sha256, {{"a", "b"}}),
                               new_key(Purpose::audit, Alg::ed25519, {{"a"}}),
                               new_key(),
                               *retire(new_key(Purpose::audit, Alg::ed25519, {{"a", "b"}}), day(1)),
                               revoke(new_key(Purpose::audit, Alg::ed25519, {{"a", "b"}}), day(1))};
  const KeyRecord fresh = new_key(Purpose::audit, Alg::ed25519, {{"a", "b"}});
  const auto rotation = rotate(present, fresh, day(4));
  ASSERT_TRUE(rotation);
  EXPECT_EQ(rotation->fresh.key_id, fresh.key_id);
  ASSERT_EQ(rotation->retired.size(), 2u);
  EXPECT_EQ(rotation->retired[0].key_id, first.key_id);
  EXPECT_EQ(rotation->retired[1].key_id, second.key_id);
  for (const KeyRecord& old : rotation->retired) {
    EXPECT_EQ(describe_state(old), "retired retired 1970-01-05T00:00:00.000Z");
  }
}

TEST(Rotate, AKeyForNobodyIsNotAKeyForAll) {
  const KeyRecord present[] = {new_key()};
  const auto rotation =
      rotate(present, new_key(Purpose::audit, Alg::ed25519, std::vector<std::string>()), day(2));
  ASSERT_TRUE(rotation);
  EXPECT_TRUE(rotation->retired.empty());
}

TEST(Rotate, WhatIsThereOrNotActiveCannotTakeOver) {
  const KeyRecord present[] = {new_key()};
  EXPECT_EQ(code_of(rotate(present, present[0], day(2))), fault::exists.name);
  EXPECT_EQ(code_of(rotate(present, *retire(new_key(), day(1)), day(2))),
            fault::illegal_transition.name);
  const auto refused = rotate(present, revoke(new_key(), day(1)), day(2));
  ASSERT_EQ(code_of(refused), fault::illegal_transition.name);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("is revoked and cannot become active"));
}

}  // namespace
}  // namespace writ::keys
