// Records by tenant and id. Copies of a directory share what they have in common: to change one
// record of a million costs about as much as copying a hundred pointers.
//
// Threads: any number may read one at once; it is changed before others see it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace writ::ops {

template <class Record>
class Directory {
 public:
  // Valid as long as a copy of this directory lives that has it.
  const Record* find(std::string_view tenant, std::string_view id) const {
    const Key key{tenant, id};
    const std::size_t hash = hash_of(key);
    const Node* node = root_.get();
    for (unsigned depth = 0; node != nullptr && !node->is_leaf(); ++depth) {
      node = node->children[place_of(hash, depth)].get();
    }
    if (node == nullptr) return nullptr;
    const auto found = find_in(node->slots, hash, key);
    return found == node->slots.end() ? nullptr : &found->entry->record;
  }

  void put(std::string_view tenant, std::string_view id, Record record) {
    const Key key{tenant, id};
    const std::size_t hash = hash_of(key);
    Slot slot{hash, std::make_shared<const Entry>(tenant, id, std::move(record))};
    const auto [node, depth] = own_leaf(hash);
    const auto found = find_in(node->slots, hash, key);
    if (found != node->slots.end()) {
      node->slots[static_cast<std::size_t>(found - node->slots.begin())] = std::move(slot);
      return;
    }
    node->slots.push_back(std::move(slot));
    ++size_;
    if (node->slots.size() > most_in_leaf && depth < most_depth) split(*node, depth);
  }

  void remove(std::string_view tenant, std::string_view id) {
    if (find(tenant, id) == nullptr) return;
    const Key key{tenant, id};
    const std::size_t hash = hash_of(key);
    Node* node = own_leaf(hash).first;
    node->slots.erase(find_in(node->slots, hash, key));
    --size_;
  }

  // Every record, in no order.
  void each(const std::function<void(const Record&)>& visit) const {
    each_entry(root_.get(), [&](const Entry& entry) { visit(entry.record); });
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // At most `limit` records of a tenant whose ids lie above `after`, in the order of their ids'
  // bytes. Looks through all records of all tenants.
  std::vector<const Record*> list(std::string_view tenant, std::string_view after,
                                  std::size_t limit) const {
    std::vector<const Entry*> found;
    each_entry(root_.get(), [&](const Entry& entry) {
      if (entry.tenant() == tenant && entry.id() > after) found.push_back(&entry);
    });
    const auto by_id = [](const Entry* entry) { return entry->id(); };
    if (found.size() <= limit) {
      std::ranges::sort(found, {}, by_id);
    } else {
      const auto end = found.begin() + static_cast<std::ptrdiff_t>(limit);
      std::ranges::partial_sort(found, end, {}, by_id);
      found.erase(end, found.end());
    }
    std::vector<const Record*> records;
    records.reserve(found.size());
    for (const Entry* entry : found) records.push_back(&entry->record);
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
  struct Slot {
    std::size_t hash = 0;
    std::shared_ptr<const Entry> entry;
  };

  // A tree by the digits of the hash, the lowest first. A leaf that becomes too full is split.
  struct Node {
    std::vector<Slot> slots;                      // of a leaf
    std::vector<std::shared_ptr<Node>> children;  // `fanout` of them; none of a leaf
    bool is_leaf() const { return children.empty(); }
  };
  static constexpr unsigned digit_bits = 4;
  static constexpr std::size_t fanout = std::size_t{1} << digit_bits;
  static constexpr std::size_t most_in_leaf = 32;
  static constexpr unsigned most_depth = 8 * sizeof(std::size_t) / digit_bits - 1;

  static std::size_t hash_of(const Key& key) {
    const std::hash<std::string_view> hash;
    return hash(key.id) * 31 + hash(key.tenant);
  }
  static std::size_t place_of(std::size_t hash, unsigned depth) {
    return hash >> (digit_bits * depth) & (fanout - 1);
  }
  static auto find_in(const std::vector<Slot>& slots, std::size_t hash, const Key& key) {
    return std::ranges::find_if(
        slots, [&](const Slot& slot) { return slot.hash == hash && slot.entry->key() == key; });
  }

  // One that no other directory shares.
  static Node& own(std::shared_ptr<Node>& node) {
    if (!node) {
      node = std::make_shared<Node>();
    } else if (node.use_count() > 1) {
      node = std::make_shared<Node>(*node);
    }
    return *node;
  }

  // The leaf of a hash, and how deep it lies.
  std::pair<Node*, unsigned> own_leaf(std::size_t hash) {
    Node* node = &own(root_);
    unsigned depth = 0;
    for (; !node->is_leaf(); ++depth) node = &own(node->children[place_of(hash, depth)]);
    return {node, depth};
  }

  static void split(Node& node, unsigned depth) {
    node.children.resize(fanout);
    for (Slot& slot : std::exchange(node.slots, {})) {
      own(node.children[place_of(slot.hash, depth)]).slots.push_back(std::move(slot));
    }
  }

  template <class Visit>
  static void each_entry(const Node* node, const Visit& visit) {
    if (node == nullptr) return;
    for (const Slot& slot : node->slots) visit(*slot.entry);
    for (const auto& child : node->children) each_entry(child.get(), visit);
  }

  std::shared_ptr<Node> root_;
  std::size_t size_ = 0;
};

}  // namespace writ::ops
