#include "base/instant.h"

#include <fmt/format.h>

#include <chrono>

namespace writ {
namespace {

using std::chrono::sys_days;

constexpr std::int64_t microseconds_a_second = 1'000'000;

// Takes fixed-width decimal fields and single characters off the front of a text; once something
// does not fit, nothing does any more.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!digit_next()) return fail();
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }

  // One of the given characters, or '\0'.
  char one_of(std::string_view allowed) {
    if (rest_.empty() || !allowed.contains(rest_.front())) {
      fail();
      return '\0';
    }
    const char taken = rest_.front();
    rest_.remove_prefix(1);
    return taken;
  }

  bool digit_next() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }
  bool next_is(char wanted) const { return !rest_.empty() && rest_.front() == wanted; }
  bool done() const { return ok_ && rest_.empty(); }

 private:
  int fail() {
    ok_ = false;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool ok_ = true;
};

int fraction_microseconds(Scanner& scan) {
  int value = 0;
  int taken = 0;
  do {
    const int digit = scan.digits(1);
    if (taken < 6) value = value * 10 + digit;
    ++taken;
  } while (scan.digit_next());
  for (; taken < 6; ++taken) value *= 10;
  return value;
}

// Writes a number of so many digits over zeros.
template <std::size_t Digits>
void put_digits(char* to, unsigned number) {
  for (std::size_t i = Digits; i-- > 0; number /= 10) to[i] = static_cast<char>('0' + number % 10);
}

}  // namespace

Instant Instant::now() {
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  return {now.time_since_epoch().count()};
}

std::optional<Instant> Instant::parse(std::string_view text) {
  Scanner scan(text);
  const int year = scan.digits(4);
  scan.one_of("-");
  const int month = scan.digits(2);
  scan.one_of("-");
  const int day = scan.digits(2);
  scan.one_of("Tt");
  const int hour = scan.digits(2);
  scan.one_of(":");
  const int minute = scan.digits(2);
  scan.one_of(":");
  const int second = scan.digits(2);
  int fraction = 0;
  if (scan.next_is('.')) {
    scan.one_of(".");
    fraction = fraction_microseconds(scan);
  }
  int offset_minutes = 0;
  const char zone = scan.one_of("Zz+-");
  if (zone == '+' || zone == '-') {
    const int hours = scan.digits(2);
    scan.one_of(":");
    const int minutes = scan.digits(2);
    if (hours > 23 || minutes > 59) return std::nullopt;
    offset_minutes = (zone == '+' ? 1 : -1) * (hours * 60 + minutes);
  }

  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!scan.done() || !date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const std::int64_t day_seconds =
      std::int64_t{sys_days(date).time_since_epoch().count()} * 86'400 + hour * 3'600 +
      (minute - offset_minutes) * 60 + second;
  return Instant{day_seconds * microseconds_a_second + fraction};
}

// Every answer has at least one of these: written by hand it takes a tenth of the time.
std::string Instant::text() const {
  using std::chrono::milliseconds;
  const auto time = std::chrono::floor<milliseconds>(
      std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(microseconds)));
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  // The last day that was written is remembered: nearly always it is the same again.
  thread_local std::chrono::sys_days day;
  thread_local std::chrono::year_month_day date{day};
  if (midnight != day) {
    day = midnight;
    date = midnight;
  }
  const std::chrono::hh_mm_ss clock(time - midnight);
  const int year{date.year()};
  if (year < 0 || year > 9999) {
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", year, unsigned{date.month()},
                       unsigned{date.day()}, clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count(), clock.subseconds().count());
  }
  std::string text = "0000-00-00T00:00:00.000Z";
  char* const to = text.data();
  put_digits<4>(to, static_cast<unsigned>(year));
  put_digits<2>(to + 5, unsigned{date.month()});
  put_digits<2>(to + 8, unsigned{date.day()});
  put_digits<2>(to + 11, static_cast<unsigned>(clock.hours().count()));
  put_digits<2>(to + 14, static_cast<unsigned>(clock.minutes().count()));
  put_digits<2>(to + 17, static_cast<unsigned>(clock.seconds().count()));
  put_digits<3>(to + 20, static_cast<unsigned>(clock.subseconds().count()));
  return text;
}

}  // namespace writ
