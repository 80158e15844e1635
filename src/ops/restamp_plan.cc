// restamp.plan: what restamping a tenant's stale stamps would come to, before anything is done.
#include <optional>
#include <span>
#include <vector>

#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/restamp_answers.h"
#include "ops/restamp_batch.h"
#include "ops/table.h"
#include "stamp/columns.h"

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
    return f(
        "RestampPlanResponse", "What it would come to.", field<&R::ok>("ok", "Always true."),
        field<&R::envelope>("quota_envelope", "How much there is, and what may be done."),
        field<&R::exceeds>("exceeds", "Whether there is more than may be done at once."),
        field<&R::begins_as>("begins_as", "`running`, or why nothing at all would be done."),
        field<&R::chunks>("chunks", "In how many chunks it would be done."),
        field<&R::estimate>("estimate", "What would come of those that were weighed."),
        field<&R::axes>("changes_by_axis",
                        "On which axes; those that would not change are "
                        "left out."),
        field<&R::weighed>("weighed", "How many were: all, or the first million by their ids."));
  }
};

std::optional<std::string_view> tenant_of(const RestampPlanRequest& request) {
  return request.tenant_id.text();
}

namespace {

constexpr std::int64_t most_weighed = 1'000'000;

// What the stamps that are weighed would come to.
class Weighing {
 public:
  Weighing(Engine& engine, const Call& call, std::string_view tenant)
      : engine_(engine), call_(call), tenant_(tenant) {}

  // `state` is the stamp's, and the same for all.
  Result<void> add(const State& state, const StaleStamp& stale) {
    const stamp::SoundStamp& stamp = stale.stamp->stamp;
    std::optional<RestampAnswers::Answer> answer;
    if (stale.asked() != nullptr) {
      WRIT_TRY(answer, answers().ask(state, stale));
    }
    if (!answer || stamp::has_run_out(stamp.stamp(), call_.now)) {
      ++passed_over_;
    } else {
      columns_.add(stamp::leveled(stamp.ceiling()->items),
                   answer->form != nullptr ? std::span(answer->form->levels())
                                           : std::span<const stamp::LeveledItem>());
    }
    return {};
  }

  void tell(RestampPlanResponse& response) const {
    const stamp::RestampEstimate estimate = columns_.estimate();
    response.estimate = {.keep = {estimate.keep},
                         .downgrade = {estimate.downgrade},
                         .block = {estimate.block},
                         .passed_over = {passed_over_}};
    for (const stamp::Axis axis : stamp::every_axis) {
      const stamp::AxisChanges& changes = estimate.axes[static_cast<std::size_t>(axis)];
      if (changes == stamp::AxisChanges()) continue;
      response.axes.push_back({axis, {changes.downgraded}, {changes.exceeds}});
    }
  }

 private:
  // They keep what they have answered: so many at a time.
  RestampAnswers& answers() {
    constexpr std::int64_t most_kept = 10'000;
    if (!answers_ || ++asked_ == most_kept) {
      answers_.emplace(engine_, call_, tenant_, forms_);
      asked_ = 0;
    }
    return *answers_;
  }

  Engine& engine_;
  const Call& call_;
  std::string_view tenant_;
  stamp::SharedForms forms_;
  std::optional<RestampAnswers> answers_;
  std::int64_t asked_ = 0;
  std::int64_t passed_over_ = 0;
  stamp::RestampColumns columns_;
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
    WRIT_CHECK(weighing.add(*stamps.state(), *stale));
  }
  weighing.tell(response);
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
