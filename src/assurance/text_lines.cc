#include "assurance/text_lines.h"

#include "base/utf8.h"

namespace writ::assurance {
namespace {

bool is_space(char32_t point) { return point <= 0x20 || point == 0x7F || point == 0xA0; }

// XML 1.0, section 2.2: neither surrogates nor these.
bool is_noncharacter(char32_t point) { return point == 0xFFFE || point == 0xFFFF; }

class Lines {
 public:
  explicit Lines(std::size_t width) : width_(width) {}

  void add_word(std::string_view word, std::size_t size) {
    if (size_ > 0 && size_ + 1 + size > width_) end_line();
    if (size_ > 0) {
      line_ += ' ';
      ++size_;
    }
    line_ += word;
    size_ += size;
  }

  std::vector<std::string> take() && {
    if (size_ > 0) end_line();
    return std::move(lines_);
  }

 private:
  void end_line() {
    lines_.push_back(std::move(line_));
    line_.clear();
    size_ = 0;
  }

  std::size_t width_;
  std::vector<std::string> lines_;
  std::string line_;
  std::size_t size_ = 0;
};

}  // namespace

std::vector<std::string> lines_of(std::string_view text, std::size_t width) {
  Lines lines(width);
  std::string word;
  std::size_t size = 0;
  const auto end_word = [&] {
    if (size > 0) lines.add_word(word, size);
    word.clear();
    size = 0;
  };
  while (!text.empty()) {
    const CodePoint point = next_code_point(text);
    const std::size_t length = std::max<std::size_t>(point.length, 1);
    if (is_space(point.value)) {
      end_word();
    } else {
      if (size == width) end_word();
      word += is_noncharacter(point.value) ? "\uFFFD" : text.substr(0, length);
      ++size;
    }
    text.remove_prefix(length);
  }
  end_word();
  return std::move(lines).take();
}

}  // namespace writ::assurance
