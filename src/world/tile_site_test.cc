#include "world/tile_site.h"

#include <gtest/gtest.h>

#include "tlog/audit.h"
#include "tlog/test_log.h"
#include "world/test_site.h"

namespace writ::world {
namespace {

using test::ok;
using test::TestSite;

std::string code_of(const Result<std::string>& result) {
  return result ? "" : std::string(result.error().code.name);
}

TEST(TileSite, serves_a_log_that_verifies) {
  tlog::test::TestLog log;
  log.add_many(700);
  log.publish();
  std::map<std::string, std::string> answers;
  for (const auto& [path, bytes] : log.files) answers["/some/log/" + path] = ok(bytes);
  const TestSite site(answers);
  for (const char* base : {"/some/log", "/some/log/"}) {
    Result<TileSite> source = TileSite::at(site.url + base);
    ASSERT_TRUE(source);
    const auto keys = log.keys();
    const tlog::AuditReport report = tlog::audit_log(*source, {.trusted = keys});
    EXPECT_TRUE(report.verified());
    EXPECT_EQ(report.entries, 700);
  }
  EXPECT_EQ(site.connections(), 2) << "one for each source";
}

TEST(TileSite, says_what_is_not_there_as_every_source_does) {
  const TestSite site({{"/tile/0/000", test::answer("503 Busy", "", "")}});
  Result<TileSite> source = TileSite::at(site.url);
  ASSERT_TRUE(source);
  EXPECT_EQ(code_of(source->fetch("checkpoint")), "tlog.not_found");
  EXPECT_EQ(code_of(source->fetch("tile/0/000")), "http.unreachable");
}

TEST(TileSite, asks_for_nothing_but_files_of_a_log) {
  const TestSite site({{"/secret", ok("secret")}});
  Result<TileSite> source = TileSite::at(site.url);
  ASSERT_TRUE(source);
  for (const char* path : {"secret", "", "../secret", "tile/../secret", "checkpoint?x"}) {
    EXPECT_EQ(code_of(source->fetch(path)), "tlog.not_found") << path;
  }
  EXPECT_EQ(site.connections(), 0);
}

TEST(TileSite, is_at_an_address_that_paths_can_follow) {
  for (const char* base : {"", "example.org", "file:///tmp", "http://example.org/?x=",
                           "http://example.org/#x", "http://u:p@example.org/"}) {
    const auto source = TileSite::at(base);
    ASSERT_FALSE(source) << base;
    EXPECT_EQ(source.error().code.name, fault::bad_url.name);
  }
}

}  // namespace
}  // namespace writ::world
