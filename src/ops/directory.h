// Records by tenant and id. Copies of a directory share what they have in common: to change a copy
// of one with a hundred thousand records costs about as much as copying a few hundred pointers.
//
// Threads: any number may read one at once; it is changed before others see it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

namespace writ::ops {

template <class Record>
class Directory {
 public:
  // Valid as long as a copy of this directory lives that has it.
  const Record* find(std::string_view tenant, std::string_view id) const {
    const Shard* shard = shards_[index_of({tenant, id})].get();
    if (shard == nullptr) return nullptr;
    const auto found = shard->find(Key{tenant, id});
    return found == shard->end() ? nullptr : &found->second->record;
  }

  void put(std::string_view tenant, std::string_view id, Record record) {
    auto entry =
        std::make_shared<const Entry>(std::string(tenant), std::string(id), std::move(record));
    Shard& shard = own_shard({tenant, id});
    size_ += 1 - shard.erase(entry->key());
    shard.emplace(entry->key(), std::move(entry));
  }

  void remove(std::string_view tenant, std::string_view id) {
    size_ -= own_shard({tenant, id}).erase(Key{tenant, id});
  }

  // Every record, in no order.
  void each(const std::function<void(const Record&)>& visit) const {
    for (const auto& shard : shards_) {
      if (!shard) continue;
      for (const auto& [key, entry] : *shard) visit(entry->record);
    }
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // At most `limit` records of a tenant whose ids lie above `after`, in the order of their ids'
  // bytes. Looks through all records of all tenants.
  std::vector<const Record*> list(std::string_view tenant, std::string_view after,
                                  std::size_t limit) const {
    std::vector<const Entry*> found;
    for (const auto& shard : shards_) {
      if (!shard) continue;
      for (const auto& [key, entry] : *shard) {
        if (key.tenant == tenant && key.id > after) found.push_back(entry.get());
      }
    }
    const auto end = found.begin() + static_cast<std::ptrdiff_t>(std::min(limit, found.size()));
    std::ranges::partial_sort(found, end, {}, &Entry::id);
    std::vector<const Record*> records;
    records.reserve(limit);
    for (auto at = found.begin(); at != end; ++at) records.push_back(&(*at)->record);
    return records;
  }

 private:
  struct Key {
    std::string_view tenant, id;
    bool operator==(const Key&) const = default;
  };
  struct Entry {
    Entry(std::string of_tenant, std::string of_id, Record of_record)
        : tenant(std::move(of_tenant)), id(std::move(of_id)), record(std::move(of_record)) {}
    std::string tenant, id;
    Record record;
    Key key() const { return {tenant, id}; }
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      const std::hash<std::string_view> hash;
      return hash(key.id) * 31 + hash(key.tenant);
    }
  };
  using Shard = boost::unordered_flat_map<Key, std::shared_ptr<const Entry>, Hash>;
  static constexpr std::size_t shard_count = 512;

  static std::size_t index_of(const Key& key) { return Hash{}(key) / 64 % shard_count; }

  // One that no other directory shares.
  Shard& own_shard(const Key& key) {
    std::shared_ptr<Shard>& shard = shards_[index_of(key)];
    if (!shard) {
      shard = std::make_shared<Shard>();
    } else if (shard.use_count() > 1) {
      shard = std::make_shared<Shard>(*shard);
    }
    return *shard;
  }

  std::array<std::shared_ptr<Shard>, shard_count> shards_;
  std::size_t size_ = 0;
};

}  // namespace writ::ops
