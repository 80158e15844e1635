// One connection of the HTTP server, from accept to close.
#pragma once

#include "door/http_loop.h"

namespace writ::door {

// `socket` must belong to the loop's context and not block, and the coroutine must be spawned
// there.
Task<void> serve(Service& service, Loop& loop, Socket socket, bool local, Ticket ticket);

// The same for one connection too many: it is told so.
Task<void> turn_away(Service& service, Loop& loop, Socket socket, bool local, Ticket ticket);

}  // namespace writ::door
