#include "door/http_server.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "door/http_client.h"
#include "door/test_server.h"

namespace writ::door {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::literals::operator""s;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

auto is_problem(int status, const std::string& code) {
  return AllOf(StartsWith("HTTP/1.1 " + std::to_string(status) + " "),
               HasSubstr("Content-Type: application/problem+json\r\n"),
               HasSubstr("Connection: close\r\n"),
               HasSubstr("\"type\":\"urn:writ:problem:" + code + "\""));
}

// Handlers that tests look into, by target: `/slow` waits at the gate, `/throw` throws.
HttpServerOptions with_gate(Gate& gate) {
  HttpServerOptions options = echoing();
  options.handler = [&gate](const Request& request) {
    if (request.target == "/slow") gate.pass();
    if (request.target == "/throw") throw std::runtime_error("thrown on purpose");
    return echo(request);
  };
  options.is_heavy = [](const Request& request) { return request.target == "/slow"; };
  return options;
}

TEST(HttpServer, AnswersRequestAfterRequestOnOneConnection) {
  TestServer server(echoing());
  RawClient client(server);
  for (int i = 0; i < 50; ++i) {
    const std::string body = "body " + std::to_string(i);
    client.send(post("/x", body));
    EXPECT_THAT(client.read_answer(),
                AllOf(StartsWith("HTTP/1.1 200 OK\r\nDate: "), HasSubstr("Connection: keep-alive"),
                      EndsWith("\r\n\r\nPOST /x\n" + body)));
  }
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
  Gate gate;
  TestServer server(with_gate(gate));
  RawClient client(server);
  client.send(post("/slow", "1") + post("/2", "2") + post("/3", "3"));
  gate.wait_until_somebody_came();
  EXPECT_FALSE(client.is_readable_within(20ms));
  gate.open();
  EXPECT_THAT(client.read_answer(), EndsWith("POST /slow\n1"));
  EXPECT_THAT(client.read_answer(), EndsWith("POST /2\n2"));
  EXPECT_THAT(client.read_answer(), EndsWith("POST /3\n3"));
}

TEST(HttpServer, TakesARequestByteByByte) {
  TestServer server(echoing());
  RawClient client(server);
  const std::string text = post("/x", "slowly");
  for (char c : text) client.send({&c, 1});
  EXPECT_THAT(client.read_answer(), EndsWith("POST /x\nslowly"));
}

TEST(HttpServer, TakesAChunkedBody) {
  TestServer server(echoing());
  RawClient client(server);
  client.send("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  client.send("4\r\ndefg\r\n0\r\n\r\n");
  EXPECT_THAT(client.read_answer(), EndsWith("POST /x\nabcdefg"));
}

TEST(HttpServer, AnswersAClientThatHasFinishedSending) {
  TestServer server(echoing());
  RawClient client(server);
  client.send(post("/x", "last words"));
  client.finish_sending();
  EXPECT_THAT(client.read_to_end(), EndsWith("POST /x\nlast words"));
}

TEST(HttpServer, AnswersHeadWithoutBody) {
  TestServer server(echoing());
  RawClient client(server);
  client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\nGET /y HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(client.read_head(),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("Content-Length: 8")));
  EXPECT_THAT(client.read_answer(), AllOf(StartsWith("HTTP/1.1 200"), EndsWith("GET /y\n")));
}

TEST(HttpServer, ClosesWhenTheClientWantsIt) {
  TestServer server(echoing());
  RawClient client(server);
  client.send(post("/x", "b", "Connection: close\r\n"));
  EXPECT_THAT(client.read_to_end(), AllOf(HasSubstr("Connection: close"), EndsWith("/x\nb")));
  RawClient old(server);
  old.send("GET /x HTTP/1.0\r\n\r\n");
  EXPECT_THAT(old.read_to_end(), AllOf(HasSubstr("Connection: close"), EndsWith("GET /x\n")));
}

TEST(HttpServer, LetsAClientThatAsksFirstSendItsBody) {
  TestServer server(echoing());
  RawClient client(server);
  client.send("POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(client.read_head(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("body");
  EXPECT_THAT(client.read_answer(), EndsWith("POST /x\nbody"));
}

TEST(HttpServer, RefusesALargeBodyBeforeTheClientSendsIt) {
  TestServer server(echoing());
  RawClient client(server);
  client.send(
      "POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
      "Content-Length: 99999999\r\n\r\n");
  EXPECT_THAT(client.read_answer(), is_problem(413, "http.body_too_large"));
}

TEST(HttpServer, RefusesALargeBodySoThatTheClientCanReadWhy) {
  HttpServerOptions options = echoing();
  options.max_body = 1000;
  TestServer server(std::move(options));
  RawClient client(server);
  client.send(post("/x", std::string(300'000, 'x')));
  EXPECT_THAT(client.read_answer(), AllOf(is_problem(413, "http.body_too_large"),
                                          HasSubstr("over the limit of 1000 bytes")));
}

TEST(HttpServer, RefusesLargeHeaders) {
  TestServer server(echoing());
  RawClient client(server);
  client.send("GET /x HTTP/1.1\r\nHost: a\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n");
  EXPECT_THAT(client.read_answer(),
              AllOf(is_problem(431, "http.headers_too_large"), HasSubstr("16384 bytes")));
}

TEST(HttpServer, RefusesGarbageAndNulBytes) {
  TestServer server(echoing());
  for (const std::string& garbage : {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc"s, std::string(64, '\0'),
                                     "hello\r\n\r\n"s, "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"s}) {
    RawClient client(server);
    client.send(garbage);
    EXPECT_THAT(client.read_answer(), is_problem(400, "http.malformed")) << garbage;
    client.finish_sending();
    EXPECT_TRUE(client.is_closed());
  }
}

TEST(HttpServer, AnswersWhatCameBeforeGarbage) {
  TestServer server(echoing());
  RawClient client(server);
  client.send(post("/x", "fine") + "garbage\r\n\r\n");
  EXPECT_THAT(client.read_answer(), EndsWith("POST /x\nfine"));
  EXPECT_THAT(client.read_answer(), is_problem(400, "http.malformed"));
}

TEST(HttpServer, GivesUpOnARequestThatDoesNotArrive) {
  HttpServerOptions options = echoing();
  options.read_timeout = 60ms;
  TestServer server(std::move(options));
  for (const char* start : {"G", "GET /x HTTP/1.1\r\nHost: a\r\n",
                            "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n1234"}) {
    RawClient client(server);
    client.send(start);
    EXPECT_THAT(client.read_answer(), is_problem(408, "http.read_timeout")) << start;
  }
}

TEST(HttpServer, IsNotKeptByAByteNowAndThen) {
  HttpServerOptions options = echoing();
  options.read_timeout = 100ms;
  TestServer server(std::move(options));
  RawClient client(server);
  client.send("GET /x HTTP/1.1\r\nHost: a\r\nX: ");
  const auto start = std::chrono::steady_clock::now();
  while (!client.is_readable_within(10ms)) {
    client.send("y");
    ASSERT_LT(std::chrono::steady_clock::now() - start, patience);
  }
  EXPECT_THAT(client.read_answer(), is_problem(408, "http.read_timeout"));
}

TEST(HttpServer, ClosesAnIdleConnectionWithoutAWord) {
  HttpServerOptions options = echoing();
  options.idle_timeout = 60ms;
  TestServer server(std::move(options));
  RawClient silent(server);
  RawClient client(server);
  client.send(post("/x", ""));
  client.read_answer();
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(silent.is_closed());
}

TEST(HttpServer, GivesUpOnAClientThatDoesNotTakeItsAnswer) {
  HttpServerOptions options = echoing();
  options.write_timeout = 60ms;
  options.drain_timeout = 20s;
  options.handler = [](const Request&) { return Response{.body = std::string(64 << 20, 'x')}; };
  TestServer server(std::move(options));
  RawClient client(server);
  client.send(post("/x", ""));
  ASSERT_TRUE(client.is_readable_within(patience));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(server.stop());
  EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
  EXPECT_LT(client.read_to_end().size(), 64u << 20);
}

TEST(HttpServer, SendsALargeAnswerWhole) {
  HttpServerOptions options = echoing();
  options.handler = [](const Request&) { return Response{.body = std::string(8 << 20, 'x')}; };
  TestServer server(std::move(options));
  RawClient client(server);
  client.send(post("/x", "") + post("/x", "", "Connection: close\r\n"));
  EXPECT_GT(client.read_to_end().size(), 16u << 20);
}

TEST(HttpServer, OutlivesAHandlerThatThrows) {
  Gate gate;
  HttpServerOptions options = with_gate(gate);
  std::mutex mutex;
  std::vector<std::string> problems;
  options.on_problem = [&](const Problem& problem) {
    const std::lock_guard lock(mutex);
    problems.push_back(problem.message);
  };
  TestServer server(std::move(options));
  RawClient client(server);
  client.send(post("/throw", "") + post("/x", "on"));
  EXPECT_THAT(client.read_answer(),
              AllOf(StartsWith("HTTP/1.1 500 "), Not(HasSubstr("purpose")),
                    HasSubstr("\"type\":\"urn:writ:problem:http.handler_failed\"")));
  EXPECT_THAT(client.read_answer(), EndsWith("POST /x\non"));
  server.stop();
  EXPECT_THAT(problems, testing::ElementsAre("POST /throw: thrown on purpose"));
}

TEST(HttpServer, DoesNotSendAHeaderThatWouldEndTheHead) {
  HttpServerOptions options = echoing();
  options.handler = [](const Request& request) {
    Response response{.body = "b"};
    if (request.target == "/value") response.headers = {{"X", "a\r\nSet-Cookie: b"}};
    if (request.target == "/name") response.headers = {{"X: a\r\nY", "b"}};
    if (request.target == "/type") response.content_type = "a\r\n\r\nb";
    if (request.target == "/status") response.status = 100;
    return response;
  };
  TestServer server(std::move(options));
  RawClient client(server);
  for (const char* target : {"/value", "/name", "/type", "/status"}) {
    client.send(post(target, ""));
    EXPECT_THAT(client.read_answer(), AllOf(StartsWith("HTTP/1.1 500 "), Not(HasSubstr("Cookie"))));
  }
}

TEST(HttpServer, TurnsAwayMoreConnectionsThanItMayHave) {
  HttpServerOptions options = echoing();
  options.max_connections = 2;
  TestServer server(std::move(options));
  RawClient first(server);
  RawClient second(server);
  first.send(post("/1", ""));
  second.send(post("/2", ""));
  EXPECT_THAT(first.read_answer(), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(second.read_answer(), StartsWith("HTTP/1.1 200"));
  {
    RawClient third(server);
    EXPECT_THAT(third.read_answer(), is_problem(503, "http.too_many_connections"));
  }
  first.finish_sending();
  EXPECT_TRUE(first.is_closed());
  std::string answer;
  do {  // the server learns in its own time that the two have gone
    RawClient fourth(server);
    fourth.send(post("/4", ""));
    answer = fourth.read_answer();
  } while (answer.starts_with("HTTP/1.1 503"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
}

TEST(HttpServer, AnswersLightRequestsWhileHeavyOnesRun) {
  Gate gate;
  TestServer server(with_gate(gate));
  RawClient heavy(server);
  heavy.send(post("/slow", "h"));
  gate.wait_until_somebody_came();
  RawClient light(server);
  for (int i = 0; i < 20; ++i) {
    light.send(post("/light", "l"));
    EXPECT_THAT(light.read_answer(), EndsWith("POST /light\nl"));
  }
  gate.open();
  EXPECT_THAT(heavy.read_answer(), EndsWith("POST /slow\nh"));
}

void ask_many_times(const TestServer& server, int client_number, std::atomic<int>& right) {
  auto client = HttpClient::connect_tcp("127.0.0.1", server.port());
  for (int i = 0; client && i < 100; ++i) {
    const std::string target = i % 10 == 9 ? "/heavy" : "/light";
    const std::string body = std::to_string(client_number) + "." + std::to_string(i);
    const auto answer = client->request("POST", target, "text/plain", body);
    if (answer && answer->body == "POST " + target + "\n" + body) ++right;
  }
}

TEST(HttpServer, AnswersManyClientsAtOnceOnSeveralThreads) {
  HttpServerOptions options = echoing();
  options.threads = 3;
  options.is_heavy = [](const Request& request) { return request.target == "/heavy"; };
  TestServer server(std::move(options));
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> clients;
    for (int i = 0; i < 64; ++i) clients.emplace_back([&, i] { ask_many_times(server, i, right); });
  }
  EXPECT_EQ(right, 6400);
  EXPECT_TRUE(server.stop());
}

TEST(HttpServerStop, FinishesARequestThatIsBeingHandled) {
  Gate gate;
  TestServer server(with_gate(gate));
  RawClient client(server);
  client.send(post("/slow", "w"));
  gate.wait_until_somebody_came();
  server.begin_stop();
  gate.open();
  EXPECT_THAT(client.read_to_end(), AllOf(StartsWith("HTTP/1.1 200"),
                                          HasSubstr("Connection: close"), EndsWith("/slow\nw")));
  EXPECT_TRUE(server.stop());
}

TEST(HttpServerStop, FinishesARequestThatHasBegunToArrive) {
  Gate gate;
  TestServer server(with_gate(gate));
  RawClient idle(server);
  RawClient client(server);
  const std::string text = post("/x", "in two parts");
  client.send(text.substr(0, 30));
  RawClient probe(server);  // its answer shows that the part before it has been accepted
  probe.send(post("/probe", ""));
  probe.read_answer();
  server.begin_stop();
  EXPECT_TRUE(idle.is_closed());
  EXPECT_TRUE(probe.is_closed());
  client.send(text.substr(30));
  EXPECT_THAT(client.read_to_end(),
              AllOf(HasSubstr("Connection: close"), EndsWith("/x\nin two parts")));
  EXPECT_TRUE(server.stop());
}

TEST(HttpServerStop, AnswersWhatWaitsInTheBacklog) {
  Gate gate;
  HttpServerOptions options = with_gate(gate);
  options.is_heavy = {};  // so that the only thread is held in the handler
  TestServer server(std::move(options));
  RawClient holder(server);
  holder.send(post("/slow", ""));
  gate.wait_until_somebody_came();
  RawClient waiting(server);  // connected by the system, not yet accepted
  waiting.send(post("/x", "early"));
  server.begin_stop();
  gate.open();
  EXPECT_THAT(waiting.read_to_end(), EndsWith("POST /x\nearly"));
  EXPECT_TRUE(server.stop());
}

TEST(HttpServerStop, CutsOffAfterTheDrainTimeout) {
  HttpServerOptions options = echoing();
  options.drain_timeout = 50ms;
  TestServer server(std::move(options));
  RawClient client(server);
  client.send("POST /x HTTP/1.1\r\nHost: a\r\n");
  RawClient probe(server);
  probe.send(post("/probe", ""));
  probe.read_answer();
  EXPECT_FALSE(server.stop());
  EXPECT_TRUE(client.is_closed());
}

TEST(HttpServerStop, DropsHeavyRequestsThatNoWorkerTookUp) {
  Gate gate;
  std::atomic<int> handled = 0;
  HttpServerOptions options = with_gate(gate);
  options.workers = 1;
  options.drain_timeout = 50ms;
  options.handler = [&](const Request& request) {
    ++handled;
    gate.pass();
    return echo(request);
  };
  TestServer server(std::move(options));
  RawClient first(server);
  first.send(post("/slow", "1"));
  gate.wait_until_somebody_came();
  RawClient second(server);
  second.send(post("/slow", "2"));
  server.begin_stop();
  EXPECT_TRUE(first.is_closed());  // so the drain timeout has passed
  EXPECT_TRUE(second.is_closed());
  gate.open();
  EXPECT_FALSE(server.stop());
  EXPECT_EQ(handled, 1);
}

TEST(HttpServerStop, MayComeBeforeRunAndTwice) {
  auto server = HttpServer::listen(echoing());
  ASSERT_TRUE(server);
  server->stop();
  server->stop();
  EXPECT_TRUE(server->run());
}

TEST(HttpServerStop, RefusesNewConnections) {
  HttpServerOptions options = echoing();
  auto server = HttpServer::listen(options);
  ASSERT_TRUE(server);
  const std::uint16_t port = server->port();
  server->stop();
  server->run();
  EXPECT_FALSE(connect_tcp("127.0.0.1", port, patience));
}

TEST(HttpServer, NeedsSomewhereToListen) {
  const auto server = HttpServer::listen({.handler = echo});
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().code.name, "http.bad_address");
}

TEST(HttpServer, TellsHowARequestCameAndLimitsItAccordingly) {
  const TestDirectory directory;
  HttpServerOptions options = echoing();
  options.socket_path = directory / "s";
  options.max_body = 10;
  options.max_local_body = 20;
  options.handler = [](const Request& request) {
    return Response{.body = std::string(request.peer) + (request.local ? " local" : " not local")};
  };
  TestServer server(std::move(options));
  RawClient local(directory / "s");
  local.send(post("/x", std::string(20, 'x')) + post("/x", std::string(21, 'x')));
  EXPECT_THAT(local.read_answer(), EndsWith("\nunix:" + std::to_string(geteuid()) + " local"));
  EXPECT_THAT(local.read_answer(), is_problem(413, "http.body_too_large"));
  RawClient remote(server);
  remote.send(post("/x", std::string(10, 'x')) + post("/x", std::string(11, 'x')));
  EXPECT_THAT(remote.read_answer(), AllOf(HasSubstr("\n127.0.0.1:"), EndsWith(" not local")));
  EXPECT_THAT(remote.read_answer(), is_problem(413, "http.body_too_large"));
}

TEST(HttpServer, RemovesItsSocketFile) {
  const TestDirectory directory;
  HttpServerOptions options{.socket_path = directory / "s", .handler = echo};
  TestServer server(options);
  EXPECT_TRUE(std::filesystem::exists(directory / "s"));
  const auto second = HttpServer::listen(options);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("stop that one first"));
  server.stop();
  EXPECT_FALSE(std::filesystem::exists(directory / "s"));
}

}  // namespace
}  // namespace writ::door
