// A page of the documents of a kind.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ops/page.h"
#include "store/store.h"

namespace writ::ops {

struct DocumentPage {
  std::vector<store::DocumentRow> rows;  // by id
  std::optional<std::string> next;       // `after` of the next page
};

inline Result<DocumentPage> document_page(store::Snapshot& snapshot, std::string_view kind,
                                          std::string_view tenant,
                                          const std::optional<std::string>& after,
                                          const std::optional<PageSize>& limit) {
  const std::size_t most = page_size(limit);
  DocumentPage page;
  WRIT_TRY(page.rows, snapshot.documents(kind, tenant, after.value_or(""), most + 1));
  if (page.rows.size() > most) {
    page.rows.pop_back();
    page.next = page.rows.back().id;
  }
  return page;
}

}  // namespace writ::ops
