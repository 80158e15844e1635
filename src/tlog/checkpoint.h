// Checkpoints (C2SP tlog-checkpoint): the text of a signed note that says how large a log is and
// what its root is.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tlog/merkle.h"
#include "tlog/note.h"

namespace writ::tlog {

struct Checkpoint {
  std::string origin;      // which log: not empty, one line
  std::uint64_t size = 0;  // leaves
  Hash root = empty_root();
  std::vector<std::string> extensions = {};  // further lines, none empty

  // The text to sign. What parse() would refuse must not be given.
  std::string text() const;

  // Strict: one text for each checkpoint. Problem: fault::bad_checkpoint.
  static Result<Checkpoint> parse(std::string_view text);

  bool operator==(const Checkpoint&) const = default;
};

// The checkpoint in a note. Its origin must be `origin`, or without one the name of a trusted key
// that signed it: a key of one log says nothing of another. Problems: those of open_note() and
// parse(), fault::wrong_origin.
Result<Checkpoint> open_checkpoint(std::string_view note, std::span<const VerifierKey> trusted,
                                   std::optional<std::string_view> origin = std::nullopt);

// Whether the `later` of two signed checkpoints of one log may stand with the `earlier` as far as
// their sizes tell. Problems: fault::wrong_origin (two logs), fault::fork (one size, two roots),
// fault::shrunk. Where the later is larger a consistency proof must show the rest.
Result<void> check_succession(const Checkpoint& earlier, const Checkpoint& later);

}  // namespace writ::tlog
