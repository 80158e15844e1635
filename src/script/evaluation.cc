#include "script/evaluation.h"

#include <signal.h>  // NOLINT(modernize-deprecated-headers): SIGSYS
#include <sys/wait.h>

#include <fmt/format.h>

#include "base/utf8.h"
#include "script/datum.h"
#include "script/frames.h"

namespace writ::script {
namespace {

using std::chrono::microseconds;
using Kind = canon::Value::Kind;

std::string start_datum(const Script& script, const Limits& limits) {
  std::string members;
  for (const canon::Member& member : script.context.value().members()) {
    members += fmt::format("({} . {})", datum_of_text(member.name), datum(member.value));
  }
  return fmt::format(R"((("script" . {})("allocationLimit" . {}){}))", datum_of_text(script.text),
                     limits.allocation, members);
}

// What is wrong with a request, place by place.
std::string faults_datum(const Problem& problem) {
  std::string faults;
  for (const Fault& fault : problem.faults) {
    faults += fmt::format(R"((("code" . {})("message" . {})("pointer" . {})) )",
                          datum_of_text(fault.code), datum_of_text(fault.message),
                          datum_of_text(fault.pointer));
  }
  return fmt::format("#({})", faults);
}

std::string answer_datum(const Result<canon::Json>& answer) {
  if (answer) return fmt::format("#(#t {})", datum(answer->value()));
  const Problem& problem = answer.error();
  return fmt::format("#(#f {} {} {})", datum_of_text(problem.code.name),
                     datum_of_text(problem.message), faults_datum(problem));
}

std::string member(const canon::Json& object, std::string_view name) {
  const canon::Value* value = object.value().find(name);
  return value != nullptr && value->is(Kind::text) ? std::string(value->text()) : std::string();
}

// One conversation with one worker.
class Evaluation {
 public:
  Evaluation(Worker worker, const Limits& limits, const Host& host)
      : worker_(std::move(worker)), limits_(limits), host_(host),
        deadline_(Clock::now() + limits.time) {}

  Result<Outcome> run(const Script& script) {
    const Clock::time_point start = Clock::now();
    WRIT_CHECK(converse(script));
    outcome_.took = std::chrono::duration_cast<microseconds>(Clock::now() - start - hosted_);
    return std::move(outcome_);
  }

 private:
  Result<void> converse(const Script& script) {
    WRIT_CHECK(settle(
        send_frame(worker_.socket, FrameKind::start, start_datum(script, limits_), deadline_)));
    while (!is_over_) {
      Head head;
      WRIT_CHECK(settle(receive_head(worker_.socket, head, deadline_)));
      if (!is_over_) WRIT_CHECK(take(head));
    }
    return {};
  }

  Result<void> take(const Head& head) {
    switch (head.kind) {
      case FrameKind::print:
        return take_output(head.size);
      case FrameKind::call:
      case FrameKind::result:
      case FrameKind::failure:
        break;
      default:
        return crash("it sent what is no message");
    }
    if (head.size > limits_.value) {
      return refuse(reason::output_limit, "a value of it is too large: hand over less at once");
    }
    std::string text;
    WRIT_CHECK(settle(receive_text(worker_.socket, head.size, text, deadline_)));
    if (is_over_) return {};
    if (head.kind == FrameKind::call) return take_call(text);
    return head.kind == FrameKind::result ? take_value(text) : take_failure(text);
  }

  Result<void> take_output(std::uint32_t size) {
    if (size > limits_.output - outcome_.output.size()) {
      return refuse(reason::output_limit,
                    fmt::format("it printed more than {} bytes: print less", limits_.output));
    }
    std::string text;
    WRIT_CHECK(settle(receive_text(worker_.socket, size, text, deadline_)));
    if (is_over_) return {};
    if (valid_utf8_prefix(text) != text.size()) return crash("it printed what is no UTF-8");
    outcome_.output += text;
    return {};
  }

  Result<void> take_value(std::string_view text) {
    Result<canon::Json> value = canon::Json::parse(text);
    if (!value) return refuse(reason::not_json, describe(value.error()));
    outcome_.value = *std::move(value);
    is_over_ = true;
    return {};
  }

  Result<void> take_failure(std::string_view text) {
    const Result<canon::Json> told = canon::Json::parse(text);
    if (!told) return crash("it sent what is no message");
    for (const std::string_view known :
         {reason::memory_limit, reason::output_limit, reason::not_json, reason::script_error}) {
      if (member(*told, "reason") != known) continue;
      if (std::string code = member(*told, "code"); !code.empty()) outcome_.code = std::move(code);
      return refuse(known, member(*told, "message"));
    }
    return crash("it sent what is no message");
  }

  // What the host does is not the script's time.
  Result<void> take_call(std::string_view text) {
    if (++outcome_.calls > limits_.calls) {
      return refuse(reason::call_limit,
                    fmt::format("it made more than {} calls: make fewer", limits_.calls));
    }
    const Clock::time_point start = Clock::now();
    const std::string answer = answer_datum(answer_to(text));
    const Clock::duration spent = Clock::now() - start;
    hosted_ += spent;
    deadline_ += spent;
    return settle(send_frame(worker_.socket, FrameKind::answer, answer, deadline_));
  }

  Result<canon::Json> answer_to(std::string_view text) const {
    WRIT_TRY(const canon::Json call, canon::Json::parse(text));
    const canon::Value* name = call.value().find("name");
    const canon::Value* arguments = call.value().find("arguments");
    const bool is_whole = name != nullptr && name->is(Kind::text) && arguments != nullptr &&
                          arguments->is(Kind::array);
    if (!is_whole) return Problem{problem::internal, "this is no call"};
    return host_({name->text(), *arguments});
  }

  // Ends the evaluation where a transfer did not come to its end.
  Result<void> settle(Transfer transfer) {
    if (transfer == Transfer::late) {
      return refuse(reason::time_limit,
                    fmt::format("it did not end within {} ms: do less", limits_.time.count()));
    }
    return transfer == Transfer::closed ? take_end(worker_.process.end()) : Result<void>();
  }

  Result<void> take_end(int status) {
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) {
      return refuse(reason::forbidden, "it tried to reach the system, and was ended");
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == exit_memory) {
      return refuse(reason::memory_limit,
                    "the script used more memory than it may: build less at once");
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == exit_unconfined) {
      return Problem{fault::no_worker,
                     "a worker could not be confined, and ran nothing: this system lacks seccomp, "
                     "or forbids it"};
    }
    return crash(WIFSIGNALED(status) ? fmt::format("signal {} ended it", WTERMSIG(status))
                                     : fmt::format("it ended with {}", WEXITSTATUS(status)));
  }

  Result<void> crash(std::string_view how) {
    return refuse(reason::crashed, fmt::format("the worker failed: {}", how));
  }

  Result<void> refuse(std::string_view why, std::string message) {
    outcome_.reason = why;
    outcome_.message = std::move(message);
    is_over_ = true;
    return {};
  }

  Worker worker_;
  const Limits& limits_;
  const Host& host_;
  Clock::time_point deadline_;
  Clock::duration hosted_{};
  Outcome outcome_;
  bool is_over_ = false;
};

}  // namespace

std::uint32_t cpu_seconds(const Limits& limits) {
  return static_cast<std::uint32_t>(std::chrono::ceil<std::chrono::seconds>(limits.time).count() +
                                    1);
}

Result<Outcome> evaluate(Worker worker, const Script& script, const Limits& limits,
                         const Host& host) {
  return Evaluation(std::move(worker), limits, host).run(script);
}

}  // namespace writ::script
