// A key as the operations on keys answer it.
#pragma once

#include "keys/key_record.h"

namespace writ::ops {

struct KeyResponse {
  keys::KeyRecord key;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("KeyResponse", "The key as it is now, without its private part.",
             field<&KeyResponse::key>("key", "The key."));
  }
};

}  // namespace writ::ops
