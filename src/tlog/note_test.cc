#include "tlog/note.h"

#include <gtest/gtest.h>

#include "canon/base64.h"
#include "tlog/fault.h"
#include "tlog/test_log.h"

namespace writ::tlog {
namespace {

using test::Signer;

// The example that the specification of signed notes prints.
constexpr std::string_view example_key =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr std::string_view example_note =
    "This is an example message.\n\n"
    "\u2014 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXm"
    "RKuwHjG1Yu72IneyaQM=\n";

std::string code_of(std::string_view note, std::vector<VerifierKey> trusted) {
  const auto opened = open_note(note, trusted);
  return opened ? "" : std::string(opened.error().code.name);
}

// A signature line that has the form of one.
std::string line_of(std::string_view name, std::string_view bytes) {
  return "\u2014 " + std::string(name) + " " + canon::to_base64(bytes) + "\n";
}

TEST(VerifierKey, is_read_as_it_is_written) {
  const auto key = VerifierKey::parse(example_key);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->name(), "example.com/foo");
  EXPECT_EQ(key->id(), 0x530d903a);
  EXPECT_EQ(key->text(), example_key);
}

TEST(VerifierKey, refuses_what_is_not_one) {
  const std::string good(example_key);
  const auto replaced = [&](std::string_view old, std::string_view now) {
    std::string text = good;
    return text.replace(text.find(old), old.size(), now);
  };
  for (const std::string& text : {std::string(),
                                  std::string("+"),
                                  std::string("++"),
                                  std::string("name"),
                                  std::string("example.com/foo+530d903a"),
                                  replaced("530d903a", "530d903b"),
                                  replaced("530d903a", "530D903A"),
                                  replaced("530d903a", "30d903a"),
                                  replaced("530d903a", ""),
                                  replaced("foo", "fop"),
                                  replaced("example.com/foo", ""),
                                  replaced("/foo", "/ foo"),
                                  replaced("/foo", "/\u00A0foo"),
                                  replaced("/foo", "/\xFF"),
                                  replaced("AekyeR", "BOkyeR"),
                                  replaced("U2k", "U2l"),
                                  replaced("U2k", ""),
                                  good + "=",
                                  good + "\n",
                                  good + "+",
                                  good.substr(0, good.rfind('+') + 1),
                                  "x" + good}) {
    const auto key = VerifierKey::parse(text);
    ASSERT_FALSE(key) << text;
    EXPECT_EQ(key.error().code.name, fault::bad_key.name);
  }
}

TEST(VerifierKey, is_of_one_length_and_type) {
  const Signer signer("n");
  const auto text_of = [](std::string_view bytes) {
    return "n+00000000+" + canon::to_base64(bytes);
  };
  const std::string raw(signer.key.public_key().raw());
  EXPECT_FALSE(VerifierKey::parse(text_of("\x01" + signer.key.public_key().spki())));
  EXPECT_FALSE(VerifierKey::parse(text_of("\x04" + raw)));
  EXPECT_FALSE(VerifierKey::parse(text_of("\x01" + raw + raw)));
  EXPECT_FALSE(VerifierKey::parse(text_of("\x01")));
}

TEST(VerifierKey, has_a_name_without_spaces_and_plus) {
  for (const char* name :
       {"", " ", "a b", "a+b", "a\tb", "a\nb", "a\u0085", "\u3000", "\u2028a", "a\x01", "\xC3"}) {
    EXPECT_FALSE(is_key_name(name)) << name;
    EXPECT_FALSE(VerifierKey::make(name, Signer("x").key.public_key()));
  }
  EXPECT_TRUE(is_key_name("prüfer.example/log\u20AC"));
}

TEST(Note, opens_the_published_example) {
  const std::vector<VerifierKey> trusted = {*VerifierKey::parse(example_key)};
  const auto opened = open_note(example_note, trusted);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->text, "This is an example message.\n");
  EXPECT_EQ(opened->signers, trusted);
}

TEST(Note, is_of_no_worth_without_a_trusted_signature) {
  EXPECT_EQ(code_of(example_note, {}), "tlog.not_signed");
  EXPECT_EQ(code_of(example_note, {Signer("example.com/foo").key}), "tlog.not_signed");
  EXPECT_EQ(code_of(example_note, {Signer("other").key}), "tlog.not_signed");
}

TEST(Note, every_altered_byte_is_noticed) {
  const std::vector<VerifierKey> trusted = {*VerifierKey::parse(example_key)};
  for (std::size_t i = 0; i < example_note.size(); ++i) {
    std::string altered(example_note);
    altered[i] ^= 1;
    EXPECT_FALSE(open_note(altered, trusted)) << i;
  }
}

