#include "tlog/note.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/utf8.h"
#include "canon/base64.h"
#include "canon/digest.h"
#include "canon/hex.h"
#include "tlog/fault.h"

namespace writ::tlog {
namespace {

constexpr char ed25519_type = 0x01;
constexpr std::size_t id_size = 4;                  // bytes
constexpr std::string_view line_start = "\u2014 ";  // an em dash and a space
constexpr std::size_t max_shown = 80;               // bytes of a stranger's name in a message

// Code points with the Unicode property White_Space.
bool is_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

std::string id_bytes(std::uint32_t id) {
  return {static_cast<char>(id >> 24), static_cast<char>(id >> 16), static_cast<char>(id >> 8),
          static_cast<char>(id)};
}

std::uint32_t id_of(std::string_view bytes) {
  std::uint32_t id = 0;
  for (const char byte : bytes.substr(0, id_size)) {
    id = id << 8 | static_cast<unsigned char>(byte);
  }
  return id;
}

Problem bad_key(std::string_view what) {
  return Problem{
      fault::bad_key,
      fmt::format("the verifier key {}: it is `name+id+base64`, as the log gives it", what)};
}

Problem bad_note(std::string_view what) {
  return Problem{fault::bad_note,
                 fmt::format("the signed note {}: fetch it anew, or ask who signed it", what)};
}

struct Signature {
  std::string_view name;
  std::uint32_t id = 0;
  std::string bytes;
};

// Of one line, without its newline.
std::optional<Signature> parse_signature(std::string_view line) {
  if (!line.starts_with(line_start)) return std::nullopt;
  line.remove_prefix(line_start.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) return std::nullopt;
  const std::optional<std::string> bytes = canon::from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= id_size) return std::nullopt;
  return Signature{line.substr(0, space), id_of(*bytes), bytes->substr(id_size)};
}

Result<std::vector<Signature>> parse_signatures(std::string_view lines) {
  std::vector<Signature> signatures;
  while (!lines.empty()) {
    if (signatures.size() == max_note_signatures) {
      return bad_note(fmt::format("has more than {} signatures", max_note_signatures));
    }
    const std::size_t end = lines.find('\n');
    const auto signature =
        end == std::string_view::npos ? std::nullopt : parse_signature(lines.substr(0, end));
    if (!signature) {
      return bad_note(fmt::format("has no signature in its signature line {}", signatures.size()));
    }
    signatures.push_back(*signature);
    lines.remove_prefix(end + 1);
  }
  return signatures;
}

Result<void> check_characters(std::string_view note) {
  if (note.size() > max_note_size) {
    return bad_note(fmt::format("is larger than {} bytes", max_note_size));
  }
  if (valid_utf8_prefix(note) != note.size()) return bad_note("is not UTF-8");
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; };
  if (std::ranges::any_of(note, is_control)) return bad_note("has control characters");
  return {};
}

// Adds the trusted keys that made this signature to `signers`.
Result<void> check_signature(std::string_view text, const Signature& signature,
                             std::span<const VerifierKey> trusted,
                             std::vector<VerifierKey>& signers) {
  for (const VerifierKey& key : trusted) {
    if (key.name() != signature.name || key.id() != signature.id) continue;
    if (!canon::verify(key.public_key(), text, signature.bytes)) {
      return Problem{fault::bad_signature,
                     fmt::format("the signature of `{}` is not of this text: it was altered or "
                                 "made up, do not believe it",
                                 clip(key.name(), max_shown))};
    }
    if (std::ranges::count(signers, key) == 0) signers.push_back(key);
  }
  return {};
}

}  // namespace

bool is_key_name(std::string_view name) {
  if (name.empty()) return false;
  while (!name.empty()) {
    const CodePoint point = next_code_point(name);
    if (point.length == 0 || point.value < 0x20 || point.value == '+' || is_space(point.value)) {
      return false;
    }
    name.remove_prefix(point.length);
  }
  return true;
}

std::uint32_t key_id(std::string_view name, const canon::Ed25519PublicKey& key) {
  std::string bytes(name);
  bytes += '\n';
  bytes += ed25519_type;
  bytes += key.raw();
  return id_of(canon::sha256(bytes).view());
}

VerifierKey::VerifierKey(std::string_view name, const canon::Ed25519PublicKey& key)
    : name_(name), id_(key_id(name, key)), key_(key) {}

Result<VerifierKey> VerifierKey::make(std::string_view name, const canon::Ed25519PublicKey& key) {
  if (!is_key_name(name)) return bad_key("has no name that a key may have");
  return VerifierKey(name, key);
}

Result<VerifierKey> VerifierKey::parse(std::string_view text) {
  const std::size_t first = text.find('+');
  const std::size_t second = text.find('+', std::min(first, text.size() - 1) + 1);
  if (text.empty() || second == std::string_view::npos) return bad_key("has not three parts");
  const std::string_view id = text.substr(first + 1, second - first - 1);
  const std::optional<std::string> bytes = canon::from_base64(text.substr(second + 1));
  if (!bytes || bytes->empty()) return bad_key("has no base64 in its third part");
  if (bytes->front() != ed25519_type) return bad_key("is not for Ed25519 signatures");
  // A SubjectPublicKeyInfo, which the parser would take too, is no key here.
  if (bytes->size() != 1 + canon::Ed25519PublicKey::size) return bad_key("has another length");
  auto key = canon::Ed25519PublicKey::parse(std::string_view(*bytes).substr(1));
  if (!key) return bad_key(fmt::format("cannot be used ({})", key.error().message));
  WRIT_TRY(VerifierKey made, make(text.substr(0, first), *key));
  if (canon::to_hex(id_bytes(made.id())) != id) return bad_key("has an id that is not its own");
  return made;
}

std::string VerifierKey::text() const {
  return fmt::format("{}+{}+{}", name_, canon::to_hex(id_bytes(id_)),
                     canon::to_base64(ed25519_type + std::string(key_.raw())));
}

std::string note_signature_line(const VerifierKey& key, const canon::Ed25519Signature& signature) {
  std::string bytes = id_bytes(key.id());
  bytes += canon::view(signature);
  return fmt::format("{}{} {}\n", line_start, key.name(), canon::to_base64(bytes));
}

std::string note_of(std::string_view text, std::string_view signature_lines) {
  return fmt::format("{}\n{}", text, signature_lines);
}

Result<OpenedNote> open_note(std::string_view note, std::span<const VerifierKey> trusted) {
  WRIT_CHECK(check_characters(note));
  const std::size_t separator = note.rfind("\n\n");
  if (separator == std::string_view::npos || separator + 2 == note.size()) {
    return bad_note("has no signatures after an empty line");
  }
  WRIT_TRY(const std::vector<Signature> signatures, parse_signatures(note.substr(separator + 2)));
  OpenedNote opened{note.substr(0, separator + 1), {}};
  for (const Signature& signature : signatures) {
    WRIT_CHECK(check_signature(opened.text, signature, trusted, opened.signers));
  }
  if (opened.signers.empty()) {
    return Problem{fault::not_signed,
                   "no trusted key has signed this: give the key of the log that it is from"};
  }
  return opened;
}

}  // namespace writ::tlog
