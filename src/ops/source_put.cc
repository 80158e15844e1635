// source.put: from now on a policy is pulled from a place.
//
// Putting a source again gives no decision more time: the last contact stays what it was. Only the
// tag goes with the place.
#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct PutSourceResponse {
  bool ok = false;
  bool created = false;

  static constexpr auto record(auto&& f) {
    using R = PutSourceResponse;
    using canon::field;
    return f("PutSourceResponse", "The policy has this source.",
             field<&R::ok>("ok", "Always true."),
             field<&R::created>("created", "Whether it had none before."));
  }
};

inline std::optional<std::string_view> tenant_of(const SourceRecord& source) {
  return source.tenant_id.text();
}

namespace {

Source next_source(const Source* before, const SourceRecord& wanted, Instant now) {
  if (before == nullptr) return {wanted, {.defined_at = canon::Timestamp(now)}};
  Source next{wanted, before->standing};
  if (before->source.location != wanted.location) next.standing.tag.reset();
  return next;
}

Result<PutSourceResponse> put(Engine& engine, const Call& call, const SourceRecord& wanted) {
  const SourceRef ref = wanted.ref();
  return engine.change<PutSourceResponse>(
      call, [&](store::Transaction& transaction, const State& now) -> Result<PutSourceResponse> {
        const Source* before = now.source(ref.tenant_id.text(), name_or_default(ref.name));
        if (before == nullptr && now.sources.size() >= most_sources) {
          return Problem{fault::too_many_sources,
                         fmt::format("there are {} bundle sources, which is the most that can be: "
                                     "delete one first",
                                     most_sources)};
        }
        const Source next = next_source(before, wanted, call.now);
        WRIT_CHECK(put_ground(transaction, row_of(ref, &next, call.now)));
        return PutSourceResponse{.ok = true, .created = before == nullptr};
      });
}

}  // namespace

const Operation source_put =
    define<put>({.name = "source.put",
                 .doc = "Has a policy pulled from a place, instead of from where it was before.",
                 .capability = Capability::administer,
                 .host_only = true,
                 .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::PutSourceResponse);
