#include "world/digests.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world/test_site.h"

namespace writ::world {
namespace {

namespace fs = std::filesystem;
using test::TestSite;

std::string shown(const Result<canon::Digest>& digest) {
  return digest ? digest->hex() : std::string(digest.error().code.name);
}

// A directory that goes with the test, with another one beside it that nobody permits.
class Digests : public testing::Test {
 protected:
  Digests() {
    std::string pattern = testing::TempDir() + "digestsXXXXXX";
    folder = ::mkdtemp(pattern.data());
    fs::create_directories(folder + "/open/deep");
    fs::create_directories(folder + "/closed");
    write("open/a", "a");
    write("open/deep/b", "b");
    write("closed/secret", "secret");
  }
  ~Digests() override { fs::remove_all(folder); }

  void write(const std::string& name, std::string_view bytes) const {
    std::ofstream(folder + '/' + name, std::ios::binary) << bytes;
  }
  void link(const std::string& to, const std::string& name) const {
    ASSERT_EQ(::symlink(to.c_str(), (folder + "/open/" + name).c_str()), 0);
  }
  FilePlace file(const std::string& below) const { return {folder + "/open", below}; }
  std::string of(const std::string& below, const FileLimits& limits = {}) const {
    return shown(file_digest(file(below), limits));
  }

  std::string folder;
};

TEST_F(Digests, of_a_file_is_that_of_its_bytes) {
  EXPECT_EQ(of("a"), canon::sha256_hex("a"));
  EXPECT_EQ(of("deep/b"), canon::sha256_hex("b"));
  const std::string large(3'000'001, 'x');
  write("open/large", large);
  EXPECT_EQ(of("large"), canon::sha256_hex(large));
  write("open/empty", "");
  EXPECT_EQ(of("empty"), canon::sha256_hex(""));
}

TEST_F(Digests, nothing_leads_out) {
  link("../closed/secret", "link");
  link("../closed", "way");
  link("a", "within");
  for (const char* below : {"link", "way/secret", "within", "../closed/secret", "deep/../../closed",
                            "./a", "deep//b", "", "/etc/passwd", "a/", ".."}) {
    EXPECT_EQ(of(below), "place.unreadable") << below;
  }
}

TEST_F(Digests, the_directory_itself_may_be_reached_by_a_link) {
  link("deep", "short");
  EXPECT_EQ(shown(file_digest({folder + "/open/short", "b"})), canon::sha256_hex("b"));
}

TEST_F(Digests, of_what_is_not_there_or_no_file) {
  EXPECT_EQ(of("none"), "place.missing");
  EXPECT_EQ(of("none/a"), "place.missing");
  EXPECT_EQ(shown(file_digest({folder + "/none", "a"})), "place.missing");
  EXPECT_EQ(of("deep"), "place.unreadable");
  EXPECT_EQ(of("a/b"), "place.unreadable");
  ASSERT_EQ(::mkfifo((folder + "/open/pipe").c_str(), 0600), 0);
  EXPECT_EQ(of("pipe"), "place.unreadable");
}

TEST_F(Digests, has_its_limits) {
  write("open/ten", "0123456789");
  EXPECT_EQ(of("ten", {.max_size = 10}), canon::sha256_hex("0123456789"));
  EXPECT_EQ(of("ten", {.max_size = 9}), "place.too_large");
  EXPECT_EQ(of("ten", {.is_stopped = [] { return true; }}), "place.unreadable");
}

TEST_F(Digests, of_many_are_in_their_order) {
  const TestSite site({{"/x", test::ok("x")}});
  std::vector<DigestPlace> places;
  std::vector<std::string> expected;
  for (int i = 0; i < 100; ++i) {
    write("open/" + std::to_string(i), std::to_string(i));
    places.emplace_back(file(std::to_string(i)));
    expected.push_back(canon::sha256_hex(std::to_string(i)));
  }
  places.emplace_back(file("none"));
  expected.emplace_back("place.missing");
  places.emplace_back(SitePlace{site.url + "/x", Addresses::any});
  expected.push_back(canon::sha256_hex("x"));
  places.emplace_back(SitePlace{site.url + "/none", Addresses::any});
  expected.emplace_back("http.not_found");
  places.emplace_back(SitePlace{site.url + "/x"});
  expected.emplace_back("http.unreachable");
  for (const std::size_t at_once : {1, 3, 1000}) {
    const auto digests = digests_of(places, {.at_once = at_once});
    ASSERT_EQ(digests.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(shown(digests[i]), expected[i]);
  }
  EXPECT_TRUE(digests_of({}).empty());
}

TEST_F(Digests, end_when_the_time_is_over) {
  const std::vector<DigestPlace> places = {file("a"), file("deep/b")};
  using std::chrono::milliseconds;
  for (const auto& digest : digests_of(places, {.for_all = milliseconds(0)})) {
    EXPECT_EQ(shown(digest), "digests.out_of_time");
  }
  for (const auto& digest : digests_of(places, {.is_stopped = [] { return true; }})) {
    EXPECT_EQ(shown(digest), "digests.out_of_time");
  }
}

TEST_F(Digests, of_sites_that_hang_are_given_up_together) {
  const TestSite site({{"/hang", std::string()}});
  const std::vector<DigestPlace> places(16, SitePlace{site.url + "/hang", Addresses::any});
  const auto start = std::chrono::steady_clock::now();
  const auto digests = digests_of(places, {.for_one_site = std::chrono::milliseconds(60'000),
                                           .for_all = std::chrono::milliseconds(300)});
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  for (const auto& digest : digests) EXPECT_FALSE(digest);
}

}  // namespace
}  // namespace writ::world
