#include "ops/source.h"

#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/document_row.h"

namespace writ::ops {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t usual_timeout = 10;  // seconds

Instant last_contact(const SourceStanding& standing) {
  return standing.contact_at ? standing.contact_at->at() : standing.defined_at.at();
}

}  // namespace

void SourceRecord::check(const canon::Path& path, canon::Faults& faults) const {
  const Result<void> good =
      world::check_place(location, plain_http.value_or(false) ? world::PlainHttp::anywhere
                                                              : world::PlainHttp::loopback_only);
  if (!good) {
    faults.add(canon::record::wrong_value, canon::Path(path, "location"), good.error().message);
  }
  if (ca_file && !ca_file->starts_with('/')) {
    faults.add(canon::record::wrong_value, canon::Path(path, "caFile"), "must be an absolute path");
  }
  if (fail_closed_after && fail_closed_after->value < every.value) {
    faults.add(canon::record::wrong_value, canon::Path(path, "failClosedAfter"),
               "must not be less than `every`: decisions would end between two polls");
  }
}

world::Place SourceRecord::place() const {
  return {.location = location,
          .plain_http = plain_http.value_or(false) ? world::PlainHttp::anywhere
                                                   : world::PlainHttp::loopback_only,
          .ca_file = ca_file.value_or(""),
          .timeout = std::chrono::seconds(timeout ? timeout->value : usual_timeout)};
}

std::optional<Instant> decides_until(const Source& source) {
  if (!source.source.fail_closed_after) return std::nullopt;
  return Instant{last_contact(source.standing).microseconds +
                 source.source.fail_closed_after->value * second};
}

bool stale(const Source& source, Instant now) {
  const std::optional<Instant> until = decides_until(source);
  if (!until) return false;
  const SourceStanding& standing = source.standing;
  const bool went_back =
      now < last_contact(standing) || (standing.polled_at && now < standing.polled_at->at());
  return went_back || now >= *until;
}

SourceReport report_of(const Source& source, Instant now) {
  SourceReport report{
      .source = source.source, .standing = source.standing, .stale = stale(source, now)};
  if (const auto until = decides_until(source)) report.decides_until = canon::Timestamp(*until);
  return report;
}

store::DocumentRow row_of(const SourceRef& ref, const Source* source, Instant now) {
  return document_row(source_kind, ref.tenant_id.text(), name_or_default(ref.name), source, now);
}

Problem unknown(const SourceRef& ref) {
  return {fault::unknown_source,
          fmt::format("the policy `{}` of `{}` has no bundle source: `writ sources put` makes one",
                      name_or_default(ref.name), ref.tenant_id.text())};
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::SourceRef);
DEFINE_RECORD(writ::ops::SourceRecord);
DEFINE_RECORD(writ::ops::SourceFailure);
DEFINE_RECORD(writ::ops::SourceStanding);
DEFINE_RECORD(writ::ops::Source);
DEFINE_RECORD(writ::ops::SourceReport);
