// OpenSSL's objects with owners, and the encryption of PKCS#8. Only for pkcs8*.cc.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <memory>

#include "base/result.h"
#include "canon/pkcs8.h"

namespace writ::canon::openssl {

template <auto Free>
struct FreeWith {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

using Bio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using PrivateKeyInfo = std::unique_ptr<PKCS8_PRIV_KEY_INFO, FreeWith<PKCS8_PRIV_KEY_INFO_free>>;
using EncryptedKey = std::unique_ptr<X509_SIG, FreeWith<X509_SIG_free>>;
using PublicKeyInfo = std::unique_ptr<X509_PUBKEY, FreeWith<X509_PUBKEY_free>>;

// OpenSSL queues an error for each failure; what we have answered must not be found by others.
struct ErrorsDropped {
  ErrorsDropped() = default;
  ErrorsDropped(const ErrorsDropped&) = delete;
  ErrorsDropped& operator=(const ErrorsDropped&) = delete;
  ~ErrorsDropped() { ERR_clear_error(); }
};

Problem failed(std::string_view what);

// Problems: pem::unsupported_encryption, pem::passphrase_missing, pem::passphrase_wrong.
Result<PrivateKeyInfo> decrypt(const X509_SIG& encrypted, Passphrase passphrase);

// Problem: pem::passphrase_empty.
Result<EncryptedKey> encrypt(PKCS8_PRIV_KEY_INFO& key, std::string_view passphrase);

}  // namespace writ::canon::openssl
