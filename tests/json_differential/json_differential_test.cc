// Our reader against simdjson's, on documents that begin as real ones and are then damaged again
// and again. Where both take a document its values must be equal. Where they disagree, the reason
// must be one of the things that only ours refuses, and the document must really have it.
//
// WRIT_SEED=number chooses other damage; the seed is part of every failure.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <set>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "canon/canonical.h"
#include "canon/json.h"
#include "tests/json_differential/damage.h"

namespace writ::canon {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr std::size_t rounds = 300'000;
simdjson::dom::array items_of(element array) { return array.get_array().value_unsafe(); }
simdjson::dom::object members_of(element object) { return object.get_object().value_unsafe(); }

double number_of(element theirs) {
  switch (theirs.type()) {
    case element_type::INT64:
      return static_cast<double>(theirs.get_int64().value_unsafe());
    case element_type::UINT64:
      return static_cast<double>(theirs.get_uint64().value_unsafe());
    default:
      return theirs.get_double().value_unsafe();
  }
}

bool same(const Value& ours, element theirs) {
  switch (theirs.type()) {
    case element_type::NULL_VALUE:
      return ours.is(Value::Kind::null);
    case element_type::BOOL:
      return ours.is(Value::Kind::boolean) && ours.boolean() == theirs.get_bool().value_unsafe();
    case element_type::STRING:
      return ours.is(Value::Kind::text) && ours.text() == theirs.get_string().value_unsafe();
    case element_type::ARRAY: {
      if (!ours.is(Value::Kind::array)) return false;
      std::size_t i = 0;
      for (const element item : items_of(theirs)) {
        if (i == ours.items().size() || !same(ours.items()[i++], item)) return false;
      }
      return i == ours.items().size();
    }
    case element_type::OBJECT: {
      if (!ours.is(Value::Kind::object)) return false;
      std::size_t count = 0;
      for (const auto& [name, value] : members_of(theirs)) {
        const Value* member = ours.find(name);
        if (member == nullptr || !same(*member, value)) return false;
        ++count;
      }
      return count == ours.members().size();
    }
    default:
      return ours.is(Value::Kind::number) && ours.number() == number_of(theirs);
  }
}

// Whether something in the document is so.
template <class Test>
bool anywhere(element theirs, const Test& test) {
  if (test(theirs)) return true;
  if (theirs.is_array()) {
    for (const element item : items_of(theirs)) {
      if (anywhere(item, test)) return true;
    }
  } else if (theirs.is_object()) {
    for (const auto& [name, value] : members_of(theirs)) {
      if (anywhere(value, test)) return true;
    }
  }
  return false;
}

bool has_name_twice(element theirs) {
  return anywhere(theirs, [](element each) {
    if (!each.is_object()) return false;
    std::set<std::string_view> names;
    for (const auto& [name, value] : members_of(each)) {
      if (!names.insert(name).second) return true;
    }
    return false;
  });
}

bool has_inexact_integer(element theirs) {
  return anywhere(theirs, [](element each) {
    std::string exact, ours;
    if (each.is_int64()) {
      exact = std::to_string(each.get_int64().value_unsafe());
    } else if (each.is_uint64()) {
      exact = std::to_string(each.get_uint64().value_unsafe());
    } else {
      return false;
    }
    append_number(ours, number_of(each));
    return ours != exact;
  });
}

std::size_t depth_of(element theirs) {
  std::size_t deepest = 0;
  if (theirs.is_array()) {
    for (const element item : items_of(theirs)) {
      deepest = std::max(deepest, depth_of(item));
    }
    return deepest + 1;
  }
  if (theirs.is_object()) {
    for (const auto& [name, value] : members_of(theirs)) {
      deepest = std::max(deepest, depth_of(value));
    }
    return deepest + 1;
  }
  return 0;
}

// An exponent of ten digits or more: ours refuses it even of zero.
bool has_long_exponent(std::string_view text) {
  for (std::size_t at = text.find_first_of("eE"); at < text.size();
       at = text.find_first_of("eE", at + 1)) {
    std::size_t digits = at + 1;
    if (digits < text.size() && (text[digits] == '+' || text[digits] == '-')) ++digits;
    const std::size_t end = std::min(text.find_first_not_of("0123456789", digits), text.size());
    if (end - digits >= 10) return true;
  }
  return false;
}

struct Counts {
  std::size_t both = 0, neither = 0, ours_alone_refuses = 0;
};

class Differential {
 public:
  void compare(const std::string& text) {
    const Result<Json> ours = Json::parse(text);
    element theirs;
    const simdjson::error_code fault = parser_.parse(text).get(theirs);
    if (ours) return compare_accepted(*ours, theirs, fault);
    if (fault) {
      ++counts.neither;
      return;
    }
    ++counts.ours_alone_refuses;
    EXPECT_TRUE(only_ours_refuses(ours.error().code.name, text, theirs))
        << describe(ours.error()) << ", but simdjson reads it";
  }

  Counts counts;
  bool accepted = false;

 private:
  void compare_accepted(const Json& ours, element theirs, simdjson::error_code fault) {
    ++counts.both;
    accepted = true;
    // Integers beyond 64 bits are ours alone, as long as they are canonical.
    if (fault == simdjson::NUMBER_ERROR) {
      const std::string written = canonical(ours.value());
      EXPECT_NE(written.find("00000"), std::string::npos) << written;
      return;
    }
    ASSERT_FALSE(fault) << "simdjson refuses it: " << simdjson::error_message(fault);
    EXPECT_TRUE(same(ours.value(), theirs)) << canonical(ours.value());
  }

  static bool only_ours_refuses(std::string_view code, std::string_view text, element theirs) {
    if (code == json::duplicate_name.name) return has_name_twice(theirs);
    if (code == json::inexact_integer.name) return has_inexact_integer(theirs);
    if (code == json::too_deep.name) return depth_of(theirs) > Json::max_depth;
    if (code == json::number_out_of_range.name) return has_long_exponent(text);
    return false;
  }

  simdjson::dom::parser parser_;
};

TEST(JsonDifferential, agrees_with_simdjson_on_damaged_documents) {
  const char* chosen = std::getenv("WRIT_SEED");
  const std::uint64_t seed = chosen == nullptr ? 8785 : std::strtoull(chosen, nullptr, 10);
  Damage damage(seed);
  Differential differential;
  for (std::size_t round = 0; round < rounds && !HasFailure(); ++round) {
    const std::string text = damage.next();
    SCOPED_TRACE(testing::Message() << "WRIT_SEED=" << seed << ", round " << round << ": "
                                    << testing::PrintToString(text));
    differential.accepted = false;
    differential.compare(text);
    if (differential.accepted) damage.keep(text);
  }
  const Counts& counts = differential.counts;
  std::cout << "seed " << seed << ": " << counts.both << " documents read by both, "
            << counts.neither << " refused by both, " << counts.ours_alone_refuses
            << " refused by ours alone\n";
  EXPECT_GT(counts.both, rounds / 20);
  EXPECT_GT(counts.neither, rounds / 20);
  EXPECT_GT(counts.ours_alone_refuses, 100u);
}

TEST(JsonDifferential, agrees_with_simdjson_on_undamaged_documents) {
  Differential differential;
  for (const std::string_view text : beginnings) differential.compare(std::string(text));
  EXPECT_EQ(differential.counts.both, std::size(beginnings));
}

}  // namespace
}  // namespace writ::canon
