// Finds what detectors are after. The only file of the project beside its source that knows RE2.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "redaction/detector.h"

namespace writ::redaction {

// Bytes of a reading, and the place of the detector in its list.
struct Match {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t detector = 0;

  bool operator==(const Match&) const = default;
};

class Matcher {
 public:
  static Result<Matcher> compile(const std::vector<Detector>& detectors);

  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;
  ~Matcher();

  // Of every detector what it finds from left to right; what several find may overlap. All
  // patterns are first looked for at once, and then one by one those that are there.
  std::vector<Match> find(std::string_view reading) const;

  // The same, without looking for all of them first: what find() must answer.
  std::vector<Match> find_one_by_one(std::string_view reading) const;

 private:
  struct Compiled;
  explicit Matcher(std::unique_ptr<const Compiled> compiled);

  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace writ::redaction
