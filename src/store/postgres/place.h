// A database of its own for a test.
#pragma once

#include <string>

#include "store/conformance/conformance.h"
#include "store/postgres/open.h"
#include "store/postgres/test_server.h"

namespace writ::store::postgres {

class TemporaryDatabase final : public conformance::Place {
 public:
  TemporaryDatabase() : url_(TestServer::shared().make_database()) {}
  ~TemporaryDatabase() override { TestServer::shared().drop_database(url_); }

  const std::string& url() const { return url_; }

  Result<std::unique_ptr<Store>> open(Instant now, std::chrono::milliseconds patience) override {
    return postgres::open(url_, {.now = now, .node = "node", .patience = patience});
  }

 private:
  std::string url_;
};

}  // namespace writ::store::postgres
