#include "store/conformance/conformance.h"

namespace writ::store::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(StoreConformance, APolicyIsFoundAsItWasLastWritten) {
  const BundleRow first = bundle("clinic", "default", "1.0.0");
  const BundleRow second = bundle("clinic", "default", "2.0.0");
  write([&](Transaction& to) {
    must(to.insert_bundle(first));
    must(to.insert_bundle(second));
    must(to.put_policy(policy(first, 1)));
  });
  EXPECT_EQ(must(read()->find_policy("clinic", "default")), policy(first, 1));

  PolicyRow changed = policy(second, 2);
  changed.high_water = "10.0.0";
  changed.pin = std::nullopt;
  changed.activation_sequence = 18;
  changed.updated_at = {7};
  write([&](Transaction& to) { must(to.put_policy(changed)); });
  EXPECT_EQ(must(read()->find_policy("clinic", "default")), changed);
  EXPECT_EQ(must(read()->find_policy("clinic", "other")), std::nullopt);
  EXPECT_EQ(must(read()->find_policy("other", "default")), std::nullopt);
}

TEST_P(StoreConformance, APolicyWithNothingActiveHasNoTextsRatherThanEmptyOnes) {
  const PolicyRow row{.tenant = "clinic",
                      .name = "default",
                      .active_version = std::nullopt,
                      .active_policy_hash = std::nullopt,
                      .high_water = std::nullopt,
                      .pin = "",
                      .updated_at = {1}};
  write([&](Transaction& to) { must(to.put_policy(row)); });
  EXPECT_EQ(must(read()->find_policy("clinic", "default")), row);
}

TEST_P(StoreConformance, ListsOfPoliciesAreOrderedAndOfOneTenantOrAll) {
  const std::vector<BundleRow> rows = {bundle("a", "x", "1.0.0"), bundle("a", "y", "1.0.0"),
                                       bundle("b", "x", "1.0.0")};
  write([&](Transaction& to) {
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
      must(to.insert_bundle(*row));
      must(to.put_policy(policy(*row, 1)));
    }
  });
  EXPECT_THAT(must(read()->policies("a")), ElementsAre(policy(rows[0], 1), policy(rows[1], 1)));
  EXPECT_THAT(must(read()->policies(std::nullopt)),
              ElementsAre(policy(rows[0], 1), policy(rows[1], 1), policy(rows[2], 1)));
  EXPECT_THAT(must(read()->policies("")), IsEmpty());
}

TEST_P(StoreConformance, OnlyAStoredBundleOfThatHashCanBeActive) {
  const BundleRow stored = bundle("clinic", "default", "1.0.0");
  write([&](Transaction& to) { must(to.insert_bundle(stored)); });
  const auto put = [&](const PolicyRow& row) {
    return refusal([&](Transaction& to) { return to.put_policy(row); });
  };
  PolicyRow other_hash = policy(stored, 1);
  other_hash.active_policy_hash = "another hash";
  EXPECT_EQ(put(other_hash), fault::missing_bundle.name);
  EXPECT_EQ(put(policy(bundle("clinic", "default", "1.0.1"), 1)), fault::missing_bundle.name);
  EXPECT_EQ(put(policy(bundle("clinic", "other", "1.0.0"), 1)), fault::missing_bundle.name);
  EXPECT_EQ(put(policy(bundle("other", "default", "1.0.0"), 1)), fault::missing_bundle.name);
  EXPECT_THAT(must(read()->policies(std::nullopt)), IsEmpty());
}

TEST_P(StoreConformance, APolicyThatContradictsItselfIsRefused) {
  const BundleRow stored = bundle("clinic", "default", "1.0.0");
  write([&](Transaction& to) { must(to.insert_bundle(stored)); });
  const auto put = [&](const PolicyRow& row) {
    return refusal([&](Transaction& to) { return to.put_policy(row); });
  };
  PolicyRow row = policy(stored, 1);
  row.active_policy_hash = std::nullopt;
  EXPECT_EQ(put(row), fault::bad_row.name);
  row = policy(stored, 1);
  row.active_version = std::nullopt;
  EXPECT_EQ(put(row), fault::bad_row.name);
  EXPECT_EQ(put(policy(stored, -1)), fault::bad_row.name);
  row = policy(stored, 1);
  row.activation_sequence = -1;
  EXPECT_EQ(put(row), fault::bad_row.name);
}

