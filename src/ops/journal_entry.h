// An entry of the journal as operations answer it.
#pragma once

#include "canon/json.h"
#include "canon/record.h"
#include "journal/entry.h"

namespace writ::ops {

struct IndexedEntry {
  journal::Count index;
  canon::Json entry;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("IndexedEntry", "An entry of the journal.",
             field<&IndexedEntry::index>("index", "Its place, from 0."),
             field<&IndexedEntry::entry>("entry", "What it says."));
  }
};

}  // namespace writ::ops
