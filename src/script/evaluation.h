// One script in one worker, within limits.
//
// The worker is not trusted: what it sends is read as a stranger's bytes are, and it is ended as
// soon as it goes over a limit. Whatever becomes of it, there is an outcome with a reason.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "canon/json.h"
#include "script/worker.h"

namespace writ::script {

// Why a script has no value.
namespace reason {
inline constexpr std::string_view time_limit = "eval.time_limit";
inline constexpr std::string_view memory_limit = "eval.memory_limit";
inline constexpr std::string_view output_limit = "eval.output_limit";
inline constexpr std::string_view call_limit = "eval.call_limit";
inline constexpr std::string_view not_json = "eval.not_json";          // its value is not
inline constexpr std::string_view script_error = "eval.script_error";  // it raised a condition
inline constexpr std::string_view forbidden = "eval.forbidden";        // a system call
inline constexpr std::string_view crashed = "eval.crashed";
}  // namespace reason

struct Limits {
  std::chrono::milliseconds time{5'000};                // on the wall, without what calls take
  std::uint64_t allocation = std::uint64_t{256} << 20;  // bytes, over the whole evaluation
  std::size_t output = std::size_t{1} << 20;            // bytes that are printed
  std::size_t value = std::size_t{8} << 20;             // bytes of a value, or of a call, as JSON
  std::size_t calls = 1'000;
};

// What a script asks of its host.
struct HostCall {
  std::string_view name;
  const canon::Value& arguments;  // an array
};
// The value of a call; a problem is a condition in the script.
using Host = std::function<Result<canon::Json>(const HostCall& call)>;

struct Outcome {
  std::optional<canon::Json> value;  // absent: there is a reason
  std::string reason;                // of namespace reason
  std::string message;
  std::optional<std::string> code;  // of the condition, where it has one
  std::string output;               // what was printed
  std::size_t calls = 0;
  std::chrono::microseconds took{};  // as Limits::time counts it
};

struct Script {
  std::string_view text;
  canon::Json context;  // an object: what the library tells of the evaluation
};

// For how many seconds of a processor a worker is to be raised.
std::uint32_t cpu_seconds(const Limits& limits);

// Runs the script and ends the worker. `host` is called on this thread. Problems:
// fault::no_worker where the worker could not be confined.
Result<Outcome> evaluate(Worker worker, const Script& script, const Limits& limits,
                         const Host& host);

}  // namespace writ::script
