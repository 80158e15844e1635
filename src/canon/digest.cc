// OpenSSL does the hashing; what is left to us is to ask it cheaply. EVP_sha256() and SHA256() look
// the algorithm up in the providers at every call, which costs as much as hashing 300 bytes does.
// So it is fetched once for the process, and each thread keeps one context that it starts anew: a
// context must not be shared between threads, the fetched algorithm may be. The algorithm is never
// given back, so that it outlives every thread's context.
#include "canon/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "canon/hex.h"

namespace writ::canon {
namespace {

void require(bool done) {
  if (done) return;
  std::fputs("writ: openssl cannot compute sha-256; check its installation\n", stderr);
  std::abort();
}

const EVP_MD* algorithm() {
  static const EVP_MD* const fetched = [] {
    const EVP_MD* found = EVP_MD_fetch(nullptr, "SHA2-256", nullptr);
    require(found != nullptr);
    return found;
  }();
  return fetched;
}

}  // namespace

struct Sha256::Context {
  Context() : evp(EVP_MD_CTX_new()) {
    require(evp != nullptr && EVP_DigestInit_ex2(evp, algorithm(), nullptr) == 1);
  }
  ~Context() { EVP_MD_CTX_free(evp); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // Anew, with the algorithm that it has.
  void start() { require(EVP_DigestInit_ex2(evp, nullptr, nullptr) == 1); }

  EVP_MD_CTX* evp;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) {
  require(EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size()) == 1);
}

Digest Sha256::finish() {
  Digest digest;
  require(EVP_DigestFinal_ex(context_->evp, digest.bytes.data(), nullptr) == 1);
  context_->start();
  return digest;
}

Digest sha256(std::string_view bytes) {
  thread_local Sha256 hasher;
  hasher.add(bytes);
  return hasher.finish();
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
