#include "world/git_digest.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace writ::world {
namespace {

namespace fs = std::filesystem;

// A directory that is permitted, with a repository in it, and another one that is not.
class GitDigest : public testing::Test {
 protected:
  GitDigest() {
    std::string pattern = testing::TempDir() + "gitXXXXXX";
    folder = ::mkdtemp(pattern.data());
    make("open/repo");
    make("closed/repo");
    commit("open/repo", "a", "one");
    commit("closed/repo", "a", "secret");
  }
  ~GitDigest() override { fs::remove_all(folder); }

  void run(const std::string& command) const {
    const std::string whole = fmt::format("cd '{}' && ({}) > log 2>&1", folder, command);
    ASSERT_EQ(std::system(whole.c_str()), 0) << command;
  }
  void git(const std::string& repository, const std::string& arguments) const {
    run(fmt::format("git -C '{}' -c user.name=t -c user.email=t@example.org {}", repository,
                    arguments));
  }
  void make(const std::string& repository) const {
    fs::create_directories(fs::path(folder) / repository);
    git(repository, "init -q -b main");
  }
  void write(const std::string& name, std::string_view text) const {
    const fs::path path = fs::path(folder) / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  void commit(const std::string& repository, const std::string& name, std::string_view text) const {
    write(repository + '/' + name, text);
    git(repository, "add -A");
    git(repository, "commit -q -m m");
  }
  std::string of(const std::string& path, const std::string& revision = "HEAD",
                 const std::string& repository = "repo", const GitLimits& limits = {}) const {
    const auto digest = git_digest({folder + "/open", repository, revision, path}, limits);
    return digest ? digest->hex() : std::string(digest.error().code.name);
  }

  std::string folder;
};

TEST_F(GitDigest, is_of_the_file_in_the_commit_and_not_in_the_work_tree) {
  write("open/repo/a", "another");
  EXPECT_EQ(of("a"), canon::sha256_hex("one"));
  commit("open/repo", "deep/b", "two");
  EXPECT_EQ(of("deep/b"), canon::sha256_hex("two"));
  EXPECT_EQ(of("a"), canon::sha256_hex("another"));
}

TEST_F(GitDigest, is_of_the_revision) {
  git("open/repo", "tag first");
  commit("open/repo", "a", "two");
  git("open/repo", "branch topic/x");
  commit("open/repo", "a", "three");
  EXPECT_EQ(of("a", "first"), canon::sha256_hex("one"));
  EXPECT_EQ(of("a", "topic/x"), canon::sha256_hex("two"));
  EXPECT_EQ(of("a", "main"), canon::sha256_hex("three"));
}

TEST_F(GitDigest, is_of_packed_and_bare_repositories_too) {
  git("open/repo", "gc -q");
  EXPECT_EQ(of("a"), canon::sha256_hex("one"));
  run("git clone -q --bare open/repo open/bare && rm -f open/bare/objects/info/alternates");
  EXPECT_EQ(of("a", "HEAD", "bare"), canon::sha256_hex("one"));
}

TEST_F(GitDigest, of_what_is_not_there_is_missing) {
  EXPECT_EQ(of("b"), "place.missing");
  EXPECT_EQ(of("a/b"), "place.missing");
  EXPECT_EQ(of("a", "none"), "place.unreadable");
  EXPECT_EQ(of("a", "HEAD", "none"), "place.missing");
  fs::create_directories(folder + "/open/repo/inner");
  EXPECT_EQ(of("a", "HEAD", "repo/inner"), "place.missing");  // no looking for one above
  make("open/empty");
  EXPECT_NE(of("a", "HEAD", "empty").size(), 64u);
}

TEST_F(GitDigest, of_what_is_no_file_is_refused) {
  commit("open/repo", "deep/b", "two");
  fs::create_symlink("a", folder + "/open/repo/link");
  git("open/repo", "add -A");
  git("open/repo", "commit -q -m link");
  EXPECT_EQ(of("deep"), "place.unreadable");
  EXPECT_EQ(of("link"), "place.unreadable");
}

TEST_F(GitDigest, of_what_is_large_is_refused_before_it_is_read) {
  EXPECT_EQ(of("a", "HEAD", "repo", {.max_size = 2}), "place.too_large");
  EXPECT_EQ(of("a", "HEAD", "repo", {.max_size = 3}), canon::sha256_hex("one"));
}

TEST_F(GitDigest, stays_in_the_directory) {
  fs::create_directory_symlink("../closed/repo", folder + "/open/link");
  EXPECT_EQ(of("a", "HEAD", "link"), "place.unreadable");
  fs::create_directories(folder + "/open/pointer");
  write("open/pointer/.git", fmt::format("gitdir: {}/closed/repo/.git\n", folder));
  EXPECT_NE(of("a", "HEAD", "pointer").size(), 64u);
  make("open/inside");
  fs::remove_all(folder + "/open/inside/.git");
  fs::create_directory_symlink("../../closed/repo/.git", folder + "/open/inside/.git");
  EXPECT_EQ(of("a", "HEAD", "inside"), "place.unreadable");
}

TEST_F(GitDigest, takes_no_objects_from_elsewhere) {
  run("git clone -q --shared closed/repo open/borrower");
  EXPECT_EQ(of("a", "HEAD", "borrower"), "place.unreadable");
  make("open/linked");
  run("rm -rf open/linked/.git/objects && ln -s ../../../closed/repo/.git/objects "
      "open/linked/.git/objects && cp -r closed/repo/.git/refs closed/repo/.git/HEAD "
      "open/linked/.git/");
  EXPECT_EQ(of("a", "HEAD", "linked"), "place.unreadable");
  run("cp -r open/repo open/packed && git -C closed/repo gc -q && rm -rf open/packed/.git/objects "
      "&& mkdir open/packed/.git/objects && ln -s ../../../../closed/repo/.git/objects/pack "
      "open/packed/.git/objects/pack");
  EXPECT_EQ(of("a", "HEAD", "packed"), "place.unreadable");
}

TEST_F(GitDigest, runs_nothing_and_reads_nobodys_settings) {
  write("open/repo/.gitattributes", "a filter=trap\n");
  git("open/repo", "config filter.trap.smudge 'touch ../../sprung'");
  git("open/repo", "config core.fsmonitor 'touch ../../sprung'");
  git("open/repo", "config alias.ls-tree '!touch ../../sprung'");
  git("open/repo", "config alias.cat-file '!touch ../../sprung'");
  EXPECT_EQ(of("a"), canon::sha256_hex("one"));
  EXPECT_FALSE(fs::exists(folder + "/sprung"));
}

TEST_F(GitDigest, fetches_nothing) {
  git("open/repo", "config remote.origin.url file:///nowhere");
  git("open/repo", fmt::format("config remote.origin.uploadpack 'touch {}/sprung;'", folder));
  git("open/repo", "config remote.origin.promisor true");
  git("open/repo", "config extensions.partialClone origin");
  run("rm -rf open/repo/.git/objects/$(git -C open/repo rev-parse HEAD:a | cut -c1-2)");
  EXPECT_EQ(of("a"), "place.unreadable");
  EXPECT_FALSE(fs::exists(folder + "/sprung"));
  git("open/repo", "cat-file -e HEAD:a || true");
  EXPECT_TRUE(fs::exists(folder + "/sprung"));  // the trap works
}

TEST_F(GitDigest, of_a_damaged_object_is_unreadable) {
  run("find open/repo/.git/objects -type f -exec chmod u+w {} + -exec truncate -s 5 {} +");
  EXPECT_NE(of("a").size(), 64u);
}

}  // namespace
}  // namespace writ::world
