#include "store/conformance/conformance.h"

#include "store/postgres/place.h"

namespace writ::store::conformance {
namespace {

INSTANTIATE_TEST_SUITE_P(Postgres, StoreConformance,
                         testing::Values(Implementation{
                             "postgres",
                             [] { return std::make_unique<postgres::TemporaryDatabase>(); }}));

}  // namespace
}  // namespace writ::store::conformance
