// cache.scope_resolution_reused_after_population_generation_change: a question rests on a scope
// resolution only while the populations that it was resolved with are the latest that are known.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "lint/freshness.h"
#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

constexpr std::string_view list = "population_generation_inputs";

struct Population {
  std::string_view generation;
  std::string_view seen_at;
};
using Populations = std::map<std::string_view, Population, std::less<>>;  // by scope

Populations populations_of(const Record& resolution) {
  Populations populations;
  const canon::Value* items = resolution.value().find(list);
  if (items == nullptr || !items->is(canon::Value::Kind::array)) return populations;
  for (const canon::Value& item : items->items()) {
    if (!item.is(canon::Value::Kind::object)) continue;
    populations[text_of(item, "scope_ref")] = {text_of(item, "scope_population_generation_id"),
                                               text_of(resolution.value(), "recorded_at")};
  }
  return populations;
}

// Whether somebody resolved a scope with another population, after this one and before the use.
bool moved_before(const RecordSet& records, std::string_view scope, const Population& known,
                  std::string_view used_at) {
  return std::ranges::any_of(records.of("ScopeResolutionResult"), [&](const Record* other) {
    const Populations populations = populations_of(*other);
    const auto found = populations.find(scope);
    if (found == populations.end() || found->second.generation == known.generation) return false;
    return found->second.seen_at > known.seen_at && found->second.seen_at <= used_at;
  });
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* context : records.of(context_kind)) {
    const Record* resolution =
        records.find("ScopeResolutionResult", text_of(context->value(), "scope_resolution_ref"));
    if (resolution == nullptr) continue;
    for (const auto& [scope, population] : populations_of(*resolution)) {
      if (!moved_before(records, scope, population, text_of(context->value(), "recorded_at"))) {
        continue;
      }
      findings.add(
          *context, "/scope_resolution_ref",
          fmt::format("`{}` was resolved with a population of `{}` that has changed since: "
                      "resolve it again",
                      resolution->id, scope));
    }
  }
}

}  // namespace

extern const Lint cache_scope_resolution_reused_after_population_generation_change{
    .id = "cache.scope_resolution_reused_after_population_generation_change",
    .section = "4.28",
    .protects = "No scope resolution is used after a population that it rests on has changed.",
    .check = check};

}  // namespace writ::lint
