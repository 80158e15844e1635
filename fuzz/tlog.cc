// Any bytes, as each thing that a log's server or a stranger may send: what is read is written as
// the same bytes, what a trusted key did not sign is not believed.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "fuzz/require.h"
#include "tlog/checkpoint.h"
#include "tlog/merkle.h"
#include "tlog/note.h"
#include "tlog/receipt.h"
#include "tlog/tile.h"

namespace {

using writ::fuzz::require;
namespace tlog = writ::tlog;

// The key that signed the seeds.
const std::vector<tlog::VerifierKey>& trusted() {
  static const std::vector<tlog::VerifierKey> keys = {*tlog::VerifierKey::parse(
      "example.org/log+1677c36c+Aek/iR5ux92TyYfF2rmtiajS7c8ZgfJjdYvPvpxmFEk3")};
  return keys;
}
// What it signed there. Nobody can make it sign anything else.
constexpr std::string_view signed_text = "example.org/log\n11\n";

template <class T>
void check_refusal(const writ::Result<T>& result) {
  if (result) return;
  const std::string& message = result.error().message;
  require(!message.empty() && message.size() < 600, "messages are short");
}

void check_path(std::string_view text) {
  const auto resource = tlog::parse_path(text);
  if (!resource) return;
  require(resource->path() == text, "a path has one spelling");
  require(text.find("..") == std::string_view::npos && text.front() != '/', "no path leads out");
}

void check_bundle(std::string_view text) {
  const auto entries = tlog::split_bundle(text);
  check_refusal(entries);
  if (!entries) return;
  require(entries->size() <= tlog::tile_width, "a bundle has at most 256 entries");
  std::string again;
  for (const std::string_view entry : *entries) {
    require(tlog::append_entry(again, entry).has_value(), "what was in a bundle fits into one");
  }
  require(again == text, "a bundle is written as it was read");
}

void check_key(std::string_view text) {
  const auto key = tlog::VerifierKey::parse(text);
  check_refusal(key);
  if (key) require(key->text() == text, "a key has one spelling");
}

void check_note(std::string_view text) {
  const auto opened = tlog::open_note(text, trusted());
  check_refusal(opened);
  if (opened) {
    require(writ::valid_utf8_prefix(text) == text.size(), "a note is UTF-8");
    require(opened->signers == trusted(), "a note that opens has a signer");
    require(opened->text.starts_with(signed_text), "no signature was made up");
    require(opened->text.data() == text.data(), "the text begins the note");
  }
  check_refusal(tlog::open_checkpoint(text, trusted()));
  require(!tlog::open_note(text, {}), "without a trusted key nothing opens");
}

void check_checkpoint(std::string_view text) {
  const auto checkpoint = tlog::Checkpoint::parse(text);
  check_refusal(checkpoint);
  if (checkpoint) require(checkpoint->text() == text, "a checkpoint has one spelling");
}

void check_receipt(std::string_view text) {
  const auto receipt = tlog::Receipt::parse(text);
  check_refusal(receipt);
  if (receipt) require(receipt->text() == text, "a receipt has one spelling");
  const auto verified = tlog::verify_receipt(text, trusted());
  check_refusal(verified);
  if (!verified) return;
  require(verified->index < 11, "the index lies in the tree that was signed");
  require(verified->entry == "entry " + std::to_string(verified->index), "no entry was made up");
}

// The bytes as two sizes and a proof. That it holds is as good as impossible where the tree is not
// a single leaf; what matters is that the walk ends.
void check_proof(std::string_view text) {
  std::uint64_t sizes[2];
  if (text.size() < sizeof sizes) return;
  std::memcpy(sizes, text.data(), sizeof sizes);
  text.remove_prefix(sizeof sizes);
  std::vector<tlog::Hash> proof;
  for (; text.size() >= tlog::Hash::size; text.remove_prefix(tlog::Hash::size)) {
    std::memcpy(proof.emplace_back().bytes.data(), text.data(), tlog::Hash::size);
  }
  const tlog::Hash leaf = tlog::leaf_hash("leaf");
  const tlog::Hash root = tlog::leaf_hash("root");
  require(!tlog::verify_inclusion(sizes[0], sizes[1], leaf, proof, root), "no proof was made up");
  require(!tlog::verify_consistency(sizes[0], sizes[1], leaf, root, proof), "no proof was made up");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_path(text);
  check_bundle(text);
  check_key(text);
  check_note(text);
  check_checkpoint(text);
  check_receipt(text);
  check_proof(text);
  return 0;
}
