// restamp.chain: whether a root stamp and all its restamps are a chain that is whole, of what is
// handed in alone.
#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/table.h"
#include "stamp/chain.h"

namespace writ::ops {

// An answer of `stamp.restamp` has these members, among others.
struct RestampLink {
  static constexpr bool open_record = true;
  stamp::PolicyStampRestamp restamp;
  std::optional<stamp::PolicyStamp> stamp;

  static constexpr auto record(auto&& f) {
    using L = RestampLink;
    using canon::field;
    return f("RestampLink", "A restamp, as `stamp.restamp` answered it.",
             field<&L::restamp>("restamp", "What the comparison came to."),
             field<&L::stamp>("stamp", "The new stamp; absent where there was none."));
  }
};

struct RestampChainRequest {
  stamp::KeptStamp root;
  std::vector<RestampLink> links;
  canon::Timestamp at;

  static constexpr auto record(auto&& f) {
    using R = RestampChainRequest;
    using canon::field;
    return f("RestampChainRequest", "A root stamp, and what followed.",
             field<&R::root>("root", "As `stamp.get` showed it."),
             field<&R::links>("links", "Its restamps, in order."),
             field<&R::at>("at", "The time that it is."));
  }
};

struct RestampChainResponse {
  bool whole = false;
  std::optional<stamp::RestampChainIntegrity> chain;
  std::optional<stamp::ChainFault> reason;

  static constexpr auto record(auto&& f) {
    using R = RestampChainResponse;
    using canon::field;
    return f("RestampChainResponse", "Whether it is whole.",
             field<&R::whole>("whole",
                              "Whether each was held against the root's ceiling, on every axis of "
                              "every item, and follows the one before it."),
             field<&R::chain>("chain_integrity", "That it is, where it is."),
             field<&R::reason>("reason", "The first reason why it is not."));
  }
};

std::optional<std::string_view> tenant_of(const RestampChainRequest&) { return std::nullopt; }

namespace {

Result<RestampChainResponse> look(const RestampChainRequest& request) {
  std::vector<stamp::Link> links;
  links.reserve(request.links.size());
  for (const RestampLink& link : request.links) links.push_back({link.restamp, link.stamp});
  if (const auto fault = stamp::chain_fault(request.root, links)) {
    return RestampChainResponse{.reason = fault};
  }
  return RestampChainResponse{.whole = true,
                              .chain = stamp::chain_of(request.root, links, request.at.at())};
}

}  // namespace

const Operation restamp_chain =
    define<look>({.name = "restamp.chain",
                  .doc = "Says whether a root stamp and its restamps are a chain that is whole.",
                  .capability = Capability::read,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RestampLink);
DEFINE_RECORD(writ::ops::RestampChainRequest);
DEFINE_RECORD(writ::ops::RestampChainResponse);
