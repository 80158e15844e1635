#include "eval_worker/guile.h"

#include <gc/gc.h>
#include <gmp.h>
#include <libguile.h>
#include <unistd.h>

#include <cstdlib>
#include <new>
#include <string_view>

#include "eval_worker/frames.h"

// The compiled modules of scheme/, within the program: NAME and NAME_end.
// NOLINTBEGIN(bugprone-macro-parentheses): names and literals
#define WRIT_EMBED(name, path)                                                     \
  __asm__(".section .rodata\n.balign 16\n" #name ":\n.incbin \"" path "\"\n" #name \
          "_end:\n"                                                                \
          ".byte 0\n.previous\n");                                                 \
  extern "C" const char name[], name##_end[];
// NOLINTEND(bugprone-macro-parentheses)

WRIT_EMBED(writ_scheme_host, WRIT_SCHEME "/host.go")
WRIT_EMBED(writ_scheme_json, WRIT_SCHEME "/json.go")
WRIT_EMBED(writ_scheme_library, WRIT_SCHEME "/library.go")
WRIT_EMBED(writ_scheme_runtime, WRIT_SCHEME "/runtime.go")

namespace writ::eval_worker {
namespace {

// --- memory: where there is none left the process says so by its status ------------------------

[[noreturn]] void end_without_memory() { ::_exit(script::exit_memory); }
void* out_of_memory(std::size_t) { end_without_memory(); }

// GMP's are malloc and realloc; these differ where there is nothing left.
void* allocate(std::size_t size) {
  void* memory = std::malloc(size);  // NOLINT(cppcoreguidelines-no-malloc): GMP reallocates it
  return memory != nullptr ? memory : out_of_memory(size);
}
void* reallocate(void* old, std::size_t, std::size_t size) {
  void* memory = std::realloc(old, size);  // NOLINT(cppcoreguidelines-no-malloc): as above
  return memory != nullptr ? memory : out_of_memory(size);
}
void release(void* memory, std::size_t) {
  std::free(memory);  // NOLINT(cppcoreguidelines-no-malloc): as above
}

// GMP would abort, and Guile throw what a script could catch.
void take_over_memory() {
  ::mp_set_memory_functions(allocate, reallocate, release);
  ::GC_set_oom_fn(out_of_memory);
  ::GC_set_warn_proc(::GC_ignore_warn_proc);
  std::set_new_handler(end_without_memory);
}

// --- what the Scheme side calls ----------------------------------------------------------------

SCM send(SCM kind, SCM text) {
  const auto frame = static_cast<script::FrameKind>(scm_to_char(scm_char_to_integer(kind)));
  std::size_t size = 0;
  char* bytes = scm_to_utf8_stringn(text, &size);
  send_frame(frame, {bytes, size});
  std::free(bytes);  // NOLINT(cppcoreguidelines-no-malloc): Guile's own is malloc
  return SCM_UNSPECIFIED;
}

SCM receive() {
  const std::string_view text = receive_frame();
  return scm_from_utf8_stringn(text.data(), text.size());
}

void load(const char* begin, const char* end) {
  SCM bytes = scm_from_pointer(const_cast<char*>(begin), nullptr);
  SCM size = scm_from_size_t(static_cast<std::size_t>(end - begin));
  SCM code = scm_pointer_to_bytevector(bytes, size, SCM_UNDEFINED, SCM_UNDEFINED);
  scm_call_0(scm_call_1(scm_c_public_ref("system vm loader", "load-thunk-from-memory"), code));
}

SCM run = SCM_BOOL_F;

void load_modules() {
  load(writ_scheme_host, writ_scheme_host_end);
  load(writ_scheme_json, writ_scheme_json_end);
  load(writ_scheme_library, writ_scheme_library_end);
  load(writ_scheme_runtime, writ_scheme_runtime_end);
  scm_call_2(scm_c_public_ref("writ host", "connect!"),
             scm_c_make_gsubr("send", 2, 0, 0, reinterpret_cast<scm_t_subr>(send)),
             scm_c_make_gsubr("receive", 0, 0, 0, reinterpret_cast<scm_t_subr>(receive)));
  scm_call_0(scm_c_public_ref("writ runtime", "warm-up"));
  run = scm_gc_protect_object(scm_c_public_ref("writ runtime", "run"));
}

void* within_guile(void* main) {
  scm_set_automatic_finalization_enabled(0);  // by a thread of its own, otherwise
  load_modules();
  take_over_memory();
  ::_exit(reinterpret_cast<int (*)()>(main)());
}

}  // namespace

void with_guile(int (*main)()) {
  scm_with_guile(within_guile, reinterpret_cast<void*>(main));
  ::_exit(script::exit_unconfined);
}

void run_script() { scm_call_0(run); }

}  // namespace writ::eval_worker
