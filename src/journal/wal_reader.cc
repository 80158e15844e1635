#include "journal/wal_reader.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include <fmt/format.h>

#include "journal/fault.h"

namespace writ::journal {
namespace {

constexpr std::string_view suffix = ".wal";
constexpr std::size_t digits = 20;

std::optional<std::uint64_t> index_in(std::string_view name) {
  if (name.size() != digits + suffix.size() || !name.ends_with(suffix)) return std::nullopt;
  std::uint64_t index = 0;
  const char* const last = std::to_address(name.begin() + digits);
  const auto [end, error] = std::from_chars(std::to_address(name.begin()), last, index);
  if (error != std::errc() || end != last) return std::nullopt;
  return index;
}

}  // namespace

std::filesystem::path wal_path(const std::filesystem::path& directory, std::uint64_t first_index) {
  return directory / fmt::format("{:020}{}", first_index, suffix);
}

Result<std::vector<std::uint64_t>> wal_files(const std::filesystem::path& directory) {
  std::vector<std::uint64_t> files;
  std::error_code error;
  for (std::filesystem::directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error)) {
    if (const auto index = index_in(at->path().filename().native())) files.push_back(*index);
  }
  if (error) {
    return Problem{fault::io,
                   fmt::format("`{}` cannot be read: {}", directory.string(), error.message())};
  }
  std::ranges::sort(files);
  return files;
}

Result<WalReader> WalReader::at(std::filesystem::path directory, std::uint64_t index) {
  WRIT_TRY(const auto files, wal_files(directory));
  const auto after = std::ranges::upper_bound(files, index);
  if (after == files.begin()) {
    if (files.empty()) return WalReader(std::move(directory), index);
    return Problem{fault::no_entry,
                   fmt::format("entry {} is older than what is kept apart from the log", index)};
  }
  WalReader reader(std::move(directory), *(after - 1));
  while (reader.index_ < index) {
    const std::uint64_t offset = reader.offset_;
    const std::uint64_t before = reader.index_;
    WRIT_TRY(const std::optional<Frame> frame, reader.next());
    if (!frame) break;
    if (reader.index_ <= index) continue;
    reader.offset_ = offset;  // it holds the entry
    reader.index_ = before;
    break;
  }
  return reader;
}

// The file that begins with the next entry, where there is one.
Result<bool> WalReader::open_next() {
  const std::filesystem::path path = wal_path(directory_, index_);
  std::error_code error;
  if (!std::filesystem::exists(path, error) || (file_.is_open() && path == file_.path())) {
    return false;
  }
  WRIT_TRY(file_, File::open(path, File::Mode::write));
  offset_ = 0;
  return true;
}

// The head of the next frame, where a whole frame is there.
Result<std::optional<FrameHead>> WalReader::head_here() const {
  if (!file_.is_open()) return std::optional<FrameHead>();
  WRIT_TRY(const std::string bytes, file_.read(offset_, FrameHead::size));
  const auto head = FrameHead::parse(bytes);
  if (!head || head->first_index != index_) return std::optional<FrameHead>();
  WRIT_TRY(const std::uint64_t size, file_.size());
  if (size < offset_ + head->frame_size()) return std::optional<FrameHead>();
  return head;
}

Result<std::optional<Frame>> WalReader::next() {
  WRIT_TRY(auto head, head_here());
  if (!head) {
    WRIT_TRY(const bool opened, open_next());
    if (!opened) return std::optional<Frame>();
    WRIT_TRY(head, head_here());
    if (!head) return std::optional<Frame>();
  }
  WRIT_TRY(std::string bytes, file_.read(offset_, FrameHead::size + head->checked_size()));
  std::optional<Frame> frame = Frame::parse(std::move(bytes));
  if (!frame) return frame;
  frame_at_ = offset_;
  offset_ += head->padded_size();
  index_ += head->count;
  return frame;
}

Result<Body> WalReader::body(const Frame::Row& row) const {
  if (row.body_size == 0) return Body{};
  WRIT_TRY(std::string bytes, file_.read(frame_at_ + row.body_offset, row.body_size));
  if (bytes.size() == row.body_size && crc32(bytes) == row.body_crc) {
    return Body{Body::State::kept, std::move(bytes)};
  }
  const bool zeros = std::ranges::all_of(bytes, [](char c) { return c == '\0'; });
  return Body{zeros ? Body::State::erased : Body::State::damaged, {}};
}

Result<void> WalReader::erase(const Frame::Row& row) const {
  return file_.write_at(frame_at_ + row.body_offset, std::string(row.body_size, '\0'));
}

Result<Rest> rest_of(const File& file, std::uint64_t offset, std::uint64_t index) {
  WRIT_TRY(const std::uint64_t size, file.size());
  if (offset >= size) return Rest{};
  WRIT_TRY(std::string bytes, file.read(offset, size - offset));
  bytes.resize(bytes.find_last_not_of('\0') + 1);
  Rest rest{.size = bytes.size()};
  for (std::size_t at = FrameHead::block; at < bytes.size() && !rest.frame_follows;
       at += FrameHead::block) {
    const auto head = FrameHead::parse(std::string_view(bytes).substr(at));
    if (!head || head->first_index <= index || bytes.size() - at < head->frame_size()) continue;
    rest.frame_follows =
        Frame::parse(bytes.substr(at, FrameHead::size + head->checked_size())).has_value();
  }
  return rest;
}

}  // namespace writ::journal
