#include "ops/evidence_places.h"

#include "canon/record_define.h"
#include "ops/broken_store.h"
#include "ops/document_row.h"
#include "world/http.h"

namespace writ::ops {
namespace {

constexpr std::string_view only_one = "places";

// The way from a directory to a path below it, or nothing.
std::optional<std::string> below(const std::string& directory, const std::string& path) {
  if (!path.starts_with(directory) || path.size() <= directory.size() + 1 ||
      path[directory.size()] != '/') {
    return std::nullopt;
  }
  return path.substr(directory.size() + 1);
}

// An origin ends where the path begins: what follows it in an address cannot be part of the host.
bool is_at(const std::string& url, const std::string& origin) {
  return url.starts_with(origin) && url.size() > origin.size() && url[origin.size()] == '/';
}

}  // namespace

void EvidenceSite::check(const canon::Path& path, canon::Faults& faults) const {
  const canon::Path at(path, "origin");
  if (const auto url = world::check_url(origin); !url) {
    faults.add(canon::record::wrong_value, at, url.error().message);
  } else if (origin.find_first_of("/?#\\", origin.find("://") + 3) != origin.npos) {
    faults.add(canon::record::wrong_value, at, "has a path: give `https://host` alone");
  }
}

std::optional<world::DigestPlace> EvidencePlaces::place_of(
    const evidence::FileSource& source) const {
  for (const evidence::FilePath& directory : directories) {
    if (auto way = below(directory.text(), source.path.text())) {
      return world::FilePlace{directory.text(), *std::move(way)};
    }
  }
  return std::nullopt;
}

std::optional<world::DigestPlace> EvidencePlaces::place_of(
    const evidence::GitSource& source) const {
  const std::string& repository = source.repository.text();
  for (const evidence::FilePath& directory : directories) {
    std::optional<std::string> way = below(directory.text(), repository);
    if (repository == directory.text()) way = "";
    if (!way) continue;
    return world::GitPlace{.directory = directory.text(),
                           .repository = *std::move(way),
                           .revision = source.revision ? source.revision->text() : "HEAD",
                           .path = source.path.text()};
  }
  return std::nullopt;
}

std::optional<world::DigestPlace> EvidencePlaces::place_of(
    const evidence::WebSource& source) const {
  for (const EvidenceSite& site : sites) {
    if (!is_at(source.url, site.origin)) continue;
    return world::SitePlace{
        source.url, site.private_addresses ? world::Addresses::any : world::Addresses::everybodys};
  }
  return std::nullopt;
}

Result<EvidencePlaces> evidence_places(store::Snapshot& snapshot, std::string_view tenant) {
  WRIT_TRY(const auto row, snapshot.find_document(places_kind, tenant, only_one));
  if (!row || !row->record)
    return EvidencePlaces{.tenant_id = policy::TenantId(std::string(tenant))};
  WRIT_TRY(EvidencePlaces places,
           stored_record<EvidencePlaces>("the places of evidence", *row->record));
  if (places.tenant_id.text() != tenant) {
    return broken_store("the places of evidence are another tenant's");
  }
  return places;
}

store::DocumentRow row_of(const EvidencePlaces& places, Instant now) {
  return document_row(places_kind, places.tenant_id.text(), only_one, &places, now);
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::EvidenceSite);
DEFINE_RECORD(writ::ops::EvidencePlaces);
