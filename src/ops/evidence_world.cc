#include "ops/evidence_world.h"

#include <map>
#include <optional>

#include <fmt/format.h>

#include "canon/digest.h"
#include "ops/evidence_kept.h"
#include "ops/evidence_places.h"
#include "ops/open_session.h"
#include "ops/principal.h"
#include "ops/resource.h"
#include "ops/stamps.h"
#include "world/digests.h"

namespace writ::ops {
namespace {

using evidence::Evidence;
using evidence::Look;
using evidence::NotSeen;
using evidence::NotThere;
using evidence::NotVouched;
using evidence::Seen;

std::string_view document_kind(evidence::RecordKind kind) {
  switch (kind) {
    case evidence::RecordKind::principal:
      return principal_kind;
    case evidence::RecordKind::resource:
      return resource_kind;
    case evidence::RecordKind::session:
      return session_kind;
    case evidence::RecordKind::stamp:
      break;  // looked for apart: it may have no document of its own
  }
  return {};
}

Look look_of(const Result<canon::Digest>& digest) {
  if (digest) return Seen{canon::HexDigest(digest->hex())};
  if (digest.error().code.category == Category::not_found) return NotThere{digest.error().message};
  return NotSeen{digest.error().message};
}

// Looks at our own records at once, and collects what lies outside.
class Looker {
 public:
  Looker(const Looking& looking, std::string_view tenant, const EvidencePlaces& places)
      : looking_(looking), tenant_(tenant), places_(places) {}

  // `index` is the piece's place in the list that look_outside() fills.
  Result<Look> look(const Evidence& piece, std::size_t index) {
    piece_ = &piece;
    index_ = index;
    return std::visit([this](const auto& source) { return at(source); },
                      static_cast<const evidence::Source::variant&>(*piece.source));
  }

  // Looks at all that was collected, each place once, and fills it into where it was asked for.
  void look_outside(std::vector<Look>& looks) const {
    std::vector<world::DigestPlace> places;
    places.reserve(outside_.size());
    for (const auto& [place, wanted_by] : outside_) places.push_back(place);
    Engine& engine = looking_.engine;
    const auto digests = world::digests_of(
        places, {.is_stopped = [&engine] { return engine.source_polls().is_stopped(); }});
    std::size_t i = 0;
    for (const auto& [place, wanted_by] : outside_) {
      const Look look = look_of(digests[i++]);
      for (const std::size_t wanted : wanted_by) looks[wanted] = look;
    }
  }

 private:
  template <class OutsideSource>
  Result<Look> outside(const OutsideSource& source, std::string_view what) {
    auto place = places_.place_of(source);
    if (!place) {
      return NotSeen{
          fmt::format("{} is not permitted: the operator can, with `evidence.permit`", what)};
    }
    outside_[*std::move(place)].push_back(index_);
    return Look();
  }

  Result<Look> at(const evidence::FileSource& source) { return outside(source, "the file"); }
  Result<Look> at(const evidence::GitSource& source) { return outside(source, "the repository"); }
  Result<Look> at(const evidence::WebSource& source) { return outside(source, "the address"); }

  Result<Look> at(const evidence::RecordSource& source) const {
    if (source.record_kind == evidence::RecordKind::stamp) return at_stamp(source.id.text());
    WRIT_TRY(const auto row, looking_.snapshot.find_document(document_kind(source.record_kind),
                                                             tenant_, source.id.text()));
    if (!row || !row->record) return NotThere{"there is no such record"};
    return Seen{canon::HexDigest(canon::sha256_hex(*row->record))};
  }

  Result<Look> at_stamp(std::string_view id) const {
    WRIT_TRY(const auto stamp, find_stamp(looking_.state, looking_.snapshot, tenant_, id));
    if (!stamp) return NotThere{"there is no such record"};
    return Seen{canon::HexDigest(canon::sha256_hex(canon::encode(stamp->kept())))};
  }

  Result<Look> at(const evidence::JournalSource& source) const {
    journal::Journal& journal = looking_.engine.journal();
    if (source.origin && *source.origin != journal.origin()) {
      return NotSeen{"it is in the journal of another node: ask that one"};
    }
    const auto from = static_cast<std::uint64_t>(source.index.value);
    const auto entries = journal.entries(from, from + 1);
    if (!entries && entries.error().code.category != Category::not_found) {
      return NotSeen{entries.error().message};
    }
    if (!entries || entries->empty() || !is_ours(entries->front())) {
      return NotThere{"there is no such entry about this tenant"};
    }
    return Seen{canon::HexDigest(canon::sha256_hex(entries->front()))};
  }

  bool is_ours(const std::string& entry) const {
    const Result<canon::Json> json = canon::Json::parse(entry);
    const canon::Value* tenant = json ? json->value().find("tenant") : nullptr;
    return tenant != nullptr && tenant->is(canon::Value::Kind::text) && tenant->text() == tenant_;
  }

  Result<Look> at(const evidence::ReportSource& source) const {
    WRIT_TRY(const auto report, find_report(looking_.snapshot, tenant_, source.report_hash.text()));
    if (!report) return NotThere{"there is no such report"};
    const canon::Verdict verdict = evidence::verify(*report, looking_.state.keys->ring());
    if (!verdict.ok()) return NotVouched{fmt::format("its report: {}", verdict.reason())};
    return Seen{report->report_hash};
  }

  Result<Look> at(const evidence::StatementSource& source) const {
    const evidence::Statement& statement = *source.statement;
    if (statement.tenant_id != piece_->tenant_id || statement.session_id != piece_->session_id) {
      return NotVouched{"it was said to another tenant, or in another session"};
    }
    canon::HexDigest hash = evidence::hash_of(source.statement);
    const canon::Verdict verdict = looking_.state.keys->ring().verify(
        source.signature, hash.text(), keys::Purpose::audit, tenant_);
    if (!verdict.ok()) return NotVouched{fmt::format("its signature: {}", verdict.reason())};
    return Seen{std::move(hash)};
  }

  const Looking& looking_;
  std::string_view tenant_;
  const EvidencePlaces& places_;
  const Evidence* piece_ = nullptr;  // that is looked at
  std::size_t index_ = 0;
  std::map<world::DigestPlace, std::vector<std::size_t>> outside_;
};

}  // namespace

Result<std::vector<Look>> look_at(const Looking& looking, std::string_view tenant,
                                  const std::vector<const Evidence*>& pieces) {
  WRIT_TRY(const EvidencePlaces places, evidence_places(looking.snapshot, tenant));
  Looker looker(looking, tenant, places);
  std::vector<Look> looks(pieces.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    WRIT_TRY(looks[i], looker.look(*pieces[i], i));
  }
  looker.look_outside(looks);
  return looks;
}

}  // namespace writ::ops
