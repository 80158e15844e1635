// The specification's own examples, and what else a host may send.
#include "door/rpc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "canon/canonical.h"

namespace writ::door::rpc {
namespace {

using testing::HasSubstr;

constexpr std::size_t roomy = 1 << 20;

Call only_call(std::string_view text) {
  const Message message = read(text, roomy);
  EXPECT_FALSE(message.batch);
  EXPECT_EQ(message.items.size(), 1u);
  return std::get<Call>(message.items.at(0));
}

// What is answered where there is no call.
std::string refused(std::string_view text) {
  const Message message = read(text, roomy);
  EXPECT_EQ(message.items.size(), 1u);
  return std::get<NoCall>(message.items.at(0)).answer.value_or("nothing");
}

TEST(Rpc, a_call_has_a_method_an_id_and_parameters_by_name) {
  const Call call = only_call(
      R"({"jsonrpc":"2.0","method":"subtract","params":{"minuend":42,"subtrahend":23},"id":3})");
  EXPECT_EQ(call.method, "subtract");
  EXPECT_EQ(call.id, "3");
  EXPECT_EQ(canon::canonical(call.params.value()), R"({"minuend":42,"subtrahend":23})");
  EXPECT_EQ(only_call(R"({"jsonrpc":"2.0","method":"m","id":"a\"b"})").id, R"("a\"b")");
  EXPECT_EQ(only_call(R"({"jsonrpc":"2.0","method":"m","id":null})").id, "null");
}

TEST(Rpc, without_an_id_it_is_a_notification) {
  const Call call = only_call(R"({"jsonrpc":"2.0","method":"foobar"})");
  EXPECT_FALSE(call.id);
  EXPECT_EQ(canon::canonical(call.params.value()), "{}");
}

TEST(Rpc, what_is_no_call_is_told) {
  EXPECT_THAT(refused(R"({"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz])"),
              HasSubstr(R"("code":-32700)"));
  EXPECT_THAT(refused(R"({"jsonrpc": "2.0", "method": 1, "params": "bar"})"),
              HasSubstr(R"("code":-32600)"));
  EXPECT_THAT(refused(R"({"jsonrpc":"2.0","method":1})"), HasSubstr(R"("id":null)"));
  EXPECT_THAT(refused("[]"), HasSubstr(R"("code":-32600)"));
  EXPECT_THAT(refused("1"), HasSubstr(R"("code":-32600)"));
  EXPECT_THAT(refused(R"({"method":"m","id":1})"), HasSubstr(R"("id":1)"));
  EXPECT_THAT(refused(R"({"jsonrpc":"1.0","method":"m","id":1})"), HasSubstr("-32600"));
  EXPECT_THAT(refused(R"({"jsonrpc":"2.0","method":"m","id":{}})"), HasSubstr("-32600"));
  EXPECT_THAT(refused(R"({"jsonrpc":"2.0","method":"m","id":true})"), HasSubstr("-32600"));
  EXPECT_THAT(refused(R"({"jsonrpc":"2.0","method":"m","id":1,"id":2})"), HasSubstr("-32700"));
  EXPECT_THAT(refused(R"({"jsonrpc":"2.0","method":"m","id":1,"params":[42,23]})"),
              HasSubstr("-32602"));
  EXPECT_EQ(refused(R"({"jsonrpc":"2.0","method":"m","params":[42,23]})"), "nothing");
}

TEST(Rpc, a_line_that_is_too_long_is_told) {
  const Message message = read(std::string(roomy + 1, ' '), roomy);
  EXPECT_THAT(std::get<NoCall>(message.items.at(0)).answer.value(), HasSubstr("-32700"));
}

TEST(Rpc, a_batch_holds_what_is_good_and_what_is_not) {
  const Message message = read(R"([{"jsonrpc":"2.0","method":"sum","params":{},"id":"1"},
                                   {"jsonrpc":"2.0","method":"notify_hello"},
                                   {"foo":"boo"}, 1])",
                               roomy);
  EXPECT_TRUE(message.batch);
  ASSERT_EQ(message.items.size(), 4u);
  EXPECT_TRUE(std::holds_alternative<Call>(message.items[0]));
  EXPECT_TRUE(std::holds_alternative<Call>(message.items[1]));
  EXPECT_TRUE(std::holds_alternative<NoCall>(message.items[2]));
  EXPECT_TRUE(std::holds_alternative<NoCall>(message.items[3]));
}

TEST(Rpc, responses_are_lines) {
  EXPECT_EQ(result_of("1", "{}"), R"({"id":1,"jsonrpc":"2.0","result":{}})");
  EXPECT_EQ(error_of(R"("a")", Code::forbidden, "no \"way\"", R"({"x":1})"),
            R"({"error":{"code":-32003,"data":{"x":1},"message":"no \"way\""},"id":"a",)"
            R"("jsonrpc":"2.0"})");
  EXPECT_EQ(line_of({.batch = true}, {"1", "2"}), "[1,2]");
  EXPECT_EQ(line_of({.batch = true}, {"1"}), "[1]");
  EXPECT_EQ(line_of({.batch = true}, {}), std::nullopt);
  EXPECT_EQ(line_of({}, {"1"}), "1");
  EXPECT_EQ(line_of({}, {}), std::nullopt);
}

TEST(Rpc, a_cancellation_names_a_call) {
  const auto cancelled = [](std::string_view text) { return cancelled_by(only_call(text)); };
  EXPECT_EQ(cancelled(R"({"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"a"}})"),
            R"("a")");
  EXPECT_EQ(cancelled(R"({"jsonrpc":"2.0","method":"$/cancelRequest","params":{}})"), std::nullopt);
  EXPECT_EQ(cancelled(R"({"jsonrpc":"2.0","method":"cancel","params":{"id":1}})"), std::nullopt);
}

}  // namespace
}  // namespace writ::door::rpc
