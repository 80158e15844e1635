// What the tests of the transport share: a server running in a thread, and a client that sends any
// bytes at all.
#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "door/http_server.h"
#include "door/sockets.h"

namespace writ::door {

inline constexpr std::chrono::milliseconds patience{20'000};  // of a test, before it gives up

// Answers with what it was asked.
inline Response echo(const Request& request) {
  std::string body;
  body.append(request.method).append(" ").append(request.target).append("\n").append(request.body);
  return {.status = 200, .content_type = "text/plain", .body = std::move(body)};
}

inline HttpServerOptions echoing() { return {.tcp = TcpAddress{}, .handler = echo}; }

class TestServer {
 public:
  explicit TestServer(HttpServerOptions options) : server_(make(std::move(options))) {
    thread_ = std::thread([this] { clean_ = server_.run(); });
  }
  ~TestServer() {
    if (thread_.joinable()) stop();
  }

  std::uint16_t port() const { return server_.port(); }
  void begin_stop() { server_.stop(); }
  bool stop() {  // what run() returned
    server_.stop();
    thread_.join();
    return clean_;
  }

 private:
  static HttpServer make(HttpServerOptions options) {
    Result<HttpServer> made = HttpServer::listen(std::move(options));
    if (!made) throw std::runtime_error(describe(made.error()));
    return *std::move(made);
  }

  HttpServer server_;
  std::thread thread_;
  bool clean_ = false;
};

class RawClient {
 public:
  explicit RawClient(const TestServer& server)
      : RawClient(connect_tcp("127.0.0.1", server.port(), patience)) {}
  explicit RawClient(const std::string& path) : RawClient(connect_local(path, patience)) {}

  // False when the server no longer takes bytes.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      if (!wait(POLLOUT)) return false;
      const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  void finish_sending() { shutdown(socket_.get(), SHUT_WR); }

  // Up to and with the end of a head, or as far as the server goes.
  std::string read_head() {
    std::size_t end;
    while ((end = held_.find("\r\n\r\n")) == held_.npos) {
      if (!read_more()) return std::exchange(held_, {});
    }
    return take(end + 4);
  }

  // One answer with a Content-Length, head and body.
  std::string read_answer() {
    std::string answer = read_head();
    const std::size_t at = answer.find("Content-Length: ");
    if (at == answer.npos) return answer;
    const std::size_t size = std::stoul(answer.substr(at + 16));
    while (held_.size() < size && read_more()) {
    }
    return answer + take(std::min(size, held_.size()));
  }

  std::string read_to_end() {
    while (read_more()) {
    }
    return std::exchange(held_, {});
  }

  bool is_closed() { return held_.empty() && !read_more(); }
  bool is_readable_within(std::chrono::milliseconds time) { return wait(POLLIN, time); }

 private:
  explicit RawClient(Result<Descriptor> socket) {
    if (!socket) throw std::runtime_error(describe(socket.error()));
    socket_ = *std::move(socket);
  }

  bool wait(short events, std::chrono::milliseconds time = patience) {
    pollfd state{.fd = socket_.get(), .events = events, .revents = 0};
    return poll(&state, 1, static_cast<int>(time.count())) > 0;
  }

  bool read_more() {
    if (!wait(POLLIN)) {
      ADD_FAILURE() << "the server neither answered nor closed";
      return false;
    }
    char bytes[4096];
    const ssize_t size = recv(socket_.get(), bytes, sizeof bytes, 0);
    if (size <= 0) return false;
    held_.append(bytes, static_cast<std::size_t>(size));
    return true;
  }

  std::string take(std::size_t size) {
    std::string taken = held_.substr(0, size);
    held_.erase(0, size);
    return taken;
  }

  Descriptor socket_;
  std::string held_;
};

inline std::string post(std::string_view target, std::string_view body,
                        std::string_view headers = {}) {
  std::string text;
  text.append("POST ").append(target).append(" HTTP/1.1\r\nHost: a\r\n").append(headers);
  text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n");
  return text.append(body);
}

// A door that a test opens, for a handler to be held in.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    ++came_;
    changed_.notify_all();
    changed_.wait_for(lock, patience, [this] { return open_; });
  }
  void wait_until_somebody_came() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, patience, [this] { return came_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int came_ = 0;
};

// A directory of its own, removed with everything in it.
class TestDirectory {
 public:
  TestDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "writ-door-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("cannot make a directory");
    path_ = pattern;
  }
  ~TestDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace writ::door
