#include "assurance/case.h"
#include "canon/record_define.h"

namespace writ::assurance {
namespace {

const canon::Value* inner_case(const canon::Json& json) { return json.value().find("case"); }

}  // namespace

canon::Json case_document(const canon::Json& json) {
  const canon::Value* inner = inner_case(json);
  return inner != nullptr ? json.part(*inner) : json;
}

std::string_view case_pointer(const canon::Json& json) {
  return inner_case(json) != nullptr ? "/case" : "";
}

}  // namespace writ::assurance

DEFINE_RECORD(writ::assurance::Goal);
DEFINE_RECORD(writ::assurance::Strategy);
DEFINE_RECORD(writ::assurance::Solution);
DEFINE_RECORD(writ::assurance::Context);
DEFINE_RECORD(writ::assurance::Assumption);
DEFINE_RECORD(writ::assurance::Justification);
DEFINE_RECORD(writ::assurance::Defeater);
DEFINE_RECORD(writ::assurance::AwayGoal);
DEFINE_RECORD(writ::assurance::AssuranceCase);
DEFINE_RECORD(writ::assurance::SignedAssuranceCase);
