#include "store/conformance/conformance.h"

namespace writ::store::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(StoreConformance, ABundleIsFoundAsItWasWritten) {
  const BundleRow row = bundle("clinic", "default", "1.2.3");
  write([&](Transaction& to) { must(to.insert_bundle(row)); });
  EXPECT_EQ(must(read()->find_bundle("clinic", "default", "1.2.3")), row);
  EXPECT_EQ(must(read()->find_bundle_head("clinic", "default", "1.2.3")), row.head);
  EXPECT_THAT(must(read()->bundles("clinic", "default")), ElementsAre(row.head));
}

TEST_P(StoreConformance, ABundleThatIsNotThereIsNotFound) {
  write([&](Transaction& to) { must(to.insert_bundle(bundle("clinic", "default", "1.2.3"))); });
  for (const auto& [tenant, name, version] :
       {std::array{"Clinic", "default", "1.2.3"}, std::array{"clinic", "defaul", "1.2.3"},
        std::array{"clinic", "default", "1.2.30"}, std::array{"clinic", "default", "1.2.3 "},
        std::array{"clinic", "default", ""}, std::array{"", "", ""},
        std::array{"%", "default", "1.2.3"}}) {
    EXPECT_EQ(must(read()->find_bundle(tenant, name, version)), std::nullopt) << tenant << name;
    EXPECT_EQ(must(read()->find_bundle_head(tenant, name, version)), std::nullopt);
  }
}

TEST_P(StoreConformance, ABundleIsNeverWrittenTwice) {
  const BundleRow row = bundle("clinic", "default", "1.2.3");
  write([&](Transaction& to) { must(to.insert_bundle(row)); });

  BundleRow other = row;
  other.head.policy_hash = "another hash";
  other.signed_bundle = "{}";
  EXPECT_EQ(refusal([&](Transaction& to) { return to.insert_bundle(other); }), fault::exists.name);
  EXPECT_EQ(refusal([&](Transaction& to) { return to.insert_bundle(row); }), fault::exists.name);
  EXPECT_EQ(must(read()->find_bundle("clinic", "default", "1.2.3")), row);
}

TEST_P(StoreConformance, VersionsAreComparedAsTexts) {
  write([&](Transaction& to) {
    must(to.insert_bundle(bundle("clinic", "default", "1.2.3")));
    must(to.insert_bundle(bundle("clinic", "default", "1.2.3+build")));
    must(to.insert_bundle(bundle("clinic", "default", "01.2.3")));
  });
  EXPECT_EQ(must(read()->bundles("clinic", "default")).size(), 3U);
}

TEST_P(StoreConformance, ListsOfBundlesAreOrderedByBytesAndCompleteForTheirTenant) {
  const std::vector<BundleRow> rows = {
      bundle("clinic", "Zeta", "1.0.0"), bundle("clinic", "alpha", "1.10.0"),
      bundle("clinic", "alpha", "1.9.0"), bundle("clinic", "\u00e9t\u00e9", "1.0.0"),
      bundle("other", "alpha", "1.0.0")};
  write([&](Transaction& to) {
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) must(to.insert_bundle(*row));
  });
  EXPECT_THAT(must(read()->bundles("clinic", std::nullopt)),
              ElementsAre(rows[0].head, rows[1].head, rows[2].head, rows[3].head));
  EXPECT_THAT(must(read()->bundles("clinic", "alpha")), ElementsAre(rows[1].head, rows[2].head));
  EXPECT_THAT(must(read()->bundles("clinic", "")), IsEmpty());
  EXPECT_THAT(must(read()->bundles("nobody", std::nullopt)), IsEmpty());
}

TEST_P(StoreConformance, ABundleOfThirtyMegabytesComesBackWhole) {
  BundleRow row = bundle("clinic", "default", "1.0.0");
  row.signed_bundle.clear();
  for (std::uint32_t i = 0; row.signed_bundle.size() < 30'000'000; ++i) {
    row.signed_bundle += std::to_string(i * 2654435761U);
  }
  write([&](Transaction& to) { must(to.insert_bundle(row)); });
  reopen();
  EXPECT_TRUE(must(read()->find_bundle("clinic", "default", "1.0.0")) == row);  // too long to print
  EXPECT_THAT(must(read()->bundles("clinic", std::nullopt)), ElementsAre(row.head));
}

}  // namespace
}  // namespace writ::store::conformance
