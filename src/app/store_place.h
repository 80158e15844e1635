// Which store a data directory works on: the file in it, or a database that it shares with others.
//
// A directory that works on a database remembers it in `store.json`, with the deployment's id, so
// that no command can work on another store by mistake: not on an empty file because somebody left
// out `--store`, and not on another deployment's database.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "canon/record.h"
#include "store/store.h"

namespace writ::app {

namespace fault {
// The directory works on another store than the one that was named.
inline constexpr Code other_store{"data.other_store", Category::conflict};
}  // namespace fault

// What store.json holds.
struct StorePlace {
  std::string url;
  std::string deployment_id;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("StorePlace", "The database that a data directory works on.",
             field<&StorePlace::url>("url", "Where it is."),
             field<&StorePlace::deployment_id>("deploymentId", "Whose it must be."));
  }
};

// Nothing for a directory that works on the file in it, and for a new one.
Result<std::optional<StorePlace>> remembered_place(const std::filesystem::path& directory);
Result<void> remember_place(const std::filesystem::path& directory, const StorePlace& place);

// The file that holds the store of a directory that works on none else.
std::filesystem::path embedded_store(const std::filesystem::path& directory);

// The store that a directory works on.
struct StoreChoice {
  std::optional<StorePlace> remembered;
  std::string url;  // of the database; empty for the file in the directory

  bool is_embedded() const { return url.empty(); }
};

// `url` names a database for a directory that is new, or the database that it works on at another
// address; empty: what the directory remembers. Touches nothing. Problem: fault::other_store for a
// directory with a store of its own.
Result<StoreChoice> choose_store(const std::filesystem::path& directory, const std::string& url);

// Opens what was chosen, makes it where there is none, and remembers a database. Problems:
// fault::other_store for a database of another deployment, and those of the stores' open().
Result<std::unique_ptr<store::Store>> open_embedded(const std::filesystem::path& directory);
Result<std::unique_ptr<store::Store>> open_database(const std::filesystem::path& directory,
                                                    const StoreChoice& choice,
                                                    const std::string& node);

}  // namespace writ::app