TEST(Note, signatures_of_others_are_ignored) {
  const Signer log("log");
  const Signer witness("witness");
  const std::string text = "text\n";
  const std::string note = note_of(
      text, line_of("unknown", "12345") + witness.line("another text\n") +
                line_of("log", std::string(4, '\0') + "same name, another id") + log.line(text));
  const auto opened = open_note(note, std::vector{log.key});
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->signers, std::vector{log.key});
}

TEST(Note, one_bad_signature_of_a_trusted_key_outweighs_good_ones) {
  const Signer log("log");
  const Signer witness("witness");
  const std::string text = "text\n";
  const std::string note = note_of(text, log.line(text) + witness.line("another text\n"));
  EXPECT_EQ(code_of(note, {log.key}), "");
  EXPECT_EQ(code_of(note, {log.key, witness.key}), "tlog.bad_signature");
  EXPECT_EQ(code_of(note_of(text, log.line(text) + log.line("x\n")), {log.key}),
            "tlog.bad_signature");
}

TEST(Note, a_signature_of_another_length_is_bad) {
  const Signer log("log");
  const std::string id = {static_cast<char>(log.key.id() >> 24),
                          static_cast<char>(log.key.id() >> 16),
                          static_cast<char>(log.key.id() >> 8), static_cast<char>(log.key.id())};
  EXPECT_EQ(code_of(note_of("text\n", line_of("log", id + "short")), {log.key}),
            "tlog.bad_signature");
}

TEST(Note, names_each_signer_once) {
  const Signer log("log");
  const std::string text = "text\n";
  const auto opened =
      open_note(note_of(text, log.line(text) + log.line(text)), std::vector{log.key, log.key});
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->signers.size(), 1);
}

TEST(Note, the_text_may_have_empty_lines) {
  const Signer log("log");
  for (const std::string text : {"\n", "a\n\nb\n", "a\n\n\u2014 log abcd\n", "a\n\n"}) {
    const std::string note = log.note(text);
    const auto opened = open_note(note, std::vector{log.key});
    ASSERT_TRUE(opened) << text;
    EXPECT_EQ(opened->text, text);
  }
}

TEST(Note, refuses_what_is_malformed) {
  const Signer log("log");
  const std::string text = "text\n";
  const std::string good = log.note(text);
  const std::string line = log.line(text);
  for (const std::string& note : {std::string(),
                                  std::string("\n"),
                                  std::string("\n\n"),
                                  text,
                                  text + "\n",
                                  line,
                                  "text" + line,
                                  text + line,
                                  good.substr(0, good.size() - 1),
                                  good + "\n",
                                  good + "\n\n",
                                  good + "more\n",
                                  good + line.substr(1),
                                  note_of(text, "- log " + line.substr(8)),
                                  note_of(text, line_of("log", "1234")),
                                  note_of(text, line_of("", "12345")),
                                  note_of(text, line_of("lo+g", "12345")),
                                  note_of(text, "\u2014 log  AAAAAAA=\n"),
                                  note_of(text, "\u2014 log AAAAAAA\n"),
                                  note_of(text, "\u2014 log AAAAAAA= \n"),
                                  log.note("te\txt\n"),
                                  log.note("te\rxt\n"),
                                  log.note(std::string("te\0xt\n", 6)),
                                  log.note("te\xFFxt\n"),
                                  log.note("te\xED\xA0\x80xt\n")}) {
    EXPECT_EQ(code_of(note, {log.key}), "tlog.bad_note") << note;
  }
}

TEST(Note, has_limits) {
  const Signer log("log");
  const std::string text = "text\n";
  const auto with = [&](std::size_t others) {
    std::string lines;
    for (std::size_t i = 0; i < others; ++i) lines += line_of("witness", std::string(5000, 's'));
    return note_of(text, lines + log.line(text));
  };
  EXPECT_EQ(code_of(with(16), {log.key}), "") << "large signatures of sixteen witnesses";
  EXPECT_EQ(code_of(with(max_note_signatures - 1), {log.key}), "");
  EXPECT_EQ(code_of(with(max_note_signatures), {log.key}), "tlog.bad_note");
  EXPECT_EQ(code_of(log.note(std::string(max_note_size, 'x') + "\n"), {log.key}), "tlog.bad_note");
}

}  // namespace
}  // namespace writ::tlog
