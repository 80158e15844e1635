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

#include <boost/unordered/unordered_flat_set.hpp>

namespace writ::ops {

template <class Record>
class Directory {
 public:
  // Valid as long as a copy of this directory lives that has it.
  const Record* find(std::string_view tenant, std::string_view id) const {
    const Shard* shard = shards_[index_of({tenant, id})].get();
    if (shard == nullptr) return nullptr;
    const auto found = shard->find(Key{tenant, id});
    return found == shard->end() ? nullptr : &(*found)->record;
  }

  void put(std::string_view tenant, std::string_view id, Record record) {
    auto entry = std::make_shared<const Entry>(tenant, id, std::move(record));
    Shard& shard = own_shard({tenant, id});
    size_ += 1 - shard.erase(entry->key());
    shard.insert(std::move(entry));
  }

  void remove(std::string_view tenant, std::string_view id) {
    size_ -= own_shard({tenant, id}).erase(Key{tenant, id});
  }

  // Every record, in no order.
  void each(const std::function<void(const Record&)>& visit) const {
    for (const auto& shard : shards_) {
      if (!shard) continue;
      for (const auto& entry : *shard) visit(entry->record);
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
      for (const auto& entry : *shard) {
        if (entry->tenant() == tenant && entry->id() > after) found.push_back(entry.get());
      }
    }
    const auto end = found.begin() + static_cast<std::ptrdiff_t>(std::min(limit, found.size()));
    std::ranges::partial_sort(found, end, {}, [](const Entry* entry) { return entry->id(); });
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
  class Entry {
   public:
    Entry(std::string_view tenant, std::string_view id, Record of_record)
        : record(std::move(of_record)), names_(std::string(tenant).append(id)),
          tenant_size_(tenant.size()) {}
    Key key() const { return {tenant(), id()}; }
    std::string_view tenant() const { return std::string_view(names_).substr(0, tenant_size_); }
    std::string_view id() const { return std::string_view(names_).substr(tenant_size_); }

    Record record;

   private:
    std::string names_;  // the two in one, as there are many
    std::size_t tenant_size_;
  };
  using Held = std::shared_ptr<const Entry>;
  static Key key_of(const Key& key) { return key; }
  static Key key_of(const Held& held) { return held->key(); }
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const auto& entry) const {
      const std::hash<std::string_view> hash;
      const Key key = key_of(entry);
      return hash(key.id) * 31 + hash(key.tenant);
    }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const auto& a, const auto& b) const { return key_of(a) == key_of(b); }
  };
  using Shard = boost::unordered_flat_set<Held, Hash, Equal>;
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
