#include "door/http_client.h"

#include <sys/socket.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "door/test_server.h"

namespace writ::door {
namespace {

using std::chrono_literals::operator""ms;
using testing::HasSubstr;

std::string code_of(const auto& result) {
  return result ? "none" : std::string(result.error().code.name);
}

HttpClient connect(const TestServer& server, HttpClientOptions options = {}) {
  auto client = HttpClient::connect_tcp("127.0.0.1", server.port(), options);
  if (!client) throw std::runtime_error(describe(client.error()));
  return *std::move(client);
}

// A server of one connection that sends fixed bytes, whatever it is asked, and closes.
class FixedServer {
 public:
  explicit FixedServer(std::string bytes) : listener_(*listen_tcp("127.0.0.1", 0)) {
    thread_ = std::jthread([this, bytes = std::move(bytes)] {
      const Descriptor peer(accept(listener_.get(), nullptr, nullptr));
      char ignored[4096];
      if (recv(peer.get(), ignored, sizeof ignored, 0) <= 0) return;
      if (send(peer.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) return;
    });
  }

  Result<Response> ask(HttpClientOptions options = {}) {
    WRIT_TRY(HttpClient client, HttpClient::connect_tcp("127.0.0.1", port_of(listener_), options));
    return client.request("GET", "/");
  }

 private:
  Descriptor listener_;
  std::jthread thread_;
};

TEST(HttpClient, AsksOverTcpAndTheUnixSocket) {
  const TestDirectory directory;
  HttpServerOptions options = echoing();
  options.socket_path = directory / "s";
  options.handler = [](const Request& request) {
    Response response = echo(request);
    response.headers = {{"X-Host", std::string(*request.header("host"))},
                        {"X-Type", std::string(request.header("content-type").value_or("none"))},
                        {"X-Token", std::string(request.header("authorization").value_or("none"))}};
    return response;
  };
  TestServer server(std::move(options));
  auto local = HttpClient::connect_local(directory / "s");
  ASSERT_TRUE(local) << describe(local.error());
  const Header headers[] = {{"Authorization", "Bearer t"}};
  const auto answer = local->request("POST", "/x", "application/json", "{}", headers);
  ASSERT_TRUE(answer) << describe(answer.error());
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->content_type, "text/plain");
  EXPECT_EQ(answer->body, "POST /x\n{}");
  EXPECT_EQ(answer->header("x-host"), "localhost");
  EXPECT_EQ(answer->header("x-type"), "application/json");
  EXPECT_EQ(answer->header("x-token"), "Bearer t");
  HttpClient remote = connect(server);
  const auto other = remote.request("GET", "/y");
  ASSERT_TRUE(other);
  EXPECT_EQ(other->header("x-host"), "127.0.0.1:" + std::to_string(server.port()));
  EXPECT_EQ(other->header("x-type"), "none");
}

TEST(HttpClient, KeepsItsConnection) {
  HttpServerOptions options = echoing();
  options.handler = [](const Request& request) {
    return Response{.body = std::string(request.peer)};
  };
  TestServer server(std::move(options));
  HttpClient client = connect(server);
  const auto first = client.request("GET", "/");
  const auto second = client.request("HEAD", "/");
  const auto third = client.request("GET", "/");
  ASSERT_TRUE(first && second && third);
  EXPECT_EQ(second->body, "");
  EXPECT_EQ(first->body, third->body);
}

TEST(HttpClient, ConnectsAnewWhenTheServerHasClosed) {
  HttpServerOptions options = echoing();
  options.idle_timeout = 40ms;
  TestServer server(std::move(options));
  HttpClient client = connect(server);
  ASSERT_TRUE(client.request("GET", "/1"));
  RawClient witness(server);
  EXPECT_TRUE(witness.is_closed());  // by the same timeout, and younger
  std::this_thread::sleep_for(20ms);
  const auto again = client.request("GET", "/2");
  ASSERT_TRUE(again) << describe(again.error());
  EXPECT_EQ(again->body, "GET /2\n");
}

TEST(HttpClient, CarriesLargeBodiesBothWays) {
  const TestDirectory directory;
  HttpServerOptions options{.socket_path = directory / "s", .handler = echo};
  TestServer server(std::move(options));
  auto client = HttpClient::connect_local(directory / "s");
  ASSERT_TRUE(client);
  const std::string body(30 << 20, 'b');
  const auto answer = client->request("POST", "/x", "text/plain", body);
  ASSERT_TRUE(answer) << describe(answer.error());
  EXPECT_TRUE(answer->body == "POST /x\n" + body);
}

TEST(HttpClient, ReadsTheAnswerOfAServerThatDoesNotWantTheBody) {
  TestServer server(echoing());
  HttpClient client = connect(server);
  const auto answer = client.request("POST", "/x", "text/plain", std::string(30 << 20, 'b'));
  ASSERT_TRUE(answer) << describe(answer.error());
  EXPECT_EQ(answer->status, 413);
  EXPECT_EQ(answer->content_type, "application/problem+json");
  const auto next = client.request("POST", "/y", "text/plain", "small");
  ASSERT_TRUE(next) << describe(next.error());
  EXPECT_EQ(next->body, "POST /y\nsmall");
}

TEST(HttpClient, GivesUpInTime) {
  Gate gate;
  HttpServerOptions options = echoing();
  options.handler = [&gate](const Request& request) {
    gate.pass();
    return echo(request);
  };
  TestServer server(std::move(options));
  HttpClient client = connect(server, {.request_timeout = 40ms});
  const auto answer = client.request("GET", "/");
  EXPECT_EQ(code_of(answer), "http.answer_timeout");
  gate.open();
  const auto next = client.request("GET", "/next");  // not the late answer of the first
  ASSERT_TRUE(next) << describe(next.error());
  EXPECT_EQ(next->body, "GET /next\n");
}

TEST(HttpClient, SaysWhenNobodyListens) {
  const TestDirectory directory;
  const auto client = HttpClient::connect_local(directory / "none");
  ASSERT_EQ(code_of(client), "http.unreachable");
  EXPECT_THAT(client.error().message, HasSubstr("none`"));
}

TEST(HttpClient, RefusesAnAnswerThatIsNotWhole) {
  EXPECT_EQ(code_of(FixedServer("").ask()), "http.cut_off");
  EXPECT_EQ(code_of(FixedServer("HTTP/1.1 200 OK\r\nContent-Le").ask()), "http.cut_off");
  EXPECT_EQ(code_of(FixedServer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcd").ask()),
            "http.cut_off");
  EXPECT_EQ(
      code_of(FixedServer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc").ask()),
      "http.cut_off");
}

TEST(HttpClient, RefusesAnAnswerThatCannotBeReadOrIsTooLarge) {
  EXPECT_EQ(code_of(FixedServer("SSH-2.0-x\r\n\r\n").ask()), "http.bad_answer");
  EXPECT_EQ(code_of(FixedServer("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x')).ask()),
            "http.bad_answer");
  EXPECT_EQ(code_of(FixedServer("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890")
                        .ask({.max_body = 10})),
            "http.bad_answer");
}

TEST(HttpClient, PassesOverInterimAnswers) {
  const auto answer = FixedServer(
                          "HTTP/1.1 100 Continue\r\n\r\n"
                          "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                          .ask();
  ASSERT_TRUE(answer) << describe(answer.error());
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "ok");
}

TEST(HttpClient, DoesNotSendWhatWouldBeAnotherRequest) {
  TestServer server(echoing());
  HttpClient client = connect(server);
  const Header bad_value[] = {{"X", "a\r\nY: b"}};
  const Header bad_name[] = {{"X Y", "a"}};
  EXPECT_EQ(code_of(client.request("GET", "/a b")), "http.malformed");
  EXPECT_EQ(code_of(client.request("GET", "")), "http.malformed");
  EXPECT_EQ(code_of(client.request("G ET", "/")), "http.malformed");
  EXPECT_EQ(code_of(client.request("GET", "/", "a\r\nb")), "http.malformed");
  EXPECT_EQ(code_of(client.request("GET", "/", {}, {}, bad_value)), "http.malformed");
  EXPECT_EQ(code_of(client.request("GET", "/", {}, {}, bad_name)), "http.malformed");
}

}  // namespace
}  // namespace writ::door
