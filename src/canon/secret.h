// Bytes that must not leave traces: private keys, shared secrets, passphrases.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace writ::canon {

// Makes libsodium ready, once for the process. Whoever calls libsodium's cryptography calls this
// first. A system without randomness ends the process: no key could be made safely on it.
void require_sodium();

// Owned bytes between guard pages, kept out of swap and core dumps where the system allows it, and
// wiped when they go. Moving leaves an empty secret behind; there are no copies but by copy_of.
// Each takes several pages of memory: this is for keys, not for masses of small values.
class Secret {
 public:
  Secret() = default;                 // empty
  explicit Secret(std::size_t size);  // zeros
  static Secret copy_of(std::string_view bytes);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;

  unsigned char* data() { return bytes_.get(); }
  const unsigned char* data() const { return bytes_.get(); }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes_.get()), size_}; }

 private:
  struct Wipe {
    void operator()(unsigned char* bytes) const;
  };

  std::unique_ptr<unsigned char[], Wipe> bytes_;
  std::size_t size_ = 0;
};

// Compares without telling by the time taken where the difference lies; the sizes are no secret.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace writ::canon
