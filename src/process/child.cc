// The child is made by posix_spawn, which runs nothing of ours between fork and exec. That leaves
// no moment to set limits in, so they are set on the child from here, before it is fed anything:
// what it could do in that time it would do without input.
#include "process/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill() and sigset_t
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace writ::process {
namespace {

using Clock = std::chrono::steady_clock;

Problem io_problem(std::string_view what) {
  return {problem::io, fmt::format("{}: {}", what, std::strerror(errno))};
}

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

struct Pipe {
  Descriptor read, write;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return io_problem("a pipe could not be made");
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

// A process that does not outlive its object.
class Process {
 public:
  explicit Process(pid_t pid) : pid_(pid) {}
  ~Process() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  bool limit(const ChildLimits& limits) const {
    const auto seconds =
        static_cast<rlim_t>(std::chrono::ceil<std::chrono::seconds>(limits.time).count());
    return set(RLIMIT_AS, limits.memory) && set(RLIMIT_CPU, seconds) && set(RLIMIT_CORE, 0);
  }

  // Its exit status, or 128 and the signal that ended it.
  int wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  bool set(__rlimit_resource resource, rlim_t value) const {
    const rlimit limit{value, value};
    return ::prlimit(pid_, resource, &limit, nullptr) == 0;
  }

  pid_t pid_;
};

// What posix_spawn is told; each of its objects must be destroyed.
class SpawnActions {
 public:
  SpawnActions() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    sigset_t reset;  // a program of its own does not ignore what we ignore
    ::sigemptyset(&reset);
    ::sigaddset(&reset, SIGPIPE);
    ::posix_spawnattr_setsigdefault(&attributes_, &reset);
    sigset_t none;  // nor does it put off what a thread of ours does
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  ~SpawnActions() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;

  void connect(const Descriptor& ours, int as) {
    ::posix_spawn_file_actions_adddup2(&actions_, ours.get(), as);
  }
  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

// Valid as long as the texts.
std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

Result<pid_t> spawn(const std::vector<std::string>& command, std::vector<std::string> variables,
                    const SpawnActions& how) {
  const char* path = std::getenv("PATH");
  variables.push_back(fmt::format("PATH={}", path != nullptr ? path : "/usr/bin:/bin"));
  variables.emplace_back("LC_ALL=C.UTF-8");
  const std::vector<char*> arguments = pointers_to(command);
  const std::vector<char*> environment = pointers_to(variables);
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, command.front().c_str(), how.actions(), how.attributes(),
                                   arguments.data(), environment.data());
  if (error == 0) return pid;
  return Problem{fault::no_program, fmt::format("`{}` cannot be run ({}): install it",
                                                command.front(), std::strerror(error))};
}

// Feeds and reads a child in turns, so that neither side waits for the other for ever.
class Talk {
 public:
  Talk(Pipe in, Pipe out, Pipe error, std::string_view input, const ChildLimits& limits)
      : in_(std::move(in.write)), out_(std::move(out.read)), error_(std::move(error.read)),
        input_(input), limits_(limits), deadline_(Clock::now() + limits.time) {
    ::fcntl(in_.get(), F_SETFL, O_NONBLOCK);
    if (input_.empty()) in_.close();
  }

  Result<void> finish() {
    while (out_.is_open() || error_.is_open()) {
      std::array<pollfd, 3> polled{
          {{in_.get(), POLLOUT, 0}, {out_.get(), POLLIN, 0}, {error_.get(), POLLIN, 0}}};
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
      const int ready = left.count() <= 0
                            ? 0
                            : ::poll(polled.data(), polled.size(), static_cast<int>(left.count()));
      if (ready == 0) return Problem{fault::over_limit, "it took too long: ask for less at once"};
      if (ready < 0 && errno != EINTR) return io_problem("waiting for a child");
      if (ready < 0) continue;
      if (polled[0].revents != 0) feed();
      if (polled[1].revents != 0) WRIT_CHECK(read(out_, output_, limits_.output));
      if (polled[2].revents != 0) WRIT_CHECK(read(error_, complaints_, limits_.output));
    }
    return {};
  }

  std::string& output() { return output_; }
  const std::string& complaints() const { return complaints_; }

 private:
  void feed() {
    const ssize_t written = ::write(in_.get(), input_.data(), input_.size());
    if (written > 0) input_.remove_prefix(static_cast<std::size_t>(written));
    // A child that does not want the rest says by its status whether that was right.
    if (input_.empty() || (written < 0 && errno != EAGAIN && errno != EINTR)) in_.close();
  }

  static Result<void> read(Descriptor& from, std::string& into, std::size_t most) {
    std::array<char, 65536> buffer;
    const ssize_t count = ::read(from.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) return {};
    if (count <= 0) {
      from.close();
      return {};
    }
    into.append(buffer.data(), static_cast<std::size_t>(count));
    if (into.size() <= most) return {};
    return Problem{fault::over_limit, "it wrote too much: ask for less at once"};
  }

  Descriptor in_, out_, error_;
  std::string_view input_;
  ChildLimits limits_;
  Clock::time_point deadline_;
  std::string output_;
  std::string complaints_;
};

// Writing to a child that has gone must not end us. Of this thread alone, as others run children
// too.
class WithoutSigpipe {
 public:
  WithoutSigpipe() {
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~WithoutSigpipe() {
    if (::sigismember(&before_, SIGPIPE) == 1) return;
    constexpr timespec at_once{};
    ::sigtimedwait(&pipe_, nullptr, &at_once);  // one that is pending would come now
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  WithoutSigpipe(const WithoutSigpipe&) = delete;
  WithoutSigpipe& operator=(const WithoutSigpipe&) = delete;

 private:
  sigset_t pipe_{}, before_{};
};

}  // namespace

Result<std::string> run_child(const std::vector<std::string>& command, std::string_view input,
                              const ChildLimits& limits,
                              const std::vector<std::string>& environment) {
  WRIT_TRY(Pipe in, make_pipe());
  WRIT_TRY(Pipe out, make_pipe());
  WRIT_TRY(Pipe error, make_pipe());
  SpawnActions how;
  how.connect(in.read, STDIN_FILENO);
  how.connect(out.write, STDOUT_FILENO);
  how.connect(error.write, STDERR_FILENO);
  WRIT_TRY(const pid_t pid, spawn(command, environment, how));
  Process process(pid);
  if (!process.limit(limits)) return io_problem("a child could not be held to its limits");
  in.read.close();
  out.write.close();
  error.write.close();
  const WithoutSigpipe quiet;
  Talk talk(std::move(in), std::move(out), std::move(error), input, limits);
  WRIT_CHECK(talk.finish());
  if (const int status = process.wait(); status != 0) {
    constexpr std::size_t told = 500;
    return Problem{fault::failed, fmt::format("`{}` ended with {}: {}", command.front(), status,
                                              talk.complaints().substr(0, told))};
  }
  return std::move(talk.output());
}

}  // namespace writ::process
