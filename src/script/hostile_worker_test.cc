// Bytes that no honest worker sends: what becomes of an evaluation then.
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "script/evaluation.h"
#include "script/protocol.h"

namespace writ::script {
namespace {

using std::string_view_literals::operator""sv;

std::string frame(FrameKind kind, std::string_view text) {
  const FrameHead head = frame_head(kind, static_cast<std::uint32_t>(text.size()));
  return std::string(head.data(), head.size()).append(text);
}

// What is made of a worker that sends these bytes, and then nothing more.
Outcome made_of(std::string_view bytes) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return {.reason = "there is no socket"};
  }
  const Descriptor theirs(ends[1]);
  Worker worker{Child(), Descriptor(ends[0])};
  if (::write(theirs.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
    return {.reason = "the socket is full"};
  }
  ::shutdown(theirs.get(), SHUT_WR);
  const Limits limits{.output = 8, .value = 64, .calls = 2};
  const Host host = [](const HostCall& call) {
    return canon::Json::parse(canon::canonical(call.arguments));
  };
  Result<Outcome> outcome =
      evaluate(std::move(worker), {"1", *canon::Json::parse("{}")}, limits, host);
  return outcome ? *std::move(outcome) : Outcome{.reason = describe(outcome.error())};
}

std::string told(std::string_view bytes) {
  const Outcome outcome = made_of(bytes);
  if (outcome.value) return canon::canonical(outcome.value->value());
  return outcome.reason;
}

TEST(HostileWorker, an_honest_one_has_a_value) {
  EXPECT_EQ(told(frame(FrameKind::result, "[1]")), "[1]");
  EXPECT_EQ(made_of(frame(FrameKind::print, "a") + frame(FrameKind::print, "ü") +
                    frame(FrameKind::result, "1"))
                .output,
            "aü");
}

TEST(HostileWorker, what_ends_too_early_or_is_no_message_has_crashed) {
  EXPECT_EQ(told(""), "eval.crashed");
  EXPECT_EQ(told("R\x01\0"sv), "eval.crashed");
  EXPECT_EQ(told(frame(FrameKind::result, "[1]").substr(0, 7)), "eval.crashed");
  EXPECT_EQ(told(frame(FrameKind::start, "()")), "eval.crashed");
  EXPECT_EQ(told(frame(FrameKind::answer, "[]")), "eval.crashed");
  EXPECT_EQ(told(frame(FrameKind::failure, "no JSON")), "eval.crashed");
  EXPECT_EQ(told(frame(FrameKind::failure, R"({"reason":"eval.time_limit"})")), "eval.crashed");
}

TEST(HostileWorker, nothing_is_waited_for_or_kept_that_is_too_long) {
  EXPECT_EQ(told("R\xFF\xFF\xFF\xFF"sv), "eval.output_limit");
  EXPECT_EQ(told("P\xFF\xFF\xFF\xFF"sv), "eval.output_limit");
  EXPECT_EQ(told(frame(FrameKind::print, "12345") + frame(FrameKind::print, "6789")),
            "eval.output_limit");
}

TEST(HostileWorker, output_is_what_was_printed_and_is_utf8) {
  const Outcome cut = made_of(frame(FrameKind::print, "a") + std::string("P\x05\0\0\0"
                                                                         "b"sv));
  EXPECT_EQ(cut.reason, "eval.crashed");
  EXPECT_EQ(cut.output, "a") << "what did not come is not printed";
  const Outcome spoilt = made_of(frame(FrameKind::print, "a") + frame(FrameKind::print, "\xC3"));
  EXPECT_EQ(spoilt.reason, "eval.crashed");
  EXPECT_EQ(spoilt.output, "a");
}

TEST(HostileWorker, a_call_that_is_none_is_answered_and_counted) {
  const std::string calls = frame(FrameKind::call, "[]") + frame(FrameKind::call, R"({"name":1})");
  EXPECT_EQ(told(calls + frame(FrameKind::result, "1")), "1");
  EXPECT_EQ(told(calls + frame(FrameKind::call, "[]")), "eval.call_limit");
}

}  // namespace
}  // namespace writ::script
