// Guile, loaded with all that scripts may use. This is the only place that knows it.
//
// An error in Guile leaves a C function by longjmp, over the heads of destructors. So no function
// that calls Guile owns anything while it does.
#pragma once

namespace writ::eval_worker {

// Runs `main` with Guile loaded, and never returns.
[[noreturn]] void with_guile(int (*main)());

// Takes the script from the parent, runs it and tells the parent what came of it.
void run_script();

}  // namespace writ::eval_worker
