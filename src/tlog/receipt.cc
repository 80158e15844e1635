#include "tlog/receipt.h"

#include <utility>

#include <fmt/format.h>

#include "canon/base64.h"
#include "tlog/fault.h"
#include "tlog/text.h"

namespace writ::tlog {
namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_word = "extra ";
constexpr std::string_view index_word = "index ";
constexpr std::size_t max_proof = 64;  // hashes: the height of the largest tree

Problem bad(std::string_view what) {
  return Problem{fault::bad_receipt,
                 fmt::format("the receipt {}: ask who gave it for another", what)};
}

// Takes the next line away from `text`, which must have one; without its newline.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// What stands after `word` in the next line, which is taken away; nothing where it has not that
// word.
std::optional<std::string_view> take_field(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return std::nullopt;
  std::optional<std::string_view> line = take_line(text);
  if (line) line->remove_prefix(word.size());
  return line;
}

// The lines up to the empty one, which is taken away too.
Result<std::vector<Hash>> take_proof(std::string_view& text) {
  std::vector<Hash> proof;
  for (;;) {
    const std::optional<std::string_view> line = take_line(text);
    if (!line) return bad("ends within its proof");
    if (line->empty()) return proof;
    const std::optional<Hash> hash = parse_hash(*line);
    if (!hash) return bad(fmt::format("has no hash in line {} of its proof", proof.size() + 1));
    if (proof.size() == max_proof) return bad("has a proof longer than any tree is high");
    proof.push_back(*hash);
  }
}

}  // namespace

std::string Receipt::text() const {
  std::string text = fmt::format("{}\n", first_line);
  if (extra) text += fmt::format("{}{}\n", extra_word, canon::to_base64(*extra));
  text += fmt::format("{}{}\n", index_word, index);
  for (const Hash& hash : proof) text += canon::to_base64(hash.view()) + '\n';
  return text + '\n' + checkpoint;
}

Result<Receipt> Receipt::parse(std::string_view text) {
  if (text.size() > max_receipt_size) return bad("is larger than a receipt can be");
  Receipt receipt;
  if (take_line(text) != first_line) return bad(fmt::format("does not begin `{}`", first_line));
  if (const std::optional<std::string_view> extra = take_field(text, extra_word)) {
    receipt.extra = canon::from_base64(*extra);
    if (!receipt.extra) return bad("has no base64 after `extra`");
  }
  const auto index = parse_decimal(take_field(text, index_word).value_or(""));
  if (!index) return bad("has no index where it must be");
  receipt.index = *index;
  WRIT_TRY(receipt.proof, take_proof(text));
  if (text.empty()) return bad("has no checkpoint");
  receipt.checkpoint = text;
  return receipt;
}

Result<VerifiedReceipt> verify_receipt(std::string_view text, std::span<const VerifierKey> trusted,
                                       std::optional<std::string_view> entry,
                                       std::optional<std::string_view> origin) {
  WRIT_TRY(Receipt receipt, Receipt::parse(text));
  WRIT_TRY(Checkpoint checkpoint, open_checkpoint(receipt.checkpoint, trusted, origin));
  if (!entry && !receipt.extra) {
    return Problem{fault::no_entry,
                   "the receipt does not hold the entry that it is for: give the entry too"};
  }
  std::string shown = entry ? std::string(*entry) : *std::move(receipt.extra);
  WRIT_CHECK(verify_inclusion(receipt.index, checkpoint.size, leaf_hash(shown), receipt.proof,
                              checkpoint.root));
  return VerifiedReceipt{std::move(checkpoint), receipt.index, std::move(shown)};
}

}  // namespace writ::tlog
