// What a write transaction costs: one document, committed; the same with an entry for the journal,
// which takes a second commit to forget, as every change does; a snapshot with one read; a million
// documents put at once; and as many brought from an embedded store into a database.
//
//   store_bench [URL EMPTY_URL]
//
// On a PostgreSQL database with nothing in it, and another for what is brought, or, without them,
// on SQLite in a new folder below the present one. Medians and 99th percentiles of transactions one
// after the other, and how many a second 8 threads get through.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <thread>
#include <vector>

#include "store/postgres/copy.h"
#include "store/postgres/open.h"
#include "store/sqlite/open.h"

namespace writ {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int rounds = 3000;
constexpr int threads = 8;
constexpr int parts = 10, part = 100'000;  // of a million
constexpr auto storm = std::chrono::seconds(3);

template <class T>
T must(Result<T> result) {
  if (!result) {
    fmt::print(stderr, "store_bench: {}\n", describe(result.error()));
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

store::DocumentRow document(int number) {
  return {.kind = "principal",
          .tenant = "clinic",
          .id = fmt::format("p-{}", number % 1000),
          .record = std::string(300, 'x'),
          .updated_at = {1}};
}

void put(store::Store& store, int number) {
  const auto transaction = must(store.begin_write());
  must(transaction->put_document(document(number)));
  must(transaction->commit());
}

void change(store::Store& store, int number) {
  const auto transaction = must(store.begin_write());
  must(transaction->put_document(document(number)));
  const std::int64_t added =
      must(transaction->add_pending_entry({.entry = std::string(400, 'e'), .body = {}}));
  must(transaction->commit());
  const auto forget = must(store.begin_write());
  must(forget->remove_pending_entries(added));
  must(forget->commit());
}

void read(store::Store& store, int number) {
  const auto snapshot = must(store.read());
  must(snapshot->find_document("principal", "clinic", fmt::format("p-{}", number % 1000)));
}

void measure(store::Store& store, const char* what,
             const std::function<void(store::Store&, int)>& run) {
  std::vector<double> times;
  for (int round = 0; round < rounds; ++round) {
    const auto begin = Clock::now();
    run(store, round);
    times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
  }
  std::ranges::sort(times);
  std::vector<int> done(threads);
  const auto end = Clock::now() + storm;
  {
    std::vector<std::jthread> running;
    for (int thread = 0; thread < threads; ++thread) {
      running.emplace_back([&, thread] {
        while (Clock::now() < end) run(store, thread * 1000 + done[thread]++);
      });
    }
  }
  int all = 0;
  for (const int one : done) all += one;
  fmt::print("{:<10} {:>8.0f} µs median {:>8.0f} µs p99 {:>10.0f} a second from {} threads\n", what,
             times[rounds / 2], times[rounds / 100 * 99],
             all / std::chrono::duration<double>(storm).count(), threads);
}

void print_rate(const char* what, Clock::time_point begin) {
  fmt::print("{:<10} {:>10.0f} documents a second, {} in one transaction\n", what,
             parts * part / std::chrono::duration<double>(Clock::now() - begin).count(),
             parts * part);
}

void put_million(store::Store& store) {
  const auto transaction = must(store.begin_write());
  std::vector<store::DocumentRow> rows(part, document(0));
  for (int done = 0; done < parts; ++done) {
    for (int i = 0; i < part; ++i) rows[i].id = fmt::format("bulk-{:07}", done * part + i);
    must(transaction->put_documents(rows));
  }
  must(transaction->commit());
}

void measure_bulk(store::Store& store) {
  const auto begin = Clock::now();
  put_million(store);
  print_rate("bulk", begin);
}

void measure_all(store::Store& store) {
  measure(store, "put", put);
  measure(store, "change", change);
  measure(store, "read", read);
  measure_bulk(store);
}

void on_sqlite(const std::function<void(store::Store&)>& measure) {
  std::string folder = std::filesystem::temp_directory_path() / "store-bench-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) std::exit(1);
  measure(*must(store::sqlite::open(folder + "/writ.db", {.now = Instant::now()})));
  std::filesystem::remove_all(folder);
}

void measure_copy(const char* url) {
  on_sqlite([url](store::Store& embedded) {
    put_million(embedded);
    const auto snapshot = must(embedded.read());
    const auto begin = Clock::now();
    must(store::postgres::copy(*snapshot, url, {.now = Instant::now(), .node = "bench"}));
    print_rate("brought", begin);
  });
}

}  // namespace
}  // namespace writ

int main(int argc, char** argv) {
  if (argc < 3) {
    writ::on_sqlite(writ::measure_all);
  } else {
    writ::measure_all(*writ::must(
        writ::store::postgres::open(argv[1], {.now = writ::Instant::now(), .node = "bench"})));
    writ::measure_copy(argv[2]);
  }
}
