// A value that is made when it is first asked for, and kept. A copy has none yet: what it would be
// made of may change before anybody asks.
//
// Threads: any number may ask at once; two of them may make it, and one is kept. Nobody may be
// asking while it is assigned to.
#pragma once

#include <atomic>
#include <memory>

namespace writ {

template <class T>
class Once {
 public:
  Once() = default;
  Once(const Once&) noexcept {}
  Once& operator=(const Once& other) noexcept {
    if (this != &other) delete made_.exchange(nullptr, std::memory_order_relaxed);
    return *this;
  }
  ~Once() { delete made_.load(std::memory_order_relaxed); }

  template <class Make>
  const T& get(const Make& make) const {
    const T* made = made_.load(std::memory_order_acquire);
    if (made != nullptr) return *made;
    auto mine = std::make_unique<const T>(make());
    if (!made_.compare_exchange_strong(made, mine.get(), std::memory_order_acq_rel)) return *made;
    return *mine.release();
  }

 private:
  mutable std::atomic<const T*> made_ = nullptr;
};

}  // namespace writ
