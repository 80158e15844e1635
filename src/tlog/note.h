// Signed notes (C2SP signed-note): a text, an empty line, and a line for each signature. Only
// Ed25519 keys (signature type 0x01) can be trusted; signatures of other kinds, such as those of
// witnesses, are left unread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "canon/ed25519.h"

namespace writ::tlog {

inline constexpr std::size_t max_note_size = 512u << 10;  // bytes, signatures included
inline constexpr std::size_t max_note_signatures = 64;

// Whether a key may be called so: UTF-8, not empty, no white space, no control character, no `+`.
bool is_key_name(std::string_view name);

// The number that stands for an Ed25519 key of that name in a signature.
std::uint32_t key_id(std::string_view name, const canon::Ed25519PublicKey& key);

// A public key that signs notes, and its text: `name+id+base64`, the id in hexadecimal.
class VerifierKey {
 public:
  // Problem: fault::bad_key, for a name that is none, an id that is not the key's, a key that is
  // not Ed25519.
  static Result<VerifierKey> parse(std::string_view text);
  static Result<VerifierKey> make(std::string_view name, const canon::Ed25519PublicKey& key);

  std::string text() const;
  const std::string& name() const { return name_; }
  std::uint32_t id() const { return id_; }
  const canon::Ed25519PublicKey& public_key() const { return key_; }

  bool operator==(const VerifierKey&) const = default;

 private:
  VerifierKey(std::string_view name, const canon::Ed25519PublicKey& key);

  std::string name_;
  std::uint32_t id_;
  canon::Ed25519PublicKey key_;
};

// A line for the end of a note, its newline included.
std::string note_signature_line(const VerifierKey& key, const canon::Ed25519Signature& signature);

// A note: `text` (which ends in a newline) with signature lines.
std::string note_of(std::string_view text, std::string_view signature_lines);

// A note that may be believed.
struct OpenedNote {
  std::string_view text;             // with its last newline; lies in the note
  std::vector<VerifierKey> signers;  // the trusted keys that signed, each once
};

// Opens a note that at least one trusted key signed. A key is known by its name and id together;
// signatures by other keys are ignored, as long as they have the form of one. Problems:
// fault::bad_note (malformed, not UTF-8, control characters, over a limit), fault::bad_signature
// (one that should be a trusted key's is not, however many are good), fault::not_signed.
Result<OpenedNote> open_note(std::string_view note, std::span<const VerifierKey> trusted);

}  // namespace writ::tlog
