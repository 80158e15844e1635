// Matching one alternative of a glob: literal ends first, then the code between them is run.
//
// `*` and `**` can each take more or less, and trying all combinations takes exponential time. It
// is never necessary. Cut the code at its `**` into groups, and a group at its `*` into pieces.
//
// - Once a group has matched, where it ended is all that matters to what follows, and to end
// earlier
//   is never worse, since the `**` behind it can take the difference. (`**/` too: it goes on after
//   its own place or after any later `/`, and the former is after a `/` itself.) So the first place
//   at which a group matches is final: on a mismatch only the last `**` is tried again, further on.
//
// - The same holds for a piece and the `*` behind it within a segment, and a `*` cannot leave its
//   segment. A piece that holds a `/` fits at only one place then. So before the last `**` is tried
//   again, only the last `*` is.
//
// This is right but not yet linear: in `**a*b`, on a text of a's, the `*` would look through the
// whole segment for each place of the `**`. But a `*` that began at p, and with which the rest of
// its group matched nowhere, would do no better from a later place of the same segment: from p it
// could have gone there itself. The matcher remembers up to where (`dead_end_`) the first `*` of
// the group has no chance, and gives up at once when it comes there.
//
// Each byte of a segment is then looked at once for each operation of a group at most, however many
// groups and tries there are: the time is at most subject times code, and for a given glob linear.
//
// A wildcard before a literal goes straight to the next place where that literal can begin; one at
// the end of the code needs no tries at all. Nothing is allocated.
#include "policy/glob.h"

#include "base/utf8.h"
#include "policy/glob_program.h"

namespace writ::policy {
namespace {

using glob::Op;

constexpr std::size_t npos = std::string_view::npos;

bool in_ranges(std::string_view ranges, char32_t value) {
  while (!ranges.empty()) {
    const CodePoint first = next_code_point(ranges);
    const CodePoint last = next_code_point(ranges.substr(first.length));
    if (first.value <= value && value <= last.value) return true;
    ranges.remove_prefix(first.length + last.length);
  }
  return false;
}

// Where to go on when the rest did not match: behind a wildcard, which then takes up to `at`.
struct Resume {
  std::size_t pc = npos;  // of the operation behind the wildcard; npos: there is none
  std::size_t at = 0;
};

class Matcher {
 public:
  Matcher(std::string_view code, std::string_view subject) : code_(code), subject_(subject) {}

  bool matches() {
    for (;;) {
      if (pc_ == code_.size()) {
        if (at_ == subject_.size()) return true;
      } else if (step()) {
        continue;
      }
      if (!retry_star() && !retry_run()) return false;
    }
  }

 private:
  // Runs one operation. False where it does not match here.
  bool step() {
    const Op op = static_cast<Op>(code_[pc_++]);
    switch (op) {
      case Op::literal: {
        const std::string_view text = take_operand();
        if (!subject_.substr(at_).starts_with(text)) return false;
        at_ += text.size();
        return true;
      }
      case Op::one:
        return take_character(op, {});
      case Op::one_of:
      case Op::none_of:
        return take_character(op, take_operand());
      case Op::star:
        return enter_star();
      case Op::any:
      case Op::segments:
        run_.pc = pc_;
        run_is_segments_ = op == Op::segments;
        return place_run(at_);
    }
    return false;
  }

  std::string_view operand(std::size_t pc) const {
    return code_.substr(pc + glob::size_bytes, glob::size_at(code_, pc));
  }
  std::string_view take_operand() {
    const std::string_view taken = operand(pc_);
    pc_ += glob::size_bytes + taken.size();
    return taken;
  }

  bool take_character(Op op, std::string_view ranges) {
    if (at_ == subject_.size() || subject_[at_] == '/') return false;
    const CodePoint character = next_code_point(subject_.substr(at_));
    if (character.length == 0) return false;
    if (op != Op::one && in_ranges(ranges, character.value) != (op == Op::one_of)) return false;
    at_ += character.length;
    return true;
  }

