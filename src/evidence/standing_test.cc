#include "evidence/standing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fmt/format.h>

#include "evidence/test_evidence.h"

namespace writ::evidence {
namespace {

const Instant now = at("2026-11-23T12:00:00Z");

// `standing`, and the cause where there is one.
std::string standing_of(const Pool& pool, std::string_view id, Instant when = now) {
  const Assessments assessments = assess(pool, when);
  const Assessment& made = find(assessments, id);
  const std::string_view name = name_of(made.standing);
  return made.cause.empty() ? std::string(name) : fmt::format("{} by {}", name, made.cause);
}

std::string standing_with(Look look) {
  Piece piece = observed("e");
  piece.look = std::move(look);
  return standing_of(pool_of({piece}), "e");
}

TEST(Standing, is_what_was_seen_of_the_source) {
  EXPECT_EQ(standing_with(Seen{digest('1')}), "fresh");
  EXPECT_EQ(standing_with(Seen{digest('2')}), "changed");
  EXPECT_EQ(standing_with(NotThere{"w"}), "gone");
  EXPECT_EQ(standing_with(NotVouched{"w"}), "not-vouched");
  EXPECT_EQ(standing_with(NotSeen{"w"}), "unavailable");
  EXPECT_EQ(standing_with(Look()), "unavailable") << "what nobody looked at";
}

TEST(Standing, has_its_time) {
  Piece piece = observed("e");
  piece.evidence.valid_from = canon::Timestamp(now);
  piece.evidence.valid_until = canon::Timestamp(at("2026-11-24T12:00:00Z"));
  const Pool pool = pool_of({piece});
  EXPECT_EQ(standing_of(pool, "e", Instant{now.microseconds - 1}), "not-yet-valid");
  EXPECT_EQ(standing_of(pool, "e", now), "fresh");
  EXPECT_EQ(standing_of(pool, "e", at("2026-11-24T11:59:59.999Z")), "fresh");
  EXPECT_EQ(standing_of(pool, "e", at("2026-11-24T12:00:00Z")), "expired");
}

TEST(Standing, of_what_is_not_there_is_missing) {
  EXPECT_EQ(standing_of({}, "e"), "missing");
  EXPECT_EQ(standing_of(pool_of({derived("d", {"e"})}), "d"), "missing by e");
}

TEST(Standing, of_what_there_were_too_many_of_is_unavailable) {
  Pool pool = pool_of({derived("d", {"e"})});
  pool.passed_over.insert("e");
  EXPECT_EQ(standing_of(pool, "e"), "unavailable");
  EXPECT_EQ(standing_of(pool, "d"), "unavailable by e");
}

TEST(Standing, of_a_derived_piece_is_that_of_all_below_it) {
  const auto with = [](Look look) {
    Piece ground = observed("a");
    ground.look = std::move(look);
    return pool_of({ground, observed("b"), derived("c", {"b", "a"}), derived("d", {"c"})});
  };
  EXPECT_EQ(standing_of(with(Seen{digest('1')}), "d"), "fresh");
  EXPECT_EQ(standing_of(with(Seen{digest('2')}), "c"), "changed by a");
  EXPECT_EQ(standing_of(with(Seen{digest('2')}), "d"), "changed by a");
  EXPECT_EQ(standing_of(with(NotSeen()), "d"), "unavailable by a");
  EXPECT_EQ(standing_of(with(NotSeen()), "b"), "fresh");
}

TEST(Standing, of_a_piece_with_a_source_and_more_below_it_needs_both) {
  Piece both = observed("d");
  both.rests_on = {"a"};
  Piece ground = observed("a");
  EXPECT_EQ(standing_of(pool_of({both, ground}), "d"), "fresh");
  both.look = Seen{digest('2')};
  EXPECT_EQ(standing_of(pool_of({both, ground}), "d"), "changed");
  both.look = Seen{digest('1')};
  ground.look = NotThere{"w"};
  EXPECT_EQ(standing_of(pool_of({both, ground}), "d"), "gone by a");
}

TEST(Standing, expires_with_what_it_rests_on) {
  Piece early = observed("a");
  early.evidence.valid_until = canon::Timestamp(at("2026-12-01T00:00:00Z"));
  Piece late = derived("b", {"a"});
  late.evidence.valid_until = canon::Timestamp(at("2027-01-01T00:00:00Z"));
  const Pool pool = pool_of({early, late, observed("c")});
  const Assessments made = assess(pool, now);
  EXPECT_EQ(find(made, "b").expires_at, at("2026-12-01T00:00:00Z"));
  EXPECT_EQ(find(made, "c").expires_at, std::nullopt);
  EXPECT_EQ(standing_of(pool, "b", at("2026-12-15T00:00:00Z")), "expired by a");
}

TEST(Standing, is_as_weak_as_the_weakest_below) {
  Piece guess = observed("a");
  guess.evidence.mode = Mode::assumed;
  const Assessments made = assess(pool_of({guess, derived("b", {"a"}), observed("c")}), now);
  EXPECT_EQ(find(made, "b").weakest, Mode::assumed);
  EXPECT_EQ(find(made, "c").weakest, Mode::observed);
}

TEST(Standing, of_what_rests_on_itself_is_never_fresh) {
  const Pool pool = pool_of({derived("a", {"b"}), derived("b", {"a"}), derived("c", {"a"}),
                             derived("d", {"d"}), observed("e")});
  for (const char* id : {"a", "b", "c", "d"}) {
    EXPECT_EQ(standing_of(pool, id), "unavailable") << id;
  }
  EXPECT_EQ(standing_of(pool, "e"), "fresh");
}

TEST(Standing, of_a_long_chain_needs_no_deep_stack) {
  constexpr int length = 200'000;
  Pool pool = pool_of({observed("0")});
  for (int i = 1; i < length; ++i) {
    pool.pieces.emplace(std::to_string(i), derived(std::to_string(i), {std::to_string(i - 1)}));
  }
  EXPECT_EQ(standing_of(pool, std::to_string(length - 1)), "fresh");
  pool.pieces.at("0").look = NotThere{"w"};
  EXPECT_EQ(standing_of(pool, std::to_string(length - 1)), "gone by 0");
}

// Whether a piece is fresh, by its definition; pieces rest on those with smaller numbers.
bool is_fresh(const Pool& pool, const std::string& id) {
  const auto found = pool.pieces.find(id);
  if (found == pool.pieces.end()) return false;
  const Piece& piece = found->second;
  const Seen* seen = std::get_if<Seen>(&piece.look);
  if (piece.evidence.source && (seen == nullptr || seen->fingerprint != digest('1'))) return false;
  return std::ranges::all_of(piece.rests_on,
                             [&](const std::string& below) { return is_fresh(pool, below); });
}

RC_GTEST_PROP(StandingProperty, is_fresh_exactly_where_everything_below_is, ()) {
  Pool pool;
  const int size = *rc::gen::inRange(1, 12);
  for (int i = 0; i < size; ++i) {
    std::vector<std::string> below;
    for (int j = 0; j < i; ++j) {
      if (*rc::gen::inRange(0, 4) == 0) below.push_back(std::to_string(j));
    }
    Piece piece = below.empty() ? observed(std::to_string(i)) : derived(std::to_string(i), below);
    if (below.empty() && *rc::gen::inRange(0, 4) == 0) piece.look = Seen{digest('2')};
    if (*rc::gen::inRange(0, 12) != 0) pool.pieces.emplace(std::to_string(i), std::move(piece));
  }
  const Assessments made = assess(pool, now);
  for (int i = 0; i < size; ++i) {
    const std::string id = std::to_string(i);
    RC_ASSERT((find(made, id).standing == Standing::fresh) == is_fresh(pool, id));
  }
}

TEST(Verification, tells_all_of_it) {
  Piece ground = observed("a");
  ground.look = Seen{digest('2')};
  const Assessments made = assess(pool_of({ground, derived("b", {"a"})}), now);
  EXPECT_EQ(canon::encode(verification_of(EvidenceId("b"), made)),
            R"({"cause":"a","evidenceId":"b","standing":"changed","valid":false,)"
            R"("why":"its source is not what it was"})");
}

}  // namespace
}  // namespace writ::evidence
