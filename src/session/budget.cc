#include "session/budget.h"

#include <algorithm>
#include <optional>

namespace writ::session {
namespace {

constexpr std::int64_t most = canon::max_exact_integer;

Amount sum(Amount a, Amount b) { return {std::min(most, a.value + b.value)}; }

Amount carried(Amount used, Amount before, Amount after) {
  return {std::clamp(used.value + after.value - before.value, std::int64_t{0}, most)};
}

bool over(const std::optional<Amount>& limit, Amount used, Amount cost) {
  return limit && cost.value > limit->value - used.value;
}

bool covers(const std::optional<Amount>& limit, Amount reserved, Amount used) {
  return !limit || used <= reserved;
}

Amount reserve(const std::optional<Amount>& limit, Amount used) {
  if (!limit) return used;
  return {std::max(used.value, std::min(limit->value, used.value + limit->value / 64))};
}

std::optional<Amount> microseconds(const std::optional<Amount>& milliseconds) {
  if (!milliseconds) return std::nullopt;
  return Amount{milliseconds->value > most / 1000 ? most : milliseconds->value * 1000};
}

}  // namespace

Used operator+(const Used& a, const Used& b) {
  return {sum(a.decisions, b.decisions), sum(a.eval_us, b.eval_us), sum(a.eval_bytes, b.eval_bytes),
          sum(a.tokens, b.tokens)};
}

Used carried(const Used& used, const Used& before, const Used& after) {
  return {carried(used.decisions, before.decisions, after.decisions),
          carried(used.eval_us, before.eval_us, after.eval_us),
          carried(used.eval_bytes, before.eval_bytes, after.eval_bytes),
          carried(used.tokens, before.tokens, after.tokens)};
}

bool covers(const Budget& budget, const Used& reserved, const Used& used) {
  return covers(budget.max_decisions, reserved.decisions, used.decisions) &&
         covers(budget.max_eval_ms, reserved.eval_us, used.eval_us) &&
         covers(budget.max_eval_bytes, reserved.eval_bytes, used.eval_bytes) &&
         covers(budget.max_tokens, reserved.tokens, used.tokens);
}

std::string_view spent(const Budget& budget, const Used& used, const Used& cost) {
  if (over(budget.max_decisions, used.decisions, cost.decisions)) return reason::decisions_spent;
  const std::optional<Amount> max_eval_us = microseconds(budget.max_eval_ms);
  if (max_eval_us && used.eval_us >= *max_eval_us) return reason::eval_ms_spent;
  if (over(budget.max_eval_bytes, used.eval_bytes, cost.eval_bytes)) {
    return reason::eval_bytes_spent;
  }
  if (over(budget.max_tokens, used.tokens, cost.tokens)) return reason::tokens_spent;
  return {};
}

Used reservation(const Budget& budget, const Used& used) {
  return {reserve(budget.max_decisions, used.decisions),
          reserve(microseconds(budget.max_eval_ms), used.eval_us),
          reserve(budget.max_eval_bytes, used.eval_bytes), reserve(budget.max_tokens, used.tokens)};
}

}  // namespace writ::session
