// Pages of a search's results, and the tokens that lead from one to the next.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/result.h"
#include "door/authzen_request.h"

namespace writ::door::authzen {

// Where a page begins.
struct Page {
  std::string after;                 // the last candidate that was looked at; empty: none was
  std::optional<std::size_t> limit;  // of results
};

// What `search`, any text that tells one search from another, is asked for by a request's `page`.
// Problem: bad_token for a token that is none, or of another search, or that comes with another
// limit. A page that leaves the limit out has that of the page before.
Result<Page> read_page(const std::optional<PageRequest>& request, std::string_view search);

// The token of the page that begins behind `page.after`.
std::string token_of(const Page& page, std::string_view search);

}  // namespace writ::door::authzen