  // --- `*` ---

  bool enter_star() {
    const bool first_of_group = star_.pc == npos;
    if (first_of_group && at_ < dead_end_) return false;
    if (first_of_group) first_star_ = at_;
    star_.pc = pc_;
    return place_star(at_);
  }

  bool retry_star() {
    if (star_.pc == npos) return false;
    if (star_.at == subject_.size() || subject_[star_.at] == '/') return end_star();
    return place_star(star_.at + 1);
  }

  // Lets the last `*` take up to the first place, from `from` on, where what follows could begin.
  bool place_star(std::size_t from) {
    if (star_.pc == code_.size()) {
      if (subject_.find('/', from) != npos) return end_star();
      from = subject_.size();
    } else if (is_literal(star_.pc)) {
      const char begin = operand(star_.pc + 1)[0];
      while (from < subject_.size() && subject_[from] != begin && subject_[from] != '/') ++from;
      if (from == subject_.size() || subject_[from] != begin) return end_star();
    }
    return resume(star_, from);
  }

  // The group has matched with no place of its first `*` in this segment.
  bool end_star() {
    star_.pc = npos;
    const std::size_t slash = subject_.find('/', first_star_);
    dead_end_ = (slash == npos ? subject_.size() : slash) + 1;
    return false;
  }

  // --- `**` and `**/` ---

  bool retry_run() {
    if (run_.pc == npos) return false;
    if (!run_is_segments_) return run_.at < subject_.size() && place_run(run_.at + 1);
    const std::size_t slash = subject_.find('/', run_.at);
    return slash != npos && place_run(slash + 1);
  }

  // The same for the last `**`. Where this fails the subject does not match: no other way is left.
  bool place_run(std::size_t from) {
    star_.pc = npos;
    if (!run_is_segments_ && run_.pc == code_.size()) {
      from = subject_.size();
    } else if (!run_is_segments_ && is_literal(run_.pc)) {
      from = subject_.find(operand(run_.pc + 1), from);
      if (from == npos) {
        run_.pc = npos;
        return false;
      }
    }
    return resume(run_, from);
  }

  bool is_literal(std::size_t pc) const {
    return pc < code_.size() && static_cast<Op>(code_[pc]) == Op::literal;
  }

  bool resume(Resume& wildcard, std::size_t from) {
    wildcard.at = at_ = from;
    pc_ = wildcard.pc;
    return true;
  }

  std::string_view code_, subject_;
  std::size_t pc_ = 0, at_ = 0;
  Resume star_;  // the last `*` since the last `**`
  Resume run_;   // the last `**` or `**/`
  bool run_is_segments_ = false;
  std::size_t first_star_ = 0;  // where the group's first `*` began in this try
  // Before this place it has no chance. An earlier group's never reaches into a later group.
  std::size_t dead_end_ = 0;
};

bool matches_alternative(const glob::Alternative& alternative, std::string_view subject) {
  if (!subject.starts_with(alternative.prefix)) return false;
  subject.remove_prefix(alternative.prefix.size());
  if (alternative.code.empty()) return subject.empty();
  if (!subject.ends_with(alternative.suffix)) return false;
  subject.remove_suffix(alternative.suffix.size());
  return Matcher(alternative.code, subject).matches();
}

}  // namespace

bool Glob::matches(std::string_view subject) const {
  for (std::string_view program = program_; !program.empty();) {
    if (matches_alternative(glob::Alternative::take_from(program), subject)) return true;
  }
  return false;
}

std::vector<Glob::Ends> Glob::ends() const {
  std::vector<Ends> ends;
  for (std::string_view program = program_; !program.empty();) {
    const glob::Alternative alternative = glob::Alternative::take_from(program);
    ends.push_back({std::string(alternative.prefix), std::string(alternative.suffix),
                    alternative.code.empty()});
  }
  return ends;
}

}  // namespace writ::policy
