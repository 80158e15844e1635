// Evidence and verified reports as they are kept. Both are written once and never changed.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"
#include "evidence/evidence.h"
#include "evidence/report.h"
#include "ops/session_page.h"
#include "store/store.h"

namespace writ::ops {

inline constexpr std::string_view evidence_kind = "evidence";
inline constexpr std::string_view report_kind = "verified_report";  // by its `reportHash`

store::DocumentRow row_of(const evidence::Evidence& evidence, Instant now);
store::DocumentRow row_of(const evidence::VerifiedReport& report, Instant now);

// What is stored, read again. Problem: store::fault::corrupt where it does not read, or is not what
// its row says.
Result<evidence::Evidence> evidence_in(const store::DocumentRow& row);
Result<evidence::VerifiedReport> report_in(const store::DocumentRow& row);

// Nothing where a tenant has none of that id.
Result<std::optional<evidence::Evidence>> find_evidence(store::Snapshot& snapshot,
                                                        std::string_view tenant,
                                                        std::string_view id);
Result<std::optional<evidence::VerifiedReport>> find_report(store::Snapshot& snapshot,
                                                            std::string_view tenant,
                                                            std::string_view hash);

// A page of a tenant's.
Result<SessionPage<evidence::Evidence>> evidence_page(store::Snapshot& snapshot,
                                                      const SessionPageRequest& request);
Result<SessionPage<evidence::VerifiedReport>> report_page(store::Snapshot& snapshot,
                                                          const SessionPageRequest& request);

}  // namespace writ::ops
