// A session that is open, as decisions use it.
#pragma once

#include <memory>
#include <string_view>

#include "ops/ledger.h"
#include "ops/principal.h"
#include "session/binding.h"
#include "session/session.h"
#include "store/rows.h"

namespace writ::ops {

class StoredPolicy;

inline constexpr std::string_view session_kind = "session";

struct OpenSession {
  session::Session record;
  session::Binding binding;                    // with the principal, as far as what was told counts
  std::shared_ptr<Ledger> ledger;              // nullptr where nothing is limited
  std::shared_ptr<const StoredPolicy> policy;  // of a pinned one: what it is bound to
};

}  // namespace writ::ops
