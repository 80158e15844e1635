// A directory of its own for a test's database.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include "store/conformance/conformance.h"
#include "store/sqlite/open.h"

namespace writ::store::sqlite {

class TemporaryPlace final : public conformance::Place {
 public:
  TemporaryPlace() {
    std::string name = (std::filesystem::temp_directory_path() / "writ_store_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = name;
  }
  ~TemporaryPlace() override {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }

  const std::filesystem::path& directory() const { return directory_; }
  std::string path() const { return (directory_ / "writ.db").string(); }

  Result<std::unique_ptr<Store>> open(Instant now, std::chrono::milliseconds patience) override {
    return sqlite::open(path(), {.now = now, .patience = patience});
  }

 private:
  std::filesystem::path directory_;
};

}  // namespace writ::store::sqlite
