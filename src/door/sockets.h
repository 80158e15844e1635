// Listening and connecting, by TCP and by a unix socket in the file system. Only what happens
// before the first byte: the event loop and the client take the descriptors from here.
//
// Addresses are numeric; names are not looked up. All functions may be called from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "base/result.h"

namespace writ::door {

// An open file descriptor, closed with it; -1 is none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor();

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

// The file of a listening unix socket, removed with it unless another file has taken its place.
class SocketFile {
 public:
  SocketFile() = default;
  explicit SocketFile(std::string path);
  SocketFile(SocketFile&& other) noexcept
      : path_(std::exchange(other.path_, {})), id_(std::move(other.id_)) {}
  SocketFile& operator=(SocketFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(id_, other.id_);
    return *this;
  }
  ~SocketFile() { remove(); }

  void remove();

 private:
  using Id = std::pair<std::uint64_t, std::uint64_t>;  // device and inode
  static Id id_of(const std::string& path);

  std::string path_;  // empty: no file
  Id id_;
};

struct LocalListener {
  Descriptor socket;
  SocketFile file;
};

// Port 0 lets the system choose.
Result<Descriptor> listen_tcp(const std::string& address, std::uint16_t port);

// The socket file is readable and writable by its owner only, from its first moment. A file left by
// a server that was killed is replaced; a server that still answers, and a file that is no socket,
// are refused. Paths may be longer than the 107 bytes that the system's call takes, their last part
// may not. Two servers starting on one stale file at the same moment must be kept apart by the
// caller, who holds a lock on the directory.
Result<LocalListener> listen_local(const std::string& path);

Result<Descriptor> connect_tcp(const std::string& address, std::uint16_t port,
                               std::chrono::milliseconds timeout);
Result<Descriptor> connect_local(const std::string& path, std::chrono::milliseconds timeout);

std::uint16_t port_of(const Descriptor& socket);  // where a TCP socket is bound; else 0

// Who is at the other end: `127.0.0.1:50312`, `[::1]:50312`, `unix:UID`, or `unknown`.
std::string peer_name(int fd);

}  // namespace writ::door
