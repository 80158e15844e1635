// The records of OSCAL's assessment results, as far as cases need them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"

namespace writ::assurance::oscal {

struct Metadata {
  std::string title;
  canon::Timestamp last_modified;
  std::string version;
  std::string oscal_version;

  static constexpr auto record(auto&& f) {
    using M = Metadata;
    using canon::field;
    return f("OscalMetadata", "What the document is.", field<&M::title>("title", "Its title."),
             field<&M::last_modified>("last-modified", "When it was made."),
             field<&M::version>("version", "Its version."),
             field<&M::oscal_version>("oscal-version", "OSCAL's version."));
  }
};

struct Href {
  std::string href;

  static constexpr auto record(auto&& f) {
    return f("OscalHref", "Where something is.", canon::field<&Href::href>("href", "Where."));
  }
};

struct Nothing {
  static constexpr auto record(auto&& f) { return f("OscalNothing", "No members."); }
};

struct ControlSelection {
  Nothing include_all;

  static constexpr auto record(auto&& f) {
    return f("OscalControlSelection", "Which controls were looked at.",
             canon::field<&ControlSelection::include_all>("include-all", "All."));
  }
};

struct ReviewedControls {
  std::vector<ControlSelection> selections;

  static constexpr auto record(auto&& f) {
    return f("OscalReviewedControls", "Which controls were looked at.",
             canon::field<&ReviewedControls::selections>("control-selections", "Which."));
  }
};

struct RelevantEvidence {
  std::string description;

  static constexpr auto record(auto&& f) {
    return f("OscalRelevantEvidence", "A piece of evidence.",
             canon::field<&RelevantEvidence::description>("description", "Which."));
  }
};

struct Observation {
  std::string uuid;
  std::string title;
  std::string description;
  std::vector<std::string> methods;
  std::optional<std::vector<RelevantEvidence>> relevant_evidence;
  canon::Timestamp collected;
  std::optional<canon::Timestamp> expires;

  static constexpr auto record(auto&& f) {
    using O = Observation;
    using canon::field;
    return f("OscalObservation", "What was seen.", field<&O::uuid>("uuid", "Names it."),
             field<&O::title>("title", "The id of the solution."),
             field<&O::description>("description", "The statement of the solution."),
             field<&O::methods>("methods", "How."),
             field<&O::relevant_evidence>("relevant-evidence", "What it rests on."),
             field<&O::collected>("collected", "When."),
             field<&O::expires>("expires", "Until when it counts."));
  }
};

struct RelatedObservation {
  std::string uuid;

  static constexpr auto record(auto&& f) {
    return f("OscalRelatedObservation", "An observation behind a finding.",
             canon::field<&RelatedObservation::uuid>("observation-uuid", "Which."));
  }
};

struct RelatedRisk {
  std::string uuid;

  static constexpr auto record(auto&& f) {
    return f("OscalRelatedRisk", "A risk to a finding.",
             canon::field<&RelatedRisk::uuid>("risk-uuid", "Which."));
  }
};

struct Risk {
  std::string uuid;
  std::string title;
  std::string description;
  std::string statement;
  std::string status;

  static constexpr auto record(auto&& f) {
    using R = Risk;
    using canon::field;
    return f("OscalRisk", "A doubt.", field<&R::uuid>("uuid", "Names it."),
             field<&R::title>("title", "The id of the defeater."),
             field<&R::description>("description", "The statement of the defeater."),
             field<&R::statement>("statement", "What it challenges."),
             field<&R::status>("status", "`closed` where it is refuted, else `open`."));
  }
};

struct TargetStatus {
  std::string state;
  std::string reason;

  static constexpr auto record(auto&& f) {
    return f("OscalStatus", "Whether a claim stands.",
             canon::field<&TargetStatus::state>("state", "`satisfied` or `not-satisfied`."),
             canon::field<&TargetStatus::reason>("reason", "Why."));
  }
};

struct Target {
  std::string type;
  std::string id;
  TargetStatus status;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("OscalTarget", "What a finding is about.",
             field<&Target::type>("type", "Always `objective-id`."),
             field<&Target::id>("target-id", "The node."),
             field<&Target::status>("status", "Whether it stands."));
  }
};

