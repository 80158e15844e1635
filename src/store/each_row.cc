#include "store/each_row.h"

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace writ::store {
namespace {

using Visit = std::function<Result<void>(const AnyRow&)>;
using Place = std::pair<std::string, std::string>;  // tenant, name

constexpr std::size_t at_once = 500;

template <class Row>
Result<void> visit_all(Result<std::vector<Row>> rows, const Visit& visit) {
  if (!rows) return std::move(rows).error();
  for (Row& row : *rows) WRIT_CHECK(visit(std::move(row)));
  return {};
}

// Answers where there are activations, if anywhere.
Result<std::set<Place>> visit_bundles(Snapshot& snapshot, const Visit& visit) {
  std::set<Place> places;
  WRIT_TRY(const auto heads, snapshot.all_bundles());
  for (const BundleHead& head : heads) {
    WRIT_TRY(auto row, snapshot.find_bundle(head.tenant, head.name, head.version));
    if (!row) return Problem{fault::corrupt, "a bundle that is listed cannot be found"};
    WRIT_CHECK(visit(*std::move(row)));
    places.emplace(head.tenant, head.name);
  }
  return places;
}

Result<void> visit_activations(Snapshot& snapshot, const Place& place, const Visit& visit) {
  std::int64_t after = std::numeric_limits<std::int64_t>::min();
  for (;;) {
    WRIT_TRY(auto rows, snapshot.activations(place.first, place.second, after, at_once));
    if (rows.empty()) return {};
    after = rows.back().generation;
    WRIT_CHECK(visit_all<ActivationRow>(std::move(rows), visit));
  }
}

Result<void> visit_documents(Snapshot& snapshot, const Visit& visit) {
  std::int64_t after = 0;
  for (;;) {
    WRIT_TRY(auto rows, snapshot.documents_since(after, at_once));
    if (rows.empty()) return {};
    after = rows.back().sequence;
    WRIT_CHECK(visit_all<DocumentRow>(std::move(rows), visit));
  }
}

}  // namespace

Result<void> each_row(Snapshot& snapshot, const Visit& visit) {
  WRIT_TRY(const std::set<Place> places, visit_bundles(snapshot, visit));
  WRIT_CHECK(visit_all(snapshot.policies(std::nullopt), visit));
  for (const Place& place : places) WRIT_CHECK(visit_activations(snapshot, place, visit));
  WRIT_CHECK(visit_all(snapshot.state_generations(), visit));
  WRIT_CHECK(visit_documents(snapshot, visit));
  WRIT_CHECK(visit_all(snapshot.keys(), visit));
  WRIT_CHECK(visit_all(snapshot.tokens(), visit));
  return visit_all(snapshot.pending_entries(), visit);
}

}  // namespace writ::store
