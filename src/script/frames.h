// The parent's end of the socket to a worker: frames, until a moment and no larger than agreed.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "script/protocol.h"
#include "script/worker.h"

namespace writ::script {

using Clock = std::chrono::steady_clock;

enum class Transfer : std::uint8_t { done, late, closed };

struct Head {
  FrameKind kind = FrameKind::failure;
  std::uint32_t size = 0;
};

// Each returns `late` once the moment has come, whatever the worker does.
Transfer send_frame(const Descriptor& to, FrameKind kind, std::string_view text,
                    Clock::time_point deadline);
Transfer receive_head(const Descriptor& from, Head& head, Clock::time_point deadline);
Transfer receive_text(const Descriptor& from, std::uint32_t size, std::string& text,
                      Clock::time_point deadline);

}  // namespace writ::script
