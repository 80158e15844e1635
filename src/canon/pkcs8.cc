#include "canon/pkcs8.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/pem.h>

#include <algorithm>
#include <new>

#include "canon/pkcs8_openssl.h"

namespace writ::canon {
namespace {

using openssl::Bio;
using openssl::EncryptedKey;
using openssl::PrivateKeyInfo;
using openssl::PublicKeyInfo;

constexpr std::size_t max_text = 64u << 10;
constexpr std::string_view begin_mark = "-----BEGIN ";
constexpr std::string_view seed_prefix{"\x04\x20", 2};  // an OCTET STRING of 32 bytes

// One PEM block's label, headers and bytes; wiped when it goes.
struct Block {
  static constexpr unsigned flags = PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE;

  Block() = default;
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  ~Block() {
    for (char* text : {name, headers}) OPENSSL_secure_free(text);
    OPENSSL_secure_clear_free(bytes, static_cast<std::size_t>(size));
  }

  bool read(std::string_view text) {
    const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    return bio && PEM_read_bio_ex(bio.get(), &name, &headers, &bytes, &size, flags) == 1;
  }

  char* name = nullptr;
  char* headers = nullptr;
  unsigned char* bytes = nullptr;
  long size = 0;
};

Problem damaged(std::string_view label) {
  return Problem{
      pem::malformed,
      fmt::format("the `{}` block holds no such key: check that it was copied whole", label)};
}

Problem unsupported(std::string_view algorithm) {
  return Problem{
      pem::unsupported_algorithm,
      fmt::format("`{}` is not used here: give an ed25519 key or an hmacWithSHA256 secret",
                  algorithm)};
}

// The DER in a block as an object, if it is nothing but that.
template <class Owner, class Decode>
Owner decode(Decode decode_der, const Block& block) {
  const unsigned char* end = block.bytes;
  Owner object(decode_der(nullptr, &end, block.size));
  if (end != block.bytes + block.size) object.reset();
  return object;
}

std::string name_of(const ASN1_OBJECT* algorithm) {
  char name[80];
  OBJ_obj2txt(name, sizeof name, algorithm, 0);
  return name;
}

template <class Key>
Result<PemKey> as_pem_key(Result<Key> key) {
  if (!key) return std::move(key).error();
  return PemKey(*std::move(key));
}

Result<PemKey> read_ed25519(std::string_view octets, bool has_parameters) {
  if (has_parameters || octets.size() != seed_prefix.size() + Ed25519PrivateKey::seed_size ||
      !octets.starts_with(seed_prefix)) {
    return damaged("PRIVATE KEY");
  }
  return as_pem_key(Ed25519PrivateKey::from_seed(octets.substr(seed_prefix.size())));
}

Result<PemKey> read_private(const PrivateKeyInfo& info) {
  const ASN1_OBJECT* algorithm = nullptr;
  const unsigned char* bytes = nullptr;
  int size = 0;
  const X509_ALGOR* identifier = nullptr;
  if (!info || PKCS8_pkey_get0(&algorithm, &bytes, &size, &identifier, info.get()) != 1) {
    return damaged("PRIVATE KEY");
  }
  const std::string_view octets(reinterpret_cast<const char*>(bytes),
                                static_cast<std::size_t>(size));
  switch (OBJ_obj2nid(algorithm)) {
    case NID_ED25519:
      return read_ed25519(octets, identifier->parameter != nullptr);
    case NID_hmacWithSHA256:
      return as_pem_key(HmacSecret::from_bytes(octets));
    default:
      return unsupported(name_of(algorithm));
  }
}

Result<PemKey> read_encrypted(const Block& block, Passphrase passphrase) {
  const auto encrypted = decode<EncryptedKey>(d2i_X509_SIG, block);
  if (!encrypted) return damaged(block.name);
  WRIT_TRY(const PrivateKeyInfo info, openssl::decrypt(*encrypted, passphrase));
  return read_private(info);
}

Result<PemKey> read_public(const Block& block) {
  const auto info = decode<PublicKeyInfo>(d2i_X509_PUBKEY, block);
  ASN1_OBJECT* algorithm = nullptr;
  if (!info || X509_PUBKEY_get0_param(&algorithm, nullptr, nullptr, nullptr, info.get()) != 1) {
    return damaged(block.name);
  }
  if (OBJ_obj2nid(algorithm) != NID_ED25519) return unsupported(name_of(algorithm));
  return as_pem_key(Ed25519PublicKey::parse(
      {reinterpret_cast<const char*>(block.bytes), static_cast<std::size_t>(block.size)}));
}

Result<PemKey> read_block(const Block& block, Passphrase passphrase) {
  const std::string_view label(block.name);
  if (label == PEM_STRING_PKCS8) return read_encrypted(block, passphrase);
  if (label == PEM_STRING_PUBLIC) return read_public(block);
  if (label == PEM_STRING_PKCS8INF) {
    return read_private(decode<PrivateKeyInfo>(d2i_PKCS8_PRIV_KEY_INFO, block));
  }
  if (label.ends_with("PRIVATE KEY") || label.ends_with("PUBLIC KEY")) return unsupported(label);
  return Problem{pem::malformed,
                 fmt::format("a `{}` is no key: give a private key (PKCS#8) or a public key "
                             "(SubjectPublicKeyInfo)",
                             label)};
}

std::size_t count_blocks(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(begin_mark, at)) != std::string_view::npos; ++at)
    ++count;
  return count;
}

