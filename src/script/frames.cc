#include "script/frames.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace writ::script {
namespace {

// Waits for the socket to be ready, or the moment.
Transfer await(const Descriptor& socket, short events, Clock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return Transfer::late;
    pollfd polled{socket.get(), events, 0};
    const int ready = ::poll(&polled, 1, static_cast<int>(left.count()));
    if (ready > 0) return Transfer::done;
    if (ready < 0 && errno != EINTR) return Transfer::closed;
  }
}

bool is_to_wait() { return errno == EAGAIN || errno == EINTR; }

Transfer send_all(const Descriptor& to, std::string_view bytes, Clock::time_point deadline) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(to.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (!is_to_wait()) {
      return Transfer::closed;
    } else if (const Transfer ready = await(to, POLLOUT, deadline); ready != Transfer::done) {
      return ready;
    }
  }
  return Transfer::done;
}

// The moment is looked at before each read: a worker that never stops sending is late as well.
Transfer receive_all(const Descriptor& from, char* bytes, std::size_t size,
                     Clock::time_point deadline) {
  while (size > 0) {
    if (const Transfer ready = await(from, POLLIN, deadline); ready != Transfer::done) return ready;
    const ssize_t count = ::recv(from.get(), bytes, size, 0);
    if (count == 0 || (count < 0 && !is_to_wait())) return Transfer::closed;
    if (count < 0) continue;
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
  return Transfer::done;
}

}  // namespace

Transfer send_frame(const Descriptor& to, FrameKind kind, std::string_view text,
                    Clock::time_point deadline) {
  const FrameHead head = frame_head(kind, static_cast<std::uint32_t>(text.size()));
  const Transfer sent = send_all(to, {head.data(), head.size()}, deadline);
  return sent == Transfer::done ? send_all(to, text, deadline) : sent;
}

Transfer receive_head(const Descriptor& from, Head& head, Clock::time_point deadline) {
  FrameHead bytes{};
  const Transfer received = receive_all(from, bytes.data(), bytes.size(), deadline);
  head = {static_cast<FrameKind>(bytes[0]), frame_size(bytes)};
  return received;
}

Transfer receive_text(const Descriptor& from, std::uint32_t size, std::string& text,
                      Clock::time_point deadline) {
  text.resize(size);
  return receive_all(from, text.data(), text.size(), deadline);
}

}  // namespace writ::script
