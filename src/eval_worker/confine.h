// What a worker takes away from itself before it reads a script.
//
// The sandbox around a script has no name by which it could reach anything. These are the walls
// behind it, should it have a hole: the kernel's own, and there is no way back from them.
#pragma once

#include <cstdint>

namespace writ::eval_worker {

// Makes the calling process, a nursery, one that ends with its parent's thread, that no other may
// look into, and that can never gain a right. False where the system refuses.
bool leave_nothing_behind();

// Bounds what a worker may use: memory, processor time in seconds, no new files, no processes.
bool limit_resources(std::uint64_t cpu_seconds);

// From here on any system call that is not in the list ends the process with SIGSYS: it can read
// and write the one socket, get and give back memory, look at the clock, and end.
bool forbid_system_calls();

}  // namespace writ::eval_worker
