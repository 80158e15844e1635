// JSON-RPC 2.0 (jsonrpc.org/specification), a message at a time: what a host sent, and what it is
// answered. A method is an operation's name; its parameters are the operation's request, by name.
//
// Threads: free functions of their arguments.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/problem.h"
#include "canon/json.h"

namespace writ::door::rpc {

// The specification's codes; those below -32000 are ours, one for each category of problems.
enum class Code : int {
  parse_error = -32700,
  invalid_request = -32600,
  method_not_found = -32601,
  invalid_params = -32602,
  internal_error = -32603,
  cancelled = -32800,  // as the Language Server Protocol has it
  unauthenticated = -32001,
  forbidden = -32003,
  not_found = -32004,
  conflict = -32009,
  too_large = -32013,
  unavailable = -32053,
};

struct Call {
  std::optional<std::string> id;  // canonical JSON; absent: a notification, which nobody answers
  std::string method;
  canon::Json params;  // an object; empty where there are none
};

// What is no call, and what its sender is answered; nothing where it was a notification.
struct NoCall {
  std::optional<std::string> answer;
};

using Item = std::variant<Call, NoCall>;

// A call by itself, or a batch of them.
struct Message {
  bool batch = false;
  std::vector<Item> items;
};

// Whatever the text is: what cannot be read is an item without a call.
Message read(std::string_view text, std::size_t max_size);

// The id of the call that is not wanted any more, where this is the notification that says so:
// `$/cancelRequest` with the parameter `id`, as in the Language Server Protocol.
std::optional<std::string> cancelled_by(const Call& call);

// Responses. `result` and `data` are JSON.
std::string result_of(std::string_view id, std::string_view result);
std::string error_of(std::string_view id, Code code, std::string_view message,
                     std::string_view data = {});

// The code for a problem that an operation answered.
Code code_of(Category category);

// The line to send, of the responses to a message; nothing where there are none.
std::optional<std::string> line_of(const Message& message, const std::vector<std::string>& answers);

}  // namespace writ::door::rpc
