#include "ops/approval_book.h"

#include <algorithm>

namespace writ::ops {
namespace {

constexpr std::size_t forgotten_at_once = 1'000;

bool is_pending(const ApprovalRecord& approval) {
  return approval.state == policy::ApprovalState::pending;
}

}  // namespace

const ApprovalBook::OfTenant* ApprovalBook::of_tenant(std::string_view tenant) const {
  const auto found = tenants_.find(tenant);
  return found == tenants_.end() ? nullptr : found->second.get();
}

ApprovalBook::OfTenant& ApprovalBook::own(std::string_view tenant) {
  std::shared_ptr<OfTenant>& own = tenants_[std::string(tenant)];
  if (!own) {
    own = std::make_shared<OfTenant>();
  } else if (own.use_count() > 1) {
    own = std::make_shared<OfTenant>(*own);
  }
  return *own;
}

const ApprovalRecord* ApprovalBook::find(std::string_view tenant, std::string_view id) const {
  const OfTenant* all = of_tenant(tenant);
  if (all == nullptr) return nullptr;
  const auto found = all->by_id.find(id);
  return found == all->by_id.end() ? nullptr : &found->second->record;
}

const ApprovalRecord* ApprovalBook::latest(std::string_view tenant, std::string_view key) const {
  const OfTenant* all = of_tenant(tenant);
  if (all == nullptr) return nullptr;
  const auto found = all->latest.find(key);
  return found == all->latest.end() ? nullptr : &found->second->record;
}

// Nothing may be left that is sorted by the texts of an entry that goes.
void ApprovalBook::OfTenant::forget(std::string_view id) {
  const auto found = by_id.find(id);
  if (found == by_id.end()) return;
  const std::shared_ptr<const Entry> entry = found->second;
  by_id.erase(found);
  pending.erase({entry->record.expires_at.at(), entry->record.approval_id.text()});
  const auto of_question = latest.find(entry->key);
  if (of_question != latest.end() && of_question->second == entry) latest.erase(of_question);
}

void ApprovalBook::put(ApprovalRecord approval) {
  std::string key = subject_of(approval).key();
  const auto entry = std::make_shared<const Entry>(std::move(approval), std::move(key));
  const ApprovalRecord& record = entry->record;
  OfTenant& all = own(record.tenant_id.text());
  all.forget(record.approval_id.text());
  all.by_id.emplace(record.approval_id.text(), entry);
  all.latest.erase(entry->key);
  all.latest.emplace(entry->key, entry);
  if (is_pending(record)) all.pending.emplace(record.expires_at.at(), record.approval_id.text());
}

void ApprovalBook::remove(std::string_view tenant, std::string_view id) {
  if (of_tenant(tenant) != nullptr) own(tenant).forget(id);
}

std::size_t ApprovalBook::size(std::string_view tenant) const {
  const OfTenant* all = of_tenant(tenant);
  return all == nullptr ? 0 : all->by_id.size();
}

bool ApprovalBook::has_room(std::string_view tenant, Instant now) const {
  const OfTenant* all = of_tenant(tenant);
  if (all == nullptr || all->pending.size() < max_pending) return true;
  return all->pending.begin()->first <= now;
}

std::vector<const ApprovalRecord*> ApprovalBook::to_forget(std::string_view tenant,
                                                           Instant now) const {
  std::vector<const ApprovalRecord*> going;
  const OfTenant* all = of_tenant(tenant);
  if (all == nullptr) return going;
  if (all->pending.size() >= max_pending) {
    for (const auto& [end, id] : all->pending) {
      if (end > now) break;
      going.push_back(&all->by_id.at(id)->record);
    }
  }
  if (!going.empty() || all->by_id.size() < max_kept) return going;
  for (const auto& [id, entry] : all->by_id) {
    if (!stands(entry->record, now)) going.push_back(&entry->record);
  }
  const auto kept =
      going.begin() + static_cast<std::ptrdiff_t>(std::min(forgotten_at_once, going.size()));
  std::ranges::partial_sort(going, kept, {},
                            [](const ApprovalRecord* one) { return one->requested_at.at(); });
  going.erase(kept, going.end());
  return going;
}

std::vector<const ApprovalRecord*> ApprovalBook::list(
    std::string_view tenant, std::string_view after, std::size_t limit,
    const std::function<bool(const ApprovalRecord&)>& wanted) const {
  std::vector<const ApprovalRecord*> found;
  const OfTenant* all = of_tenant(tenant);
  if (all == nullptr) return found;
  for (const auto& [id, entry] : all->by_id) {
    if (id > after && wanted(entry->record)) found.push_back(&entry->record);
  }
  const auto end = found.begin() + static_cast<std::ptrdiff_t>(std::min(limit, found.size()));
  std::ranges::partial_sort(found, end, {}, [](const ApprovalRecord* one) -> const std::string& {
    return one->approval_id.text();
  });
  found.erase(end, found.end());
  return found;
}

}  // namespace writ::ops
