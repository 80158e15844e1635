#include "world/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace writ::world {
namespace {

// The addresses whose first `bits` bits are those of `base`.
struct Block4 {
  std::uint32_t base;
  unsigned bits;
  bool has(std::uint32_t address) const { return (address ^ base) >> (32 - bits) == 0; }
};

constexpr std::uint32_t of(unsigned a, unsigned b, unsigned c = 0, unsigned d = 0) {
  return a << 24 | b << 16 | c << 8 | d;
}

constexpr std::array special4 = {
    Block4{of(0, 0), 8},           // this network
    Block4{of(10, 0), 8},          // private
    Block4{of(100, 64), 10},       // shared by a provider's customers
    Block4{of(127, 0), 8},         // this machine
    Block4{of(169, 254), 16},      // this link; services of clouds
    Block4{of(172, 16), 12},       // private
    Block4{of(192, 0, 0), 24},     // protocols
    Block4{of(192, 0, 2), 24},     // documentation
    Block4{of(192, 88, 99), 24},   // relays to IPv6
    Block4{of(192, 168), 16},      // private
    Block4{of(198, 18), 15},       // measuring
    Block4{of(198, 51, 100), 24},  // documentation
    Block4{of(203, 0, 113), 24},   // documentation
    Block4{of(224, 0), 3},         // to many, and reserved
};

bool is_public4(const sockaddr_in& address) {
  const std::uint32_t number = ntohl(address.sin_addr.s_addr);
  return std::ranges::none_of(special4, [&](const Block4& block) { return block.has(number); });
}

struct Block6 {
  std::uint32_t base;  // of the first 32 bits
  unsigned bits;
  bool has(std::uint32_t head) const { return (head ^ base) >> (32 - bits) == 0; }
};

constexpr Block6 global{0x20000000, 3};  // all that is given out as such
constexpr std::array special6 = {
    Block6{0x20010000, 23},  // protocols, tunnels
    Block6{0x20010db8, 32},  // documentation
    Block6{0x20020000, 16},  // 6to4: leads to an address of IPv4
    Block6{0x3fff0000, 20},  // documentation
};

bool is_public6(const sockaddr_in6& address) {
  std::uint32_t head = 0;
  std::memcpy(&head, address.sin6_addr.s6_addr, sizeof head);
  head = ntohl(head);
  return global.has(head) &&
         std::ranges::none_of(special6, [&](const Block6& block) { return block.has(head); });
}

}  // namespace

bool is_public_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    return is_public4(reinterpret_cast<const sockaddr_in&>(address));
  }
  if (address.sa_family == AF_INET6) {
    return is_public6(reinterpret_cast<const sockaddr_in6&>(address));
  }
  return false;
}

}  // namespace writ::world
