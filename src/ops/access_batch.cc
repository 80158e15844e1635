#include "ops/access_batch.h"

#include "canon/digest.h"
#include "journal/fault.h"

namespace writ::ops {
namespace {

// An entry has at most 65,535 bytes and a body at most a megabyte, with what surrounds the items.
constexpr std::size_t most_item_bytes = 56'000;
constexpr std::size_t most_body_bytes = 900'000;

// At least what it takes as JSON, where a control character of a reason is six; ids have none.
std::size_t size_of(const journal::EntryItem& item) {
  std::size_t size = 256 + 6 * (item.reason ? item.reason->size() : 0);
  const auto add_ids = [&](const std::vector<std::string>& ids) {
    for (const std::string& id : ids) size += 2 * id.size() + 3;
  };
  if (item.rule_ids) add_ids(*item.rule_ids);
  if (!item.shadow) return size;
  add_ids(item.shadow->rule_ids);
  return size + 320 + 6 * (item.shadow->reason ? item.shadow->reason->size() : 0);
}

}  // namespace

Result<void> AccessBatch::add(const policy::AccessQuestion& question, const Decided& decided) {
  document_.clear();
  question.append_document(document_);
  journal::EntryItem item = item_of(document_, decided);
  const std::size_t begin = bodies_.size();
  bodies_ += bodies_.empty() ? '[' : ',';
  question.append_difference(bodies_, shared_);
  return add(std::move(item), begin);
}

Result<void> AccessBatch::add_refused(std::string_view element) {
  const std::size_t begin = bodies_.size();
  (bodies_ += bodies_.empty() ? '[' : ',').append(element);
  return add({.outcome = "refused",
              .request_hash = canon::sha256_hex(element),
              .reason = "invalid-request"},
             begin);
}

// What does not fit beside the others begins an entry of its own.
Result<void> AccessBatch::add(journal::EntryItem item, std::size_t body_begin) {
  const std::size_t size = size_of(item);
  const bool fits = items_size_ + size <= most_item_bytes && bodies_.size() <= most_body_bytes;
  if (!fits && !items_.empty()) {
    std::string own = '[' + bodies_.substr(body_begin + 1);
    bodies_.resize(body_begin);
    WRIT_CHECK(keep());
    bodies_ = std::move(own);
  }
  items_.push_back(std::move(item));
  items_size_ += size;
  return {};
}

Result<void> AccessBatch::finish() { return items_.empty() ? Result<void>() : keep(); }

// Entries follow one another in the journal's files, but for a failure between them: then the last
// one's fate says nothing of the others', and none may be answered.
Result<void> AccessBatch::keep() {
  const Call& call = access_.call();
  const std::string body = shared_.batch_document(bodies_ + ']');
  journal::Entry entry = entry_of(call);
  if (access_.name() != default_name) entry.name = access_.name();
  entry.request_hash = canon::sha256_hex(body);
  entry.policy_hash = access_.deciding().policy_hash;
  entry.count = journal::Count{static_cast<std::int64_t>(items_.size())};
  entry.items = std::move(items_);
  const std::optional<journal::Ticket> before = call.ticket ? *call.ticket : std::nullopt;
  WRIT_CHECK(access_.engine().record(call, entry, body));
  if (before && call.ticket != nullptr && (*call.ticket)->epoch != before->epoch) {
    return Problem{journal::fault::full,
                   "nothing was answered: an entry could not be written to the journal"};
  }
  items_.clear();
  items_size_ = 0;
  bodies_.clear();
  return {};
}

}  // namespace writ::ops
