#include "world/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "world/test_site.h"

namespace writ::world {
namespace {

using test::answer;
using test::ok;
using test::TestSite;
using testing::HasSubstr;

// gzip of 100,000 times `a`.
constexpr char packed_bytes[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0\xac"
    "\xeb\x5f\xc2\x1a\x1e\x40\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\xaf\x06\x87\xfa\xe2\x1b\xa0\x86\x01\x00";
const std::string packed(packed_bytes, sizeof packed_bytes - 1);

std::string code_of(const Result<std::string>& result) {
  return result ? "" : std::string(result.error().code.name);
}

TEST(HttpGet, gives_the_body) {
  const std::string body("any\0bytes\xFF", 10);
  const TestSite site({{"/a/b", ok(body)}, {"/empty", ok("")}});
  EXPECT_EQ(*http_get(site.url + "/a/b"), body);
  EXPECT_EQ(*http_get(site.url + "/empty"), "");
}

TEST(HttpGet, connects_to_everybodys_addresses_alone_where_it_is_told_to) {
  const TestSite site({{"/", ok("body")}});
  const std::string port = site.url.substr(site.url.rfind(':'));
  for (const char* host : {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433"}) {
    EXPECT_EQ(code_of(http_get(fmt::format("http://{}{}/", host, port),
                               {.addresses = Addresses::everybodys})),
              "http.unreachable")
        << host;
  }
  ::setenv("http_proxy", site.url.c_str(), 1);
  ::unsetenv("no_proxy");
  EXPECT_EQ(code_of(http_get("http://10.0.0.1/", {.addresses = Addresses::everybodys})),
            "http.unreachable");
  ::unsetenv("http_proxy");
  ::setenv("no_proxy", "*", 1);
  EXPECT_EQ(site.connections(), 0);
  EXPECT_EQ(*http_get(site.url + "/"), "body");
}

TEST(HttpGet, unpacks_gzip_and_asks_for_nothing_else) {
  const TestSite site({{"/", answer("200 OK", "Content-Encoding: gzip\r\n", packed)},
                       {"/other", answer("200 OK", "Content-Encoding: br\r\n", packed)}});
  HttpClient client;
  EXPECT_EQ(*client.get(site.url + "/"), std::string(100'000, 'a'));
  EXPECT_THAT(site.last_request(), HasSubstr("Accept-Encoding: gzip\r\n"));
  EXPECT_EQ(code_of(client.get(site.url + "/other")), "http.unreachable");
}

TEST(HttpGet, limits_what_is_read) {
  const TestSite site(
      {{"/large", ok(std::string(1001, 'x'))}, {"/exact", ok(std::string(1000, 'x'))}});
  EXPECT_EQ(code_of(http_get(site.url + "/large", {.max_size = 1000})), "http.too_large");
  EXPECT_EQ(code_of(http_get(site.url + "/exact", {.max_size = 1000})), "");
}

TEST(HttpGet, limits_what_is_unpacked) {
  const TestSite site({{"/", answer("200 OK", "Content-Encoding: gzip\r\n", packed)}});
  EXPECT_EQ(code_of(http_get(site.url + "/", {.max_size = 99'999})), "http.too_large");
  EXPECT_EQ(code_of(http_get(site.url + "/", {.max_size = 100'000})), "");
}

TEST(HttpGet, tells_statuses_apart) {
  const TestSite site(
      {{"/gone", answer("410 Gone", "", "")},
       {"/forbidden", answer("403 Forbidden", "", "secret")},
       {"/created", answer("201 Created", "", "body")},
       {"/partial", answer("206 Partial Content", "", "bo")},
       {"/busy", answer("429 Too Many Requests", "", "")},
       {"/broken", answer("500 Internal Server Error", "", "")},
       {"/cut", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nhalf"}});
  const auto status_of = [&](std::string_view path) {
    return code_of(
        http_get(site.url + std::string(path), {.timeout = std::chrono::milliseconds(500)}));
  };
  EXPECT_EQ(status_of("/missing"), "http.not_found");
  EXPECT_EQ(status_of("/gone"), "http.not_found");
  EXPECT_EQ(status_of("/forbidden"), "http.refused");
  EXPECT_EQ(status_of("/created"), "http.refused");
  EXPECT_EQ(status_of("/partial"), "http.refused");
  EXPECT_EQ(status_of("/busy"), "http.unreachable");
  EXPECT_EQ(status_of("/broken"), "http.unreachable");
  EXPECT_EQ(status_of("/cut"), "http.unreachable") << "half a body is none";
}

TEST(HttpGet, follows_no_redirect) {
  const TestSite other({{"/", ok("elsewhere")}});
  const TestSite site({{"/", answer("302 Found", "Location: " + other.url + "/\r\n", "")},
                       {"/file", answer("301 Moved", "Location: file:///etc/hostname\r\n", "")}});
  EXPECT_EQ(code_of(http_get(site.url + "/")), "http.redirected");
  EXPECT_EQ(code_of(http_get(site.url + "/file")), "http.redirected");
  EXPECT_EQ(other.connections(), 0);
}

TEST(HttpGet, does_not_wait_for_ever) {
  const TestSite site({{"/", std::string()}});
  EXPECT_EQ(code_of(http_get(site.url + "/", {.timeout = std::chrono::milliseconds(100)})),
            "http.unreachable");
}

TEST(HttpGet, can_be_given_up) {
  const TestSite site({{"/", std::string()}});
  EXPECT_EQ(code_of(http_get(site.url + "/", {.is_stopped = [] { return true; }})),
            "http.unreachable");
}

TEST(HttpGet, says_that_nobody_is_there) {
  std::string url;
  {
    const TestSite site(std::map<std::string, std::string>{});
    url = site.url;
  }
  EXPECT_EQ(code_of(http_get(url)), "http.unreachable");
}

TEST(HttpGet, refuses_addresses_that_are_not_of_the_web) {
  for (const std::string& url :
       {std::string(), std::string("log"), std::string("/etc/hostname"),
        std::string("file:///etc/hostname"), std::string("ftp://example.org/"),
        std::string("gopher://example.org/"), std::string("http://"), std::string("http:///path"),
        std::string("http://user@example.org/"), std::string("https://user:word@example.org/"),
        std::string("http://example.org:99999/"), std::string("http://exa mple.org/"),
        std::string("http://example.org/\0x", 21)}) {
    EXPECT_EQ(code_of(http_get(url)), "http.bad_url") << url;
  }
}

TEST(HttpGet, repeats_no_password) {
  const auto refused = http_get("https://user:hush@example.org/");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, Not(HasSubstr("hush")));
}

std::string with_etag(std::string_view status, std::string_view etag, std::string_view body) {
  return answer(status, "ETag: " + std::string(etag) + "\r\n", body);
}

TEST(HttpFetch, names_what_it_has_and_is_spared_the_body) {
  const TestSite site({{"/new", with_etag("200 OK", "\"a\"", "body")},
                       {"/same", with_etag("304 Not Modified", "\"a\"", "")},
                       {"/untold", "HTTP/1.1 304 Not Modified\r\n\r\n"}});
  HttpClient client;
  const Fetched fresh = *client.fetch(site.url + "/new", "");
  EXPECT_EQ(fresh.body, "body");
  EXPECT_EQ(fresh.etag, "\"a\"");
  EXPECT_FALSE(fresh.is_unchanged);
  EXPECT_THAT(site.last_request(), Not(HasSubstr("If-None-Match")));
  for (const char* path : {"/same", "/untold"}) {
    const Fetched same = *client.fetch(site.url + path, "\"a\"");
    EXPECT_TRUE(same.is_unchanged);
    EXPECT_EQ(same.etag, "\"a\"");
    EXPECT_THAT(site.last_request(), HasSubstr("If-None-Match: \"a\"\r\n"));
  }
  EXPECT_EQ(client.fetch(site.url + "/new", "\"b\"")->body, "body");
  EXPECT_EQ(*client.get(site.url + "/new"), "body");
  EXPECT_THAT(site.last_request(), Not(HasSubstr("If-None-Match")));
}

TEST(HttpFetch, believes_no_unchanged_that_it_did_not_ask_about) {
  const TestSite site({{"/", with_etag("304 Not Modified", "\"a\"", "")}});
  HttpClient client;
  EXPECT_FALSE(client.fetch(site.url + "/", ""));
  EXPECT_FALSE(client.fetch(site.url + "/", "\"b\""));
  EXPECT_TRUE(client.fetch(site.url + "/", "\"a\""));
}

TEST(HttpFetch, takes_no_etag_that_is_none) {
  for (const std::string& etag : {std::string("bare"), std::string("\""), std::string("\"a b\""),
                                  std::string("\"a\"b\""), '"' + std::string(2000, 'x') + '"'}) {
    const TestSite site({{"/", with_etag("200 OK", etag, "body")}});
    EXPECT_EQ(HttpClient().fetch(site.url + "/", "")->etag, "") << etag;
  }
  const TestSite site({{"/", with_etag("200 OK", "W/\"weak\"", "body")}});
  EXPECT_EQ(HttpClient().fetch(site.url + "/", "")->etag, "W/\"weak\"");
}

TEST(HttpUrl, tells_this_machine_from_others) {
  for (const char* url : {"http://localhost/x", "http://127.0.0.1:80/", "http://[::1]:8421/"}) {
    EXPECT_TRUE(is_loopback(url)) << url;
  }
  for (const char* url :
       {"http://example.org/", "http://127.0.0.1.example.org/", "http://localhost.example.org/",
        "http://localhost@example.org/", "http://127.0.0.1:80@example.org/", "http://[::2]/"}) {
    EXPECT_FALSE(is_loopback(url)) << url;
  }
}

TEST(HttpClient, keeps_its_connection) {
  const TestSite site({{"/1", ok("one")}, {"/2", ok("two")}});
  HttpClient client;
  EXPECT_EQ(*client.get(site.url + "/1"), "one");
  EXPECT_EQ(code_of(client.get(site.url + "/3")), "http.not_found");
  EXPECT_EQ(*client.get(site.url + "/2"), "two");
  EXPECT_EQ(site.connections(), 1);
}

}  // namespace
}  // namespace writ::world
