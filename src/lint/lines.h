// On which lines of a JSON text things are.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace writ::lint {

// For many places of one text, which is read once.
class Lines {
 public:
  void want(std::string_view pointer);

  // `text` is JSON that canon::Json reads.
  void find(std::string_view text);

  // The line, from 1, of the place that was wanted. Of a place that the text does not have, that of
  // what it should be in.
  std::size_t of(std::string_view pointer) const;

 private:
  std::map<std::string, std::size_t, std::less<>> lines_;  // by pointer; 0: not there
};

}  // namespace writ::lint
