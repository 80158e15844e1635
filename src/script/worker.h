// Worker processes, each for one script, and the nursery that they come from.
//
// The nursery is the program writ-eval with Guile loaded; it never sees a script. A worker is a
// copy of it and a child of ours: it ends when we say so, when we end, and when it goes over a
// limit of the kernel's.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <mutex>
#include <string>
#include <utility>

#include "base/result.h"

namespace writ::script {

namespace fault {
inline constexpr Code no_worker{"eval.no_worker", Category::unavailable};
}

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor();

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// A child that does not outlive its object.
class Child {
 public:
  Child() = default;
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}
  Child& operator=(Child&& other) noexcept {
    std::swap(pid_, other.pid_);
    return *this;
  }
  ~Child() { end(); }

  pid_t pid() const { return pid_; }
  bool is_there() const { return pid_ > 0; }

  // Kills it unless it has ended, and answers its status as waitpid() has it.
  int end();

 private:
  pid_t pid_ = 0;
};

struct Worker {
  Child process;
  Descriptor socket;  // does not block
};

// Any thread may use it. A worker ends, too, with the thread that started the nursery: it is then
// as if the worker had been killed, and the next one comes from a new nursery.
class Nursery {
 public:
  // `program` is the path of writ-eval.
  explicit Nursery(std::string program) : program_(std::move(program)) {}

  // A worker that waits for its script and may use so much of a processor. Problems:
  // fault::no_worker, problem::io.
  Result<Worker> raise(std::uint32_t cpu_seconds);

 private:
  Result<void> start();
  Result<Worker> ask(std::uint32_t cpu_seconds);

  const std::string program_;
  std::mutex mutex_;
  Worker nursery_;  // by mutex_
};

}  // namespace writ::script
