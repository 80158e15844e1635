// A record that many hold and nobody changes, such as one that stands in many answers: its
// canonical JSON is made when it is first written, and kept.
//
// Threads: any number may read one that they hold at once.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/once.h"
#include "canon/record.h"

namespace writ::canon {

// On the wire it is the record itself. There always is one, but for what was moved from.
template <class R>
class Shared {
 public:
  Shared() : Shared(R{}) {}
  explicit Shared(R record) : held_(std::make_shared<const Held>(std::move(record))) {}

  const R& operator*() const { return held_->record; }
  const R* operator->() const { return &held_->record; }

  // As encode() writes it. Valid as long as anybody holds the record.
  std::string_view json() const {
    return held_->json.get([this] { return encode(held_->record); });
  }

  // Lets go of the record and holds a new one, which is nobody else's yet: to be read into.
  R& renew() {
    auto made = std::make_shared<Held>(R{});
    R& record = made->record;
    held_ = std::move(made);
    return record;
  }

 private:
  struct Held {
    explicit Held(R of) : record(std::move(of)) {}

    R record;
    Once<std::string> json;
  };
  std::shared_ptr<const Held> held_;
};

}  // namespace writ::canon
