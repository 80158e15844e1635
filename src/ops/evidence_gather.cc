// Pieces are loaded breadth first, each once, from those that are asked about to those that they
// rest on; then their sources are looked at.
#include <unordered_set>

#include "ops/evidence_kept.h"
#include "ops/evidence_world.h"

namespace writ::ops {
namespace {

using evidence::Evidence;

// A report that is cited as it is.
Evidence as_evidence(const evidence::VerifiedReport& report) {
  evidence::ReportSource source;
  source.report_hash = report.report_hash;
  return {.evidence_id = evidence::EvidenceId(report.report_hash.text()),
          .tenant_id = report.body->tenant_id,
          .session_id = report.body->session_id,
          .mode = evidence::Mode::derived,
          .summary = report.body->title,
          .source = std::move(source),
          .fingerprint = report.report_hash};
}

class Gathering {
 public:
  Gathering(const Looking& looking, std::string_view tenant, Cited cited)
      : looking_(looking), tenant_(tenant), cited_(cited) {}

  Result<evidence::Pool> run(std::vector<std::string> ids) && {
    for (std::string& id : ids) want(std::move(id));
    for (std::size_t next = 0; next < wanted_.size();) {  // it grows
      const std::string id = wanted_[next++];
      if (pool_.pieces.size() >= max_pieces) {
        pool_.passed_over.insert(id);
      } else {
        WRIT_CHECK(load(id));
      }
    }
    WRIT_CHECK(look());
    return std::move(pool_);
  }

 private:
  void want(std::string id) {
    if (seen_.insert(id).second) wanted_.push_back(std::move(id));
  }

  Result<void> load(const std::string& id) {
    WRIT_TRY(auto evidence, find_evidence(looking_.snapshot, tenant_, id));
    if (!evidence && cited_ == Cited::evidence_and_reports) {
      WRIT_TRY(const auto report, find_report(looking_.snapshot, tenant_, id));
      if (report) evidence = as_evidence(*report);
    }
    if (!evidence) return {};
    evidence::Piece piece{.evidence = *std::move(evidence)};
    WRIT_TRY(piece.rests_on, ground_of(piece.evidence));
    for (const std::string& below : piece.rests_on) want(below);
    pool_.pieces.emplace(id, std::move(piece));
    return {};
  }

  Result<std::vector<std::string>> ground_of(const Evidence& piece) const {
    std::vector<std::string> ids;
    const auto add = [&ids](const std::vector<evidence::EvidenceId>& more) {
      for (const evidence::EvidenceId& id : more) ids.push_back(id.text());
    };
    if (piece.derived_from) add(*piece.derived_from);
    if (!piece.source) return ids;
    if (const auto* source = std::get_if<evidence::ReportSource>(&*piece.source)) {
      WRIT_TRY(const auto report,
               find_report(looking_.snapshot, tenant_, source->report_hash.text()));
      if (report) add(report->body->evidence_registry);
    }
    return ids;
  }

  Result<void> look() {
    std::vector<const Evidence*> evidence;
    std::vector<evidence::Look*> into;
    for (auto& [id, piece] : pool_.pieces) {
      if (!piece.evidence.source) continue;
      evidence.push_back(&piece.evidence);
      into.push_back(&piece.look);
    }
    WRIT_TRY(auto looks, look_at(looking_, tenant_, evidence));
    for (std::size_t i = 0; i < looks.size(); ++i) *into[i] = std::move(looks[i]);
    return {};
  }

  const Looking& looking_;
  std::string_view tenant_;
  Cited cited_;
  evidence::Pool pool_;
  std::vector<std::string> wanted_;  // every id once, in the order that they were come upon
  std::unordered_set<std::string> seen_;
};

}  // namespace

Result<evidence::Pool> gather(const Looking& looking, std::string_view tenant,
                              std::vector<std::string> ids, Cited cited) {
  return Gathering(looking, tenant, cited).run(std::move(ids));
}

}  // namespace writ::ops
