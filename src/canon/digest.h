// SHA-256 (FIPS 180-4), and the type of its results.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace writ::canon {

// A SHA-256 result. Its text is 64 lower-case hexadecimal digits.
struct Digest {
  static constexpr std::size_t size = 32;

  std::array<unsigned char, size> bytes{};

  static std::optional<Digest> parse(std::string_view hex);  // nothing for any other text

  std::string hex() const;
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), size}; }

  auto operator<=>(const Digest&) const = default;
};

// Allocates nothing, and cannot fail.
Digest sha256(std::string_view bytes);

// sha256(bytes).hex()
std::string sha256_hex(std::string_view bytes);

// The same, piece by piece, for what does not lie in memory in one. For one thread at a time.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void add(std::string_view bytes);
  Digest finish();  // of everything added since the last finish; begins anew

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace writ::canon
