#include "world/place.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world/test_site.h"

namespace writ::world {
namespace {

using testing::IsEmpty;

// A directory that goes with the test.
class PlaceTest : public testing::Test {
 protected:
  PlaceTest() {
    std::string pattern = testing::TempDir() + "placeXXXXXX";
    folder = ::mkdtemp(pattern.data());
  }
  ~PlaceTest() override { std::filesystem::remove_all(folder); }

  void write(const std::string& name, std::string_view bytes) const {
    std::ofstream(folder + '/' + name, std::ios::binary) << bytes;
  }
  static Result<Reading> read(const std::string& location, const std::string& tag = "") {
    return read_place({.location = location}, tag, [] { return false; });
  }
  static std::string code_of(const Result<Reading>& result) {
    return result ? "" : std::string(result.error().code.name);
  }

  std::string folder;
};

TEST_F(PlaceTest, a_directory_gives_its_json_files_by_name) {
  write("b.json", "two");
  write("a.json", "one");
  write("c.json.part", "no");
  std::filesystem::create_directory(folder + "/d.json");
  const Reading reading = *read(folder);
  ASSERT_EQ(reading.files.size(), 2u);
  EXPECT_EQ(reading.files[0].bytes, "one");
  EXPECT_EQ(reading.files[1].where, folder + "/b.json");
  EXPECT_FALSE(reading.is_unchanged);
}

TEST_F(PlaceTest, the_same_bytes_are_unchanged) {
  write("a.json", "one");
  const std::string tag = read(folder)->tag;
  write("a.json", "one");
  const Reading same = *read(folder, tag);
  EXPECT_TRUE(same.is_unchanged);
  EXPECT_THAT(same.files, IsEmpty());
  write("a.json", "eno");
  EXPECT_FALSE(read(folder, tag)->is_unchanged);
  write("a.json", "one");
  write("b.json", "");
  EXPECT_FALSE(read(folder, tag)->is_unchanged);
}

TEST_F(PlaceTest, a_file_is_read_whole) {
  const std::string bytes(200'000, 'x');
  write("bundle", bytes);
  EXPECT_EQ(read(folder + "/bundle")->files.at(0).bytes, bytes);
}

TEST_F(PlaceTest, what_is_not_there_or_no_file_is_a_problem) {
  EXPECT_EQ(code_of(read(folder + "/none")), "place.missing");
  EXPECT_EQ(::mkfifo((folder + "/pipe").c_str(), 0600), 0);
  EXPECT_EQ(code_of(read(folder + "/pipe")), "place.unreadable");  // and it does not wait
  EXPECT_EQ(code_of(read("/dev/zero")), "place.unreadable");
}

TEST_F(PlaceTest, a_pipe_and_a_name_that_is_no_text_are_passed_by_in_a_directory) {
  EXPECT_EQ(::mkfifo((folder + "/pipe.json").c_str(), 0600), 0);
  write("bad\xFF.json", "x");
  write("bad\n.json", "x");
  EXPECT_THAT(read(folder)->files, IsEmpty());
}

TEST_F(PlaceTest, too_many_files_are_a_problem) {
  for (int i = 0; i <= 1000; ++i) write(std::to_string(i) + ".json", "");
  EXPECT_EQ(code_of(read(folder)), "place.too_large");
}

TEST_F(PlaceTest, too_many_bytes_are_a_problem) {
  write("a.json", std::string(std::size_t{40} << 20, 'x'));
  write("b.json", std::string(std::size_t{40} << 20, 'x'));
  EXPECT_EQ(code_of(read(folder)), "place.too_large");
}

TEST_F(PlaceTest, a_site_gives_one_file_and_its_etag) {
  const test::TestSite site({{"/b", test::answer("200 OK", "ETag: \"a\"\r\n", "body")}});
  const Reading reading = *read(site.url + "/b");
  EXPECT_EQ(reading.files.at(0).bytes, "body");
  EXPECT_EQ(reading.tag, "\"a\"");
}

TEST_F(PlaceTest, a_site_that_hangs_is_given_up) {
  const test::TestSite site({{"/", std::string()}});
  EXPECT_EQ(code_of(read_place({.location = site.url + "/"}, "", [] { return true; })),
            "http.unreachable");
  EXPECT_EQ(code_of(read_place(
                {.location = site.url + "/", .timeout = std::chrono::milliseconds(100)}, "", {})),
            "http.unreachable");
}

TEST(Place, is_a_path_or_an_address_that_nobody_can_read_along) {
  for (const char* good : {"/b.json", "https://example.org/b", "http://127.0.0.1:8000/b"}) {
    EXPECT_TRUE(check_place(good, PlainHttp::loopback_only)) << good;
  }
  for (const char* bad : {"", "b.json", "./b", "http://example.org/b", "ftp://example.org/b",
                          "file:///b", "HTTPS://example.org/", "https://",
                          "https://u:p@example.org/", "/a\nb", "http://127.0.0.1.example.org/"}) {
    EXPECT_FALSE(check_place(bad, PlainHttp::loopback_only)) << bad;
  }
  EXPECT_TRUE(check_place("http://example.org/b", PlainHttp::anywhere));
  EXPECT_FALSE(check_place("ftp://example.org/b", PlainHttp::anywhere));
}

}  // namespace
}  // namespace writ::world
