// The nodes that share a store: what each of them says of itself, for the others to wait for.
//
// A node enrols before it answers anything from the store, and beats from then on. Who has
// committed a change reads the rows, waits, and ends the rows of those that are not heard of any
// more. So an ended node's beats fail until it has enrolled again, and whoever commits later knows
// that nobody answers in its name. docs/freshness.md has the argument.
//
// Threads: any. Nobody waits here for whoever has a Transaction.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "store/rows.h"

namespace writ::store {

class Nodes {
 public:
  virtual ~Nodes() = default;
  Nodes(const Nodes&) = delete;
  Nodes& operator=(const Nodes&) = delete;

  // Enrols a node, which is live from then on; its silence begins anew, that of the row is not
  // looked at. Durable. Answers the lease of an earlier process of that name that was live until
  // now: 0 for none. `store.exists` where a process that started later goes by the name.
  virtual Result<std::chrono::milliseconds> enrol_node(const NodeRow& row) = 0;

  // Says that a node is still there and what it knows, and answers the revision that the store had
  // when it was asked; nothing where the node of that name and start is not live. A crash of the
  // store may forget it.
  virtual Result<std::optional<std::int64_t>> beat(const NodeRow& row) = 0;

  // Ends a node, durably, if its last beat is still the one of that row. Otherwise does nothing.
  virtual Result<void> end_node(const NodeRow& row) = 0;

  // By name; those that have ended too.
  virtual Result<std::vector<NodeRow>> list_nodes() = 0;

 protected:
  Nodes() = default;
};

}  // namespace writ::store
