#include "cli/progress.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include <fmt/format.h>

namespace writ::cli {
namespace {

// Standard error is one end of it for as long as it lives.
class StandardError {
 public:
  enum class Kind : bool { terminal, pipe };

  explicit StandardError(Kind kind) : before_(::dup(STDERR_FILENO)) {
    std::array<int, 2> ends{};
    if (!(kind == Kind::pipe ? ::pipe(ends.data()) == 0 : open_terminal(ends))) std::abort();
    ours_ = ends[0];
    ::dup2(ends[1], STDERR_FILENO);
    ::close(ends[1]);
  }
  ~StandardError() {
    restore();
    ::close(ours_);
  }
  StandardError(const StandardError&) = delete;
  StandardError& operator=(const StandardError&) = delete;

  // All that was written to it; nothing can be after that.
  std::string text() {
    restore();
    std::string text;
    std::array<char, 4096> piece{};
    for (;;) {  // a terminal whose other end is closed has an error at its end
      const ssize_t size = ::read(ours_, piece.data(), piece.size());
      if (size <= 0) return text;
      text.append(piece.data(), static_cast<std::size_t>(size));
    }
  }

 private:
  static bool open_terminal(std::array<int, 2>& ends) {
    ends[0] = ::posix_openpt(O_RDWR | O_NOCTTY);
    if (ends[0] < 0 || ::grantpt(ends[0]) != 0 || ::unlockpt(ends[0]) != 0) return false;
    ends[1] = ::open(::ptsname(ends[0]), O_RDWR | O_NOCTTY);
    return ends[1] >= 0;
  }

  void restore() {
    if (before_ < 0) return;
    ::dup2(before_, STDERR_FILENO);
    ::close(before_);
    before_ = -1;
  }

  int before_;
  int ours_ = -1;
};

void mark() { fmt::print(stderr, "|"); }

void wait_a_second() { std::this_thread::sleep_for(std::chrono::milliseconds(1050)); }

const std::string cleared = "\r\033[K";

TEST(Progress, draws_a_bar_on_a_terminal_after_a_second_and_takes_it_away) {
  StandardError terminal(StandardError::Kind::terminal);
  const std::string full = "\r[" + std::string(30, '#') + "] ";
  {
    Progress progress("stamps");
    Progress nothing("keys");
    Progress more("entries");
    progress.show(1, 4);  // too soon
    mark();
    wait_a_second();
    progress.show(1, 4);
    progress.show(2, 4);  // too soon after it
    mark();
    progress.clear();
    mark();
    progress.clear();  // there is none any more
    nothing.show(0, 0);
    mark();
    more.show(5, 4);
    mark();
  }
  EXPECT_EQ(terminal.text(), "|\r[#######.......................] 1 of 4 stamps|" + cleared + "|" +
                                 full + "0 of 0 keys|" + full + "5 of 4 entries|" + cleared +
                                 cleared);
}

TEST(Progress, tells_nothing_to_what_is_no_terminal) {
  StandardError pipe(StandardError::Kind::pipe);
  {
    Progress progress("stamps");
    wait_a_second();
    progress.show(1, 4);
    progress.clear();
  }
  EXPECT_EQ(pipe.text(), "");
}

}  // namespace
}  // namespace writ::cli
