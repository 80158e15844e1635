#include "app/store_place.h"

#include <fmt/format.h>

#include "canon/json.h"
#include "canon/record_define.h"
#include "keys/private_file.h"
#include "store/postgres/open.h"
#include "store/sqlite/open.h"

namespace writ::app {
namespace {

namespace fs = std::filesystem;

fs::path file_of(const fs::path& directory) { return directory / "store.json"; }

bool has_embedded_store(const fs::path& directory) {
  std::error_code ignored;
  const auto size = fs::file_size(embedded_store(directory), ignored);
  return !ignored && size > 0;
}

}  // namespace

Result<std::optional<StorePlace>> remembered_place(const fs::path& directory) {
  const fs::path file = file_of(directory);
  WRIT_TRY(const auto bytes, keys::read_private_file(file));
  if (!bytes) return std::optional<StorePlace>();
  WRIT_TRY(const canon::Json json, canon::Json::parse(bytes->view()));
  WRIT_TRY(StorePlace place, canon::decode<StorePlace>(json, file.string()));
  return std::optional(std::move(place));
}

Result<void> remember_place(const fs::path& directory, const StorePlace& place) {
  return keys::write_private_file(file_of(directory), canon::encode(place));
}

fs::path embedded_store(const fs::path& directory) { return directory / "writ.db"; }

Result<StoreChoice> choose_store(const fs::path& directory, const std::string& url) {
  StoreChoice choice{.url = url};
  WRIT_TRY(choice.remembered, remembered_place(directory));
  if (choice.remembered) {
    if (url.empty()) choice.url = choice.remembered->url;
  } else if (!url.empty() && has_embedded_store(directory)) {
    return Problem{fault::other_store,
                   fmt::format("the data directory `{}` has a store of its own: leave out "
                               "`--store`, or move it with `writ store copy`",
                               directory.string())};
  }
  return choice;
}

Result<std::unique_ptr<store::Store>> open_embedded(const fs::path& directory) {
  return store::sqlite::open(embedded_store(directory), {.now = Instant::now()});
}

Result<std::unique_ptr<store::Store>> open_database(const fs::path& directory,
                                                    const StoreChoice& choice,
                                                    const std::string& node) {
  WRIT_TRY(auto opened, store::postgres::open(choice.url, {.now = Instant::now(), .node = node}));
  WRIT_TRY(const auto snapshot, opened->read());
  WRIT_TRY(const store::DeploymentRow deployment, snapshot->deployment());
  const std::optional<StorePlace>& remembered = choice.remembered;
  if (remembered && remembered->deployment_id != deployment.deployment_id) {
    return Problem{fault::other_store,
                   fmt::format("the store `{}` is of another deployment than the data directory "
                               "`{}`: name the database that it was made with",
                               choice.url, directory.string())};
  }
  if (!remembered || remembered->url != choice.url) {
    WRIT_CHECK(remember_place(directory, {choice.url, deployment.deployment_id}));
  }
  return opened;
}

}  // namespace writ::app

DEFINE_RECORD(writ::app::StorePlace);
