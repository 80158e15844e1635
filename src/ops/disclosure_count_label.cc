// disclosure.count_label: how a number of memories may be told.
#include "canon/record_define.h"
#include "memory/count_label.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct CountLabelRequest {
  canon::Bounded<0, canon::max_exact_integer> count;
  memory::DisclosureClass disclosure_class = memory::DisclosureClass::not_disclosable;
  memory::CountDisclosure mode = memory::CountDisclosure::none;

  static constexpr auto record(auto&& f) {
    using R = CountLabelRequest;
    using canon::field;
    return f("CountLabelRequest", "A count, and how it may be told.",
             field<&R::count>("count", "How many there are."),
             field<&R::disclosure_class>("disclosure_class", "How much may be said."),
             field<&R::mode>("count_disclosure_mode", "How exactly."));
  }
};

struct CountLabelResponse {
  std::optional<std::string> label;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("CountLabelResponse", "How the count is told.",
             field<&CountLabelResponse::label>("label", "Absent: not at all."));
  }
};

std::optional<std::string_view> tenant_of(const CountLabelRequest&) { return std::nullopt; }

namespace {

Result<CountLabelResponse> label(const CountLabelRequest& request) {
  return CountLabelResponse{
      memory::count_label(request.count.value, request.disclosure_class, request.mode)};
}

}  // namespace

const Operation disclosure_count_label =
    define<label>({.name = "disclosure.count_label",
                   .doc = "Says how a count may be told: exactly, roughly, or not at all.",
                   .capability = Capability::read});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::CountLabelRequest);
DEFINE_RECORD(writ::ops::CountLabelResponse);
