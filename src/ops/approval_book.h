// The approvals of every tenant, as a State holds them. Copies share what they have in common: to
// change a copy costs about as much as copying one tenant's pointers.
//
// Threads: any number may read one at once; it is changed before others see it.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/container/flat_set.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include "ops/approval_record.h"

namespace writ::ops {

class ApprovalBook {
 public:
  // How many of a tenant wait for somebody at once, and how many are kept before those that came to
  // an end are forgotten. Whoever asks cannot make it more.
  static constexpr std::size_t max_pending = 1'000;
  static constexpr std::size_t max_kept = 10'000;

  // Pointers are valid as long as a copy of this book lives that has the record.
  const ApprovalRecord* find(std::string_view tenant, std::string_view id) const;
  // The last one that was asked for about a question, by its ApprovalSubject::key().
  const ApprovalRecord* latest(std::string_view tenant, std::string_view key) const;

  // Over the one with its id. The approvals of one question come in the order they were asked for.
  void put(ApprovalRecord approval);
  void remove(std::string_view tenant, std::string_view id);

  std::size_t size(std::string_view tenant) const;

  // Whether one more may wait.
  bool has_room(std::string_view tenant, Instant now) const;
  // What must go so that one more is kept: all that nobody answered in time, where too many wait;
  // the oldest that came to an end, where too many are kept.
  std::vector<const ApprovalRecord*> to_forget(std::string_view tenant, Instant now) const;

  // At most `limit` of a tenant's whose ids lie above `after` and that are `wanted`, by id.
  std::vector<const ApprovalRecord*> list(
      std::string_view tenant, std::string_view after, std::size_t limit,
      const std::function<bool(const ApprovalRecord&)>& wanted) const;

 private:
  struct Entry {
    ApprovalRecord record;
    std::string key;
  };
  // The texts that these are sorted by are those of the entries.
  struct OfTenant {
    boost::unordered_flat_map<std::string_view, std::shared_ptr<const Entry>> by_id;
    boost::unordered_flat_map<std::string_view, std::shared_ptr<const Entry>> latest;  // by key
    boost::container::flat_set<std::pair<Instant, std::string_view>> pending;  // by their end

    void forget(std::string_view id);
  };

  const OfTenant* of_tenant(std::string_view tenant) const;
  OfTenant& own(std::string_view tenant);  // one that no other book shares

  std::map<std::string, std::shared_ptr<OfTenant>, std::less<>> tenants_;
};

}  // namespace writ::ops
