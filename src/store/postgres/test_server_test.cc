// The tests crash processes and never the machine, so that nothing need reach the disk.
//
// PostgreSQL refuses to run as root, so that where the tests do, the server runs as the user
// `postgres` that its package makes.
#include "store/postgres/test_server.h"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

namespace writ::store::postgres {
namespace {

namespace fs = std::filesystem;

fs::path programs() {
  std::vector<fs::path> found;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql")) {
    if (fs::exists(version.path() / "bin/initdb")) found.push_back(version.path() / "bin");
  }
  if (found.empty()) throw std::runtime_error("there is no PostgreSQL: install `postgresql`");
  return *std::ranges::max_element(found);
}

const passwd* server_user() {
  if (getuid() != 0) return nullptr;
  const passwd* user = getpwnam("postgres");  // NOLINT(concurrency-mt-unsafe): before any thread
  if (user == nullptr) throw std::runtime_error("there is no user `postgres`");
  return user;
}

// Starts a program that dies with this one; what it says is kept in the directory.
pid_t launch(const fs::path& directory, const std::vector<std::string>& words) {
  const passwd* user = server_user();
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t process = fork();
  if (process != 0) return process;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (user != nullptr &&
      (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) {
    _exit(126);
  }
  const int log =
      open((directory / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  execv(arguments.front(), arguments.data());
  _exit(127);
}

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

Connection connect(const std::string& url) { return {PQconnectdb(url.c_str()), PQfinish}; }

}  // namespace

TestServer::TestServer() {
  std::string name = (fs::temp_directory_path() / "writ_postgres_XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
  directory_ = name;
  if (const passwd* user = server_user()) {
    if (chown(name.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("chown");
  }
  const pid_t maker =
      launch(directory_, {(programs() / "initdb").string(), "--pgdata",
                          (directory_ / "data").string(), "--auth=trust", "--username=postgres",
                          "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"});
  int status = 0;
  if (waitpid(maker, &status, 0) != maker || status != 0) throw std::runtime_error("initdb failed");
  start();
  run("CREATE ROLE writ LOGIN");
}

TestServer::~TestServer() {
  kill();
  std::error_code ignored;
  fs::remove_all(directory_, ignored);
}

TestServer& TestServer::shared() {
  static TestServer server;
  return server;
}

void TestServer::start() {
  process_ =
      launch(directory_, {(programs() / "postgres").string(), "-D", (directory_ / "data").string(),
                          "-k", directory_.string(), "-c", "listen_addresses=", "-c", "fsync=off",
                          "-c", "max_connections=60"});
  for (int attempt = 0; attempt < 1000; ++attempt) {
    if (PQstatus(connect(url_of("postgres", "postgres")).get()) == CONNECTION_OK) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  throw std::runtime_error("PostgreSQL does not start: see " + (directory_ / "log").string());
}

// SIGQUIT has the server end its children and itself at once, with nothing written out.
void TestServer::kill() {
  if (process_ == 0) return;
  ::kill(process_, SIGQUIT);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

std::string TestServer::make_database() {
  const std::string name = "writ_" + std::to_string(++databases_);
  run("CREATE DATABASE " + name + " OWNER writ");
  return url_of(name);
}

void TestServer::drop_database(const std::string& url) {
  const std::size_t begin = url.find("/writ_") + 1;
  run("DROP DATABASE " + url.substr(begin, url.find('?') - begin) + " WITH (FORCE)");
}

std::string TestServer::url_of(const std::string& database, const std::string& role) const {
  return "postgresql://" + role + "@/" + database + "?host=" + directory_.string();
}

void TestServer::run(const std::string& sql, const std::string& database) {
  const Connection connection = connect(url_of(database, "postgres"));
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()),
                                                             PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    throw std::runtime_error(PQerrorMessage(connection.get()));
  }
}

}  // namespace writ::store::postgres
