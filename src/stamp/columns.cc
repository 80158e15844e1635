#include "stamp/columns.h"

#include <algorithm>

#include "memory/capability.h"

namespace writ::stamp {
namespace {

namespace coding = memory::coding;

constexpr std::uint32_t all_bits = ~std::uint32_t{0};

constexpr std::uint32_t shown_bits = coding::Existence::mask | coding::ContainerType::mask |
                                     coding::TopicLabel::mask | coding::SourceTitle::mask |
                                     coding::Count::mask | coding::ReasonSummary::mask |
                                     coding::Summary::mask;
constexpr std::uint32_t vector_bits = shown_bits | shown_otherwise;
static_assert((memory::Capability::everything().word() & shown_otherwise) == 0);

// Of a word, by Axis.
constexpr std::array<std::uint32_t, every_axis.size()> bits_of_axis{
    coding::Content::mask,  coding::Local::mask, coding::Learning::mask,
    coding::Mutation::mask, coding::Class::mask, vector_bits};

// What the items of one stamp have of each other.
struct Difference {
  std::uint32_t above = 0;  // the ceiling
  std::uint32_t below = 0;
  std::uint32_t left = 0;  // that is allowed at all

  // An item that only one side has differs on every axis. What exceeds on some part of an axis
  // exceeds, whatever it lacks on another; of all axes the vector alone has parts.
  void add(std::uint32_t ceiling, std::uint32_t fresh) {
    const std::uint32_t more = ceiling == 0 && fresh != 0 ? all_bits : fresh & ~ceiling;
    const std::uint32_t less = fresh == 0 ? all_bits : ceiling & ~fresh;
    above |= more;
    below |= (more & vector_bits) != 0 ? less & ~vector_bits : less;
    left |= fresh;
  }

  RestampDisposition disposition() const {
    if (above != 0 || left == 0) return RestampDisposition::block;
    return below != 0 ? RestampDisposition::downgrade : RestampDisposition::keep;
  }
};

std::uint32_t word_of(const Levels& levels) {
  using memory::Capability;
  const Capability axes =
      Capability::least(levels.content_fidelity) | Capability::least(levels.locality) |
      Capability::least(levels.learning_scope) | Capability::least(levels.mutation_authority) |
      Capability::least(levels.disclosure_class);
  return axes.word() | (Capability::cap(levels.disclosure_vector).word() & shown_bits);
}

// Of what is allowed now under a ceiling.
std::uint32_t word_under(const Levels& ceiling, const Levels& fresh) {
  const bool exceeds = !at_most(fresh, ceiling, Axis::disclosure_vector);
  return word_of(fresh) | (exceeds ? shown_otherwise : 0);
}

const LeveledItem* find_key(std::span<const LeveledItem> items, const ItemKey& key) {
  const auto found = std::ranges::find(items, key, &LeveledItem::key);
  return found == items.end() ? nullptr : &*found;
}

void count(const Difference& difference, RestampEstimate& estimate) {
  if ((difference.above | difference.below) == 0) return;
  for (std::size_t axis = 0; axis < bits_of_axis.size(); ++axis) {
    estimate.axes[axis].downgraded += (difference.below & bits_of_axis[axis]) != 0 ? 1 : 0;
    estimate.axes[axis].exceeds += (difference.above & bits_of_axis[axis]) != 0 ? 1 : 0;
  }
}

void count(RestampDisposition disposition, RestampEstimate& estimate) {
  switch (disposition) {
    case RestampDisposition::keep:
      ++estimate.keep;
      break;
    case RestampDisposition::downgrade:
      ++estimate.downgrade;
      break;
    case RestampDisposition::block:
      ++estimate.block;
      break;
  }
}

}  // namespace

RestampEstimate compare_columns(memory::Words ceiling, memory::Words fresh,
                                std::span<const std::uint32_t> begins,
                                std::span<RestampDisposition> result) {
  RestampEstimate estimate;
  for (std::size_t i = 0; i < result.size(); ++i) {
    Difference difference;
    for (std::size_t item = begins[i]; item < begins[i + 1]; ++item) {
      difference.add(ceiling[item], fresh[item]);
    }
    result[i] = difference.disposition();
    count(result[i], estimate);
    count(difference, estimate);
  }
  return estimate;
}

void RestampColumns::add(std::span<const LeveledItem> ceiling, std::span<const LeveledItem> fresh) {
  for (const LeveledItem& item : ceiling) {
    const LeveledItem* now = find_key(fresh, item.key);
    ceiling_.push_back(word_of(item.levels));
    fresh_.push_back(now != nullptr ? word_under(item.levels, now->levels) : 0);
  }
  for (const LeveledItem& item : fresh) {
    if (find_key(ceiling, item.key) != nullptr) continue;
    ceiling_.push_back(0);
    fresh_.push_back(word_of(item.levels));
  }
  begins_.push_back(static_cast<std::uint32_t>(ceiling_.size()));
}

RestampEstimate RestampColumns::estimate() const {
  std::vector<RestampDisposition> result(begins_.size() - 1);
  return compare_columns(ceiling_, fresh_, begins_, result);
}

}  // namespace writ::stamp
