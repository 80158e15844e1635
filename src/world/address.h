// Which addresses of the Internet are everybody's.
#pragma once

#include <sys/socket.h>

namespace writ::world {

// Whether an address is one that anybody's site can have, rather than of this machine, of a network
// of one's own, or for special use (RFC 6890 and IANA's registries of IPv4 and IPv6 addresses).
// Addresses of IPv6 that hold one of IPv4, or lead to one, are not. Families but IPv4 and IPv6 are
// not. `address` must be as large as its family says.
bool is_public_address(const sockaddr& address);

}  // namespace writ::world
