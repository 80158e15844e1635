#include "assurance/oscal.h"

#include <algorithm>

#include <fmt/format.h>

#include "assurance/oscal_records.h"
#include "assurance/text_lines.h"
#include "canon/digest.h"
#include "canon/record_define.h"

namespace writ::assurance {
namespace {

constexpr std::string_view oscal_version = "1.1.3";

// A UUID made of a name: RFC 9562's version 5 in form, of SHA-256 in place of SHA-1, as OSCAL
// admits neither version 8 nor anything else that is made of a name.
std::string uuid_of(std::string_view hash, std::string_view what) {
  std::string hex = canon::sha256_hex(fmt::format("{}/{}", hash, what)).substr(0, 32);
  hex[12] = '5';
  hex[16] = "89ab"[static_cast<std::size_t>(hex[16]) % 4];
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20, 12));
}

// OSCAL's titles are one line that is not empty.
std::string one_line(std::string_view text) {
  constexpr std::size_t longest = 1000;
  const std::vector<std::string> lines = lines_of(text, longest);
  return lines.empty() ? "(blank)" : lines.front();
}

bool is_token(std::string_view id) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto more = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-';
  };
  return !id.empty() && letter(id.front()) && std::ranges::all_of(id, more);
}

template <class T>
std::optional<std::vector<T>> unless_empty(std::vector<T> list) {
  return list.empty() ? std::nullopt : std::optional(std::move(list));
}

class Exporting {
 public:
  Exporting(const CaseIndex& index, const std::vector<NodeStatus>& statuses, const Facts& facts,
            const std::string& hash)
      : index_(index), statuses_(statuses), facts_(facts), hash_(hash) {}

  oscal::Document document() const {
    const std::string title = one_line(index_.content().title);
    const std::string plan = uuid_of(hash_, "case");
    return {{.uuid = uuid_of(hash_, "assessment-results"),
             .metadata = {.title = title,
                          .last_modified = canon::Timestamp(facts_.now),
                          .version = hash_,
                          .oscal_version = std::string(oscal_version)},
             .import_ap = {"#" + plan},
             .results = {results(title)},
             .back_matter = {{{.uuid = plan,
                               .title = title,
                               .links = {{.href = "urn:writ:assurance-case:" + hash_,
                                          .hashes = {{"SHA-256", hash_}}}}}}}}};
  }

 private:
  oscal::Results results(const std::string& title) const {
    std::vector<oscal::Observation> observations;
    std::vector<oscal::Risk> risks;
    std::vector<oscal::Finding> findings;
    for (NodeIndex i = 0; i < index_.size(); ++i) {
      const Kind kind = kind_of(index_.node(i));
      if (kind == Kind::goal || kind == Kind::strategy) findings.push_back(finding(i));
      if (kind == Kind::solution) observations.push_back(observation(i));
      if (kind == Kind::defeater) risks.push_back(risk(i));
    }
    return {.uuid = uuid_of(hash_, "result"),
            .title = title,
            .description = "How the nodes of the assurance case stand.",
            .start = canon::Timestamp(facts_.now),
            .reviewed_controls = {.selections = {{}}},
            .observations = unless_empty(std::move(observations)),
            .risks = unless_empty(std::move(risks)),
            .findings = unless_empty(std::move(findings))};
  }

  // Unique even where two nodes have one id.
  std::string uuid(NodeIndex node) const { return uuid_of(hash_, fmt::format("nodes/{}", node)); }
  const std::string& id(NodeIndex node) const { return id_of(index_.node(node)).text(); }
  std::string title(NodeIndex node) const { return one_line(id(node)); }

  oscal::Observation observation(NodeIndex node) const {
    oscal::Observation made{.uuid = uuid(node),
                            .title = title(node),
                            .description = statement_of(index_.node(node)),
                            .methods = {"EXAMINE"},
                            .collected = canon::Timestamp(facts_.now)};
    std::vector<oscal::RelevantEvidence> relevant;
    std::optional<Instant> expires;
    for (const EvidenceId& evidence : evidence_of(index_.node(node))) {
      relevant.push_back({evidence.text()});
      const std::optional<Instant> expiry = expiry_of(index_.node(node), evidence, facts_);
      if (expiry && (!expires || *expiry < *expires)) expires = expiry;
    }
    made.relevant_evidence = unless_empty(std::move(relevant));
    if (expires) made.expires = canon::Timestamp(*expires);
    return made;
  }

  oscal::Risk risk(NodeIndex node) const {
    const auto& defeater = std::get<Defeater>(index_.node(node));
    return {.uuid = uuid(node),
            .title = title(node),
            .description = defeater.statement,
            .statement = fmt::format("Challenges {}.", one_line(defeater.challenges.text())),
            .status = statuses_[node].status == Status::refuted ? "closed" : "open"};
  }

  oscal::Finding finding(NodeIndex node) const {
    std::vector<oscal::RelatedObservation> observations;
    std::vector<oscal::RelatedRisk> risks;
    for (const Edge& edge : index_.rests_on(node)) {
      if (edge.on == no_node) continue;
      if (edge.reference.role == Role::challenge) risks.push_back({uuid(edge.on)});
      if (kind_of(index_.node(edge.on)) == Kind::solution) observations.push_back({uuid(edge.on)});
    }
    const NodeStatus& status = statuses_[node];
    const bool stands = status.status == Status::supported;
    return {.uuid = uuid(node),
            .title = title(node),
            .description = statement_of(index_.node(node)),
            .target = {.type = "objective-id",
                       .id = is_token(id(node)) ? id(node) : fmt::format("node-{}", node),
                       .status = {.state = stands ? "satisfied" : "not-satisfied",
                                  .reason = std::string(name(status.reason))}},
            .observations = unless_empty(std::move(observations)),
            .risks = unless_empty(std::move(risks))};
  }

  const CaseIndex& index_;
  const std::vector<NodeStatus>& statuses_;
  const Facts& facts_;
  const std::string& hash_;
};

}  // namespace

std::string oscal_of(const CaseIndex& index, const std::vector<NodeStatus>& statuses,
                     const Facts& facts, const std::string& hash) {
  return canon::encode(Exporting(index, statuses, facts, hash).document());
}

}  // namespace writ::assurance

DEFINE_RECORD(writ::assurance::oscal::Metadata);
DEFINE_RECORD(writ::assurance::oscal::Href);
DEFINE_RECORD(writ::assurance::oscal::Nothing);
DEFINE_RECORD(writ::assurance::oscal::ControlSelection);
DEFINE_RECORD(writ::assurance::oscal::ReviewedControls);
DEFINE_RECORD(writ::assurance::oscal::RelevantEvidence);
DEFINE_RECORD(writ::assurance::oscal::Observation);
DEFINE_RECORD(writ::assurance::oscal::RelatedObservation);
DEFINE_RECORD(writ::assurance::oscal::RelatedRisk);
DEFINE_RECORD(writ::assurance::oscal::Risk);
DEFINE_RECORD(writ::assurance::oscal::TargetStatus);
DEFINE_RECORD(writ::assurance::oscal::Target);
DEFINE_RECORD(writ::assurance::oscal::Finding);
DEFINE_RECORD(writ::assurance::oscal::Results);
DEFINE_RECORD(writ::assurance::oscal::Hash);
DEFINE_RECORD(writ::assurance::oscal::ResourceLink);
DEFINE_RECORD(writ::assurance::oscal::BackResource);
DEFINE_RECORD(writ::assurance::oscal::BackMatter);
DEFINE_RECORD(writ::assurance::oscal::AssessmentResults);
DEFINE_RECORD(writ::assurance::oscal::Document);
