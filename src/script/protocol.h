// What a worker and its parent say to one another.
//
// Both send frames over one socket: a kind, a length and so many bytes of UTF-8. The parent writes
// Scheme data and the worker JSON: each writes what the other's own strict reader reads, and only
// the parent must expect that the other side lies.
//
//   parent                                worker
//   start   the script, and its limits ─▶
//                                       ◀─ print   text
//                                       ◀─ call    {"name": …, "arguments": […]}
//   answer  what came of it            ─▶
//                                       ◀─ result  the value of the script
//                                          or failure {"reason": …, "message": …}
//
// This header is all that the two share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace writ::script {

enum class FrameKind : char {
  start = 'S',
  answer = 'A',
  print = 'P',
  call = 'C',
  result = 'R',
  failure = 'E'
};

// The kind, and the length with its lowest byte first.
inline constexpr std::size_t frame_head_size = 5;
using FrameHead = std::array<char, frame_head_size>;

constexpr FrameHead frame_head(FrameKind kind, std::uint32_t size) {
  return {static_cast<char>(kind), static_cast<char>(size & 0xFF),
          static_cast<char>(size >> 8 & 0xFF), static_cast<char>(size >> 16 & 0xFF),
          static_cast<char>(size >> 24 & 0xFF)};
}
constexpr std::uint32_t frame_size(const FrameHead& head) {
  std::uint32_t size = 0;
  for (std::size_t i = frame_head_size - 1; i > 0; --i) {
    size = size << 8 | static_cast<unsigned char>(head[i]);
  }
  return size;
}

// The descriptor at which a nursery finds its parent, and a worker the one that it works for.
inline constexpr int parent_fd = 3;

// How a worker ends that cannot say anything any more.
enum WorkerExit : int {
  exit_done = 0,
  exit_no_parent = 10,   // the socket is closed
  exit_unconfined = 11,  // it could not be confined, and has run nothing
  exit_memory = 12,      // there is no memory left
};

// Of every worker, whatever its script: bytes of address space.
inline constexpr std::uint64_t address_space = std::uint64_t{384} << 20;

}  // namespace writ::script
