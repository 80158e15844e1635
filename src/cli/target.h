// Where a command's operations run: in this process, on the data directory, or in the server that
// holds it, through its socket.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "canon/json.h"
#include "cli/shell.h"
#include "door/http_client.h"
#include "ops/operation.h"

namespace writ::cli {

// The names in a data directory of the socket, and of what is held while it is open.
inline constexpr std::string_view socket_name = "writ.sock";
inline constexpr std::string_view lock_name = "lock";

// An operation's response, or an RFC 9457 problem, as JSON.
struct Answer {
  std::string json;
  std::optional<Category> problem = {};        // absent: it is the response
  std::optional<journal::Ticket> ticket = {};  // it must not be shown before finish()

  static Answer of(const Problem& problem);
};

// One thread at a time.
class Target {
 public:
  // Nothing is opened before the first operation that needs it.
  explicit Target(const Shell& shell) : shell_(&shell) {}

  // Runs the operation named `name` with the request `body`.
  Answer perform(std::string_view name, std::string_view body);

  // The same in two steps, so that many answers can wait for the journal at once.
  Answer begin(std::string_view name, std::string_view body);
  Answer begin(std::string_view name, const canon::Json& request);
  void finish(Answer& answer);

 private:
  Result<void> reach();
  Result<void> reach_once(const std::string& directory, const DataOptions& options);
  Result<Answer> ask(const ops::Operation& operation, const canon::Json& request);
  Result<Answer> ask_server(std::string_view name, const canon::Json& request);

  const Shell* shell_;
  std::shared_ptr<ops::Engine> engine_;  // one of the two, once reached
  std::optional<door::HttpClient> server_;
};

}  // namespace writ::cli
