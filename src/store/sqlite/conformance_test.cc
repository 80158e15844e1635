#include "store/conformance/conformance.h"

#include "store/sqlite/place.h"

namespace writ::store::conformance {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformance,
                         testing::Values(Implementation{
                             "sqlite", [] { return std::make_unique<sqlite::TemporaryPlace>(); }}));

}  // namespace
}  // namespace writ::store::conformance