// PKCS8_pkey_set0 takes over `octets`' copy, which the key's owner wipes.
Result<PrivateKeyInfo> make_info(int algorithm, int parameter, std::string_view octets) {
  PrivateKeyInfo info(PKCS8_PRIV_KEY_INFO_new());
  auto* copy = static_cast<unsigned char*>(OPENSSL_memdup(octets.data(), octets.size()));
  if (info && copy != nullptr &&
      PKCS8_pkey_set0(info.get(), OBJ_nid2obj(algorithm), 0, parameter, nullptr, copy,
                      static_cast<int>(octets.size())) == 1) {
    return info;
  }
  OPENSSL_clear_free(copy, octets.size());
  return openssl::failed("put a private key into PKCS#8");
}

Result<PrivateKeyInfo> make_info(const Ed25519PrivateKey& key) {
  Secret octets(seed_prefix.size() + Ed25519PrivateKey::seed_size);
  std::ranges::copy(seed_prefix, octets.data());
  std::ranges::copy(key.seed(), octets.data() + seed_prefix.size());
  return make_info(NID_ED25519, V_ASN1_UNDEF, octets.view());
}

Result<PrivateKeyInfo> make_info(const HmacSecret& secret) {
  return make_info(NID_hmacWithSHA256, V_ASN1_NULL, secret.bytes());
}

std::string_view written(const Bio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

Result<PemKey> read_pem(std::string_view text, Passphrase passphrase) {
  const openssl::ErrorsDropped errors_dropped;
  Block block;
  if (text.size() > max_text || count_blocks(text) != 1 || !block.read(text)) {
    return Problem{pem::malformed,
                   "the text is not one key in PEM: it must have exactly one `-----BEGIN …-----` "
                   "block, whole"};
  }
  if (block.headers != nullptr && *block.headers != '\0') {
    return Problem{pem::unsupported_encryption,
                   "the private key has the headers of an older format: write it again with "
                   "`openssl pkcs8 -topk8`"};
  }
  return read_block(block, passphrase);
}

Result<Secret> write_pem(const PrivateKey& key, Passphrase passphrase) {
  const openssl::ErrorsDropped errors_dropped;
  WRIT_TRY(const PrivateKeyInfo info,
           std::visit([](const auto& one) { return make_info(one); }, key));
  const Bio bio(BIO_new(BIO_s_secmem()));
  bool done = false;
  if (passphrase) {
    WRIT_TRY(const EncryptedKey encrypted, openssl::encrypt(*info, *passphrase));
    done = bio && PEM_write_bio_PKCS8(bio.get(), encrypted.get()) == 1;
  } else {
    done = bio && PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio.get(), info.get()) == 1;
  }
  if (!done) return openssl::failed("write a private key");
  return Secret::copy_of(written(bio));
}

std::string write_pem(const Ed25519PublicKey& key) {
  const openssl::ErrorsDropped errors_dropped;
  const std::string spki = key.spki();
  const Bio bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio(bio.get(), PEM_STRING_PUBLIC, "",
                            reinterpret_cast<const unsigned char*>(spki.data()),
                            static_cast<long>(spki.size())) <= 0) {
    throw std::bad_alloc();  // there is no other way for it to fail
  }
  return std::string(written(bio));
}

}  // namespace writ::canon
