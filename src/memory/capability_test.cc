// The laws of the coding: axis by axis for all levels, for all pairs of capabilities where they are
// few, and for random ones of the full vocabulary.
#include "memory/capability.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "memory/test_capability.h"

namespace writ::memory {
namespace {

// Every level of one axis, all others at the top.
template <class Level>
std::vector<Capability> chain() {
  std::vector<Capability> levels;
  for (std::size_t i = 0; i < wire_names(Level{}).size(); ++i) {
    levels.push_back(Capability::cap(static_cast<Level>(i)));
  }
  return levels;
}

template <class Level>
void expect_chain(Level (Capability::*axis)() const) {
  const std::vector<Capability> levels = chain<Level>();
  for (std::size_t a = 0; a < levels.size(); ++a) {
    EXPECT_EQ((levels[a].*axis)(), static_cast<Level>(a));
    for (std::size_t b = 0; b < levels.size(); ++b) {
      EXPECT_EQ(((levels[a] & levels[b]).*axis)(), static_cast<Level>(std::min(a, b)));
      EXPECT_EQ(((levels[a] | levels[b]).*axis)(), static_cast<Level>(std::max(a, b)));
      EXPECT_EQ(levels[a].within(levels[b]), a <= b);
      EXPECT_EQ(Capability::least(static_cast<Level>(a)).within(levels[b]), a <= b);
    }
  }
}

TEST(Capability, every_axis_is_a_chain) {
  expect_chain(&Capability::content_fidelity);
  expect_chain(&Capability::locality);
  expect_chain(&Capability::learning_scope);
  expect_chain(&Capability::mutation_authority);
  expect_chain(&Capability::disclosure_class);
}

TEST(Capability, nothing_and_everything_are_the_ends) {
  const Capability all = Capability::everything();
  EXPECT_EQ(Capability(), Capability::nothing());
  EXPECT_EQ(all.disclosure_class(), DisclosureClass::full);
  EXPECT_EQ(all.disclosure_vector().summary_fidelity, SummaryFidelity::full_reason);
  EXPECT_FALSE(Capability().disclosure_vector().existence);
  EXPECT_TRUE(Capability().within(all));
  EXPECT_FALSE(all.within(Capability()));
}

TEST(Capability, axes_are_independent) {
  // Whatever is done to one axis leaves all others as they were, so that the laws of each axis on
  // its own are the laws of all together.
  const Capability cap = Capability::cap(Locality::blocked);
  for (const Capability other : some_capabilities()) {
    const Capability met = other & cap;
    EXPECT_EQ(met.locality(), Locality::blocked);
    EXPECT_EQ(met.content_fidelity(), other.content_fidelity());
    EXPECT_EQ(met.learning_scope(), other.learning_scope());
    EXPECT_EQ(met.mutation_authority(), other.mutation_authority());
    EXPECT_EQ(met.disclosure_class(), other.disclosure_class());
    EXPECT_EQ(met.disclosure_vector(), other.disclosure_vector());
  }
}

TEST(Capability, a_vector_is_read_as_it_was_written) {
  for (const DisclosurePermissionVector& vector : every_vector()) {
    EXPECT_EQ(Capability::cap(vector).disclosure_vector(), vector);
  }
}

TEST(Capability, the_meet_has_its_laws_for_all_pairs_of_a_small_world) {
  const std::vector<Capability> world = some_capabilities();
  for (const Capability a : world) {
    EXPECT_EQ(a & a, a);
    EXPECT_EQ(a & Capability::nothing(), Capability::nothing());
    EXPECT_EQ(a & Capability::everything(), a);
    for (const Capability b : world) {
      ASSERT_EQ(a & b, b & a);
      ASSERT_TRUE((a & b).within(a));
      ASSERT_EQ(a.within(b), (a & b) == a);
    }
  }
}

RC_GTEST_PROP(Capability, the_meet_is_associative_and_monotone, ()) {
  const Capability a = any_capability(), b = any_capability(), c = any_capability();
  RC_ASSERT(((a & b) & c) == (a & (b & c)));
  RC_ASSERT((a & b & c).within(a & b));
  RC_ASSERT((a & c).within((a | b) & c));
}

// --- disclosure --------------------------------------------------------------------------------

TEST(DeriveClass, the_highest_class_whose_condition_the_vector_meets) {
  using enum DisclosureClass;
  DisclosurePermissionVector v;
  EXPECT_EQ(derive_class(v), not_disclosable);
  v.existence = true;
  EXPECT_EQ(derive_class(v), existence_only);
  v.reason_summary = true;
  EXPECT_EQ(derive_class(v), existence_only) << "a reason at fidelity none is no reason";
  v.summary_fidelity = SummaryFidelity::generic_reason_only;
  EXPECT_EQ(derive_class(v), generic_safe_label_only);
  v.summary_fidelity = SummaryFidelity::redacted_reason;
  EXPECT_EQ(derive_class(v), redacted_summary);
  v.summary_fidelity = SummaryFidelity::full_reason;
  EXPECT_EQ(derive_class(v), redacted_summary) << "full takes all five";
  v.container_type = v.topic_label = v.source_title = true;
  EXPECT_EQ(derive_class(v), full) << "a count is no condition of it";
  v.existence = false;
  EXPECT_EQ(derive_class(v), not_disclosable);
}

TEST(DeriveClass, is_monotone_in_the_vector) {
  const std::vector<DisclosurePermissionVector> vectors = every_vector();
  for (const auto& a : vectors) {
    for (const auto& b : vectors) {
      if (!Capability::cap(a).within(Capability::cap(b))) continue;
      ASSERT_LE(derive_class(a), derive_class(b));
    }
  }
}

TEST(Settled, class_and_vector_never_disagree_and_cutting_never_widens) {
  for (const DisclosurePermissionVector& vector : every_vector()) {
    for (const Capability by_class : chain<DisclosureClass>()) {
      const Capability before = by_class & Capability::cap(vector);
      const Settled after(before);
      ASSERT_EQ(derive_class(after->disclosure_vector()), after->disclosure_class());
      ASSERT_TRUE(after->within(before));
      ASSERT_EQ(Settled(*after), after);
      ASSERT_EQ(after->disclosure_class(),
                std::min(before.disclosure_class(), derive_class(vector)));
      ASSERT_TRUE(after->disclosure_vector().count != CountDisclosure::exact ||
                  after->disclosure_class() == DisclosureClass::full);
    }
  }
}

RC_GTEST_PROP(Settled, is_monotone, ()) {
  const Capability a = any_capability(), b = any_capability();
  RC_ASSERT(Settled(a & b)->within(*Settled(a)));
  RC_ASSERT(Settled(a & b) == Settled(*Settled(a) & *Settled(b)));
}

}  // namespace
}  // namespace writ::memory
