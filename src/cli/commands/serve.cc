// writ serve: answers on the network and at the data directory's socket.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/restamper.h"
#include "cli/shell.h"
#include "cli/source_poller.h"
#include "cli/target.h"
#include "door/api.h"
#include "door/http_client.h"
#include "door/http_server.h"

namespace writ::cli {
namespace {

// `127.0.0.1:8421` or `[::1]:8421`.
Result<door::TcpAddress> parse_listen(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  door::TcpAddress address;
  const char* end = text.data() + text.size();
  const auto is_port = [&](const char* digits) {
    const auto [after, error] = std::from_chars(digits, end, address.port);
    return error == std::errc() && after == end;
  };
  if (colon == std::string::npos || colon == 0 || !is_port(text.data() + colon + 1)) {
    return Problem{
        fault::bad_setting,
        fmt::format("`listen` must be ADDRESS:PORT such as `127.0.0.1:8421`, not `{}`", text)};
  }
  address.address = text.substr(0, colon);
  if (address.address.front() == '[' && address.address.back() == ']') {
    address.address = address.address.substr(1, address.address.size() - 2);
  }
  return address;
}

bool loopback(const std::string& address) {
  return address == "::1" || address.starts_with("127.");
}

// The names under which a browser or a program on this machine reaches us.
std::vector<std::string> own_hosts(const door::TcpAddress& address, std::uint16_t port) {
  std::vector<std::string> hosts;
  const bool v6 = address.address.contains(':');
  for (const std::string& name :
       {v6 ? '[' + address.address + ']' : address.address, std::string("localhost"),
        std::string("127.0.0.1"), std::string("[::1]")}) {
    hosts.push_back(fmt::format("{}:{}", name, port));
    if (port == 80) hosts.push_back(name);
  }
  return hosts;
}

struct ServeOptions {
  door::TcpAddress listen;
  unsigned threads = 1;
  std::size_t max_body = 0;
  std::chrono::seconds timeout{};
  bool believe_principals = false;
  bool stop_when_full = false;
  bool public_journal = true;
  bool authzen = true;
  long long restamp = 0;
  std::string socket_path;
};

Result<ServeOptions> serve_options(const Settings& settings) {
  ServeOptions options;
  WRIT_TRY(options.listen, parse_listen(settings.text("listen")));
  WRIT_TRY(const bool behind_proxy, settings.flag("behind-proxy"));
  if (!loopback(options.listen.address) && !behind_proxy) {
    return Problem{fault::bad_setting,
                   fmt::format("`{}` is not an address of this machine alone, and tokens would "
                               "travel in the clear: put a TLS proxy in front and say "
                               "`--behind-proxy true`",
                               options.listen.address)};
  }
  WRIT_TRY(const long long threads, settings.number("threads", 0, 256));
  options.threads = threads > 0 ? static_cast<unsigned>(threads)
                                : std::max(1u, std::thread::hardware_concurrency());
  WRIT_TRY(const long long max_body, settings.number("max-body", 1024, 1 << 30));
  options.max_body = static_cast<std::size_t>(max_body);
  WRIT_TRY(const long long timeout, settings.number("timeout", 1, 3600));
  options.timeout = std::chrono::seconds(timeout);
  const std::string& asserted = settings.text("asserted-roles");
  if (asserted != "accept" && asserted != "ignore") {
    return Problem{fault::bad_setting, "`asserted-roles` must be `accept` or `ignore`"};
  }
  options.believe_principals = asserted == "accept";
  const std::string& full = settings.text("journal-full");
  if (full != "deny" && full != "stop") {
    return Problem{fault::bad_setting, "`journal-full` must be `deny` or `stop`"};
  }
  options.stop_when_full = full == "stop";
  const std::string& readers = settings.text("journal-readers");
  if (readers != "anyone" && readers != "tokens") {
    return Problem{fault::bad_setting, "`journal-readers` must be `anyone` or `tokens`"};
  }
  options.public_journal = readers == "anyone";
  const std::string& authzen = settings.text("authzen");
  if (authzen != "on" && authzen != "off") {
    return Problem{fault::bad_setting, "`authzen` must be `on` or `off`"};
  }
  options.authzen = authzen == "on";
  WRIT_TRY(options.restamp, settings.number("restamp", 0, 100'000));
  options.socket_path = fmt::format("{}/{}", settings.text("data"), socket_name);
  return options;
}

// Stops the server at the first SIGINT or SIGTERM; a second one ends the process as it would have.
// To be made before any other thread, which inherit the signals as blocked.
class StopOnSignal {
 public:
  StopOnSignal() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  void watch(std::function<void()> stop) {
    std::thread([this, stop = std::move(stop)] {
      int received = 0;
      sigwait(&signals_, &received);
      pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
      std::fputs("writ: stopping; what was accepted is being finished\n", stderr);
      stop();
    }).detach();
  }

 private:
  sigset_t signals_{};
};

// Opens the data directory. Another command that has it lets go of it soon; another server, which
// answers at its socket, does not.
Result<std::shared_ptr<ops::Engine>> take_directory(const Shell& shell,
                                                    const std::string& directory,
                                                    const std::string& socket_path,
                                                    const DataOptions& options) {
  constexpr auto patience = std::chrono::seconds(10);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    auto engine = shell.host().open(directory, options);
    if (engine || engine.error().code.name != fault::data_in_use.name) return engine;
    if (door::HttpClient::connect_local(socket_path)) {
      return Problem{fault::data_in_use,
                     fmt::format("a server already runs on `{}`; stop it first, or give this one "
                                 "another --data",
                                 directory)};
    }
    if (std::chrono::steady_clock::now() > deadline) return engine;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

Result<int> serve(const Shell& shell) {
  WRIT_TRY(const Settings settings, shell.settings());
  WRIT_TRY(const ServeOptions options, serve_options(settings));
  WRIT_TRY(const DataOptions data, data_options(settings));
  static StopOnSignal stop;

  WRIT_TRY(const std::shared_ptr<ops::Engine> engine,
           take_directory(shell, settings.text("data"), options.socket_path, data));
  WRIT_TRY(const std::vector<Problem> damaged, engine->warm());
  std::ranges::for_each(damaged, log_problem);

  journal::Journal& journal = engine->journal();

  std::unique_ptr<door::Api> api;  // made once the port is known
  WRIT_TRY(door::HttpServer server,
           door::HttpServer::listen(
               {.tcp = options.listen,
                .socket_path = options.socket_path,
                .handler = [&](const door::Request& request) { return api->handle(request); },
                .is_heavy = [&](const door::Request& request) { return api->is_heavy(request); },
                .fate = [&](const journal::Ticket& ticket) { return journal.fate(ticket); },
                .on_problem = log_problem,
                .threads = options.threads,
                .workers = door::HttpServerOptions{}.workers + ops::Evaluations::most_at_once,
                .max_body = options.max_body,
                .read_timeout = options.timeout,
                .write_timeout = options.timeout}));
  door::ApiOptions api_options{.hosts = own_hosts(options.listen, server.port()),
                               .origins = settings.list("origins"),
                               .believe_principals = options.believe_principals,
                               .public_journal = options.public_journal,
                               .authzen = options.authzen,
                               .on_problem = log_problem};
  std::ranges::copy(settings.list("hosts"), std::back_inserter(api_options.hosts));
  api = std::make_unique<door::Api>(*engine, std::move(api_options));

  print_line(fmt::format("writ {} serves {} on http://{}:{}", WRIT_VERSION, settings.text("data"),
                         options.listen.address, server.port()));
  std::fflush(stdout);
  SourcePoller poller(*engine, log_line);
  std::optional<Restamper> restamper;
  if (options.restamp > 0) restamper.emplace(*engine, options.restamp, log_line);
  const auto stop_all = [&] {
    poller.stop();
    if (restamper) restamper->stop();
    server.stop();
  };
  stop.watch(stop_all);
  std::atomic<bool> gave_up = false;
  journal.listen([&] {
    server.released();
    if (options.stop_when_full && !journal.ready() && !gave_up.exchange(true)) stop_all();
  });
  const bool all_answered = server.run();
  journal.listen({});
  return all_answered && !gave_up ? exit_ok : exit_not_possible;
}

}  // namespace

void add_serve(CLI::App& app, Shell& shell) {
  app.add_subcommand("serve", "Answer on the network and at the data directory's socket")
      ->callback([&shell] { shell.run([&] { return serve(shell); }); });
}

}  // namespace writ::cli
