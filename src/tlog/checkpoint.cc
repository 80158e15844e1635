#include "tlog/checkpoint.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"
#include "canon/base64.h"
#include "tlog/fault.h"
#include "tlog/text.h"

namespace writ::tlog {
namespace {

constexpr std::size_t max_shown = 80;  // bytes of a stranger's origin in a message

Problem bad(std::string_view what) {
  return Problem{fault::bad_checkpoint,
                 fmt::format("the checkpoint {}: fetch it anew, or ask who keeps the log", what)};
}

}  // namespace

std::string Checkpoint::text() const {
  std::string text = fmt::format("{}\n{}\n{}\n", origin, size, canon::to_base64(root.view()));
  for (const std::string& line : extensions) text.append(line) += '\n';
  return text;
}

Result<Checkpoint> Checkpoint::parse(std::string_view text) {
  const std::vector<std::string_view> lines = split_lines(text);
  if (!text.ends_with('\n') || lines.size() < 3) return bad("has not three whole lines");
  if (std::ranges::count(lines, std::string_view()) != 0) return bad("has an empty line");
  const std::optional<std::uint64_t> size = parse_decimal(lines[1]);
  if (!size) return bad("has no size in its second line");
  const std::optional<Hash> root = parse_hash(lines[2]);
  if (!root) return bad("has no root in its third line");
  return Checkpoint{.origin = std::string(lines[0]),
                    .size = *size,
                    .root = *root,
                    .extensions = {lines.begin() + 3, lines.end()}};
}

Result<Checkpoint> open_checkpoint(std::string_view note, std::span<const VerifierKey> trusted,
                                   std::optional<std::string_view> origin) {
  WRIT_TRY(const OpenedNote opened, open_note(note, trusted));
  WRIT_TRY(Checkpoint checkpoint, Checkpoint::parse(opened.text));
  const bool expected =
      origin ? checkpoint.origin == *origin
             : std::ranges::count(opened.signers, checkpoint.origin, &VerifierKey::name) != 0;
  if (!expected) {
    return Problem{fault::wrong_origin,
                   fmt::format("the checkpoint is of `{}`, and whoever signed it does not speak "
                               "for that log: give that log's own key",
                               clip(checkpoint.origin, max_shown))};
  }
  return checkpoint;
}

Result<void> check_succession(const Checkpoint& earlier, const Checkpoint& later) {
  if (earlier.origin != later.origin) {
    return Problem{fault::wrong_origin,
                   fmt::format("the earlier checkpoint is of `{}`, this one of `{}`: compare those "
                               "of one log",
                               clip(earlier.origin, max_shown), clip(later.origin, max_shown))};
  }
  if (later.size < earlier.size) {
    return Problem{fault::shrunk,
                   fmt::format("the log had {} entries and signs for {} now: entries were taken "
                               "away, or an old checkpoint is served",
                               earlier.size, later.size)};
  }
  if (later.size == earlier.size && later.root != earlier.root) {
    return Problem{fault::fork,
                   fmt::format("the log has signed two roots for its size {}: it is forked; keep "
                               "both checkpoints, they are the proof",
                               later.size)};
  }
  return {};
}

}  // namespace writ::tlog
