// The private parts of keys: one file a key, `keys/<keyId>.pem` in the data directory, PKCS#8 in
// PEM with mode 0600, encrypted where there is a passphrase.
#pragma once

#include <filesystem>
#include <optional>
#include <span>

#include "base/result.h"
#include "canon/pkcs8.h"
#include "keys/key_record.h"
#include "keys/key_ring.h"

namespace writ::keys {

// Holds nothing open. May be used from any thread, but a file must have one writer at a time.
class KeyFiles {
 public:
  // Makes the directory `keys` with mode 0700 in the data directory, which must be there.
  // Problems: fault::exposed, problem::io.
  static Result<KeyFiles> open(const std::filesystem::path& data_directory);

  // Writes the private part, durably and as a whole or not at all. Where that key's file is there
  // already it is written anew, so that an import that was cut off can be repeated. Problems:
  // fault::exists where the file holds another key; those of get() and canon::write_pem;
  // problem::io.
  Result<void> put(const KeyId& key_id, const canon::PrivateKey& key,
                   canon::Passphrase passphrase) const;

  // Nothing where there is no file. Problems, each naming the file: fault::exposed, problem::io,
  // those of canon::read_pem, and fault::private_part_mismatch for a file with a public key.
  Result<std::optional<canon::PrivateKey>> get(const KeyId& key_id,
                                               canon::Passphrase passphrase) const;

  // What these keys need to do all that their states allow, as far as there are files: the private
  // keys of active ones, the secrets of active and retired ones. One file that cannot be read is a
  // problem for all, since a server should not start with half of its keys.
  Result<PrivateParts> load(std::span<const KeyRecord> records, canon::Passphrase passphrase) const;

  std::filesystem::path path_of(const KeyId& key_id) const;

 private:
  explicit KeyFiles(std::filesystem::path directory) : directory_(std::move(directory)) {}

  std::filesystem::path directory_;
};

}  // namespace writ::keys
