// A unix socket's address holds 107 bytes of path. A longer path is reached through its directory:
// opened first, it is /proc/self/fd/N for as long as it stays open, and that is short. Neither the
// working directory nor the umask is changed, as both belong to the whole process.
//
// The mode of the file: Linux makes it with the mode of the socket itself, less the umask, so the
// mode is set on the socket before bind. A chmod afterwards would leave a moment for others.
#include "door/sockets.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>

#include <fmt/format.h>

#include "door/http_message.h"

namespace writ::door {
namespace {

constexpr int backlog = 1024;

std::string reason(int error) { return std::generic_category().message(error); }

Problem system_problem(std::string_view what, int error) {
  return {problem::io, fmt::format("{}: {}", what, reason(error))};
}

// A socket address of any kind, with what must stay open while it is used.
struct Address {
  union {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
    sockaddr_un local;
  };
  socklen_t size = 0;
  std::string text = {};
  Descriptor directory = {};
};

Result<Address> tcp_address(const std::string& text, std::uint16_t port) {
  Address address{.local = {}};
  if (inet_pton(AF_INET, text.c_str(), &address.v4.sin_addr) == 1) {
    address.v4.sin_family = AF_INET;
    address.v4.sin_port = htons(port);
    address.size = sizeof address.v4;
    address.text = fmt::format("{}:{}", text, port);
  } else if (inet_pton(AF_INET6, text.c_str(), &address.v6.sin6_addr) == 1) {
    address.v6.sin6_family = AF_INET6;
    address.v6.sin6_port = htons(port);
    address.size = sizeof address.v6;
    address.text = fmt::format("[{}]:{}", text, port);
  } else {
    return Problem{
        http::bad_address,
        fmt::format("`{}` is no IP address: give a numeric one, such as 127.0.0.1 or ::1", text)};
  }
  return address;
}

// The path in a form that the system's call takes, by way of its open directory where it is long.
Result<std::string> short_path(const std::string& path, Descriptor& directory) {
  if (path.size() < sizeof(sockaddr_un::sun_path)) return path;
  const std::size_t slash = path.rfind('/');
  const std::string parent = slash == path.npos ? "." : path.substr(0, slash + 1);
  directory = Descriptor(open(parent.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open()) return system_problem(fmt::format("cannot open `{}`", parent), errno);
  std::string shorter = fmt::format("/proc/self/fd/{}/{}", directory.get(), path.substr(slash + 1));
  if (shorter.size() < sizeof(sockaddr_un::sun_path)) return shorter;
  return Problem{
      http::bad_address,
      fmt::format("the name of the socket `{}` is too long: give it a shorter one", path)};
}

Result<Address> local_address(const std::string& path) {
  if (path.empty() || path.contains('\0') || path.back() == '/') {
    return Problem{http::bad_address,
                   fmt::format("`{}` is no path for a socket: give a file's path", path)};
  }
  Address address{.local = {}};
  WRIT_TRY(const std::string shorter, short_path(path, address.directory));
  address.local.sun_family = AF_UNIX;
  std::memcpy(address.local.sun_path, shorter.c_str(), shorter.size() + 1);
  address.size = sizeof address.local;
  address.text = path;
  return address;
}

Result<Descriptor> new_socket(int family, int flags) {
  Descriptor made(socket(family, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
  if (!made.is_open()) return system_problem("cannot make a socket", errno);
  return made;
}

// 0, or why no connection came about within the timeout.
int finish_connect(int fd, std::chrono::milliseconds timeout) {
  pollfd waited{.fd = fd, .events = POLLOUT, .revents = 0};
  if (poll(&waited, 1, static_cast<int>(timeout.count())) <= 0) return ETIMEDOUT;
  int error = 0;
  socklen_t size = sizeof error;
  return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

int try_connect(const Descriptor& socket, const Address& address,
                std::chrono::milliseconds timeout) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point end = Clock::now() + timeout;
  for (;;) {
    if (connect(socket.get(), &address.any, address.size) == 0) return 0;
    if (errno == EINPROGRESS) return finish_connect(socket.get(), timeout);
    // A unix socket says so while as many wait as may, and there is nothing to poll for.
    if (errno != EAGAIN || Clock::now() >= end) return errno;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

Result<Descriptor> connect_to(const Address& address, std::chrono::milliseconds timeout) {
  WRIT_TRY(Descriptor socket, new_socket(address.any.sa_family, SOCK_NONBLOCK));
  if (const int error = try_connect(socket, address, timeout)) {
    return Problem{http::unreachable,
                   fmt::format("cannot connect to `{}`: {}; is a server running there?",
                               address.text, reason(error))};
  }
  return socket;
}

// Makes way for a new socket file, if what is there now is a socket that nobody answers.
Result<void> remove_stale(const std::string& path, const Address& address) {
  struct stat found{};
  if (lstat(path.c_str(), &found) != 0) {
    if (errno == ENOENT) return {};
    return system_problem(fmt::format("cannot look at `{}`", path), errno);
  }
  if (!S_ISSOCK(found.st_mode)) {
    return Problem{
        http::bad_address,
        fmt::format("`{}` is there and is no socket: remove it or choose another path", path)};
  }
  WRIT_TRY(const Descriptor probe, new_socket(AF_UNIX, SOCK_NONBLOCK));
  const int error = try_connect(probe, address, std::chrono::milliseconds(1000));
  if (error == ENOENT) return {};
  if (error != ECONNREFUSED) {
    return Problem{http::address_in_use,
                   fmt::format("another server listens on `{}`: stop that one first", path)};
  }
  if (unlink(path.c_str()) != 0 && errno != ENOENT) {
    return system_problem(fmt::format("cannot remove the stale socket `{}`", path), errno);
  }
  return {};
}

Result<void> bind_and_listen(const Descriptor& socket, const Address& address) {
  if (bind(socket.get(), &address.any, address.size) != 0) {
    if (errno != EADDRINUSE) {
      return Problem{http::bad_address,
                     fmt::format("cannot listen on `{}`: {}", address.text, reason(errno))};
    }
    return Problem{
        http::address_in_use,
        fmt::format("`{}` is in use: stop what listens there or choose another", address.text)};
  }
  if (listen(socket.get(), backlog) == 0) return {};
  if (errno == EADDRINUSE) {
    return Problem{http::address_in_use, fmt::format("`{}` is in use", address.text)};
  }
  return system_problem(fmt::format("cannot listen on `{}`", address.text), errno);
}

Result<void> check_private(const std::string& path) {
  struct stat made{};
  if (lstat(path.c_str(), &made) == 0 && S_ISSOCK(made.st_mode) && (made.st_mode & 0077) == 0) {
    return {};
  }
  return Problem{
      problem::io,
      fmt::format("the socket `{}` is open to others on this file system: choose another "
                  "path",
                  path)};
}

}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) close(fd_);
}

SocketFile::SocketFile(std::string path) : path_(std::move(path)), id_(id_of(path_)) {}

SocketFile::Id SocketFile::id_of(const std::string& path) {
  struct stat found{};
  if (lstat(path.c_str(), &found) != 0) return {};
  return {found.st_dev, found.st_ino};
}

void SocketFile::remove() {
  if (!path_.empty() && id_of(path_) == id_) unlink(path_.c_str());
  path_.clear();
}

Result<Descriptor> listen_tcp(const std::string& address, std::uint16_t port) {
  WRIT_TRY(const Address where, tcp_address(address, port));
  WRIT_TRY(Descriptor socket, new_socket(where.any.sa_family, 0));
  const int yes = 1;
  setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (where.any.sa_family == AF_INET6) {
    setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
  }
  WRIT_CHECK(bind_and_listen(socket, where));
  return socket;
}

Result<LocalListener> listen_local(const std::string& path) {
  WRIT_TRY(const Address where, local_address(path));
  WRIT_CHECK(remove_stale(path, where));
  WRIT_TRY(Descriptor socket, new_socket(AF_UNIX, 0));
  if (fchmod(socket.get(), 0600) != 0) return system_problem("cannot close a socket off", errno);
  WRIT_CHECK(bind_and_listen(socket, where));
  LocalListener listener{.socket = std::move(socket), .file = SocketFile(path)};
  WRIT_CHECK(check_private(path));
  return listener;
}

Result<Descriptor> connect_tcp(const std::string& address, std::uint16_t port,
                               std::chrono::milliseconds timeout) {
  WRIT_TRY(const Address where, tcp_address(address, port));
  WRIT_TRY(Descriptor socket, connect_to(where, timeout));
  const int yes = 1;
  setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return socket;
}

Result<Descriptor> connect_local(const std::string& path, std::chrono::milliseconds timeout) {
  WRIT_TRY(const Address where, local_address(path));
  return connect_to(where, timeout);
}

std::uint16_t port_of(const Descriptor& socket) {
  Address bound{.local = {}};
  socklen_t size = sizeof bound.local;
  if (getsockname(socket.get(), &bound.any, &size) != 0) return 0;
  if (bound.any.sa_family == AF_INET) return ntohs(bound.v4.sin_port);
  if (bound.any.sa_family == AF_INET6) return ntohs(bound.v6.sin6_port);
  return 0;
}

std::string peer_name(int fd) {
  Address peer{.local = {}};
  socklen_t size = sizeof peer.local;
  if (getpeername(fd, &peer.any, &size) != 0) return "unknown";
  char text[INET6_ADDRSTRLEN] = {};
  if (peer.any.sa_family == AF_INET) {
    inet_ntop(AF_INET, &peer.v4.sin_addr, text, sizeof text);
    return fmt::format("{}:{}", text, ntohs(peer.v4.sin_port));
  }
  if (peer.any.sa_family == AF_INET6) {
    inet_ntop(AF_INET6, &peer.v6.sin6_addr, text, sizeof text);
    return fmt::format("[{}]:{}", text, ntohs(peer.v6.sin6_port));
  }
  ucred credentials{};
  socklen_t credentials_size = sizeof credentials;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &credentials_size) != 0) {
    return "unknown";
  }
  return fmt::format("unix:{}", credentials.uid);
}

}  // namespace writ::door
