// policy.test: runs a table of cases against a bundle. (The file is not policy_test.cc, since files
// of that ending are unit tests.)
#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/table.h"
#include "policy/any_bundle.h"
#include "policy/suite.h"

namespace writ::ops {

struct TestRequest {
  canon::Json bundle;
  std::vector<policy::PolicyCase> cases;
  std::optional<policy::CoverageThresholds> thresholds;

  static constexpr auto record(auto&& f) {
    using R = TestRequest;
    using canon::field;
    return f(
        "TestRequest", "A bundle, signed or bare, and what is expected of it.",
        field<&R::bundle>("bundle", "Its signature is not looked at."),
        field<&R::cases>("cases", "Requests with their expected answers."),
        field<&R::thresholds>("thresholds", "How much the cases must cover; absent: nothing."));
  }
};

std::optional<std::string_view> tenant_of(const TestRequest&) { return std::nullopt; }

namespace {

Result<policy::SuiteReport> test(const TestRequest& request) {
  Result<policy::PolicyBundle> bundle = policy::bundle_of(request.bundle);
  if (!bundle) return std::move(bundle).error().at("/bundle");
  return policy::run_suite(*std::move(bundle), request.cases,
                           request.thresholds.value_or(policy::CoverageThresholds{}));
}

}  // namespace

const Operation policy_test =
    define<test>({.name = "policy.test",
                  .doc = "Runs a table of cases against a bundle and measures what they cover.",
                  .capability = Capability::read,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::TestRequest);
