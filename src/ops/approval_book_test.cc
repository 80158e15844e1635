// The approvals as a State holds them: copies, the last of a question, bounds.
#include <gtest/gtest.h>

#include "ops/approval_book.h"
#include "ops/test_world.h"

namespace writ::ops {
namespace {

ApprovalRecord approval(std::string_view id, std::size_t question, std::string_view until) {
  ApprovalRecord record;
  record.approval_id = policy::ApprovalId(std::string(id));
  record.tenant_id = policy::TenantId("t");
  record.name = policy::BundleName("default");
  record.policy_hash = canon::HexDigest(std::string(64, 'a'));
  record.request_hash = canon::HexDigest(fmt::format("{:064}", question));
  record.asker = "nora";
  record.requested_at = canon::Timestamp(at("2026-11-23T12:00:00Z"));
  record.expires_at = canon::Timestamp(at(until));
  return record;
}

std::string key_of(std::size_t question) {
  return subject_of(approval("x", question, "2026-11-23T13:00:00Z")).key();
}

constexpr std::string_view one_o_clock = "2026-11-23T13:00:00Z";

TEST(ApprovalBook, ACopyStaysAsItWas) {
  ApprovalBook book;
  book.put(approval("a", 1, one_o_clock));
  const ApprovalBook copy = book;
  const ApprovalRecord* record = copy.find("t", "a");
  book.put(approval("b", 2, one_o_clock));
  book.remove("t", "a");
  EXPECT_EQ(copy.size("t"), 1u);
  EXPECT_EQ(copy.find("t", "a"), record);
  EXPECT_EQ(copy.find("t", "b"), nullptr);
  EXPECT_EQ(book.find("t", "a"), nullptr);
  EXPECT_EQ(book.latest("t", key_of(1)), nullptr);
  EXPECT_EQ(book.find("u", "b"), nullptr);
  EXPECT_EQ(book.size("t"), 1u);
}

TEST(ApprovalBook, TheLastOfAQuestionIsFound) {
  ApprovalBook book;
  book.put(approval("a", 1, one_o_clock));
  book.put(approval("b", 1, "2026-11-23T14:00:00Z"));
  EXPECT_EQ(book.latest("t", key_of(1))->approval_id.text(), "b");
  book.remove("t", "a");
  EXPECT_EQ(book.latest("t", key_of(1))->approval_id.text(), "b");
  book.remove("t", "b");
  EXPECT_EQ(book.latest("t", key_of(1)), nullptr);
  EXPECT_EQ(book.size("t"), 0u);
}

TEST(ApprovalBook, ARecordIsReplacedWhole) {
  ApprovalBook book;
  book.put(approval("a", 1, one_o_clock));
  ApprovalRecord used = approval("a", 1, "2026-11-23T14:00:00Z");
  used.state = policy::ApprovalState::used;
  book.put(used);
  EXPECT_EQ(book.size("t"), 1u);
  EXPECT_EQ(book.latest("t", key_of(1))->state, policy::ApprovalState::used);
  EXPECT_EQ(book.latest("t", key_of(1)), book.find("t", "a"));
}

TEST(ApprovalBook, OnlyWhatIsPendingTakesRoomAndItsEndGivesItBack) {
  ApprovalBook book;
  const Instant now = at("2026-11-23T12:00:00Z");
  for (std::size_t i = 0; i < ApprovalBook::max_pending; ++i) {
    EXPECT_TRUE(book.has_room("t", now));
    book.put(approval(fmt::format("a{}", i), i, i < 3 ? one_o_clock : "2026-11-23T14:00:00Z"));
  }
  EXPECT_FALSE(book.has_room("t", now));
  EXPECT_TRUE(book.has_room("u", now));
  EXPECT_TRUE(book.to_forget("t", now).empty());
  EXPECT_TRUE(book.has_room("t", at(one_o_clock)));
  EXPECT_EQ(book.to_forget("t", at(one_o_clock)).size(), 3u);
  ApprovalRecord granted = approval("a7", 7, "2026-11-23T14:00:00Z");
  granted.state = policy::ApprovalState::granted;
  book.put(granted);
  EXPECT_TRUE(book.has_room("t", now));
}

TEST(ApprovalBook, OfTooManyTheOldestThatEndedAreForgotten) {
  ApprovalBook book;
  const Instant now = at("2026-11-23T12:30:00Z");
  for (std::size_t i = 0; i < ApprovalBook::max_kept; ++i) {
    ApprovalRecord ended = approval(fmt::format("a{}", i), i, one_o_clock);
    ended.state = i % 2 == 0 ? policy::ApprovalState::used : policy::ApprovalState::granted;
    ended.requested_at = canon::Timestamp({now.microseconds + static_cast<std::int64_t>(i)});
    EXPECT_TRUE(book.to_forget("t", now).empty());
    book.put(ended);
  }
  const auto forgotten = book.to_forget("t", now);
  EXPECT_EQ(forgotten.size(), 1000u);
  for (const ApprovalRecord* each : forgotten) {
    EXPECT_EQ(each->state, policy::ApprovalState::used);
    EXPECT_LT(each->requested_at.at().microseconds, now.microseconds + 2000);
  }
}

}  // namespace
}  // namespace writ::ops
