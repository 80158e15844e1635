// A PostgreSQL server for tests: Debian's package, started in a temporary directory on a socket
// there and nowhere else.
//
// Threads: start and stop it from one thread.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace writ::store::postgres {

class TestServer {
 public:
  TestServer();   // throws std::runtime_error where there is none to be had
  ~TestServer();  // stops it and takes its directory away
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  // The one of this test program, started when it is first asked for.
  static TestServer& shared();

  void start();
  void kill();  // as a power cut would

  // Makes a database with nothing in it, and answers its URL.
  std::string make_database();
  void drop_database(const std::string& url);
  std::string url_of(const std::string& database, const std::string& role = "writ") const;
  // Runs statements as the superuser, on a database or the server's own; throws where one fails.
  void run(const std::string& sql, const std::string& database = "postgres");

 private:
  std::filesystem::path directory_;
  pid_t process_ = 0;
  int databases_ = 0;
};

}  // namespace writ::store::postgres
