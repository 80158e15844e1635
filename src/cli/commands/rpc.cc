// writ rpc: JSON-RPC 2.0 over standard input and output, for a host that runs Writ as its child.
// One thread reads, so that a call can be cancelled while others are being answered; this one
// answers, in the order of the calls.
#include <CLI/CLI.hpp>
#include <condition_variable>
#include <deque>
#include <iostream>
#include <mutex>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/shell.h"
#include "cli/target.h"
#include "door/rpc.h"
#include "ops/table.h"

namespace writ::cli {
namespace {

namespace rpc = door::rpc;

constexpr std::size_t most_waiting = 1024;  // messages; the host's writing waits above
constexpr std::size_t answers_at_once = 1024;

// Messages between the two threads.
class Inbox {
 public:
  void put(rpc::Message message) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return messages_.size() < most_waiting; });
    messages_.push_back(std::move(message));
    filled_.notify_one();
  }
  void close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    filled_.notify_one();
  }

  // Answers, in the place of a call that still waits, that it was cancelled.
  void cancel(std::string_view id) {
    const std::scoped_lock lock(mutex_);
    for (rpc::Message& message : messages_) {
      for (rpc::Item& item : message.items) {
        const auto* call = std::get_if<rpc::Call>(&item);
        if (call == nullptr || call->id != id) continue;
        item = rpc::NoCall{rpc::error_of(id, rpc::Code::cancelled, "cancelled before it began")};
        return;
      }
    }
  }

  bool empty() const {
    const std::scoped_lock lock(mutex_);
    return messages_.empty();
  }
  // The next message, once there is one; nothing at the end.
  std::optional<rpc::Message> take() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [this] { return !messages_.empty() || closed_; });
    if (messages_.empty()) return std::nullopt;
    rpc::Message message = std::move(messages_.front());
    messages_.pop_front();
    room_.notify_one();
    return message;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable filled_, room_;
  std::deque<rpc::Message> messages_;
  bool closed_ = false;
};

// A line without its end, or nothing at the end of the input. Of one that is longer than `most`
// bytes the rest is passed over, and it comes back one byte longer than is allowed.
std::optional<std::string> read_line(std::istream& input, std::size_t most) {
  using Traits = std::istream::traits_type;
  std::streambuf& buffer = *input.rdbuf();
  std::string line;
  for (;;) {
    const Traits::int_type next = buffer.sbumpc();
    if (Traits::eq_int_type(next, Traits::eof())) break;
    const char c = Traits::to_char_type(next);
    if (c == '\n') return line;
    if (line.size() <= most) line += c;
  }
  if (line.empty()) return std::nullopt;
  return line;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

void read_messages(std::istream& input, std::size_t max_size, Inbox& inbox) {
  while (const auto line = read_line(input, max_size)) {
    if (is_blank(*line)) continue;
    rpc::Message message = rpc::read(*line, max_size);
    for (const rpc::Item& item : message.items) {
      const auto* call = std::get_if<rpc::Call>(&item);
      if (call == nullptr) continue;
      if (const auto id = rpc::cancelled_by(*call)) inbox.cancel(*id);
    }
    inbox.put(std::move(message));
  }
  inbox.close();
}

// A message whose calls were made and whose answers wait for the journal.
class Exchange {
 public:
  Exchange(Target& target, rpc::Message message) : message_(std::move(message)) {
    answers_.reserve(message_.items.size());
    for (const rpc::Item& item : message_.items) {
      const auto* call = std::get_if<rpc::Call>(&item);
      answers_.push_back(call != nullptr ? begin(target, *call) : std::nullopt);
    }
  }

  std::size_t size() const { return answers_.size(); }

  void finish(Target& target) {
    std::vector<std::string> responses;
    for (std::size_t i = 0; i < answers_.size(); ++i) {
      if (answers_[i]) target.finish(*answers_[i]);
      if (auto response = response_to(message_.items[i], answers_[i])) {
        responses.push_back(*std::move(response));
      }
    }
    if (const auto line = rpc::line_of(message_, responses)) print_line(*line);
  }

 private:
  // Nothing for a method that is none.
  static std::optional<Answer> begin(Target& target, const rpc::Call& call) {
    if (!ops::find_operation(call.method)) return std::nullopt;
    return target.begin(call.method, call.params);
  }

  static std::optional<std::string> response_to(const rpc::Item& item,
                                                const std::optional<Answer>& answer) {
    if (const auto* none = std::get_if<rpc::NoCall>(&item)) return none->answer;
    const auto& call = std::get<rpc::Call>(item);
    if (!call.id) return std::nullopt;
    if (!answer) {
      return rpc::error_of(*call.id, rpc::Code::method_not_found,
                           ops::find_operation(call.method).error().message);
    }
    if (!answer->problem) return rpc::result_of(*call.id, answer->json);
    return rpc::error_of(*call.id, rpc::code_of(*answer->problem), describe_problem(answer->json),
                         answer->json);
  }

  rpc::Message message_;
  std::vector<std::optional<Answer>> answers_;
};

Result<int> answer_all(const Shell& shell) {
  WRIT_TRY(const Settings settings, shell.settings());
  WRIT_TRY(const long long max_body, settings.number("max-body", 1024, 1 << 30));
  std::ios::sync_with_stdio(false);  // std::cin reads ahead
  Inbox inbox;
  const std::jthread reader(
      [&] { read_messages(std::cin, static_cast<std::size_t>(max_body), inbox); });
  Target target(shell);
  std::vector<Exchange> begun;  // that wait for the journal together
  std::size_t calls = 0;
  while (auto message = inbox.take()) {
    begun.emplace_back(target, *std::move(message));
    calls += begun.back().size();
    if (!inbox.empty() && calls < answers_at_once) continue;
    for (Exchange& exchange : begun) exchange.finish(target);
    flush_output();
    begun.clear();
    calls = 0;
  }
  return exit_ok;
}

}  // namespace

void add_rpc(CLI::App& app, Shell& shell) {
  app.add_subcommand("rpc",
                     "Answer JSON-RPC 2.0 on standard input and output, a message a line, as the "
                     "operator; a method is an operation, `writ schema` lists them")
      ->callback([&shell] { shell.run([&] { return answer_all(shell); }); });
}

}  // namespace writ::cli
