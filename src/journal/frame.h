// Frames: what the write-ahead files are made of. A frame holds the entries that one fsync made
// durable together, and the bodies of their requests.
//
//   offset  size
//        0     4  "WFR1"
//        4     4  CRC-32 of all that follows but the bodies
//        8     4  number of entries
//       12     4  bytes of entries
//       16     8  index of the first entry
//       24     8  bytes of bodies
//       32  12*n  for each entry: its size, its body's size (0: none), its body's CRC-32
//                 then the entries, then the bodies, then zeros up to a whole block
//
// A frame begins at a block of 4 KiB: writing one never touches the blocks of those before it,
// which are durable. Numbers are little-endian. A body has a CRC of its own so that it can be
// erased in place, by zeros, while the frame stays good.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace writ::journal {

// Entries on their way to one frame.
class Batch {
 public:
  explicit Batch(std::uint64_t first_index = 0) : first_index_(first_index) {}

  // Where the next entry's bytes go; add() is to be called once they are there.
  std::string& entry_bytes() { return entries_; }
  void add(std::string_view body);

  std::uint64_t first_index() const { return first_index_; }
  std::uint64_t end_index() const { return first_index_ + count_; }
  std::uint32_t count() const { return count_; }
  bool empty() const { return count_ == 0; }
  std::size_t size() const { return entries_.size() + bodies_.size(); }  // about
  std::size_t last_entry_size() const { return entries_.size() - counted_; }

  // Empty, and with its memory kept.
  void reset(std::uint64_t first_index);

  // The head of the frame, up to the entries. The frame is head, entries, bodies.
  std::string head() const;
  std::string_view entries() const { return entries_; }
  std::string_view bodies() const { return bodies_; }

  void append_sizes(std::vector<std::uint32_t>& sizes) const;  // of each entry, in bytes

 private:
  std::uint64_t first_index_;
  std::uint32_t count_ = 0;
  std::string table_;  // sizes; the bodies' CRCs are filled in by head()
  std::string entries_;
  std::string bodies_;
  std::size_t counted_ = 0;  // of entries_
};

struct FrameHead {
  static constexpr std::size_t size = 32;
  static constexpr std::size_t row = 12;
  static constexpr std::size_t block = 4096;

  std::uint32_t crc = 0;
  std::uint32_t count = 0;
  std::uint32_t entries_size = 0;
  std::uint64_t first_index = 0;
  std::uint64_t bodies_size = 0;

  // Of the table and the entries, and of the whole frame, in bytes.
  std::size_t checked_size() const { return row * std::size_t{count} + entries_size; }
  std::size_t frame_size() const { return size + checked_size() + bodies_size; }
  // With the zeros behind it.
  std::size_t padded_size() const { return (frame_size() + block - 1) / block * block; }

  // Nothing for what is no head. Sizes are within reason, but nothing is checked by CRC.
  static std::optional<FrameHead> parse(std::string_view bytes);
};

// A frame's head with its table and entries, checked.
class Frame {
 public:
  // `bytes` begin with the frame and hold at least its head, table and entries. Nothing where they
  // are not those that were written.
  static std::optional<Frame> parse(std::string bytes);

  struct Row {
    std::string_view entry;
    std::uint64_t body_offset = 0;  // from the frame's begin
    std::uint32_t body_size = 0;
    std::uint32_t body_crc = 0;
  };

  const FrameHead& head() const { return head_; }
  std::vector<Row> rows() const;  // views, as long as this lives

 private:
  FrameHead head_;
  std::string bytes_;
};

std::uint32_t crc32(std::string_view bytes, std::uint32_t before = 0);

}  // namespace writ::journal
