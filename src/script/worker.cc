// posix_spawn runs nothing of ours between fork and exec, whatever our other threads hold. Every
// descriptor but three and the nursery's socket is closed on the way; of the environment nothing is
// handed on.
#include "script/worker.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill() and sigset_t
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include <fmt/format.h>

#include "script/protocol.h"

namespace writ::script {
namespace {

// For Guile to be loaded, on a machine that is busy.
constexpr int patience_ms = 20'000;

Problem io_problem(std::string_view what) {
  return {problem::io, fmt::format("{}: {}", what, std::strerror(errno))};
}

struct Pair {
  Descriptor ours, theirs;
};

Result<Pair> make_pair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return io_problem("a socket could not be made");
  }
  return Pair{Descriptor(ends[0]), Descriptor(ends[1])};
}

// What posix_spawn is told; each of its objects must be destroyed.
class SpawnActions {
 public:
  explicit SpawnActions(int socket) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawn_file_actions_adddup2(&actions_, socket, parent_fd);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
      ::posix_spawn_file_actions_addopen(&actions_, fd, "/dev/null", O_RDWR, 0);
    }
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, parent_fd + 1);
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnActions() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

Result<Child> spawn(std::string program, int socket) {
  // Nothing is compiled: neither to files nor to machine code. No thread collects garbage.
  std::string variables[] = {"GUILE_AUTO_COMPILE=0", "GUILE_JIT_THRESHOLD=-1", "GC_MARKERS=1",
                             "GC_NPROCS=1", "LC_ALL=C.UTF-8"};
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  char* arguments[] = {program.data(), nullptr};
  const SpawnActions how(socket);
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, program.c_str(), how.actions(), how.attributes(), arguments,
                                  environment.data());
  if (error == 0) return Child(pid);
  return Problem{fault::no_worker,
                 fmt::format("`{}`, which runs scripts, cannot be run ({}): it belongs beside the "
                             "program `writ`",
                             program, std::strerror(error))};
}

// Hands the nursery a worker's socket, with the order for it.
bool send_order(int nursery, int socket, std::uint32_t cpu_seconds) {
  iovec bytes{&cpu_seconds, sizeof cpu_seconds};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof socket)] = {};
  msghdr message{};
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof socket);
  std::memcpy(CMSG_DATA(header), &socket, sizeof socket);
  return ::sendmsg(nursery, &message, MSG_NOSIGNAL) == sizeof cpu_seconds;
}

// The process that the nursery says it has made; 0 where it says nothing.
pid_t receive_pid(int nursery) {
  pollfd polled{nursery, POLLIN, 0};
  int ready = 0;
  do {
    ready = ::poll(&polled, 1, patience_ms);
  } while (ready < 0 && errno == EINTR);
  pid_t pid = 0;
  if (ready <= 0 || ::recv(nursery, &pid, sizeof pid, MSG_WAITALL) != sizeof pid) return 0;
  return pid;
}

}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

int Child::end() {
  if (pid_ <= 0) return 0;
  ::kill(pid_, SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
  pid_ = 0;
  return status;
}

Result<Worker> Nursery::raise(std::uint32_t cpu_seconds) {
  const std::scoped_lock one_at_a_time(mutex_);
  if (nursery_.process.is_there()) {
    Result<Worker> worker = ask(cpu_seconds);
    if (worker) return worker;
  }
  WRIT_CHECK(start());  // there was none, or it has ended
  return ask(cpu_seconds);
}

Result<void> Nursery::start() {
  nursery_ = Worker();
  WRIT_TRY(Pair pair, make_pair());
  WRIT_TRY(nursery_.process, spawn(program_, pair.theirs.get()));
  nursery_.socket = std::move(pair.ours);
  return {};
}

Result<Worker> Nursery::ask(std::uint32_t cpu_seconds) {
  WRIT_TRY(Pair pair, make_pair());
  const int nursery = nursery_.socket.get();
  const pid_t pid = send_order(nursery, pair.theirs.get(), cpu_seconds) ? receive_pid(nursery) : 0;
  if (pid <= 0) {
    nursery_ = Worker();
    return Problem{fault::no_worker,
                   fmt::format("`{}`, which runs scripts, has ended: is it of this version, and is "
                               "there memory left?",
                               program_)};
  }
  ::fcntl(pair.ours.get(), F_SETFL, O_NONBLOCK);
  return Worker{Child(pid), std::move(pair.ours)};
}

}  // namespace writ::script
