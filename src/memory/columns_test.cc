#include "memory/columns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace writ::memory {
namespace {

std::vector<std::uint32_t> random_words(std::size_t count, std::mt19937& random) {
  std::vector<std::uint32_t> words(count);
  std::ranges::generate(words,
                        [&] { return static_cast<std::uint32_t>(random() | random() | random()); });
  return words;
}

TEST(Columns, each_object_gets_the_meet_of_its_words) {
  std::mt19937 random(1);
  for (std::size_t columns = 1; columns <= 6; ++columns) {
    std::vector<std::vector<std::uint32_t>> words;
    for (std::size_t i = 0; i < columns; ++i) words.push_back(random_words(1001, random));
    const std::vector<Words> rest(words.begin() + 1, words.end());
    std::vector<std::uint32_t> result(1001);
    meet_columns(words.front(), rest, result);
    for (std::size_t object = 0; object < result.size(); ++object) {
      std::uint32_t expected = ~0u;
      for (const auto& column : words) expected &= column[object];
      ASSERT_EQ(result[object], expected) << columns << " columns, object " << object;
    }
  }
}

TEST(Columns, a_column_may_be_met_into_itself) {
  std::vector<std::uint32_t> first{7, 5, 3};
  const std::vector<std::uint32_t> second{1, 4, 7};
  const std::vector<Words> rest{second};
  meet_columns(first, rest, first);
  EXPECT_EQ(first, (std::vector<std::uint32_t>{1, 4, 3}));
}

TEST(Columns, ragged_rows_of_every_size_are_met_and_empty_ones_are_nothing) {
  std::mt19937 random(2);
  std::vector<std::uint32_t> begins{0};
  for (int i = 0; i < 3000; ++i) {
    begins.push_back(begins.back() + static_cast<std::uint32_t>(random() % 20));
  }
  const std::vector<std::uint32_t> words = random_words(begins.back(), random);
  std::vector<std::uint32_t> result(begins.size() - 1, 1);
  meet_ragged(words, begins, result);
  for (std::size_t object = 0; object < result.size(); ++object) {
    std::uint32_t expected = begins[object] == begins[object + 1] ? 0 : ~0u;
    for (std::uint32_t i = begins[object]; i < begins[object + 1]; ++i) expected &= words[i];
    ASSERT_EQ(result[object], expected) << "object " << object;
  }
}

TEST(Columns, nothing_is_read_past_the_words) {
  for (std::uint32_t size = 0; size <= 9; ++size) {
    const std::vector<std::uint32_t> words(size, 6);  // the sanitizer watches its end
    const std::vector<std::uint32_t> begins{0, size};
    std::vector<std::uint32_t> result(1, 1);
    meet_ragged(words, begins, result);
    EXPECT_EQ(result[0], size == 0 ? 0u : 6u);
  }
}

}  // namespace
}  // namespace writ::memory
