// PBES2 (RFC 8018): a key is derived from the passphrase by a function that is slow on purpose, and
// the private key is encrypted with it in CBC mode.
//
// How slow is up to whoever wrote the file, so that a file could keep us busy for years; what costs
// more than some seconds is refused before it is tried. CBC has no tag that would tell a wrong
// passphrase from a damaged file: either gives bytes that are no private key. A wrong passphrase
// that gives a well-formed key by chance would have to hit the padding and some twenty fixed bytes
// of PKCS#8.
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>

#include "canon/pkcs8_openssl.h"

namespace writ::canon::openssl {
namespace {

// What we write: 16 MiB and some 50 ms a try. OpenSSL reads no more than 32 MiB unless told to.
constexpr int scrypt_salt_size = 16;
constexpr std::uint64_t scrypt_cost = 1u << 14;
constexpr std::uint64_t scrypt_block = 8;
constexpr std::uint64_t scrypt_parallel = 1;

// The most that we read.
constexpr std::uint64_t max_scrypt_work = std::uint64_t{1} << 23;  // cost x block x parallel
constexpr std::uint64_t max_pbkdf2_rounds = 10'000'000;

using Parameters = std::unique_ptr<PBE2PARAM, FreeWith<PBE2PARAM_free>>;
using Pbkdf2 = std::unique_ptr<PBKDF2PARAM, FreeWith<PBKDF2PARAM_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER, FreeWith<EVP_CIPHER_free>>;
using Scrypt = std::unique_ptr<SCRYPT_PARAMS, FreeWith<SCRYPT_PARAMS_free>>;

template <class Owner>
Owner unpack(const ASN1_ITEM* item, const ASN1_TYPE* parameter) {
  using T = typename Owner::element_type;
  return Owner(static_cast<T*>(ASN1_TYPE_unpack_sequence(item, parameter)));
}

// Never 0: a number that does not fit counts as the greatest, which is over every limit.
std::uint64_t value_of(const ASN1_INTEGER* integer) {
  std::uint64_t value = 0;
  return ASN1_INTEGER_get_uint64(&value, integer) == 1 && value > 0 ? value : UINT64_MAX;
}

bool affordable_scrypt(const SCRYPT_PARAMS& scrypt) {
  std::uint64_t left = max_scrypt_work;
  for (const ASN1_INTEGER* factor :
       {scrypt.costParameter, scrypt.blockSize, scrypt.parallelizationParameter}) {
    left /= value_of(factor);
  }
  return left > 0;
}

bool affordable_derivation(const X509_ALGOR& function) {
  switch (OBJ_obj2nid(function.algorithm)) {
    case NID_id_pbkdf2: {
      const auto pbkdf2 = unpack<Pbkdf2>(ASN1_ITEM_rptr(PBKDF2PARAM), function.parameter);
      return pbkdf2 && value_of(pbkdf2->iter) <= max_pbkdf2_rounds;
    }
    case NID_id_scrypt: {
      const auto scrypt = unpack<Scrypt>(ASN1_ITEM_rptr(SCRYPT_PARAMS), function.parameter);
      return scrypt && affordable_scrypt(*scrypt);
    }
    default:
      return false;
  }
}

bool available(const ASN1_OBJECT* cipher) {
  return Cipher(EVP_CIPHER_fetch(nullptr, OBJ_nid2sn(OBJ_obj2nid(cipher)), nullptr)) != nullptr;
}

bool supported(const X509_ALGOR& encryption) {
  if (OBJ_obj2nid(encryption.algorithm) != NID_pbes2) return false;
  const auto pbes2 = unpack<Parameters>(ASN1_ITEM_rptr(PBE2PARAM), encryption.parameter);
  return pbes2 && affordable_derivation(*pbes2->keyfunc) && available(pbes2->encryption->algorithm);
}

}  // namespace

Problem failed(std::string_view what) {
  return Problem{problem::internal, fmt::format("openssl could not {}", what)};
}

Result<PrivateKeyInfo> decrypt(const X509_SIG& encrypted, Passphrase passphrase) {
  const X509_ALGOR* encryption = nullptr;
  X509_SIG_get0(&encrypted, &encryption, nullptr);
  if (!supported(*encryption)) {
    return Problem{pem::unsupported_encryption,
                   "the private key is encrypted in a way that is not read: write it again with "
                   "`openssl pkcs8 -topk8 -scrypt`"};
  }
  if (!passphrase) {
    return Problem{pem::passphrase_missing, "the private key is encrypted: give its passphrase"};
  }
  PrivateKeyInfo key(
      PKCS8_decrypt(&encrypted, passphrase->data(), static_cast<int>(passphrase->size())));
  if (!key) {
    return Problem{
        pem::passphrase_wrong,
        "the passphrase does not open the private key: check it, or whether the text was "
        "damaged"};
  }
  return key;
}

Result<EncryptedKey> encrypt(PKCS8_PRIV_KEY_INFO& key, std::string_view passphrase) {
  if (passphrase.empty()) {
    return Problem{pem::passphrase_empty,
                   "an empty passphrase protects nothing: give another, or none at all"};
  }
  X509_ALGOR* encryption =
      PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), nullptr, scrypt_salt_size, nullptr, scrypt_cost,
                            scrypt_block, scrypt_parallel);
  if (encryption == nullptr) return failed("prepare the encryption of a private key");
  EncryptedKey encrypted(
      PKCS8_set0_pbe(passphrase.data(), static_cast<int>(passphrase.size()), &key, encryption));
  if (!encrypted) {
    X509_ALGOR_free(encryption);
    return failed("encrypt a private key");
  }
  return encrypted;
}

}  // namespace writ::canon::openssl
