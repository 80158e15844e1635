// restamp.plan: what restamping a tenant's stale stamps would come to, before anything is done.
#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/restamp_batch.h"
#include "ops/stamp_reask.h"
#include "ops/table.h"

namespace writ::ops {

struct RestampPlanRequest {
  policy::TenantId tenant_id;
  BatchKey key;
  RestampQuota quota;

  static constexpr auto record(auto&& f) {
    using R = RestampPlanRequest;
    using canon::field;
    return f("RestampPlanRequest", "Whose stamps, and how much of it may be done at once.",
             field<&R::tenant_id>("tenant_id", "Whose."),
             field<&R::key>("idempotency_key", "How `restamp.run` is to know the operation."),
             field<&R::quota>("quota", "What may be done at once."));
  }
};

// Of how many of the stamps one axis of any item would change.
struct AxisEstimate {
  stamp::Axis axis = stamp::Axis::content_fidelity;
  govern::Count downgraded;
  govern::Count exceeds;

  static constexpr auto record(auto&& f) {
    using E = AxisEstimate;
    using canon::field;
    return f("RestampAxisEstimate", "What would change on one axis.",
             field<&E::axis>("axis", "The axis."),
             field<&E::downgraded>("downgraded", "Stamps that would allow less on it."),
             field<&E::exceeds>("exceeds_ceiling",
                                "Stamps that would allow more on it than their root did, and so "
                                "would be blocked."));
  }
};

struct RestampPlanResponse {
  bool ok = false;
  govern::BatchQuotaEnvelope envelope;
  bool exceeds = false;
  BatchState begins_as = BatchState::failed_closed;
  govern::Count chunks;
  RestampTally estimate;
  std::vector<AxisEstimate> axes;
  govern::Count weighed;

  static constexpr auto record(auto&& f) {
    using R = RestampPlanResponse;
    using canon::field;
    return f("RestampPlanResponse", "What it would come to.", field<&R::ok>("ok", "Always true."),
             field<&R::envelope>("quota_envelope", "How much there is, and what may be done."),
             field<&R::exceeds>("exceeds", "Whether there is more than may be done at once."),
             field<&R::begins_as>("begins_as", "`running`, or why nothing at all would be done."),
             field<&R::chunks>("chunks", "In how many chunks it would be done."),
             field<&R::estimate>("estimate", "What would come of those that were weighed."),
             field<&R::axes>("changes_by_axis",
                             "On which axes; those that would not change are "
                             "left out."),
             field<&R::weighed>("weighed",
                                "How many were: all, or the first ten thousand by their ids."));
  }
};

std::optional<std::string_view> tenant_of(const RestampPlanRequest& request) {
  return request.tenant_id.text();
}

namespace {

constexpr std::int64_t most_weighed = 10'000;

// What the stamps that were weighed would come to.
class Weighing {
 public:
  Weighing(Engine& engine, const Call& call, std::string_view tenant)
      : engine_(engine), call_(call), tenant_(tenant) {}

  Result<void> add(const StaleStamp& stale) {
    const stamp::SoundStamp& stamp = stale.stamp->stamp;
    std::optional<Reasked> reasked;
    if (const StampQuestions* asked = stale.asked()) {
      WRIT_TRY(reasked, reask(engine_, call_, tenant_, stamp, about(*asked, stamp.stamp().object)));
    }
    if (!reasked || stamp::has_run_out(stamp.stamp(), call_.now)) {
      ++tally_.passed_over.value;
    } else {
      add(stamp::compare({.ceiling = stamp::leveled(stamp.ceiling()->items),
                          .prior = stamp.form()->levels(),
                          .fresh = stamp::leveled_grants(grants_of(reasked->evaluated))}));
    }
    return {};
  }

  const RestampTally& tally() const { return tally_; }
  std::vector<AxisEstimate> changed_axes() const {
    std::vector<AxisEstimate> changed;
    std::ranges::copy_if(axes_, std::back_inserter(changed), [](const AxisEstimate& estimate) {
      return estimate.downgraded.value + estimate.exceeds.value > 0;
    });
    return changed;
  }

 private:
  void add(const std::vector<stamp::PolicyAxisCeilingComparison>& comparisons) {
    using stamp::CeilingComparison;
    tally_.add(stamp::disposition_of(comparisons));
    for (const stamp::Axis axis : axes_that(CeilingComparison::downgraded, comparisons)) {
      ++on(axis).downgraded.value;
    }
    for (const stamp::Axis axis : axes_that(CeilingComparison::exceeds_ceiling, comparisons)) {
      ++on(axis).exceeds.value;
    }
  }

  AxisEstimate& on(stamp::Axis axis) {
    AxisEstimate& estimate = axes_[static_cast<std::size_t>(axis)];
    estimate.axis = axis;
    return estimate;
  }

  Engine& engine_;
  const Call& call_;
  std::string_view tenant_;
  RestampTally tally_;
  std::array<AxisEstimate, stamp::every_axis.size()> axes_;
};

Result<RestampPlanResponse> plan(Engine& engine, const Call& call,
                                 const RestampPlanRequest& request) {
  const std::string& tenant = request.tenant_id.text();
  WRIT_TRY(const RestampScale scale, scale_of(engine, call, tenant));
  RestampPlanResponse response{.ok = true};
  response.envelope = envelope_of(request.key, request.quota, scale, call.now);
  const govern::BatchPlan planned = govern::plan(response.envelope);
  response.exceeds = planned.exceeds;
  response.chunks.value = static_cast<std::int64_t>(planned.chunks.size());
  response.begins_as = batch_of(response.envelope, call.now).state;
  StampWalk walk(tenant);
  WRIT_TRY(StaleStamps stamps, StaleStamps::along(walk, engine, call, tenant));
  Weighing weighing(engine, call, tenant);
  for (; response.weighed.value < most_weighed; ++response.weighed.value) {
    WRIT_TRY(const auto stale, stamps.next());
    if (!stale) break;
    WRIT_CHECK(weighing.add(*stale));
  }
  response.estimate = weighing.tally();
  response.axes = weighing.changed_axes();
  return response;
}

}  // namespace

const Operation restamp_plan =
    define<plan>({.name = "restamp.plan",
                  .doc = "Estimates what restamping a tenant's stale stamps would come to.",
                  .capability = Capability::operate,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::AxisEstimate);
DEFINE_RECORD(writ::ops::RestampPlanRequest);
DEFINE_RECORD(writ::ops::RestampPlanResponse);
