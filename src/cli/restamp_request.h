// What `restamp.plan` and `restamp.run` are asked, and what they tell, for whoever asks for a
// batch.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "cli/json_text.h"

namespace writ::cli {

// To do a chunk, or to plan them all.
enum class Chunks : bool { one, all };

// `at_once`: how many stamps a chunk may have.
inline std::string restamp_request(std::string_view tenant, std::string_view key,
                                   std::int64_t at_once, Chunks chunks) {
  // A stamp of many items takes a meet for each, and for what each rests on.
  constexpr std::int64_t meets_a_stamp = 100;
  const std::string quota = fmt::format(R"({{"max_object_count":{},"max_policy_decision_count":{},)"
                                        R"("on_quota_exceeded":"chunk_and_continue"}})",
                                        at_once, at_once * meets_a_stamp);
  ObjectText body;
  body.add("tenant_id", tenant).add("idempotency_key", key);
  if (chunks == Chunks::one) body.add_json("chunks", "1");
  return body.add_json("quota", quota).text();
}

// What came of stamps.
inline std::string told(const canon::Value& tally) {
  return fmt::format("{} kept, {} downgraded, {} blocked, {} passed over", number_of(tally, "keep"),
                     number_of(tally, "downgrade"), number_of(tally, "block"),
                     number_of(tally, "passed_over"));
}

// Whether there is more to do. `state_moved()` says so, too.
inline bool goes_on(const canon::Value& response) {
  const canon::Value* batch = response.find("batch");
  return is_true(response, "ok") && batch != nullptr && text_of(*batch, "state") == "running";
}

// Whether the state moved while a chunk was asked about: it is to be asked for again.
inline bool state_moved(const canon::Value& response) {
  return text_of(response, "reason") == "stamp.state_moved";
}

}  // namespace writ::cli
