// What a session has used up, and what it may still.
//
// Amounts are kept in memory and would be forgotten in a crash. So a part of the budget is reserved
// in the store before it is used: after a crash everything that was reserved counts as used. The
// parts are small against the budget, and large enough that few decisions wait for the store.
#pragma once

#include <cstdint>
#include <string_view>

#include "canon/record.h"
#include "session/session.h"

namespace writ::session {

struct Used {
  Amount decisions;
  Amount eval_us;
  Amount eval_bytes;
  Amount tokens;

  bool operator==(const Used&) const = default;

  static constexpr auto record(auto&& f) {
    using U = Used;
    using canon::field;
    return f("SessionUsed", "What a session has used up.",
             field<&U::decisions>("decisions", "Decisions."),
             field<&U::eval_us>("evalUs", "Microseconds of deciding."),
             field<&U::eval_bytes>("evalBytes", "Bytes of requests, as canonical JSON."),
             field<&U::tokens>("tokens", "Tokens of models."));
  }
};

Used operator+(const Used& a, const Used& b);

// `used`, which was counted beside a reservation of `before`, beside one of `after`: by as much as
// others have reserved or given back since, more or less is used up.
Used carried(const Used& used, const Used& before, const Used& after);

// Whether all of `used` that the budget limits was reserved.
bool covers(const Budget& budget, const Used& reserved, const Used& used);

// Why `cost` may not be used on top of `used`, of namespace reason; empty where it may. Time is
// used up when all of it has been used: nobody knows before what a decision will take.
std::string_view spent(const Budget& budget, const Used& used, const Used& cost);

// What to reserve once `used` is used: a sixty-fourth of the budget more, never past the budget but
// where `used` itself is.
Used reservation(const Budget& budget, const Used& used);

}  // namespace writ::session
