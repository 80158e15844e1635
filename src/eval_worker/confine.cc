// The list is short because a worker is in a good state for it: Guile and all modules are loaded,
// there is one thread, no finalizer and no signal handler will ever start another, and nothing is
// compiled to machine code (GUILE_JIT_THRESHOLD), so that no page need ever become executable.
#include "eval_worker/confine.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): SIGKILL
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>

#include "script/protocol.h"

namespace writ::eval_worker {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
#else
#error "say which AUDIT_ARCH_ this machine is, and look whether the list of calls fits it"
#endif

bool limit(__rlimit_resource resource, rlim_t value) {
  const rlimit both{value, value};
  return ::setrlimit(resource, &both) == 0;
}

constexpr sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
// The lower half of an argument; the machines above keep the lowest byte first.
constexpr sock_filter load_argument(std::size_t index) {
  return load(offsetof(seccomp_data, args) + index * sizeof(std::uint64_t));
}
constexpr sock_filter answer(std::uint32_t verdict) { return BPF_STMT(BPF_RET | BPF_K, verdict); }
// Steps over so many instructions where what was loaded is, or is not, the value.
constexpr sock_filter skip_if(std::uint32_t value, std::uint8_t count) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, count, 0);
}
constexpr sock_filter skip_unless(std::uint32_t value, std::uint8_t count) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, count);
}
constexpr sock_filter skip_unless_any(std::uint32_t bits, std::uint8_t count) {
  return BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, count);
}

constexpr std::uint32_t allow = SECCOMP_RET_ALLOW;
constexpr std::uint32_t kill = SECCOMP_RET_KILL_PROCESS;

// A call with a further condition: where it is this call, the next instructions answer.
template <std::size_t N>
using Rule = std::array<sock_filter, N>;

constexpr Rule<2> whatever(long call) {
  return {skip_unless(static_cast<std::uint32_t>(call), 1), answer(allow)};
}
// Only on the socket; elsewhere, as where a library complains on standard error, it fails.
constexpr Rule<5> on_socket(long call) {
  return {skip_unless(static_cast<std::uint32_t>(call), 4), load_argument(0),
          skip_unless(script::parent_fd, 1), answer(allow), answer(SECCOMP_RET_ERRNO | EBADF)};
}
// Only for memory that is not to be run.
constexpr Rule<5> not_executable(long call) {
  return {skip_unless(static_cast<std::uint32_t>(call), 4), load_argument(2),
          skip_unless_any(PROT_EXEC, 1), answer(kill), answer(allow)};
}

template <std::size_t... Sizes>
constexpr auto program(const Rule<Sizes>&... rules) {
  std::array<sock_filter, (Sizes + ... + 0)> all{};
  std::size_t end = 0;
  const auto append = [&](const auto& rule) {
    for (const sock_filter& instruction : rule) all[end++] = instruction;
  };
  (append(rules), ...);
  return all;
}

constexpr auto filter = program(
    Rule<4>{load(offsetof(seccomp_data, arch)), skip_if(architecture, 1), answer(kill),
            load(offsetof(seccomp_data, nr))},
    on_socket(SYS_read), on_socket(SYS_write), not_executable(SYS_mmap),
    not_executable(SYS_mprotect), whatever(SYS_munmap), whatever(SYS_mremap), whatever(SYS_madvise),
    whatever(SYS_brk), whatever(SYS_futex), whatever(SYS_clock_gettime), whatever(SYS_clock_getres),
    whatever(SYS_gettimeofday), whatever(SYS_sched_yield), whatever(SYS_rt_sigprocmask),
    whatever(SYS_rt_sigreturn), whatever(SYS_getpid), whatever(SYS_gettid), whatever(SYS_exit),
    whatever(SYS_exit_group), Rule<1>{answer(kill)});

}  // namespace

bool leave_nothing_behind() {
  return ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::prctl(PR_SET_DUMPABLE, 0) == 0 &&
         ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

bool limit_resources(std::uint64_t cpu_seconds) {
  return limit(RLIMIT_AS, script::address_space) && limit(RLIMIT_CPU, cpu_seconds) &&
         limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, 0) && limit(RLIMIT_NPROC, 0) &&
         limit(RLIMIT_CORE, 0);
}

bool forbid_system_calls() {
  auto instructions = filter;
  const sock_fprog program{static_cast<unsigned short>(instructions.size()), instructions.data()};
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

}  // namespace writ::eval_worker