struct Finding {
  std::string uuid;
  std::string title;
  std::string description;
  Target target;
  std::optional<std::vector<RelatedObservation>> observations;
  std::optional<std::vector<RelatedRisk>> risks;

  static constexpr auto record(auto&& f) {
    using F = Finding;
    using canon::field;
    return f("OscalFinding", "Whether a claim stands.", field<&F::uuid>("uuid", "Names it."),
             field<&F::title>("title", "The id of the goal or strategy."),
             field<&F::description>("description", "Its statement."),
             field<&F::target>("target", "What it is about."),
             field<&F::observations>("related-observations", "What it rests on."),
             field<&F::risks>("related-risks", "What challenges it."));
  }
};

struct Results {
  std::string uuid;
  std::string title;
  std::string description;
  canon::Timestamp start;
  ReviewedControls reviewed_controls;
  std::optional<std::vector<Observation>> observations;
  std::optional<std::vector<Risk>> risks;
  std::optional<std::vector<Finding>> findings;

  static constexpr auto record(auto&& f) {
    using R = Results;
    using canon::field;
    return f("OscalResult", "What came of an assessment.", field<&R::uuid>("uuid", "Names it."),
             field<&R::title>("title", "The case's title."),
             field<&R::description>("description", "For people."),
             field<&R::start>("start", "When it was found."),
             field<&R::reviewed_controls>("reviewed-controls", "What was looked at."),
             field<&R::observations>("observations", "The solutions."),
             field<&R::risks>("risks", "The defeaters."),
             field<&R::findings>("findings", "The goals and strategies."));
  }
};

struct Hash {
  std::string algorithm;
  std::string value;

  static constexpr auto record(auto&& f) {
    return f("OscalHash", "A hash.", canon::field<&Hash::algorithm>("algorithm", "Which."),
             canon::field<&Hash::value>("value", "The hash, in hex."));
  }
};

struct ResourceLink {
  std::string href;
  std::vector<Hash> hashes;

  static constexpr auto record(auto&& f) {
    return f("OscalResourceLink", "Where a document is.",
             canon::field<&ResourceLink::href>("href", "Where."),
             canon::field<&ResourceLink::hashes>("hashes", "What it hashes to."));
  }
};

struct BackResource {
  std::string uuid;
  std::string title;
  std::vector<ResourceLink> links;

  static constexpr auto record(auto&& f) {
    using R = BackResource;
    using canon::field;
    return f("OscalResource", "A document that is spoken of.", field<&R::uuid>("uuid", "Names it."),
             field<&R::title>("title", "Its title."), field<&R::links>("rlinks", "Where it is."));
  }
};

struct BackMatter {
  std::vector<BackResource> resources;

  static constexpr auto record(auto&& f) {
    return f("OscalBackMatter", "The documents that are spoken of.",
             canon::field<&BackMatter::resources>("resources", "Each."));
  }
};

struct AssessmentResults {
  std::string uuid;
  Metadata metadata;
  Href import_ap;
  std::vector<Results> results;
  BackMatter back_matter;

  static constexpr auto record(auto&& f) {
    using A = AssessmentResults;
    using canon::field;
    return f("OscalAssessmentResults", "What came of an assessment.",
             field<&A::uuid>("uuid", "Names it."),
             field<&A::metadata>("metadata", "What the document is."),
             field<&A::import_ap>("import-ap", "The plan behind it: here, the case."),
             field<&A::results>("results", "One."),
             field<&A::back_matter>("back-matter", "The case."));
  }
};

struct Document {
  AssessmentResults results;

  static constexpr auto record(auto&& f) {
    return f("OscalDocument", "OSCAL's outermost object.",
             canon::field<&Document::results>("assessment-results", "The results."));
  }
};

}  // namespace writ::assurance::oscal
