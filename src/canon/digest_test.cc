#include "canon/digest.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <thread>
#include <vector>

namespace writ::canon {
namespace {

constexpr std::string_view empty_hash =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr std::string_view abc_hash =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Sha256, ExamplesOfFips180) {
  EXPECT_EQ(sha256_hex(""), empty_hash);
  EXPECT_EQ(sha256_hex("abc"), abc_hash);
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, OneHashLeavesNothingForTheNext) {
  EXPECT_EQ(sha256_hex("abc"), abc_hash);
  EXPECT_EQ(sha256_hex("abc"), abc_hash);
  EXPECT_EQ(sha256_hex(""), empty_hash);
}

RC_GTEST_PROP(Sha256, PiecesHashAsTheWhole, (const std::vector<std::string>& pieces)) {
  std::string whole;
  Sha256 hasher;
  for (const std::string& piece : pieces) {
    hasher.add(piece);
    whole += piece;
  }
  RC_ASSERT(hasher.finish() == sha256(whole));
}

TEST(Sha256, FinishingBeginsAnew) {
  Sha256 hasher;
  hasher.add("something else");
  hasher.finish();
  hasher.add("abc");
  EXPECT_EQ(hasher.finish().hex(), abc_hash);
}

TEST(Sha256, ThreadsDoNotDisturbEachOther) {
  std::vector<std::string> results(8);
  {
    std::vector<std::jthread> threads;
    for (std::string& result : results) {
      threads.emplace_back([&result] {
        for (int i = 0; i < 500; ++i) result = sha256_hex("abc");
      });
    }
  }
  for (const std::string& result : results) EXPECT_EQ(result, abc_hash);
}

TEST(Digest, ReadsItsOwnText) {
  const Digest digest = sha256("abc");
  EXPECT_EQ(Digest::parse(digest.hex()), digest);
  EXPECT_NE(Digest::parse(empty_hash), digest);
}

TEST(Digest, OtherTextsAreRefused) {
  std::string upper(abc_hash);
  upper[0] = 'B';
  EXPECT_FALSE(Digest::parse(upper));
  EXPECT_FALSE(Digest::parse(abc_hash.substr(1)));
  EXPECT_FALSE(Digest::parse(abc_hash.substr(2)));
  EXPECT_FALSE(Digest::parse(std::string(abc_hash) + "00"));
  EXPECT_FALSE(Digest::parse(""));
}

}  // namespace
}  // namespace writ::canon
