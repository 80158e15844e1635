#include "journal/backlog.h"

#include <utility>

namespace writ::journal {

void Backlog::Entries::restart_at(std::uint64_t index) {
  first_index = index;
  bytes.clear();
  sizes.clear();
  written = 0;
}

void Backlog::begin_at(std::uint64_t index) {
  const std::scoped_lock lock(mutex_);
  entries_.restart_at(index);
}

void Backlog::add(const Batch& batch) {
  const std::scoped_lock lock(mutex_);
  if (entries_.bytes.size() > limit_) entries_.restart_at(batch.first_index());
  entries_.bytes += batch.entries();
  batch.append_sizes(entries_.sizes);
  entries_.written += batch.size();
}

void Backlog::take(Entries& entries) {
  const std::scoped_lock lock(mutex_);
  std::swap(entries, entries_);
  entries_.restart_at(entries.end_index());
}

}  // namespace writ::journal
