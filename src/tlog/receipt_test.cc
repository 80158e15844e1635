#include "tlog/receipt.h"

#include <gtest/gtest.h>

#include "canon/base64.h"
#include "tlog/fault.h"
#include "tlog/test_log.h"

namespace writ::tlog {
namespace {

using test::TestLog;

constexpr std::size_t size = 11;

TestLog log_of_eleven() {
  TestLog log;
  log.add_many(size);
  log.publish();
  return log;
}

Receipt receipt_for(const TestLog& log, std::size_t index) {
  return {.extra = log.entries[index],
          .index = index,
          .proof = test::path_of(index, log.leaves),
          .checkpoint = log.files.at("checkpoint")};
}

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "" : std::string(result.error().code.name);
}

TEST(Receipt, shows_every_entry_to_be_in_the_log) {
  const TestLog log = log_of_eleven();
  for (std::size_t index = 0; index < size; ++index) {
    const auto verified = verify_receipt(receipt_for(log, index).text(), log.keys());
    ASSERT_TRUE(verified);
    EXPECT_EQ(verified->checkpoint, log.head());
    EXPECT_EQ(verified->index, index);
    EXPECT_EQ(verified->entry, log.entries[index]);
  }
}

TEST(Receipt, is_read_as_it_is_written) {
  const TestLog log = log_of_eleven();
  Receipt receipt = receipt_for(log, 6);
  for (const std::optional<std::string>& extra :
       {std::optional<std::string>(), std::optional<std::string>(""),
        std::optional<std::string>(std::string("\0\xFF\n", 3))}) {
    receipt.extra = extra;
    const auto read = Receipt::parse(receipt.text());
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, receipt);
    EXPECT_EQ(read->text(), receipt.text());
  }
}

TEST(Receipt, has_the_published_form) {
  const TestLog log = log_of_eleven();
  Receipt receipt = receipt_for(log, 10);
  receipt.proof.resize(1);
  EXPECT_EQ(receipt.text(), "c2sp.org/tlog-proof@v1\nextra ZW50cnkgMTA=\nindex 10\n" +
                                canon::to_base64(receipt.proof[0].view()) + "\n\n" +
                                log.files.at("checkpoint"));
}

TEST(Receipt, is_for_one_entry_at_one_index_of_one_tree) {
  const TestLog log = log_of_eleven();
  const Receipt good = receipt_for(log, 4);
  Receipt other = good;
  other.extra = "entry 5";
  EXPECT_EQ(code_of(verify_receipt(other.text(), log.keys())), "tlog.bad_proof");
  other = good;
  other.index = 5;
  EXPECT_EQ(code_of(verify_receipt(other.text(), log.keys())), "tlog.bad_proof");
  other.index = size + 4;
  EXPECT_EQ(code_of(verify_receipt(other.text(), log.keys())), "tlog.bad_proof");
  other = good;
  other.proof.pop_back();
  EXPECT_EQ(code_of(verify_receipt(other.text(), log.keys())), "tlog.bad_proof");
  TestLog grown = log;
  grown.add_many(1);
  grown.publish();
  other = good;
  other.checkpoint = grown.files.at("checkpoint");
  EXPECT_EQ(code_of(verify_receipt(other.text(), log.keys())), "tlog.bad_proof");
}

TEST(Receipt, needs_the_log_s_own_signature) {
  const TestLog log = log_of_eleven();
  const test::Signer other("example.org/other");
  Receipt receipt = receipt_for(log, 4);
  EXPECT_EQ(code_of(verify_receipt(receipt.text(), {})), "tlog.not_signed");
  EXPECT_EQ(code_of(verify_receipt(receipt.text(), std::vector{other.key})), "tlog.not_signed");
  receipt.checkpoint = other.note(log.head().text());
  EXPECT_EQ(code_of(verify_receipt(receipt.text(), std::vector{other.key})), "tlog.wrong_origin");
  receipt.checkpoint = log.head().text();
  EXPECT_EQ(code_of(verify_receipt(receipt.text(), log.keys())), "tlog.bad_note");
}

TEST(Receipt, without_its_entry_asks_for_it) {
  const TestLog log = log_of_eleven();
  Receipt receipt = receipt_for(log, 4);
  receipt.extra.reset();
  EXPECT_EQ(code_of(verify_receipt(receipt.text(), log.keys())), "tlog.no_entry");
  EXPECT_EQ(code_of(verify_receipt(receipt.text(), log.keys(), "entry 4")), "");
  EXPECT_EQ(code_of(verify_receipt(receipt.text(), log.keys(), "entry 5")), "tlog.bad_proof");
}

TEST(Receipt, the_entry_that_is_given_counts_and_not_the_extra_data) {
  const TestLog log = log_of_eleven();
  Receipt receipt = receipt_for(log, 4);
  EXPECT_EQ(code_of(verify_receipt(receipt.text(), log.keys(), "entry 5")), "tlog.bad_proof");
  receipt.extra = "anything";
  const auto verified = verify_receipt(receipt.text(), log.keys(), "entry 4");
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->entry, "entry 4");
}

TEST(Receipt, refuses_what_is_malformed) {
  const TestLog log = log_of_eleven();
  const std::string good = receipt_for(log, 4).text();
  const auto replaced = [&](std::string_view old, std::string_view now) {
    std::string text = good;
    return text.replace(text.find(old), old.size(), now);
  };
  std::string long_proof;
  for (int i = 0; i < 65; ++i) long_proof += canon::to_base64(empty_root().view()) + "\n";
  for (const std::string& text :
       {std::string(),
        "\n" + good,
        replaced("@v1", "@v2"),
        replaced("proof@v1\n", "proof@v1"),
        replaced("extra ", "Extra "),
        replaced("extra ", "extra  "),
        replaced("extra ", "extra"),
        replaced("extra ZW50cnkgNA==\n", "extra ZW50cnkgNA==\nextra ZW50cnkgNA==\n"),
        replaced("ZW50cnkgNA==", "ZW50cnkgNA"),
        replaced("index 4", "index 04"),
        replaced("index 4", "index  4"),
        replaced("index 4", "index"),
        replaced("index 4", "index "),
        replaced("index 4", "index -4"),
        replaced("index 4\n", ""),
        replaced("index 4", "index 18446744073709551616"),
        replaced("index 4\n", "index 4\nA\n"),
        replaced("index 4\n", "index 4\n" + long_proof),
        good.substr(0, 60),
        good.substr(0, good.find("\n\n") + 1),
        good.substr(0, good.find("\n\n") + 2),
        std::string(max_receipt_size + 1, 'x')}) {
    EXPECT_EQ(code_of(Receipt::parse(text)), "tlog.bad_receipt") << text.substr(0, 400);
  }
}

TEST(Receipt, every_altered_byte_is_noticed) {
  const TestLog log = log_of_eleven();
  const std::string good = receipt_for(log, 4).text();
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string altered = good;
    altered[i] ^= 1;
    EXPECT_FALSE(verify_receipt(altered, log.keys())) << i;
  }
}

}  // namespace
}  // namespace writ::tlog
