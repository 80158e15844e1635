// Receipts (C2SP tlog-proof): a text that shows, to anyone with the log's public key and without
// the log, that an entry is in it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tlog/checkpoint.h"
#include "tlog/merkle.h"
#include "tlog/note.h"

namespace writ::tlog {

struct Receipt {
  // What the maker added, vouched for by nobody. Ours is the entry, so that a receipt stands alone.
  std::optional<std::string> extra;
  std::uint64_t index = 0;
  std::vector<Hash> proof;  // of inclusion, the sibling of the leaf first
  std::string checkpoint;   // the signed note

  std::string text() const;

  // Reads the form alone; the checkpoint is not looked into. Problem: fault::bad_receipt.
  static Result<Receipt> parse(std::string_view text);

  bool operator==(const Receipt&) const = default;
};

inline constexpr std::size_t max_receipt_size = 1u << 20;  // bytes

struct VerifiedReceipt {
  Checkpoint checkpoint;
  std::uint64_t index = 0;
  std::string entry;  // the bytes that are at that index of the log
};

// `entry` is what should be in the log; without it, the extra data is taken for the entry and must
// be there. With it, the extra data is not looked at. Problems: those of Receipt::parse() and
// open_checkpoint(), fault::no_entry, fault::bad_proof.
Result<VerifiedReceipt> verify_receipt(std::string_view text, std::span<const VerifierKey> trusted,
                                       std::optional<std::string_view> entry = std::nullopt,
                                       std::optional<std::string_view> origin = std::nullopt);

}  // namespace writ::tlog
