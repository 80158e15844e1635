#include "journal/journal.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "canon/digest.h"
#include "journal/fault.h"
#include "journal/file.h"
#include "journal/test_journal.h"
#include "tlog/receipt.h"

namespace writ::journal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class JournalTest : public testing::Test {
 protected:
  JournalOptions options() {
    return {.origin = std::string(test_origin),
            .publish_interval = std::chrono::milliseconds(20),
            .disk = &disk,
            .on_problem = [this](const Problem& problem) {
              const std::scoped_lock lock(mutex);
              reported.push_back(problem.message);
            }};
  }
  std::filesystem::path path() const { return directory.path() / "journal"; }

  Result<std::unique_ptr<Journal>> try_open(JournalOptions given) {
    return Journal::open(path(), std::move(given));
  }
  std::unique_ptr<Journal> open() { return open(options()); }
  std::unique_ptr<Journal> open(JournalOptions given) {
    auto journal = try_open(std::move(given));
    EXPECT_TRUE(journal) << (journal ? "" : describe(journal.error()));
    if (!journal) throw std::runtime_error("no journal");
    (*journal)->start(key.signer());
    return *std::move(journal);
  }
  Result<void> keep(Journal& journal, Entry one, std::string_view body = "") {
    WRIT_TRY(const Ticket ticket, journal.append(std::move(one), body));
    return journal.wait(ticket);
  }
  void fill(Journal& journal, int count) {
    std::vector<Ticket> tickets;
    for (int i = 0; i < count; ++i) {
      const auto ticket = journal.append(entry(fmt::format("op-{}", i)), "{}");
      ASSERT_TRUE(ticket);
      tickets.push_back(*ticket);
    }
    for (const Ticket& ticket : tickets) ASSERT_TRUE(journal.wait(ticket));
  }
  void expect_verifies(std::uint64_t size) {
    const tlog::AuditReport report = audit(path(), key);
    EXPECT_TRUE(report.verified()) << findings(report);
    ASSERT_TRUE(report.checkpoint);
    EXPECT_EQ(report.checkpoint->size, size);
  }
  std::filesystem::path only_wal() {
    const auto files = wal_files(path() / "wal");
    return wal_path(path() / "wal", files->back());
  }
  void append_to(const std::filesystem::path& file, std::string_view bytes) {
    std::ofstream(file, std::ios::app | std::ios::binary) << bytes;
  }
  void flip(const std::filesystem::path& file, std::uint64_t at) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(stream.get() ^ 1);
    stream.seekp(static_cast<std::streamoff>(at));
    stream.put(byte);
  }

  TestDirectory directory;
  TestKey key;
  FailingDisk disk;
  std::mutex mutex;
  std::vector<std::string> reported;
};

TEST_F(JournalTest, what_was_kept_is_in_a_log_that_verifies) {
  auto journal = open();
  fill(*journal, 1000);
  journal->close();
  expect_verifies(1000);
  const auto entries = open()->entries(254, 258);
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 4u);
  EXPECT_THAT(entries->at(2), HasSubstr(R"("op":"op-256","outcome":"done","sequence":256)"));
}

TEST_F(JournalTest, it_goes_on_where_it_ended) {
  for (int round = 1; round <= 5; ++round) {
    auto journal = open();
    EXPECT_FALSE(journal->was_unclean());
    fill(*journal, 100);
    journal.reset();
    expect_verifies(static_cast<std::uint64_t>(round) * 100);
  }
}

