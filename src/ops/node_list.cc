// node.list: the processes that work on this store, each with a journal of its own.
#include <algorithm>

#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct ListNodesRequest {
  static constexpr auto record(auto&& f) { return f("ListNodesRequest", "Asks for nothing more."); }
};

struct ListedNode {
  std::string name;
  canon::Timestamp started_at;
  std::string program;
  journal::Count revision;
  journal::Count silent_ms;
  bool answering = false;

  static constexpr auto record(auto&& f) {
    using R = ListedNode;
    using canon::field;
    return f("ListedNode", "A process that works on the store.",
             field<&R::name>("name", "Its name, which is its journal's."),
             field<&R::started_at>("startedAt", "Since when it runs, by its own clock."),
             field<&R::program>("program", "Its version of Writ."),
             field<&R::revision>("revision", "The revision of the store that it knows."),
             field<&R::silent_ms>("silentMs",
                                  "Milliseconds since it was heard of, by the store's clock."),
             field<&R::answering>("answering", "Whether it is the one that answers this."));
  }
};

struct ListNodesResponse {
  journal::Count revision;
  std::vector<ListedNode> nodes;

  static constexpr auto record(auto&& f) {
    using R = ListNodesResponse;
    using canon::field;
    return f("ListNodesResponse", "The nodes that there are, and were.",
             field<&R::revision>("revision", "The store's own revision."),
             field<&R::nodes>("nodes", "By name."));
  }
};

std::optional<std::string_view> tenant_of(const ListNodesRequest&) { return std::nullopt; }

namespace {

ListedNode node_of(const store::NodeRow& row) {
  const auto silent = std::chrono::duration_cast<std::chrono::milliseconds>(row.silence);
  return {.name = row.name,
          .started_at = canon::Timestamp(row.started_at),
          .program = row.program,
          .revision = {row.revision},
          .silent_ms = {silent.count()}};
}

// The node that answers is there, whether or not the store has heard of it.
Result<ListNodesResponse> list(Engine& engine, const Call& call, const ListNodesRequest&) {
  WRIT_CHECK(require_any_tenant(call.caller));
  const store::NodeRow self = engine.node();
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(auto rows, snapshot->nodes());
  std::erase_if(rows, [&](const store::NodeRow& row) { return row.name == self.name; });
  rows.push_back(self);
  std::ranges::sort(rows, {}, &store::NodeRow::name);
  ListNodesResponse response;
  WRIT_TRY(response.revision.value, snapshot->revision());
  for (const store::NodeRow& row : rows) {
    response.nodes.push_back(node_of(row));
    response.nodes.back().answering = row.name == self.name;
  }
  return response;
}

}  // namespace

const Operation node_list = define<list>({.name = "node.list",
                                          .doc = "Lists the nodes that share the store.",
                                          .capability = Capability::operate,
                                          .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ListNodesRequest);
DEFINE_RECORD(writ::ops::ListedNode);
DEFINE_RECORD(writ::ops::ListNodesResponse);
