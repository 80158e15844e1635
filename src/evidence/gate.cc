#include "evidence/gate.h"

#include <unordered_set>

#include <fmt/format.h>

#include "canon/record_define.h"

namespace writ::evidence {
namespace {

using Ids = std::unordered_set<std::string_view>;

Need need(NeedContext context, std::string description) {
  return {.description = std::move(description), .context = std::move(context)};
}

NeedReason reason_of(Standing standing) {
  switch (standing) {
    case Standing::not_yet_valid:
      return NeedReason::evidence_not_yet_valid;
    case Standing::expired:
      return NeedReason::evidence_expired;
    case Standing::missing:
      return NeedReason::evidence_not_found;
    case Standing::unavailable:
      return NeedReason::evidence_unavailable;
    default:
      return NeedReason::evidence_stale;
  }
}

class Gate {
 public:
  Gate(const ReportBody& body, const EvidenceKnown& known) : body_(body), known_(known) {
    for (const EvidenceId& id : body.evidence_registry) registered_.insert(id.text());
  }

  std::vector<Need> run() && {
    if (body_.findings.empty()) {
      needs_.push_back(need({.reason = NeedReason::no_findings, .pointer = "/findings"},
                            "a report without findings rests on nothing: say what was found"));
    }
    for (std::size_t i = 0; i < body_.findings.size(); ++i) check_finding(i);
    for (std::size_t i = 0; i < body_.evidence_registry.size(); ++i) check_registered(i);
    return std::move(needs_);
  }

 private:
  void check_finding(std::size_t index) {
    const ReportFinding& finding = body_.findings[index];
    const std::string pointer = fmt::format("/findings/{}", index);
    const std::string& id = finding.id.text();
    const auto about = [&](NeedReason reason, std::string_view below, std::string description) {
      needs_.push_back(need({.reason = reason,
                             .pointer = fmt::format("{}{}", pointer, below),
                             .finding_id = finding.id},
                            std::move(description)));
    };
    if (!findings_.insert(id).second) {
      about(NeedReason::finding_twice, "/id",
            fmt::format("there are two findings `{}`: give each an id of its own", id));
    }
    if (!is_publishable(finding.mode)) {
      about(NeedReason::mode_not_publishable, "/mode",
            fmt::format("finding `{}` is {}: only what was observed, measured or derived is "
                        "published",
                        id, name_of(finding.mode)));
    }
    if (finding.evidence.empty()) {
      about(NeedReason::finding_without_evidence, "/evidence",
            fmt::format("finding `{}` cites no evidence", id));
    }
    for (std::size_t i = 0; i < finding.evidence.size(); ++i) {
      check_cited(finding, finding.evidence[i], fmt::format("{}/evidence/{}", pointer, i));
    }
  }

  void check_cited(const ReportFinding& finding, const EvidenceId& id, std::string pointer) {
    cited_.insert(id.text());
    if (registered_.contains(id.text())) return;
    needs_.push_back(need({.reason = NeedReason::evidence_not_registered,
                           .pointer = std::move(pointer),
                           .finding_id = finding.id,
                           .evidence_id = id},
                          fmt::format("finding `{}` cites `{}`, which is not in the report's "
                                      "`evidenceRegistry`",
                                      finding.id.text(), id.text())));
  }

  void check_registered(std::size_t index) {
    const EvidenceId& id = body_.evidence_registry[index];
    NeedContext context{.pointer = fmt::format("/evidenceRegistry/{}", index), .evidence_id = id};
    if (!cited_.contains(id.text())) {
      context.reason = NeedReason::evidence_not_cited;
      needs_.push_back(
          need(context, fmt::format("`{}` is registered and no finding cites it", id.text())));
    }
    check_evidence(id, std::move(context));
  }

  void check_evidence(const EvidenceId& id, NeedContext context) {
    const auto piece = known_.pool.pieces.find(id.text());
    const Assessment& made = find(known_.assessments, id.text());
    const auto add = [&](NeedReason reason, std::string_view description) {
      context.reason = reason;
      needs_.push_back(need(context, fmt::format("evidence `{}`: {}", id.text(), description)));
    };
    if (piece == known_.pool.pieces.end() && known_.is_anothers(id.text())) {
      return add(NeedReason::evidence_of_another_tenant, "it is another tenant's");
    }
    if (piece != known_.pool.pieces.end() &&
        piece->second.evidence.session_id != body_.session_id) {
      return add(NeedReason::evidence_of_another_session, "it was taken in another session");
    }
    if (made.standing != Standing::fresh) {
      context.standing = made.standing;
      if (!made.cause.empty()) context.cause = EvidenceId(made.cause);
      return add(reason_of(made.standing), made.why);
    }
    if (!is_publishable(made.weakest)) {
      add(NeedReason::evidence_mode_not_publishable,
          fmt::format("it rests on what is {}", name_of(made.weakest)));
    }
  }

  const ReportBody& body_;
  const EvidenceKnown& known_;
  Ids registered_;
  Ids cited_;
  Ids findings_;
  std::vector<Need> needs_;
};

Need too_large(std::string_view pointer, std::size_t most) {
  return need({.reason = NeedReason::too_large, .pointer = std::string(pointer)},
              fmt::format("the report has more than {} there: publish several", most));
}

}  // namespace

std::vector<Need> too_large_needs(const ReportBody& body) {
  std::vector<Need> needs;
  if (body.findings.size() > max_findings) needs.push_back(too_large("/findings", max_findings));
  if (body.evidence_registry.size() > max_registered) {
    needs.push_back(too_large("/evidenceRegistry", max_registered));
  }
  std::size_t cited = 0;
  for (const ReportFinding& finding : body.findings) cited += finding.evidence.size();
  if (cited > max_cited) needs.push_back(too_large("/findings", max_cited));
  return needs;
}

std::vector<Need> needs_of(const ReportBody& body, const EvidenceKnown& known) {
  return Gate(body, known).run();
}

}  // namespace writ::evidence

DEFINE_RECORD(writ::evidence::NeedContext);
DEFINE_RECORD(writ::evidence::Need);
