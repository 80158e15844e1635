// Who calls an operation, and what they may do.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "policy/request.h"

namespace writ::ops {

// What an operation needs of its caller. None of them includes another.
enum class Capability : std::uint8_t { read, decide, publish, approve, operate, administer };
constexpr auto wire_names(Capability) {
  return std::to_array<std::string_view>(
      {"read", "decide", "publish", "approve", "operate", "administer"});
}

class Capabilities {
 public:
  constexpr Capabilities() = default;  // none
  constexpr Capabilities(std::initializer_list<Capability> capabilities) {
    for (const Capability capability : capabilities) add(capability);
  }
  static constexpr Capabilities all() {
    return {Capability::read,    Capability::decide,  Capability::publish,
            Capability::approve, Capability::operate, Capability::administer};
  }
  constexpr void add(Capability capability) { bits_ |= bit(capability); }
  constexpr bool has(Capability capability) const { return (bits_ & bit(capability)) != 0; }

 private:
  static constexpr std::uint8_t bit(Capability capability) {
    return static_cast<std::uint8_t>(1u << static_cast<unsigned>(capability));
  }
  std::uint8_t bits_ = 0;
};

struct Caller {
  std::string principal;
  std::optional<std::string> tenant;  // the only one that they may speak of; absent: any
  Capabilities capabilities;
  bool on_host = false;  // by the command line or the data directory's socket, not by the network

  // Who the caller is to a policy, where it may not say so itself. Absent: the `ctx.principal` of
  // its requests is believed.
  std::optional<policy::RequestPrincipal> identity;
  bool speaks_for_tenant = false;  // with an identity: may name others, whom the directory knows

  std::optional<std::string> credential;  // the id of what says all this, where something does
  std::optional<Instant> until;           // when that ends
};

// The one who can read the data directory: may do everything.
Caller operator_caller();

}  // namespace writ::ops
