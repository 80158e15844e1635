// OpenSSL does the hashing, by the functions of this one algorithm and not by EVP: whenever a hash
// begins EVP allocates and looks for an engine, which takes 50 ns where hashing a node of a tree
// takes 70. OpenSSL 3 calls these deprecated, to lead those who choose an algorithm at run time to
// EVP; whoever hashes by SHA-256 alone loses nothing by them.
#define OPENSSL_SUPPRESS_DEPRECATED  // NOLINT(cppcoreguidelines-macro-usage)
#include "canon/digest.h"

#include <openssl/sha.h>

#include <algorithm>

#include "canon/hex.h"

namespace writ::canon {

// None of this can fail: OpenSSL's answers are 1, whatever it is given.
struct Sha256::Context {
  SHA256_CTX sha;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) { SHA256_Init(&context_->sha); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) {
  SHA256_Update(&context_->sha, bytes.data(), bytes.size());
}

Digest Sha256::finish() {
  Digest digest;
  SHA256_Final(digest.bytes.data(), &context_->sha);
  SHA256_Init(&context_->sha);
  return digest;
}

Digest sha256(std::string_view bytes) {
  SHA256_CTX sha;
  SHA256_Init(&sha);
  SHA256_Update(&sha, bytes.data(), bytes.size());
  Digest digest;
  SHA256_Final(digest.bytes.data(), &sha);
  return digest;
}

std::string sha256_hex(std::string_view bytes) { return sha256(bytes).hex(); }

std::optional<Digest> Digest::parse(std::string_view hex) {
  if (hex.size() != 2 * size) return std::nullopt;
  const std::optional<std::string> read = from_hex(hex);
  if (!read) return std::nullopt;
  Digest digest;
  std::copy_n(reinterpret_cast<const unsigned char*>(read->data()), size, digest.bytes.begin());
  return digest;
}

std::string Digest::hex() const { return to_hex(view()); }

}  // namespace writ::canon
