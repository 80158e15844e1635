#include "tlog/audit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tlog/test_log.h"

namespace writ::tlog {
namespace {

using test::TestLog;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

constexpr std::size_t two_levels = 700;
constexpr std::size_t three_levels = 66'000;

TestLog log_of(std::size_t size) {
  TestLog log;
  log.add_many(size);
  log.publish();
  return log;
}

const TestLog& three_level_log() {
  static const TestLog log = log_of(three_levels);
  return log;
}

AuditReport audit(TestLog& log) { return audit_log(log, {.trusted = log.keys()}); }

AuditReport audit_against(TestLog& log, std::string_view earlier) {
  return audit_log(log, {.trusted = log.keys(), .earlier = earlier});
}

auto finding(std::string_view code, std::string_view place) {
  return AllOf(Field(&Finding::code, code), Field(&Finding::place, place));
}

TEST(Audit, verifies_a_log_of_every_shape) {
  for (const std::size_t size : {0, 1, 2, 255, 256, 257, 512, 700, 65'535}) {
    TestLog log = log_of(size);
    const AuditReport report = audit(log);
    EXPECT_TRUE(report.verified()) << size;
    EXPECT_EQ(report.checkpoint, log.head());
    EXPECT_EQ(report.entries, size);
  }
  TestLog log = three_level_log();
  EXPECT_TRUE(audit(log).verified());
}

TEST(Audit, hands_on_every_entry_in_order_and_tells_how_far_it_is) {
  TestLog log = log_of(two_levels);
  std::vector<std::string> entries;
  std::vector<std::uint64_t> progress;
  const auto keys = log.keys();
  const AuditReport report = audit_log(
      log, {.trusted = keys,
            .on_entry =
                [&](std::uint64_t index, std::string_view entry) {
                  EXPECT_EQ(index, entries.size());
                  entries.emplace_back(entry);
                },
            .on_progress = [&](std::uint64_t done, std::uint64_t) { progress.push_back(done); }});
  EXPECT_TRUE(report.verified());
  EXPECT_EQ(entries, log.entries);
  EXPECT_THAT(progress, ElementsAre(256, 512, 700));
}

TEST(Audit, needs_a_checkpoint_that_a_trusted_key_signed) {
  TestLog log = log_of(3);
  EXPECT_THAT(audit_log(log, {}).findings, ElementsAre(finding("tlog.not_signed", "checkpoint")));
  log.files["checkpoint"] = test::Signer("example.org/other").note(log.head().text());
  EXPECT_THAT(audit(log).findings, ElementsAre(finding("tlog.not_signed", "checkpoint")));
  log.files.erase("checkpoint");
  EXPECT_THAT(audit(log).findings, ElementsAre(finding("tlog.not_found", "checkpoint")));
  EXPECT_FALSE(audit(log).verified());
}

TEST(Audit, finds_an_edited_checkpoint) {
  TestLog log = log_of(3);
  std::string& note = log.files["checkpoint"];
  note.replace(note.find("\n3\n"), 3, "\n2\n");
  EXPECT_THAT(audit(log).findings, ElementsAre(finding("tlog.bad_signature", "checkpoint")));
}

TEST(Audit, finds_every_flipped_bit_of_a_small_log) {
  const TestLog good = log_of(20);
  TestLog log = good;
  for (const auto& [path, bytes] : good.files) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      log.files[path][i] ^= 4;
      EXPECT_FALSE(audit(log).verified()) << path << " byte " << i;
      log.files[path] = bytes;
    }
  }
  EXPECT_TRUE(audit(log).verified());
}

TEST(Audit, finds_every_missing_and_every_truncated_file) {
  const TestLog good = log_of(two_levels);
  for (const auto& [path, bytes] : good.files) {
    TestLog log = good;
    log.files.erase(path);
    EXPECT_THAT(audit(log).findings, ElementsAre(finding("tlog.not_found", path)));
    log.files[path] = bytes.substr(0, bytes.size() - 1);
    const AuditReport cut = audit(log);
    EXPECT_EQ(cut.findings.size(), 1) << path;
    EXPECT_EQ(cut.findings.front().place, path);
    log.files[path] = bytes + bytes;
    const AuditReport twice = audit(log);
    EXPECT_EQ(twice.findings.size(), 1) << path;
    EXPECT_EQ(twice.findings.front().place, path);
  }
}

TEST(Audit, names_the_entry_that_was_altered_and_nothing_else) {
  TestLog log = log_of(two_levels);
  std::string& bundle = log.files["tile/entries/001"];
  bundle[bundle.find("entry 300") + 8] = '1';
  EXPECT_THAT(audit(log).findings,
              ElementsAre(finding("tlog.entry_mismatch", "tile/entries/001#300")));
}

TEST(Audit, finds_entries_that_changed_places) {
  TestLog log = log_of(two_levels);
  std::string& bundle = log.files["tile/entries/001"];
  bundle.replace(bundle.find("entry 300"), 9, "entry 301");
  bundle.replace(bundle.rfind("entry 301"), 9, "entry 300");
  EXPECT_THAT(audit(log).findings,
              ElementsAre(finding("tlog.entry_mismatch", "tile/entries/001#300"),
                          finding("tlog.entry_mismatch", "tile/entries/001#301")));
}

TEST(Audit, finds_tiles_that_changed_places) {
  TestLog log = log_of(two_levels);
  std::swap(log.files["tile/0/000"], log.files["tile/0/001"]);
  EXPECT_FALSE(audit(log).verified());
  std::swap(log.files["tile/entries/000"], log.files["tile/entries/001"]);
  const AuditReport report = audit(log);
  EXPECT_THAT(report.findings, ElementsAre(finding("tlog.tile_mismatch", "tile/1/000.p/2"),
                                           finding("tlog.tile_mismatch", "tile/1/000.p/2")));
  EXPECT_THAT(report.findings[1].message, HasSubstr("tile/0/001"));
}

TEST(Audit, names_the_altered_tile) {
  TestLog log = three_level_log();
  log.files["tile/1/000"][32 * 7] ^= 1;
  const AuditReport report = audit(log);
  EXPECT_THAT(report.findings, ElementsAre(finding("tlog.tile_mismatch", "tile/1/000"),
                                           finding("tlog.tile_mismatch", "tile/2/000.p/1")));
  EXPECT_THAT(report.findings[0].message, HasSubstr("tile/0/007"));
  EXPECT_THAT(report.findings[1].message, HasSubstr("tile/1/000"));
}

// Whoever can write the files can make all of them agree; the signature is what he cannot make.
TEST(Audit, finds_a_log_that_was_rewritten_from_bottom_to_top) {
  const TestLog good = log_of(two_levels);
  TestLog log;
  for (std::size_t i = 0; i < two_levels; ++i) log.add(i == 5 ? "other" : good.entries[i]);
  log.publish();
  log.files["checkpoint"] = good.files.at("checkpoint");
  EXPECT_THAT(audit(log).findings, ElementsAre(finding("tlog.root_mismatch", "checkpoint")));
}

TEST(Audit, finds_a_removed_last_entry) {
  const TestLog good = log_of(two_levels);
  TestLog log = log_of(two_levels - 1);
  log.files["checkpoint"] = good.files.at("checkpoint");
  EXPECT_FALSE(audit(log).verified());
}

TEST(Audit, says_nothing_more_of_what_nobody_can_know) {
  TestLog log = log_of(two_levels);
  log.files.erase("tile/0/001");
  log.files.erase("tile/entries/001");
  EXPECT_THAT(audit(log).findings, ElementsAre(finding("tlog.not_found", "tile/entries/001"),
                                               finding("tlog.not_found", "tile/0/001")));
  // The last ones are in no tile above, so that the root is not known either.
  log.publish();
  log.files.erase("tile/0/002.p/188");
  log.files.erase("tile/entries/002.p/188");
  EXPECT_THAT(audit(log).findings, ElementsAre(finding("tlog.not_found", "tile/entries/002.p/188"),
                                               finding("tlog.not_found", "tile/0/002.p/188")));
}

TEST(Audit, an_empty_log_has_the_empty_root) {
  TestLog log = log_of(0);
  EXPECT_TRUE(audit(log).verified());
  Checkpoint head = log.head();
  head.root = leaf_hash("anything");
  log.files["checkpoint"] = log.signer.note(head.text());
  EXPECT_THAT(audit(log).findings, ElementsAre(finding("tlog.root_mismatch", "checkpoint")));
}

TEST(Audit, ends_where_more_findings_would_help_nobody) {
  TestLog log;
  Checkpoint head = log.head();
  head.size = std::uint64_t{1} << 60;
  log.files["checkpoint"] = log.signer.note(head.text());
  const auto keys = log.keys();
  const AuditReport report = audit_log(log, {.trusted = keys, .max_findings = 10});
  EXPECT_GE(report.findings.size(), 10);
  EXPECT_LE(report.findings.size(), 20);
  EXPECT_TRUE(report.ended_early);
  EXPECT_FALSE(report.verified());
}

TEST(AuditAgainst, takes_every_earlier_size) {
  TestLog log;
  std::vector<std::string> notes;
  for (const std::size_t more : {0, 1, 99, 156, 1, 300}) {
    log.add_many(more);
    log.publish();
    notes.push_back(log.files["checkpoint"]);
  }
  for (const std::string& note : notes) EXPECT_TRUE(audit_against(log, note).verified());
}

TEST(AuditAgainst, finds_a_fork_at_the_same_size) {
  TestLog log = log_of(two_levels);
  TestLog other = log_of(two_levels - 1);
  other.add("another");
  other.publish();
  EXPECT_THAT(audit_against(log, other.files["checkpoint"]).findings,
              ElementsAre(finding("tlog.fork", "earlier checkpoint")));
}

TEST(AuditAgainst, finds_rewritten_history) {
  TestLog log = log_of(two_levels);
  TestLog other = log_of(99);
  other.add("another");
  other.publish();
  EXPECT_THAT(audit_against(log, other.files["checkpoint"]).findings,
              ElementsAre(finding("tlog.inconsistent", "earlier checkpoint")));
}

TEST(AuditAgainst, finds_a_log_that_shrank) {
  TestLog log = log_of(99);
  TestLog other = log_of(100);
  EXPECT_THAT(audit_against(log, other.files["checkpoint"]).findings,
              ElementsAre(finding("tlog.shrunk", "earlier checkpoint")));
}

TEST(AuditAgainst, the_earlier_checkpoint_must_be_signed_too) {
  TestLog log = log_of(100);
  const TestLog other("example.org/other");
  EXPECT_THAT(audit_against(log, other.signer.note(log.head().text())).findings,
              ElementsAre(finding("tlog.not_signed", "earlier checkpoint")));
  EXPECT_FALSE(audit_against(log, "").verified());
}

}  // namespace
}  // namespace writ::tlog
