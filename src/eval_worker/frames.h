// A worker's end of the socket to its parent. Where that is closed the process ends at once.
#pragma once

#include <string_view>

#include "script/protocol.h"

namespace writ::eval_worker {

void send_frame(script::FrameKind kind, std::string_view text);

// What the next frame holds, until the one after it. The memory is this function's own, since its
// caller may be left by longjmp.
std::string_view receive_frame();

}  // namespace writ::eval_worker
