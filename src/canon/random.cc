#include "canon/random.h"

#include <sodium.h>

#include "canon/secret.h"

namespace writ::canon {

std::string random_bytes(std::size_t count) {
  require_sodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

}  // namespace writ::canon
