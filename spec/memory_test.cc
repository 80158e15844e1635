// The bits of src/memory/ against the tables and comparisons of this folder: every combination of
// up to three decisions over a reduced vocabulary, and a million random ones over the full.
#include "spec/memory.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "memory/answer.h"
#include "memory/meet.h"
#include "spec/seed.h"

namespace writ::spec {
namespace {

using memory::Action;
using memory::Capability;

Capability coded(const Levels& levels) {
  return Capability::cap(static_cast<memory::ContentFidelity>(levels.content_fidelity)) &
         Capability::cap(static_cast<memory::Locality>(levels.locality)) &
         Capability::cap(static_cast<memory::LearningScope>(levels.learning_scope)) &
         Capability::cap(static_cast<memory::MutationAuthority>(levels.mutation_authority)) &
         Capability::cap(static_cast<memory::DisclosureClass>(levels.disclosure_class)) &
         Capability::cap(memory::DisclosurePermissionVector{
             .existence = levels.existence,
             .container_type = levels.container_type,
             .topic_label = levels.topic_label,
             .source_title = levels.source_title,
             .count = static_cast<memory::CountDisclosure>(levels.count),
             .reason_summary = levels.reason_summary,
             .summary_fidelity = static_cast<memory::SummaryFidelity>(levels.summary_fidelity)});
}

Levels decoded(Capability capability) {
  const memory::DisclosurePermissionVector vector = capability.disclosure_vector();
  return {static_cast<int>(capability.content_fidelity()),
          static_cast<int>(capability.locality()),
          static_cast<int>(capability.learning_scope()),
          static_cast<int>(capability.mutation_authority()),
          static_cast<int>(capability.disclosure_class()),
          vector.existence,
          vector.container_type,
          vector.topic_label,
          vector.source_title,
          static_cast<int>(vector.count),
          vector.reason_summary,
          static_cast<int>(vector.summary_fidelity)};
}

memory::PolicyObligation obligation_of(const Duty& duty, std::size_t number) {
  memory::PolicyObligation obligation;
  obligation.id = memory::PolicyObligationRef(fmt::format("o{}", number));
  obligation.kind = memory::ObligationKindName(duty.kind);
  obligation.owner = static_cast<memory::EnforcementOwner>(duty.owner);
  obligation.reason_code = memory::ReasonCodeId("r");
  for (std::size_t i = 0; i < memory::action_count; ++i) {
    obligation.applies_to.push_back(static_cast<Action>(i));
  }
  obligation.parameters = canon::Json::parse(fmt::format(R"({{"p":{}}})", duty.parameters)).value();
  return obligation;
}

std::string told(const Case& asked) {
  return fmt::format("action {}, destination {}, floor {}, relation {}, {} voices, {} duties",
                     memory::name_of(asked.action),
                     asked.destination ? static_cast<int>(*asked.destination) : -1,
                     static_cast<int>(asked.floor), static_cast<int>(asked.relation),
                     asked.voices.size(), asked.duties.size());
}

void expect_agreement(const Case& asked) {
  std::vector<memory::PolicyObligation> obligations;
  for (const Duty& duty : asked.duties) {
    obligations.push_back(obligation_of(duty, obligations.size()));
  }
  const std::vector<memory::Owed> owed(obligations.begin(), obligations.end());
  memory::Voices voices;
  for (const memory::Owed& one : owed) voices.owed.push_back(&one);
  for (const Voice& voice : asked.voices) {
    voices.contributions.push_back(
        {.ref = "d",
         .allows = coded(voice.allows),
         .weight = voice.authorizes ? memory::Weight::authorizes : memory::Weight::stale,
         .names_destination = voice.names_destination});
  }
  const memory::Question question{asked.action, asked.destination, asked.floor, asked.relation};
  const memory::Meet met = memory::meet(question, voices);
  const Outcome truth = outcome(asked);
  ASSERT_EQ(met.blocks.any(), truth.blocked) << told(asked);
  ASSERT_EQ(decoded(*met.allowed), truth.allowed) << told(asked);
  ASSERT_EQ(memory::meets_predicate(question, met), truth.permitted) << told(asked);
}

// Two levels of each axis and three vectors.
std::vector<Levels> few_levels() {
  std::vector<Levels> all;
  for (unsigned bits = 0; bits < 16; ++bits) {
    for (int disclosure = 0; disclosure < 3; ++disclosure) {
      Levels levels = everything();
      if ((bits & 1) != 0) levels.content_fidelity = 2;
      if ((bits & 2) != 0) levels.locality = 1;
      if ((bits & 4) != 0) levels.learning_scope = 3;
      if ((bits & 8) != 0) levels.mutation_authority = 2;
      if (disclosure == 1) levels.summary_fidelity = 1;
      if (disclosure == 2) levels.disclosure_class = 1;
      all.push_back(levels);
    }
  }
  return all;
}

TEST(MemoryAgainstReference, agrees_on_all_combinations_of_up_to_three_decisions) {
  const std::vector<Levels> few = few_levels();
  Case asked;
  expect_agreement(asked);
  for (const Levels& a : few) {
    asked.voices = {{a}};
    expect_agreement(asked);
    for (const Levels& b : few) {
      asked.voices = {{a}, {b}};
      expect_agreement(asked);
      for (const Levels& c : few) {
        asked.voices = {{a}, {b}, {c}};
        expect_agreement(asked);
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(MemoryAgainstReference, agrees_on_every_action_floor_relation_and_destination) {
  for (std::size_t action = 0; action < memory::action_count; ++action) {
    for (int floor = 0; floor < 5; ++floor) {
      for (int relation = 0; relation < 8; ++relation) {
        for (int destination = -1; destination < 8; ++destination) {
          for (const bool specific : {false, true}) {
            Case asked{.action = static_cast<Action>(action),
                       .floor = static_cast<memory::ScopeConservatismFloor>(floor),
                       .relation = static_cast<memory::RelationToDestination>(relation),
                       .voices = {{everything(), true, specific}}};
            if (destination >= 0) {
              asked.destination = static_cast<memory::Destination>(destination);
            }
            expect_agreement(asked);
            if (HasFatalFailure()) return;
          }
        }
      }
    }
  }
}

TEST(MemoryAgainstReference, agrees_on_every_pair_of_obligation_kinds) {
  for (std::size_t a = 0; a < memory::obligation_kinds; ++a) {
    for (std::size_t b = 0; b < memory::obligation_kinds; ++b) {
      for (int same = 0; same < 4; ++same) {
        const Duty one{.kind = static_cast<memory::ObligationKind>(a)};
        const Duty other{.kind = static_cast<memory::ObligationKind>(b),
                         .owner = same & 1,
                         .parameters = same >> 1};
        expect_agreement({.voices = {{everything()}}, .duties = {one, other}});
        if (HasFatalFailure()) return;
      }
    }
  }
}

// The full vocabulary, with levels that are often high, so that not everything is at bottom.
class Cases {
 public:
  explicit Cases(std::uint64_t seed) : random_(seed) {}

  Case next() {
    Case asked{.action = static_cast<Action>(below(memory::action_count)),
               .floor = static_cast<memory::ScopeConservatismFloor>(chance(60) ? 0 : below(5)),
               .relation = static_cast<memory::RelationToDestination>(below(8))};
    if (chance(60)) asked.destination = static_cast<memory::Destination>(below(8));
    for (std::size_t i = below(5); i > 0; --i) {
      asked.voices.push_back({levels(), chance(80), chance(50)});
    }
    for (std::size_t i = chance(50) ? 0 : below(4); i > 0; --i) {
      asked.duties.push_back({static_cast<memory::ObligationKind>(below(memory::obligation_kinds)),
                              chance(90) ? 0 : 1, chance(80) ? 0 : 1});
    }
    return asked;
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }
  bool chance(unsigned percent) { return random_() % 100 < percent; }
  int level(int top) { return chance(60) ? top : static_cast<int>(below(top + 1u)); }

  Levels levels() {
    return {level(4),   level(2),   level(5),   level(3), level(4),   chance(85),
            chance(85), chance(85), chance(85), level(2), chance(85), level(3)};
  }

  std::mt19937_64 random_;
};

TEST(MemoryAgainstReference, agrees_on_a_million_random_cases) {
  Cases cases(seed());
  for (int i = 0; i < 1'000'000; ++i) {
    expect_agreement(cases.next());
    if (HasFatalFailure()) return;
  }
}

// What is added to a question that is authorised never widens its answer.
TEST(MemoryReference, adding_never_widens) {
  Cases cases(seed());
  for (int i = 0; i < 200'000; ++i) {
    const Case before = cases.next();
    const Outcome wide = outcome(before);
    if (wide.blocked) continue;
    Case after = before;
    const Case more = cases.next();
    after.voices.insert(after.voices.end(), more.voices.begin(), more.voices.end());
    after.duties.insert(after.duties.end(), more.duties.begin(), more.duties.end());
    after.floor = std::max(before.floor, more.floor);
    const Outcome narrow = outcome(after);
    ASSERT_EQ(lower(narrow.allowed, wide.allowed), narrow.allowed) << told(before);
    ASSERT_TRUE(wide.permitted || !narrow.permitted) << told(before);
  }
}

}  // namespace
}  // namespace writ::spec
