#include "door/http_reader.h"

#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace writ::door {
namespace {

using State = RequestReader::State;
using std::literals::operator""s;

struct Outcome {
  std::vector<std::string> requests = {};  // as `METHOD TARGET|name=value|…|body`
  int refused = 0;                         // the status, 0 for none
  bool keep_alive = true;

  bool operator==(const Outcome&) const = default;
};

std::string text_of(const Request& request) {
  std::string text;
  text.append(request.method).append(" ").append(request.target);
  for (const Header& h : request.headers) {
    text.append("|").append(h.name).append("=").append(h.value);
  }
  return text.append("|").append(request.body);
}

// Everything that there is to read in the bytes, given in pieces of `step`.
Outcome read(std::string_view bytes, std::size_t step = std::string::npos,
             RequestReader::Limits limits = {}) {
  RequestReader reader(limits);
  Outcome outcome;
  for (;;) {
    const State state = reader.parse();
    if (state == State::refused) {
      outcome.refused = reader.refusal().status;
      return outcome;
    }
    if (state == State::complete) {
      outcome.requests.push_back(text_of(reader.request()));
      outcome.keep_alive = reader.keep_alive();
      reader.next();
      continue;
    }
    if (bytes.empty()) return outcome;
    const std::span<char> space = reader.space();
    const std::size_t size = std::min({step, space.size(), bytes.size()});
    std::memcpy(space.data(), bytes.data(), size);
    bytes.remove_prefix(size);
    reader.filled(size);
  }
}

Outcome requests(std::vector<std::string> texts) { return {.requests = std::move(texts)}; }
Outcome refused(int status) { return {.refused = status}; }

TEST(RequestReader, ReadsMethodTargetHeadersAndBody) {
  EXPECT_EQ(
      read("POST /a?b=%20c HTTP/1.1\r\nHost: h\r\nX-Y:  z \t\r\nContent-Length: 3\r\n\r\nabc"),
      requests({"POST /a?b=%20c|Host=h|X-Y=z|Content-Length=3|abc"}));
}

TEST(RequestReader, FindsHeadersInAnyCase) {
  const Header headers[] = {{"cOnTent-TYPE", "a"}, {"X", "b"}};
  const Request request{.headers = headers};
  EXPECT_EQ(request.header("Content-Type"), "a");
  EXPECT_EQ(request.header("x"), "b");
  EXPECT_EQ(request.header("Content-Typ"), std::nullopt);
}

TEST(RequestReader, JoinsChunksAndForgetsTrailers) {
  EXPECT_EQ(read("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nAuthorization: t\r\n\r\n"),
            requests({"POST /|Host=h|Transfer-Encoding=chunked|abcde"}));
}

TEST(RequestReader, ReadsPipelinedRequestsInOrder) {
  EXPECT_EQ(read("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n"
                 "POST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx"
                 "GET /3 HTTP/1.1\r\nHost: h\r\n\r\n"),
            requests({"GET /1|Host=h|", "POST /2|Host=h|Content-Length=1|x", "GET /3|Host=h|"}));
}

TEST(RequestReader, KeepsAnyByteOfABody) {
  EXPECT_EQ(read("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\na\0\r\xff"s),
            requests({"POST /|Host=h|Content-Length=4|a\0\r\xff"s}));
}

TEST(RequestReader, KeepsAliveAsTheVersionAndConnectionSay) {
  EXPECT_TRUE(read("GET / HTTP/1.1\r\nHost: h\r\n\r\n").keep_alive);
  EXPECT_FALSE(read("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").keep_alive);
  EXPECT_FALSE(read("GET / HTTP/1.0\r\n\r\n").keep_alive);
  EXPECT_TRUE(read("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
}

TEST(RequestReader, RefusesWhatIsNoRequest) {
  for (const std::string& text : {
           "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s,  // the start of TLS
           "\0\0\0\0\0\0\0\0"s, "GET\0 / HTTP/1.1\r\nHost: h\r\n\r\n"s,
           "GET /\0 HTTP/1.1\r\nHost: h\r\n\r\n"s, "GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n"s,
           "GET / HTTP/1.1\nHost: h\n\n"s,  // bare line feeds
           "GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n"s, "GET  / HTTP/1.1\r\nHost: h\r\n\r\n"s,
           "GET /\xc3\xa9 HTTP/1.1\r\nHost: h\r\n\r\n"s, "GET / HTTP/2.0\r\nHost: h\r\n\r\n"s,
           "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"s,
           "GET / HTTP/1.1\r\nHost : h\r\n\r\n"s,  // space before the colon
           "GET / HTTP/1.1\r\nNo colon\r\n\r\n"s,
           "GET / HTTP/1.1\r\n\r\n"s,  // no Host
       }) {
    EXPECT_EQ(read(text), refused(400)) << text;
  }
}

TEST(RequestReader, RefusesWhatTwoReadersCouldFrameDifferently) {
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\n";
  for (const std::string& headers : {
           "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"s,
           "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"s,
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"s,
           "Content-Length: 3\r\nContent-Length: 4\r\n"s,
           "Content-Length: 3, 4\r\n"s,
           "Content-Length: -1\r\n"s,
           "Content-Length: +3\r\n"s,
           "Content-Length: 0x3\r\n"s,
           "Content-Length: 99999999999999999999\r\n"s,
           "Content-Length:\r\n"s,
       }) {
    EXPECT_EQ(read(start + headers + "\r\n0\r\n\r\n"), refused(400)) << headers;
  }
  EXPECT_EQ(read("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), refused(400));
  for (const char* coding :
       {"gzip", "gzip, chunked", "chunked, gzip", "identity", "xchunked", ""}) {
    EXPECT_EQ(read(start + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n"), refused(501))
        << coding;
  }
}

TEST(RequestReader, RefusesBadChunks) {
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const char* chunks : {"x\r\n", "-1\r\n", "3\r\nabcd\r\n0\r\n\r\n", "3\r\nabc0\r\n\r\n",
                             "\r\n", "11111111111111111\r\n", "3 \x01\r\nabc\r\n"}) {
    EXPECT_EQ(read(start + chunks), refused(400)) << chunks;
  }
}

TEST(RequestReader, RefusesASecondHeaderWhereTheFirstMayHaveBeenChecked) {
  for (const std::string name : {"Host", "authorization", "Content-Type", "ORIGIN"}) {
    const std::string twice = name + ": a\r\n" + name + ": a\r\n";
    const std::string host = name == "Host" ? "" : "Host: h\r\n";
    EXPECT_EQ(read("GET / HTTP/1.1\r\n" + host + twice + "\r\n"), refused(400)) << name;
  }
  EXPECT_EQ(read("GET / HTTP/1.1\r\nHost: h\r\nAccept: a\r\nAccept: b\r\n\r\n"),
            requests({"GET /|Host=h|Accept=a|Accept=b|"}));
}

TEST(RequestReader, RefusesHeadersOverTheLimitHoweverTheyCome) {
  const RequestReader::Limits limits{.header = 8192, .body = 10};
  const std::string one_line = "GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(8192, 'a');
  std::string lines = "GET / HTTP/1.1\r\nHost: h\r\n";
  while (lines.size() < 8192) lines += "X: y\r\n";
  const std::string target = "GET /" + std::string(8192, 'a');
  for (std::size_t step : {std::size_t{1}, std::size_t{7}, std::string::npos}) {
    EXPECT_EQ(read(one_line, step, limits), refused(431));
    EXPECT_EQ(read(lines, step, limits), refused(431));
    EXPECT_EQ(read(lines + "\r\n", step, limits), refused(431));
    EXPECT_EQ(read(target, step, limits), refused(431));
  }
}

TEST(RequestReader, TakesHeadersOfExactlyTheLimit) {
  std::string text = "GET / HTTP/1.1\r\nHost: h\r\nX: ";
  text += std::string(8192 - text.size() - 4, 'a') + "\r\n\r\n";
  const RequestReader::Limits exact{.header = 8192, .body = 10};
  EXPECT_EQ(read(text, 1, exact).requests.size(), 1u);
  EXPECT_EQ(read(text, std::string::npos, exact).requests.size(), 1u);
  EXPECT_EQ(read(text, 1, {.header = 8191, .body = 10}), refused(431));
  EXPECT_EQ(read(text, std::string::npos, {.header = 8191, .body = 10}), refused(431));
}

TEST(RequestReader, RefusesABodyOverTheLimitBeforeItComes) {
  const RequestReader::Limits limits{.header = 8192, .body = 10};
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\n";
  EXPECT_EQ(read(start + "Content-Length: 11\r\n\r\n", 1, limits), refused(413));
  EXPECT_EQ(read(start + "Content-Length: 10\r\n\r\n0123456789", 1, limits).requests.size(), 1u);
  const std::string chunked = start + "Transfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(read(chunked + "b\r\n", 1, limits), refused(413));
  EXPECT_EQ(read(chunked + "6\r\nabcdef\r\n5\r\n", 1, limits), refused(413));
  EXPECT_EQ(read(chunked + "6\r\nabcdef\r\n4\r\nghij\r\n0\r\n\r\n", 1, limits).requests.size(), 1u);
}

TEST(RequestReader, RefusesChunkHeadersAndTrailersWithoutEnd) {
  const std::string start = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(read(start + "3;" + std::string(100'000, 'x')), refused(400));
  EXPECT_EQ(read(start + "0\r\nX: " + std::string(100'000, 'x')), refused(400));
}

TEST(RequestReader, SaysOnceThatTheClientWaits) {
  RequestReader reader({});
  const std::string_view head =
      "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n";
  std::memcpy(reader.space().data(), head.data(), head.size());
  reader.filled(head.size());
  EXPECT_EQ(reader.parse(), State::expects_continue);
  EXPECT_EQ(reader.parse(), State::need_more);
  std::memcpy(reader.space().data(), "ab", 2);
  reader.filled(2);
  EXPECT_EQ(reader.parse(), State::complete);
  EXPECT_EQ(reader.request().body, "ab");
}

TEST(RequestReader, RefusesOtherExpectations) {
  EXPECT_EQ(read("POST / HTTP/1.1\r\nHost: h\r\nExpect: more\r\nContent-Length: 2\r\n\r\nab"),
            refused(417));
}

std::string any_traffic() {
  const auto body = *rc::gen::string<std::string>();
  std::string text;
  const int count = *rc::gen::inRange(1, 4);
  for (int i = 0; i < count; ++i) {
    text += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n";
    if (*rc::gen::arbitrary<bool>() && !body.empty()) {
      char size[20];
      std::snprintf(size, sizeof size, "%zx", body.size());
      text += "Transfer-Encoding: chunked\r\n\r\n"s + size + "\r\n" + body + "\r\n0\r\n\r\n";
    } else {
      text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }
  }
  return text;
}

RC_GTEST_PROP(RequestReader, DoesNotDependOnHowTheBytesAreCut, ()) {
  const std::string text = any_traffic();
  const Outcome whole = read(text);
  RC_ASSERT(whole.refused == 0);
  RC_ASSERT(!whole.requests.empty());
  RC_ASSERT(read(text, 1) == whole);
  RC_ASSERT(read(text, *rc::gen::inRange<std::size_t>(2, 40)) == whole);
}

// When a fault is noticed may depend on the cut; what counts as a request must not.
RC_GTEST_PROP(RequestReader, FindsTheSameRequestsInDamagedTrafficHoweverItIsCut, ()) {
  std::string text = any_traffic();
  const int changes = *rc::gen::inRange(1, 4);
  for (int i = 0; i < changes; ++i) {
    text[*rc::gen::inRange<std::size_t>(0, text.size())] = *rc::gen::arbitrary<char>();
  }
  const Outcome whole = read(text);
  RC_ASSERT(read(text, 1).requests == whole.requests);
  RC_ASSERT(read(text, *rc::gen::inRange<std::size_t>(2, 40)).requests == whole.requests);
}

}  // namespace
}  // namespace writ::door
