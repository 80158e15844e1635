#include "tlog/checkpoint.h"

#include <gtest/gtest.h>

#include "tlog/fault.h"
#include "tlog/test_log.h"

namespace writ::tlog {
namespace {

using test::Signer;

constexpr std::string_view root_text = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

std::string text_with(std::string_view size, std::string_view root = root_text,
                      std::string_view rest = "") {
  return "example.org/log\n" + std::string(size) + "\n" + std::string(root) + "\n" +
         std::string(rest);
}

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "" : std::string(result.error().code.name);
}

TEST(Checkpoint, is_read_as_it_is_written) {
  for (const std::string& text :
       {text_with("0"), text_with("20852163"), text_with("18446744073709551615"),
        text_with("7", root_text, "an extension\nand another\n")}) {
    const auto checkpoint = Checkpoint::parse(text);
    ASSERT_TRUE(checkpoint) << text;
    EXPECT_EQ(checkpoint->text(), text);
  }
  const auto checkpoint = Checkpoint::parse(text_with("7", root_text, "an extension\n"));
  EXPECT_EQ(checkpoint->origin, "example.org/log");
  EXPECT_EQ(checkpoint->size, 7);
  EXPECT_EQ(checkpoint->root.bytes[0], 0x0A);
  EXPECT_EQ(checkpoint->extensions, std::vector<std::string>{"an extension"});
}

TEST(Checkpoint, refuses_what_is_malformed) {
  const std::string good = text_with("7");
  for (const std::string& text : {std::string(),
                                  std::string("\n\n\n"),
                                  std::string("a\n7\n"),
                                  good.substr(0, good.size() - 1),
                                  "\n" + good,
                                  good + "\n",
                                  good + "\nextension\n",
                                  good + "extension",
                                  text_with(""),
                                  text_with("07"),
                                  text_with("00"),
                                  text_with("-7"),
                                  text_with("+7"),
                                  text_with("7 "),
                                  text_with(" 7"),
                                  text_with("0x7"),
                                  text_with("18446744073709551616"),
                                  text_with("7", "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I"),
                                  text_with("7", "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J="),
                                  text_with("7", "CsUY"),
                                  text_with("7", "CsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I="),
                                  text_with("7", "")}) {
    EXPECT_EQ(code_of(Checkpoint::parse(text)), "tlog.bad_checkpoint") << text;
  }
}

TEST(Checkpoint, is_of_the_log_whose_key_signed_it) {
  const Signer log("example.org/log");
  const Signer other("example.org/other");
  const std::string text = text_with("7");
  const std::vector<VerifierKey> both = {log.key, other.key};
  EXPECT_EQ(code_of(open_checkpoint(log.note(text), both)), "");
  EXPECT_EQ(code_of(open_checkpoint(note_of(text, log.line(text) + other.line(text)), both)), "");
  // A trusted key of another log, or of a witness, alone says nothing of this one.
  EXPECT_EQ(code_of(open_checkpoint(other.note(text), both)), "tlog.wrong_origin");
}

TEST(Checkpoint, may_be_expected_from_a_key_of_another_name) {
  const Signer key("a.key");
  const std::string note = key.note(text_with("7"));
  const std::vector<VerifierKey> trusted = {key.key};
  EXPECT_EQ(code_of(open_checkpoint(note, trusted)), "tlog.wrong_origin");
  EXPECT_EQ(code_of(open_checkpoint(note, trusted, "example.org/log")), "");
  EXPECT_EQ(code_of(open_checkpoint(note, trusted, "a.key")), "tlog.wrong_origin");
}

TEST(Checkpoint, hands_on_what_is_wrong_with_the_note) {
  const Signer log("example.org/log");
  EXPECT_EQ(code_of(open_checkpoint(log.note(text_with("7")), {})), "tlog.not_signed");
  EXPECT_EQ(code_of(open_checkpoint(log.note("text\n"), std::vector{log.key})),
            "tlog.bad_checkpoint");
  EXPECT_EQ(code_of(open_checkpoint("text\n", std::vector{log.key})), "tlog.bad_note");
}

TEST(Succession, one_size_has_one_root) {
  const Checkpoint a{.origin = "o", .size = 7, .root = leaf_hash("a")};
  const Checkpoint b{.origin = "o", .size = 7, .root = leaf_hash("b")};
  EXPECT_EQ(code_of(check_succession(a, a)), "");
  EXPECT_EQ(code_of(check_succession(a, b)), "tlog.fork");
}

TEST(Succession, a_log_never_shrinks_and_keeps_its_name) {
  const Checkpoint a{.origin = "o", .size = 7, .root = leaf_hash("a")};
  const Checkpoint b{.origin = "o", .size = 8, .root = leaf_hash("b")};
  const Checkpoint c{.origin = "p", .size = 8, .root = leaf_hash("b")};
  EXPECT_EQ(code_of(check_succession(a, b)), "");
  EXPECT_EQ(code_of(check_succession(b, a)), "tlog.shrunk");
  EXPECT_EQ(code_of(check_succession(b, c)), "tlog.wrong_origin");
}

}  // namespace
}  // namespace writ::tlog
