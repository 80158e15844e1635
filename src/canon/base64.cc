#include "canon/base64.h"

#include <sodium.h>

namespace writ::canon {
namespace {

constexpr int standard = sodium_base64_VARIANT_ORIGINAL;

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), standard), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), standard);
  text.pop_back();  // libsodium ends it with a NUL
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  std::size_t size = 0;
  const int refused =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, nullptr, standard);
  if (refused != 0) return std::nullopt;
  bytes.resize(size);
  // Where char is signed, libsodium 1.0.18 takes every byte above 0x7F for a `/`.
  if (to_base64(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace writ::canon
