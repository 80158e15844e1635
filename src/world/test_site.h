// A web server for tests: it answers each path with bytes that the test wrote, on a free port of
// this machine, from a thread of its own until it is destroyed.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace writ::world::test {

inline std::string answer(std::string_view status, std::string_view headers,
                          std::string_view body) {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}
inline std::string ok(std::string_view body) { return answer("200 OK", "", body); }

class TestSite {
 public:
  // Paths that are not among `answers` get a 404, those with an empty answer none at all.
  explicit TestSite(std::map<std::string, std::string> answers)
      : answers_(std::move(answers)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    ::setenv("no_proxy", "*", 1);  // what the machine's settings say is not for these tests
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const at = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, at, size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, at, &size) != 0) {
      std::abort();
    }
    url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }
  ~TestSite() {
    stop_ = true;
    thread_.join();
    ::close(listener_);
  }
  TestSite(const TestSite&) = delete;
  TestSite& operator=(const TestSite&) = delete;

  int connections() const { return connections_; }
  std::string last_request() const {
    const std::scoped_lock lock(mutex_);
    return last_request_;
  }

  std::string url;  // without a path

 private:
  // Whether there is something to read before the end.
  bool wait_for(int socket) const {
    pollfd waiting{.fd = socket, .events = POLLIN, .revents = 0};
    while (!stop_) {
      if (::poll(&waiting, 1, 10) > 0) return true;
    }
    return false;
  }
  void serve() {
    while (wait_for(listener_)) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) continue;
      ++connections_;
      converse(socket);
      ::close(socket);
    }
  }
  void converse(int socket) {
    std::string request;
    char piece[4096];
    while (wait_for(socket)) {
      const ssize_t size = ::recv(socket, piece, sizeof piece, 0);
      if (size <= 0) return;
      request.append(piece, static_cast<std::size_t>(size));
      if (!request.ends_with("\r\n\r\n")) continue;
      const std::string reply = reply_to(request);
      {
        const std::scoped_lock lock(mutex_);
        last_request_ = std::exchange(request, "");
      }
      ::send(socket, reply.data(), reply.size(), MSG_NOSIGNAL);
    }
  }
  std::string reply_to(std::string_view request) const {
    const std::size_t begin = request.find(' ') + 1;
    const auto found =
        answers_.find(std::string(request.substr(begin, request.find(' ', begin) - begin)));
    return found != answers_.end() ? found->second : answer("404 Not Found", "", "no such file");
  }

  std::map<std::string, std::string> answers_;
  int listener_;
  std::atomic<bool> stop_ = false;
  std::atomic<int> connections_ = 0;
  mutable std::mutex mutex_;
  std::string last_request_;
  std::thread thread_;
};

}  // namespace writ::world::test
