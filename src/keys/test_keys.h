// What the unit tests of this area share.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "keys/make_key.h"

namespace writ::keys {

// An empty directory of its own that goes with it.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = std::filesystem::temp_directory_path() / "writ-keys-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline unsigned mode_of(const std::filesystem::path& path) {
  return static_cast<unsigned>(std::filesystem::status(path).permissions());
}

inline void set_mode(const std::filesystem::path& path, unsigned mode) {
  std::filesystem::permissions(path, static_cast<std::filesystem::perms>(mode));
}

inline Instant day(int number) { return Instant{number * 86'400'000'000}; }

inline KeyId key_id(std::string_view text) {
  KeyId id;
  if (!id.set(text)) std::abort();
  return id;
}

inline KeySpec spec(Purpose purpose, std::optional<std::vector<std::string>> tenants = {}) {
  KeySpec made{purpose, std::nullopt};
  if (tenants) {
    made.tenants.emplace();
    for (std::string& tenant : *tenants) made.tenants->emplace_back(std::move(tenant));
  }
  return made;
}

template <class T>
std::string_view code_of(const Result<T>& result) {
  return result ? "" : result.error().code.name;
}

}  // namespace writ::keys
