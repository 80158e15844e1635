#include "ops/directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>

namespace writ::ops {
namespace {

using Model = std::map<std::pair<std::string, std::string>, int>;

void expect_like(const Directory<int>& directory, const Model& model) {
  EXPECT_EQ(directory.size(), model.size());
  EXPECT_EQ(directory.empty(), model.empty());
  for (const auto& [key, value] : model) {
    const int* found = directory.find(key.first, key.second);
    ASSERT_NE(found, nullptr) << key.second;
    EXPECT_EQ(*found, value);
  }
  std::size_t seen = 0;
  directory.each([&](int) { ++seen; });
  EXPECT_EQ(seen, model.size());
}

TEST(Directory, tells_tenants_apart) {
  Directory<int> directory;
  directory.put("a", "bc", 1);
  directory.put("ab", "c", 2);
  EXPECT_EQ(*directory.find("a", "bc"), 1);
  EXPECT_EQ(*directory.find("ab", "c"), 2);
  EXPECT_EQ(directory.find("abc", ""), nullptr);
}

// Many more than a leaf holds, so that leaves are split, several deep.
TEST(Directory, holds_what_is_put_and_not_what_is_removed) {
  Directory<int> directory;
  Model model;
  for (int i = 0; i < 20'000; ++i) {
    const std::string id = std::to_string(i * 7 % 15'000);
    directory.put("t", id, i);
    model[{"t", id}] = i;
    if (i % 3 == 0) {
      const std::string gone = std::to_string(i * 5 % 15'000);
      directory.remove("t", gone);
      model.erase({"t", gone});
    }
  }
  expect_like(directory, model);
}

// A copy is as it was when it was made, whatever becomes of the other.
TEST(Directory, a_copy_changes_with_no_other) {
  Directory<int> before;
  Model model;
  for (int i = 0; i < 5'000; ++i) {
    before.put("t", std::to_string(i), i);
    model[{"t", std::to_string(i)}] = i;
  }
  Directory<int> after = before;
  for (int i = 0; i < 5'000; i += 2) after.remove("t", std::to_string(i));
  for (int i = 5'000; i < 6'000; ++i) after.put("t", std::to_string(i), i);
  for (int i = 1; i < 5'000; i += 4) after.put("t", std::to_string(i), -i);
  expect_like(before, model);
  for (int i = 0; i < 5'000; i += 2) model.erase({"t", std::to_string(i)});
  for (int i = 5'000; i < 6'000; ++i) model[{"t", std::to_string(i)}] = i;
  for (int i = 1; i < 5'000; i += 4) model[{"t", std::to_string(i)}] = -i;
  expect_like(after, model);
}

RC_GTEST_PROP(Directory, lists_pages_in_order, (std::vector<std::string> ids, std::string after)) {
  Directory<std::string> directory;
  std::map<std::string, std::string> model;
  for (const std::string& id : ids) {
    directory.put("t", id, id);
    directory.put("u", id, "another");
    if (id > after) model[id] = id;
  }
  const std::size_t limit = *rc::gen::inRange<std::size_t>(0, 20);
  std::vector<std::string> expected;
  for (const auto& [id, record] : model) {
    if (expected.size() < limit) expected.push_back(record);
  }
  std::vector<std::string> listed;
  for (const std::string* record : directory.list("t", after, limit)) listed.push_back(*record);
  RC_ASSERT(listed == expected);
}

}  // namespace
}  // namespace writ::ops
