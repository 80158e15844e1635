#include "keys/key_files.h"

#include <fmt/format.h>

#include "keys/fault.h"
#include "keys/private_file.h"

namespace writ::keys {
namespace {

std::string_view secret_bytes(const canon::PrivateKey& key) {
  const auto* ed25519 = std::get_if<canon::Ed25519PrivateKey>(&key);
  return ed25519 != nullptr ? ed25519->seed() : std::get<canon::HmacSecret>(key).bytes();
}

bool same_key(const canon::PrivateKey& a, const canon::PrivateKey& b) {
  return a.index() == b.index() && canon::same_secret(secret_bytes(a), secret_bytes(b));
}

Result<canon::PrivateKey> private_part(canon::PemKey key) {
  if (auto* ed25519 = std::get_if<canon::Ed25519PrivateKey>(&key)) {
    return canon::PrivateKey(std::move(*ed25519));
  }
  if (auto* secret = std::get_if<canon::HmacSecret>(&key)) {
    return canon::PrivateKey(std::move(*secret));
  }
  return Problem{fault::private_part_mismatch,
                 "the file holds a public key: put back the private one"};
}

bool needs_private_part(const KeyRecord& record) {
  return record.state == State::active ||
         (record.state == State::retired && record.alg == Alg::hmac_sha256);
}

}  // namespace

Result<KeyFiles> KeyFiles::open(const std::filesystem::path& data_directory) {
  std::filesystem::path directory = data_directory / "keys";
  WRIT_CHECK(make_private_directory(directory));
  return KeyFiles(std::move(directory));
}

std::filesystem::path KeyFiles::path_of(const KeyId& key_id) const {
  return directory_ / (key_id.text() + ".pem");
}

Result<void> KeyFiles::put(const KeyId& key_id, const canon::PrivateKey& key,
                           canon::Passphrase passphrase) const {
  WRIT_TRY(const auto present, get(key_id, passphrase));
  if (present && !same_key(*present, key)) {
    return Problem{fault::exists,
                   fmt::format("`{}` holds another key: move it away", path_of(key_id).string())};
  }
  WRIT_TRY(const canon::Secret pem, canon::write_pem(key, passphrase));
  return write_private_file(path_of(key_id), pem.view());
}

Result<std::optional<canon::PrivateKey>> KeyFiles::get(const KeyId& key_id,
                                                       canon::Passphrase passphrase) const {
  const std::filesystem::path file = path_of(key_id);
  WRIT_TRY(const auto text, read_private_file(file));
  if (!text) return std::optional<canon::PrivateKey>();
  auto key = canon::read_pem(text->view(), passphrase);
  if (!key) return std::move(key).error().in(file.string());
  auto part = private_part(*std::move(key));
  if (!part) return std::move(part).error().in(file.string());
  return std::optional(*std::move(part));
}

Result<PrivateParts> KeyFiles::load(std::span<const KeyRecord> records,
                                    canon::Passphrase passphrase) const {
  PrivateParts parts;
  for (const KeyRecord& record : records) {
    if (!needs_private_part(record)) continue;
    WRIT_TRY(auto part, get(record.key_id, passphrase));
    if (part) parts.emplace(record.key_id.text(), *std::move(part));
  }
  return parts;
}

}  // namespace writ::keys
