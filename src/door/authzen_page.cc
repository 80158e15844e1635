#include "door/authzen_page.h"

#include <fmt/format.h>

#include "canon/base64.h"
#include "canon/canonical.h"
#include "canon/digest.h"
#include "canon/json.h"
#include "canon/record_define.h"
#include "door/authzen_search.h"

namespace writ::door::authzen {

struct TokenContent {
  std::string after;
  std::optional<canon::Bounded<0, canon::max_exact_integer>> limit;
  canon::HexDigest search;

  static constexpr auto record(auto&& f) {
    using T = TokenContent;
    using canon::field;
    return f("AccessPageToken", "What a page's token holds.",
             field<&T::after>("after", "The last candidate that was looked at."),
             field<&T::limit>("limit", "The limit of the pages."),
             field<&T::search>("search", "SHA-256 of what is searched for."));
  }
};

namespace {

Problem refused(std::string_view why) {
  return {bad_token, fmt::format("the page's {}: begin again without a token", why)};
}

Result<TokenContent> read_token(const std::string& token) {
  const std::optional<std::string> text = canon::from_base64(token);
  if (!text) return refused("token is none of ours");
  const Result<canon::Json> json = canon::Json::parse(*text);
  if (!json) return refused("token is none of ours");
  Result<TokenContent> content = canon::decode<TokenContent>(*json);
  if (!content) return refused("token is none of ours");
  return content;
}

}  // namespace

Result<Page> read_page(const std::optional<PageRequest>& request, std::string_view search) {
  Page page;
  if (!request) return page;
  if (request->limit) page.limit = static_cast<std::size_t>(request->limit->value);
  if (!request->token) return page;
  WRIT_TRY(const TokenContent content, read_token(*request->token));
  if (content.search.text() != canon::sha256_hex(search)) {
    return refused("token is of another search");
  }
  if (request->limit && request->limit != content.limit) {
    return refused("limit is not that of the page before");
  }
  page.after = content.after;
  if (content.limit) page.limit = static_cast<std::size_t>(content.limit->value);
  return page;
}

std::string token_of(const Page& page, std::string_view search) {
  TokenContent content{.after = page.after, .search = canon::HexDigest(canon::sha256_hex(search))};
  if (page.limit) content.limit.emplace().value = static_cast<std::int64_t>(*page.limit);
  return canon::to_base64(canon::encode(content));
}

}  // namespace writ::door::authzen

DEFINE_RECORD(writ::door::authzen::TokenContent);
