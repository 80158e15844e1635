#include "journal/frame.h"

#include <libdeflate.h>

#include <bit>
#include <cstring>

namespace writ::journal {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view magic = "WFR1";
constexpr std::size_t crc_at = 4;
constexpr std::size_t checked_at = 8;
constexpr std::size_t largest_part = std::size_t{1} << 31;

template <class Number>
void put(std::string& out, Number number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

template <class Number>
void put_at(std::string& out, std::size_t at, Number number) {
  std::memcpy(out.data() + at, &number, sizeof number);
}

template <class Number>
Number get(std::string_view bytes, std::size_t at) {
  Number number;
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

}  // namespace

std::uint32_t crc32(std::string_view bytes, std::uint32_t before) {
  return ::libdeflate_crc32(before, bytes.data(), bytes.size());
}

void Batch::add(std::string_view body) {
  put(table_, static_cast<std::uint32_t>(last_entry_size()));
  put(table_, static_cast<std::uint32_t>(body.size()));
  put(table_, std::uint32_t{0});
  bodies_ += body;
  counted_ = entries_.size();
  ++count_;
}

void Batch::reset(std::uint64_t first_index) {
  first_index_ = first_index;
  count_ = 0;
  counted_ = 0;
  table_.clear();
  entries_.clear();
  bodies_.clear();
}

std::string Batch::head() const {
  std::string head(magic);
  put(head, std::uint32_t{0});
  put(head, count_);
  put(head, static_cast<std::uint32_t>(entries_.size()));
  put(head, first_index_);
  put(head, static_cast<std::uint64_t>(bodies_.size()));
  const std::size_t table = head.size();
  head += table_;
  std::string_view bodies = bodies_;
  for (std::size_t at = table; at < head.size(); at += FrameHead::row) {
    const std::string_view body = bodies.substr(0, get<std::uint32_t>(head, at + 4));
    put_at(head, at + 8, crc32(body));
    bodies.remove_prefix(body.size());
  }
  put_at(head, crc_at, crc32(entries_, crc32(std::string_view(head).substr(checked_at))));
  return head;
}

void Batch::append_sizes(std::vector<std::uint32_t>& sizes) const {
  for (std::size_t at = 0; at < table_.size(); at += FrameHead::row) {
    sizes.push_back(get<std::uint32_t>(table_, at));
  }
}

std::optional<FrameHead> FrameHead::parse(std::string_view bytes) {
  if (bytes.size() < size || !bytes.starts_with(magic)) return std::nullopt;
  FrameHead head{.crc = get<std::uint32_t>(bytes, crc_at),
                 .count = get<std::uint32_t>(bytes, 8),
                 .entries_size = get<std::uint32_t>(bytes, 12),
                 .first_index = get<std::uint64_t>(bytes, 16),
                 .bodies_size = get<std::uint64_t>(bytes, 24)};
  if (head.count == 0 || head.checked_size() > largest_part || head.bodies_size > largest_part) {
    return std::nullopt;
  }
  return head;
}

std::optional<Frame> Frame::parse(std::string bytes) {
  const std::optional<FrameHead> head = FrameHead::parse(bytes);
  if (!head || bytes.size() < FrameHead::size + head->checked_size()) return std::nullopt;
  bytes.resize(FrameHead::size + head->checked_size());
  if (crc32(std::string_view(bytes).substr(checked_at)) != head->crc) return std::nullopt;
  Frame frame;
  frame.head_ = *head;
  frame.bytes_ = std::move(bytes);
  std::uint64_t entries = 0;
  std::uint64_t bodies = 0;
  for (const Row& row : frame.rows()) {
    entries += row.entry.size();
    bodies += row.body_size;
  }
  if (entries != head->entries_size || bodies != head->bodies_size) return std::nullopt;
  return frame;
}

std::vector<Frame::Row> Frame::rows() const {
  std::vector<Row> rows;
  rows.reserve(head_.count);
  const std::string_view bytes = bytes_;
  std::string_view entries = bytes.substr(FrameHead::size + FrameHead::row * head_.count);
  std::uint64_t body = FrameHead::size + head_.checked_size();
  for (std::size_t i = 0; i < head_.count; ++i) {
    const std::size_t at = FrameHead::size + FrameHead::row * i;
    Row row{.entry = entries.substr(0, get<std::uint32_t>(bytes, at)),
            .body_offset = body,
            .body_size = get<std::uint32_t>(bytes, at + 4),
            .body_crc = get<std::uint32_t>(bytes, at + 8)};
    entries.remove_prefix(row.entry.size());
    body += row.body_size;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace writ::journal
