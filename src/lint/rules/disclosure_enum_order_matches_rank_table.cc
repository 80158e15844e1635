// disclosure.enum_order_matches_rank_table: levels rank as the table says, in whatever order they
// are listed.
#include <algorithm>

#include <fmt/format.h>

#include "lint/lint.h"
#include "memory/ranks.h"

namespace writ::lint {
namespace {

void check_axis(const RecordSet::Document& document, const std::string& pointer,
                const canon::Value& axis, Findings& findings) {
  const auto table = memory::axis_ranks();
  const auto ours = std::ranges::find(table, text_of(axis, "axis"), &memory::AxisRanks::axis);
  const canon::Value* levels = axis.find("levels");
  const auto listed = levels == nullptr || !levels->is(canon::Value::Kind::array)
                          ? std::span<const canon::Value>()
                          : levels->items();
  const auto agrees = [](const canon::Value& level, const memory::Rank& rank) {
    const canon::Value* number = level.find("rank");
    return text_of(level, "level") == rank.level && number != nullptr &&
           number->is(canon::Value::Kind::number) && number->number() == rank.rank;
  };
  if (ours != table.end() && std::ranges::equal(listed, ours->levels, agrees)) return;
  findings.add(document, pointer, "ranks its levels otherwise than the rank table: correct it");
}

// A printed table of ranks, as `memory.tables` answers it.
void check_table(const RecordSet::Document& document, const std::string& pointer,
                 const canon::Value& table, Findings& findings) {
  const canon::Value* listed = table.find("axis_ranks");
  if (listed == nullptr || !listed->is(canon::Value::Kind::array)) return;
  for (std::size_t i = 0; i < listed->items().size(); ++i) {
    check_axis(document, fmt::format("{}/axis_ranks/{}", pointer, i), listed->items()[i], findings);
  }
}

void check(const RecordSet& records, Findings& findings) {
  for (const RecordSet::Document& document : records.documents()) {
    const canon::Value& value = document.json.value();
    check_table(document, "", value, findings);
    if (!value.is(canon::Value::Kind::array)) continue;
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      check_table(document, fmt::format("/{}", i), value.items()[i], findings);
    }
  }
}

}  // namespace

extern const Lint disclosure_enum_order_matches_rank_table{
    .id = "disclosure.enum_order_matches_rank_table",
    .section = "4.5",
    .protects = "Levels rank as the table says, in whatever order they are listed.",
    .check = check};

}  // namespace writ::lint