TEST_F(JournalTest, callers_at_once_get_indexes_of_their_own) {
  auto journal = open();
  constexpr int callers = 16;
  constexpr int each = 200;
  std::vector<std::thread> threads;
  std::atomic<int> kept = 0;
  for (int caller = 0; caller < callers; ++caller) {
    threads.emplace_back([&, caller] {
      std::uint64_t last = 0;
      for (int i = 0; i < each; ++i) {
        const auto ticket = journal->append(entry(fmt::format("{}-{}", caller, i)), "{}");
        if (!ticket || !journal->wait(*ticket)) return;
        if (i > 0 && ticket->index <= last) return;
        last = ticket->index;
        ++kept;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(kept, callers * each);
  journal->close();
  expect_verifies(callers * each);
}

TEST_F(JournalTest, many_small_files_make_one_log) {
  JournalOptions small = options();
  small.file_size = 2000;
  for (int round = 0; round < 3; ++round) {
    auto journal = open(small);
    for (int i = 0; i < 30; ++i) ASSERT_TRUE(keep(*journal, entry("op"), R"({"a":1})"));
  }
  EXPECT_GT(wal_files(path() / "wal")->size(), 3u);
  expect_verifies(90);
  auto journal = open(small);
  int bodies = 0;
  ASSERT_TRUE(journal->visit_bodies(0, 90, [&](const KeptBody& kept) -> Result<bool> {
    EXPECT_EQ(kept.index, static_cast<std::uint64_t>(bodies));
    bodies += kept.body.bytes == R"({"a":1})" ? 1 : 0;
    return true;
  }));
  EXPECT_EQ(bodies, 90);
}

// Beside a burst one file is made at most: two are made in the pause behind it.
TEST_F(JournalTest, bursts_go_on_in_files_that_were_made_ready) {
  JournalOptions small = options();
  small.file_size = std::uint64_t{256} << 10;
  const auto ready = [&] {
    std::set<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator(path() / "wal")) {
      if (file.path().extension() == ".wal") continue;
      std::error_code gone;
      if (std::filesystem::file_size(file, gone) == small.file_size) files.insert(file.path());
    }
    return files;
  };
  const auto begun = std::chrono::steady_clock::now();
  const auto in_time = [&] {
    return std::chrono::steady_clock::now() - begun < std::chrono::seconds(30);
  };
  std::uint64_t size = 0;
  const auto burst = [&](Journal& journal) {
    fill(journal, 200);
    size += 200;
  };
  {
    auto journal = open(small);
    while (wal_files(path() / "wal")->size() < 4) burst(*journal);
    while (ready().size() < 2 && in_time()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    const auto made = ready();
    ASSERT_GE(made.size(), 2u);
    const auto is_left = [](const auto& file) { return std::filesystem::exists(file); };
    while (std::ranges::any_of(made, is_left) && in_time()) burst(*journal);
    EXPECT_TRUE(std::ranges::none_of(made, is_left));  // they have become the journal's
  }
  EXPECT_TRUE(ready().empty());
  expect_verifies(size);
  EXPECT_EQ(open(small)->size(), size);
}

TEST_F(JournalTest, what_memory_forgot_is_read_from_the_files) {
  JournalOptions forgetful = options();
  forgetful.backlog = 1;
  forgetful.publish_interval = std::chrono::minutes(1);
  const auto journal = open(forgetful);
  for (int i = 0; i < 3; ++i) {
    fill(*journal, 300);
    ASSERT_TRUE(journal->publish());
  }
  EXPECT_EQ(journal->head().checkpoint.size, 900u);
  EXPECT_EQ(findings(audit(path(), key)), "");
}

TEST_F(JournalTest, an_entry_too_long_for_the_log_is_kept_apart) {
  auto journal = open();
  Entry large = entry("op", "aa");
  large.rule_ids.emplace(3000, std::string(100, 'r'));
  ASSERT_TRUE(keep(*journal, large, "{}"));
  std::string whole;
  std::string brief;
  ASSERT_TRUE(journal->visit_bodies(0, 1, [&](const KeptBody& kept) -> Result<bool> {
    whole = kept.body.bytes;
    brief = kept.entry;
    return true;
  }));
  large.sequence.value = 0;
  EXPECT_EQ(whole, canon::encode(large));
  EXPECT_THAT(brief, HasSubstr(canon::sha256_hex(whole)));
  journal->close();
  expect_verifies(1);
}

TEST_F(JournalTest, a_receipt_stands_alone) {
  auto journal = open();
  fill(*journal, 300);
  const auto receipt = journal->receipt(299);
  ASSERT_TRUE(receipt) << describe(receipt.error());
  const tlog::VerifierKey trusted = key.verifier();
  const auto verified = tlog::verify_receipt(*receipt, {&trusted, 1});
  ASSERT_TRUE(verified) << describe(verified.error());
  EXPECT_EQ(verified->index, 299u);
  EXPECT_EQ(verified->entry, journal->entries(299, 300)->at(0));
  EXPECT_EQ(journal->receipt(300).error().code.name, fault::no_entry.name);
}

TEST_F(JournalTest, an_erased_body_leaves_the_log_as_it_was) {
  auto journal = open();
  for (const char* hash : {"aa", "bb", "aa"}) {
    ASSERT_TRUE(keep(*journal, entry("op", hash), fmt::format(R"({{"of":"{}"}})", hash)));
  }
  const auto erased = journal->erase("aa");
  ASSERT_TRUE(erased);
  EXPECT_EQ(*erased, 2u);
  const auto states = [&] {
    std::vector<Body::State> found;
    EXPECT_TRUE(journal->visit_bodies(0, 3, [&](const KeptBody& kept) -> Result<bool> {
      found.push_back(kept.body.state);
      return true;
    }));
    return found;
  };
  EXPECT_THAT(states(), ElementsAre(Body::State::erased, Body::State::kept, Body::State::erased));
  journal.reset();
  EXPECT_EQ(read_file(only_wal())->value().find(R"({"of":"aa"})"), std::string::npos);
  expect_verifies(3);
  journal = open();
  EXPECT_EQ(journal->cut_bytes(), 0u);
  EXPECT_THAT(states(), ElementsAre(Body::State::erased, Body::State::kept, Body::State::erased));
}

TEST_F(JournalTest, bodies_past_their_time_go_and_the_log_stays) {
  JournalOptions brief = options();
  brief.file_size = 1;  // a file a frame
  brief.keep_bodies = std::chrono::seconds(-10);
  auto journal = open(brief);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(keep(*journal, entry("op"), "{}"));
  ASSERT_TRUE(journal->publish());
  for (int i = 0; i < 500 && wal_files(path() / "wal")->size() > 1; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(wal_files(path() / "wal")->size(), 1u);
  journal = nullptr;
  journal = open(brief);
  EXPECT_EQ(journal->entries(0, 5)->size(), 5u);
  expect_verifies(5);
}

// --- crashes -----------------------------------------------------------------------------------

TEST_F(JournalTest, a_torn_end_is_cut_and_told) {
  auto journal = open();
  fill(*journal, 10);
  journal.reset();
  const std::string whole = *read_file(only_wal()).value();
  for (const std::size_t torn :
       {std::size_t{1}, std::size_t{20}, std::size_t{33}, std::size_t{90}}) {
    append_to(only_wal(), whole.substr(0, torn));
    journal = open();
    EXPECT_GT(journal->cut_bytes(), 0u);
    EXPECT_LE(journal->cut_bytes(), torn);  // zeros at the end are none's
    EXPECT_TRUE(journal->was_unclean());
    journal.reset();
    expect_verifies(10);
  }
}

TEST_F(JournalTest, what_was_not_published_before_a_crash_is_afterwards) {
  auto journal = open();
  fill(*journal, 300);
  ASSERT_TRUE(journal->publish());
  fill(*journal, 500);
  journal.reset();
  expect_verifies(800);
  std::filesystem::remove_all(path() / "tile");  // the tree as it never was written
  std::filesystem::remove(path() / "checkpoint");
  journal = open();
  EXPECT_TRUE(journal->was_unclean());
  journal.reset();
  expect_verifies(800);
}

TEST_F(JournalTest, a_flipped_bit_before_the_end_is_damage) {
  auto journal = open();
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(keep(*journal, entry("op"), "{}"));
  journal.reset();
  flip(only_wal(), 40);
  const auto opened = try_open(options());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code.name, fault::corrupt.name);
  EXPECT_THAT(opened.error().message, HasSubstr("at byte 0, before entry 0"));
}

TEST_F(JournalTest, entries_that_nobody_signed_cannot_go_missing_in_the_middle) {
  JournalOptions small = options();
  small.file_size = 1;
  auto journal = open(small);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(keep(*journal, entry("op")));
  journal.reset();
  std::filesystem::remove(path() / "checkpoint");
  std::filesystem::remove_all(path() / "tile");
  std::filesystem::remove(wal_path(path() / "wal", 2));
  const auto opened = try_open(small);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code.name, fault::corrupt.name);
}

TEST_F(JournalTest, a_tree_that_somebody_changed_is_not_gone_on_with) {
  auto journal = open();
  fill(*journal, 300);
  journal.reset();
  const auto expect_refused = [&](const std::filesystem::path& file, std::uint64_t at) {
    const std::string before = *read_file(path() / file).value();
    flip(path() / file, at);
    const auto opened = try_open(options());
    ASSERT_FALSE(opened) << file;
    EXPECT_EQ(opened.error().code.name, fault::corrupt.name);
    ASSERT_TRUE(replace_file(path() / file, before));
  };
  expect_refused("checkpoint", 18);             // its size
  expect_refused("checkpoint", 25);             // its root
  expect_refused("tile/0/001.p/44", 5);         // a leaf's hash
  expect_refused("tile/1/000.p/1", 5);          // a tile's hash
  expect_refused("tile/entries/001.p/44", 40);  // an entry
  open().reset();
  expect_verifies(300);
}

TEST_F(JournalTest, a_log_keeps_its_name) {
  open().reset();
  JournalOptions other = options();
  other.origin = "example.com/other";
  ASSERT_FALSE(try_open(other));
  other.origin = "";
  EXPECT_TRUE(try_open(other));
}

// --- disks that fail -----------------------------------------------------------------------------

TEST_F(JournalTest, a_full_disk_denies_and_loses_nothing) {
  auto journal = open();
  fill(*journal, 10);
  for (const long blocks : {0, 1, 2}) {
    disk.room = blocks * FailingDisk::block;  // of a frame of three
    const auto ticket = journal->append(entry("denied"), std::string(10'000, 'x'));
    if (ticket) {
      EXPECT_FALSE(journal->wait(*ticket));
      EXPECT_EQ(journal->fate(*ticket), Fate::failed);
    }
    const auto after = journal->append(entry("denied"), "{}");
    ASSERT_FALSE(after);
    EXPECT_EQ(after.error().code.name, fault::full.name);
    EXPECT_TRUE(journal->head().failure);
    disk.room = 1L << 40;
    std::this_thread::sleep_for(std::chrono::milliseconds(550));
    const auto kept = journal->append(entry("kept"), "{}");
    ASSERT_TRUE(kept) << describe(kept.error());
    EXPECT_TRUE(journal->wait(*kept));
    if (ticket) {
      EXPECT_EQ(journal->fate(*ticket), Fate::failed);
    }
  }
  EXPECT_EQ(journal->head().lost, 0u);
  journal.reset();
  expect_verifies(13);
  const auto entries = open()->entries(0, 13);
  for (const std::string& one : *entries) EXPECT_EQ(one.find("denied"), std::string::npos) << one;
}

TEST_F(JournalTest, after_an_fsync_that_failed_nothing_goes_on) {
  auto journal = open();
  fill(*journal, 10);
  disk.sync_fails = true;
  const auto ticket = journal->append(entry("denied"), "{}");
  ASSERT_TRUE(ticket);
  EXPECT_FALSE(journal->wait(*ticket));
  disk.sync_fails = false;
  std::this_thread::sleep_for(std::chrono::milliseconds(550));
  const auto after = journal->append(entry("denied"), "{}");
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().code.name, fault::stopped.name);
  journal.reset();
  EXPECT_EQ(audit(path(), key).findings.size(), 0u);
}

TEST_F(JournalTest, async_answers_at_once_and_counts_what_it_lost) {
  JournalOptions async = options();
  async.mode = Mode::async;
  auto journal = open(async);
  disk.room = 0;
  for (int i = 0; i < 3; ++i) {
    const auto ticket = journal->append(entry("op"), "{}");
    if (ticket) {
      EXPECT_EQ(journal->fate(*ticket), Fate::kept);
      EXPECT_FALSE(journal->wait_for_disk(*ticket));
    }
  }
  for (int i = 0; i < 500 && journal->head().lost == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  const std::uint64_t lost = journal->head().lost;
  EXPECT_GT(lost, 0u);
  disk.room = 1L << 40;
  std::this_thread::sleep_for(std::chrono::milliseconds(550));
  ASSERT_TRUE(journal->append(entry("later"), "{}"));
  journal.reset();
  const auto entries = open()->entries(0, 2);
  ASSERT_EQ(entries->size(), 2u);
  EXPECT_THAT(entries->at(0), HasSubstr(fmt::format(R"("count":{},"op":"journal.lost")", lost)));
  EXPECT_THAT(entries->at(1), HasSubstr(R"("op":"later")"));
}

TEST_F(JournalTest, without_a_key_everything_is_kept_and_signed_later) {
  {
    const auto journal = *try_open(options());
    ASSERT_TRUE(keep(*journal, entry("op")));
    EXPECT_EQ(journal->publish().error().code.name, fault::not_signed.name);
    EXPECT_EQ(journal->entries(0, 1)->size(), 1u);
  }
  open().reset();
  expect_verifies(1);
}

}  // namespace
}  // namespace writ::journal
