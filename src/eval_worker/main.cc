// writ-eval: runs scripts for writ, each in a process of its own.
//
// What writ starts is a nursery: Guile loaded, one thread, and never a script. For every socket
// that it is handed it makes a copy of itself, a worker, which confines itself, runs the one script
// that it is told by that socket, and ends. A copy takes a millisecond where loading Guile takes
// more than ten. It is made with CLONE_PARENT: the worker is writ's own child, to be killed and
// waited for by writ alone.
#include <dirent.h>
#include <linux/sched.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): SIGCHLD
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "eval_worker/confine.h"
#include "eval_worker/guile.h"
#include "script/protocol.h"

namespace writ::eval_worker {
namespace {

pid_t parent = 0;  // writ

// A copy of a process with several threads would have but one of them, and their locks for ever.
bool is_single_threaded() {
  DIR* tasks = ::opendir("/proc/self/task");
  if (tasks == nullptr) return false;
  int count = 0;
  while (const dirent* entry = ::readdir(tasks)) count += entry->d_name[0] != '.' ? 1 : 0;
  ::closedir(tasks);
  return count == 1;
}

// What writ asks for: a worker at this socket, for so many seconds of processor time.
struct Order {
  int socket = -1;
  std::uint32_t cpu_seconds = 0;
};

Order next_order() {
  Order order;
  iovec bytes{&order.cpu_seconds, sizeof order.cpu_seconds};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
  msghdr message{};
  message.msg_iov = &bytes;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  if (::recvmsg(script::parent_fd, &message, MSG_WAITALL) != sizeof order.cpu_seconds) return {};
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return {};
  std::memcpy(&order.socket, CMSG_DATA(header), sizeof order.socket);
  return order;
}

[[noreturn]] void work(const Order& order) {
  if (::dup2(order.socket, script::parent_fd) < 0) ::_exit(script::exit_unconfined);
  ::close(order.socket);
  const bool confined = leave_nothing_behind() && ::getppid() == parent &&
                        limit_resources(order.cpu_seconds) && forbid_system_calls();
  if (!confined) ::_exit(script::exit_unconfined);
  run_script();
  ::_exit(script::exit_done);
}

pid_t copy_for_parent() {
  return static_cast<pid_t>(
      ::syscall(SYS_clone, CLONE_PARENT | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
}

int raise_workers() {
  if (!is_single_threaded()) return script::exit_unconfined;
  for (;;) {
    const Order order = next_order();
    if (order.socket < 0) return script::exit_no_parent;
    const pid_t worker = copy_for_parent();
    if (worker == 0) work(order);
    ::close(order.socket);
    if (::send(script::parent_fd, &worker, sizeof worker, MSG_NOSIGNAL) != sizeof worker) {
      return script::exit_no_parent;
    }
  }
}

}  // namespace
}  // namespace writ::eval_worker

int main() {
  if (!writ::eval_worker::leave_nothing_behind()) return writ::script::exit_unconfined;
  writ::eval_worker::parent = ::getppid();
  writ::eval_worker::with_guile(writ::eval_worker::raise_workers);
}
