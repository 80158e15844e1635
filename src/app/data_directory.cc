#include "app/data_directory.h"

#include <filesystem>
#include <utility>

#include "app/directory_lock.h"
#include "app/store_place.h"
#include "app/worker_program.h"

namespace writ::app {
namespace {

// What an engine needs to outlive it. Members go in reverse order: the lock last.
struct OpenDirectory {
  DirectoryLock lock;
  std::unique_ptr<ops::Engine> engine;
};

}  // namespace

// A store that is refused is refused before anything else is touched. A database is opened last, as
// the node that has this journal.
Result<std::shared_ptr<ops::Engine>> open_data_directory(const std::string& directory,
                                                         cli::DataOptions options) {
  WRIT_TRY(DirectoryLock lock, DirectoryLock::take(directory));
  const std::filesystem::path& path = lock.path();
  WRIT_TRY(const StoreChoice choice, choose_store(path, options.store));
  std::unique_ptr<store::Store> store;
  if (choice.is_embedded()) {
    WRIT_TRY(store, open_embedded(path));
  }
  WRIT_TRY(keys::KeyFiles files, keys::KeyFiles::open(path));
  const ops::NodeOptions node{.on_problem = options.journal.on_problem, .lease = options.lease};
  WRIT_TRY(auto journal, journal::Journal::open(path / "journal", std::move(options.journal)));
  if (store == nullptr) {
    WRIT_TRY(store, open_database(path, choice, journal->origin()));
  }
  WRIT_TRY(auto engine, ops::Engine::open(std::move(store), std::move(files), std::move(journal),
                                          std::move(options.passphrase), node));
  engine->evaluations().use_program(worker_program());
  const auto open = std::make_shared<OpenDirectory>(std::move(lock), std::move(engine));
  return std::shared_ptr<ops::Engine>(open, open->engine.get());
}

}  // namespace writ::app