TEST_P(StoreConformance, AGenerationNeverFallsAndRisesWithWhatIsActive) {
  const BundleRow first = bundle("clinic", "default", "1.0.0");
  const BundleRow second = bundle("clinic", "default", "2.0.0");
  const PolicyRow in_force = policy(first, 5);
  write([&](Transaction& to) {
    must(to.insert_bundle(first));
    must(to.insert_bundle(second));
    must(to.put_policy(in_force));
  });
  const auto put = [&](const PolicyRow& row) {
    return refusal([&](Transaction& to) { return to.put_policy(row); });
  };
  EXPECT_EQ(put(policy(second, 4)), fault::not_monotone.name);
  EXPECT_EQ(put(policy(first, 4)), fault::not_monotone.name);
  EXPECT_EQ(put(policy(second, 5)), fault::not_monotone.name);
  PolicyRow row = in_force;
  row.active_version = row.active_policy_hash = std::nullopt;
  EXPECT_EQ(put(row), fault::not_monotone.name);
  row = policy(second, 6);
  row.activation_sequence = in_force.activation_sequence - 1;
  EXPECT_EQ(put(row), fault::not_monotone.name);
  EXPECT_EQ(must(read()->find_policy("clinic", "default")), in_force);

  row = in_force;
  row.pin = "=1.0.0";
  write([&](Transaction& to) { must(to.put_policy(row)); });
  EXPECT_EQ(must(read()->find_policy("clinic", "default")), row);
  write([&](Transaction& to) { must(to.put_policy(policy(second, 6))); });
  EXPECT_EQ(must(read()->find_policy("clinic", "default")), policy(second, 6));
}

TEST_P(StoreConformance, ActivationsArePagedInOrderOfGeneration) {
  const BundleRow one = bundle("clinic", "default", "1.0.0");
  const BundleRow other = bundle("clinic", "other", "1.0.0");
  ActivationRow by_put = activation(one, 2);
  by_put.kind = ActivationKind::put;
  by_put.signed_activation = std::nullopt;
  write([&](Transaction& to) {
    must(to.insert_bundle(one));
    must(to.insert_bundle(other));
    must(to.append_activation(activation(one, 1)));
    must(to.append_activation(by_put));
    must(to.append_activation(activation(one, 10)));
    must(to.append_activation(activation(other, 1)));
  });
  const auto page = [&](std::int64_t after, std::size_t limit) {
    return must(read()->activations("clinic", "default", after, limit));
  };
  EXPECT_THAT(page(0, 100), ElementsAre(activation(one, 1), by_put, activation(one, 10)));
  EXPECT_THAT(page(-1, static_cast<std::size_t>(-1)).size(), 3U);
  EXPECT_THAT(page(0, 2), ElementsAre(activation(one, 1), by_put));
  EXPECT_THAT(page(2, 2), ElementsAre(activation(one, 10)));
  EXPECT_THAT(page(10, 2), IsEmpty());
  EXPECT_THAT(page(0, 0), IsEmpty());
  EXPECT_THAT(must(read()->activations("other", "default", 0, 9)), IsEmpty());
}

TEST_P(StoreConformance, TheHistoryOfActivationsOnlyGrowsAtItsEnd) {
  const BundleRow stored = bundle("clinic", "default", "1.0.0");
  write([&](Transaction& to) {
    must(to.insert_bundle(stored));
    must(to.append_activation(activation(stored, 5)));
  });
  const auto append = [&](const ActivationRow& row) {
    return refusal([&](Transaction& to) { return to.append_activation(row); });
  };
  EXPECT_EQ(append(activation(stored, 5)), fault::exists.name);
  EXPECT_EQ(append(activation(stored, 4)), fault::not_monotone.name);
  EXPECT_EQ(append(activation(bundle("clinic", "default", "2.0.0"), 6)),
            fault::missing_bundle.name);
  EXPECT_EQ(append(activation(bundle("other", "default", "1.0.0"), 6)), fault::missing_bundle.name);
  ActivationRow row = activation(stored, 6);
  row.policy_hash = "another hash";
  EXPECT_EQ(append(row), fault::missing_bundle.name);
  EXPECT_EQ(must(read()->activations("clinic", "default", 0, 9)).size(), 1U);

  const BundleRow elsewhere = bundle("clinic", "other", "1.0.0");
  write([&](Transaction& to) {
    must(to.insert_bundle(elsewhere));
    must(to.append_activation(activation(elsewhere, 1)));  // a history of its own
  });
}

}  // namespace
}  // namespace writ::store::conformance
