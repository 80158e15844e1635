// A page of what a tenant's sessions left behind, such as evidence and reports.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "canon/record.h"
#include "ops/document_page.h"
#include "policy/bundle.h"
#include "session/session.h"

namespace writ::ops {

struct SessionPageRequest {
  policy::TenantId tenant_id;
  std::optional<session::SessionId> session_id;
  std::optional<std::string> after;
  std::optional<PageSize> limit;

  static constexpr auto record(auto&& f) {
    using R = SessionPageRequest;
    using canon::field;
    return f("SessionPageRequest", "Which part of them.",
             field<&R::tenant_id>("tenantId", "Whose."),
             field<&R::session_id>("sessionId",
                                   "Those of this session alone; a page may then have fewer than "
                                   "the limit, or none, and yet be followed by another."),
             field<&R::after>("after", after_doc), field<&R::limit>("limit", limit_doc));
  }
};
inline std::optional<std::string_view> tenant_of(const SessionPageRequest& request) {
  return request.tenant_id.text();
}

template <class Item>
struct SessionPage {
  std::vector<Item> items;          // by id
  std::optional<std::string> next;  // `after` of the next page
};

// The documents of a kind: `read` makes an item of a row, `session_of` tells whose it is.
template <class Item>
Result<SessionPage<Item>> session_page(store::Snapshot& snapshot, std::string_view kind,
                                       const SessionPageRequest& request,
                                       Result<Item> (*read)(const store::DocumentRow&),
                                       std::string_view (*session_of)(const Item&)) {
  WRIT_TRY(DocumentPage documents,
           document_page(snapshot, kind, request.tenant_id.text(), request.after, request.limit));
  SessionPage<Item> page{.next = std::move(documents.next)};
  for (const store::DocumentRow& row : documents.rows) {
    WRIT_TRY(Item item, read(row));
    if (request.session_id && request.session_id->text() != session_of(item)) continue;
    page.items.push_back(std::move(item));
  }
  return page;
}

}  // namespace writ::ops
