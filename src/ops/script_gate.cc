#include "ops/script_gate.h"

#include <fmt/format.h>

#include "base/problem.h"
#include "canon/pointer.h"
#include "evidence/report.h"
#include "ops/table.h"

namespace writ::ops {
namespace {

using Kind = canon::Value::Kind;

bool looks_like_report(const canon::Value& value) {
  return value.find("findings") != nullptr && value.find("evidenceRegistry") != nullptr;
}
bool looks_signed(const canon::Value& value) {
  return value.find("body") != nullptr && value.find("reportHash") != nullptr &&
         value.find("signature") != nullptr;
}

Shown refused(std::string message) { return {.message = std::move(message)}; }

// Why a value that looks like a signed report is none; empty where it is one.
std::string objection(const canon::Json& value, const keys::KeyRing& ring) {
  const auto report = canon::decode<evidence::VerifiedReport>(value, "the report");
  if (!report) return describe(report.error());
  return std::string(evidence::verify(*report, ring).reason());
}

// Looks for reports below a value. A signed one is not looked into: its signature says it all.
class Search {
 public:
  Search(const canon::Json& all, const keys::KeyRing& ring) : all_(all), ring_(ring) {}

  // What is wrong with the first that may not be shown; empty for none.
  std::string look(const canon::Value& value, const std::string& pointer) {
    if (looks_signed(value)) {
      const std::string why = objection(all_.part(value), ring_);
      return why.empty() ? why
                         : fmt::format("what looks like a verified report at `{}` is none: {}",
                                       pointer, why);
    }
    if (looks_like_report(value)) {
      return fmt::format(
          "there is a report at `{}` that is not verified: answer it by itself, or "
          "publish it with `report/publish` first",
          pointer);
    }
    return look_below(value, pointer);
  }

 private:
  std::string look_below(const canon::Value& value, const std::string& pointer) {
    if (value.is(Kind::array)) {
      for (std::size_t i = 0; i < value.items().size(); ++i) {
        std::string why = look(value.items()[i], fmt::format("{}/{}", pointer, i));
        if (!why.empty()) return why;
      }
    }
    if (value.is(Kind::object)) {
      for (const canon::Member& member : value.members()) {
        std::string below = pointer;
        canon::append_pointer(below, member.name);
        std::string why = look(member.value, below);
        if (!why.empty()) return why;
      }
    }
    return {};
  }

  const canon::Json& all_;
  const keys::KeyRing& ring_;
};

// What report.publish answered.
Result<Shown> as_published(const canon::Json& answer) {
  if (const canon::Value* report = answer.value().find("report")) {
    return Shown{.value = answer.part(*report)};
  }
  Shown shown;
  if (const canon::Value* needs = answer.value().find("needs")) {
    for (const canon::Value& need : needs->items()) {
      WRIT_TRY(shown.needs.emplace_back(),
               canon::decode<evidence::Need>(answer.part(need), "a need"));
    }
  }
  shown.message =
      fmt::format("the report is not verified; of {} things that it needs the first: {}",
                  shown.needs.size(), shown.needs.empty() ? "" : shown.needs.front().description);
  return shown;
}

}  // namespace

Result<Shown> pass_gate(Engine& engine, ScriptHost& host, const canon::Json& value) {
  if (looks_like_report(value.value()) && !looks_signed(value.value())) {
    const Result<canon::Json> answer = host.run(report_publish, value);
    if (answer) return as_published(*answer);
    if (answer.error().code.category == Category::internal) return answer.error();
    return refused(describe(answer.error()));
  }
  WRIT_TRY(const auto state, engine.state());
  std::string why = Search(value, state->keys->ring()).look(value.value(), "");
  return why.empty() ? Shown{.value = value} : refused(std::move(why));
}

}  // namespace writ::ops
