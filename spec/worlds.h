// Random small bundles and requests, to hold two evaluators against each other. Names are few, so
// that rules often match; every kind of condition, test and glob comes up, and so do ties, empty
// lists, absent members and types that do not fit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "canon/json.h"
#include "policy/bundle.h"
#include "policy/request.h"

namespace writ::spec {

// A bundle and its JSON, of which it is the strict reading.
struct World {
  std::string text;
  policy::PolicyBundle bundle;
};

// The same of a request. `root()` is what attribute comparisons point into.
struct Asked {
  std::string text;
  canon::Json json;
  policy::PDPRequest request;

  const canon::Value& root() const { return json.value(); }
};

// The same seed gives the same worlds, in one build. Not for threads to share.
class Worlds {
 public:
  explicit Worlds(std::uint64_t seed) : random_(seed) {}

  World world(std::size_t rules);
  Asked question();

  std::string glob();  // valid

 private:
  struct Object;

  bool chance(unsigned percent) { return random_() % 100 < percent; }
  template <class List>
  std::string pick(const List& list) {
    return std::string(list[random_() % std::size(list)]);
  }

  std::string text(std::string_view of) const;
  template <class List>
  std::string names(const List& list);
  std::string resource();
  std::string scalar();
  std::string value();

  std::string subject();
  std::string resource_constraint();
  std::string labels();
  std::string purpose();
  std::string right_of(std::string_view test);
  std::string comparison();
  std::string when();
  std::string rule(std::size_t number);

  std::string context();
  std::string args_summary();

  std::mt19937_64 random_;
};

// These stop the program where the text cannot be read: worlds are made to be valid.
World read_world(std::string text);
Asked read_question(std::string text);

}  // namespace writ::spec
