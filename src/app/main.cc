// The program: the one place that says which store, which keys and which doors there are.
#include <csignal>
#include <cstdio>
#include <exception>

#include "app/data_directory.h"
#include "app/store_tools.h"
#include "cli/run.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return writ::cli::run(
        argc, argv, {.open = writ::app::open_data_directory, .store = writ::app::store_tools()});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "writ: a mistake of ours: %s\n", error.what());
    return writ::cli::exit_not_possible;
  }
}
