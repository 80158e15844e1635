#include "journal/prepared_files.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "journal/block.h"

namespace writ::journal {
namespace {

// The disk must have room for so many files: others want some of it, too.
constexpr std::uint64_t room_for = 16;

constexpr std::string_view prefix = "prepared";

constexpr std::size_t blocks_at_once = 32;

}  // namespace

PreparedFiles::PreparedFiles(std::filesystem::path directory, std::uint64_t file_size)
    : directory_(std::move(directory)), file_size_(file_size) {
  clear();
}

std::filesystem::path PreparedFiles::path(std::uint64_t number) const {
  return directory_ / fmt::format("{}-{}", prefix, number);
}

bool PreparedFiles::take(const std::filesystem::path& path) {
  return std::rename(this->path(taken_++).c_str(), path.c_str()) == 0;
}

bool PreparedFiles::are_short() const {
  return making_.is_open() || ready() < std::min<std::uint64_t>(filled_, most);
}

bool PreparedFiles::has_room() const {
  std::error_code error;
  const auto space = std::filesystem::space(directory_, error);
  return !error && space.available / room_for >= file_size_;
}

void PreparedFiles::give_up() {
  making_ = File();
  making_size_ = 0;
  ::unlink(path(made_).c_str());
  filled_ = 0;
}

Result<void> PreparedFiles::make(std::uint64_t bytes) {
  if (!has_room()) {
    give_up();
    return {};
  }
  Result<void> done = make_to(std::min(making_size_ + bytes, file_size_));
  if (!done) {
    give_up();
  } else if (making_size_ >= file_size_) {
    making_ = File();
    making_size_ = 0;
    ++made_;
  }
  return done;
}

Result<void> PreparedFiles::make_to(std::uint64_t size) {
  if (!making_.is_open()) {
    WRIT_TRY(making_, File::open(path(made_), File::Mode::create));
    making_.bypass_cache();
  }
  static const std::array<Block, blocks_at_once> zeros{};
  const std::string_view piece(zeros.front().bytes.data(), sizeof zeros);
  for (; making_size_ < size; making_size_ += piece.size()) WRIT_CHECK(making_.write(piece));
  if (making_size_ < file_size_) return {};
  return making_.sync();
}

void PreparedFiles::clear() {
  std::error_code ignored;
  for (std::filesystem::directory_iterator at(directory_, ignored), end; !ignored && at != end;
       at.increment(ignored)) {
    if (at->path().filename().native().starts_with(prefix)) ::unlink(at->path().c_str());
  }
}

}  // namespace writ::journal
