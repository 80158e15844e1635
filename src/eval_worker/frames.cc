#include "eval_worker/frames.h"

#include <unistd.h>

#include <cerrno>
#include <string>

namespace writ::eval_worker {
namespace {

void write_all(const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::write(script::parent_fd, bytes, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) ::_exit(script::exit_no_parent);
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
}

void read_all(char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::read(script::parent_fd, bytes, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) ::_exit(script::exit_no_parent);
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
}

}  // namespace

void send_frame(script::FrameKind kind, std::string_view text) {
  const script::FrameHead head = script::frame_head(kind, static_cast<std::uint32_t>(text.size()));
  write_all(head.data(), head.size());
  write_all(text.data(), text.size());
}

std::string_view receive_frame() {
  static std::string text;
  script::FrameHead head;
  read_all(head.data(), head.size());
  text.resize(script::frame_size(head));
  read_all(text.data(), text.size());
  return text;
}

}  // namespace writ::eval_worker
