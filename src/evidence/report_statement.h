// A verified report as an attestation that supply-chain tools take in: an in-toto Statement v1
// (https://github.com/in-toto/attestation) in a DSSE envelope
// (https://github.com/secure-systems-lab/dsse).
//
// The same report under the same key is the same envelope: it holds no time of its own. Whether the
// evidence is still fresh is another question.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"
#include "evidence/report.h"

namespace writ::evidence {

inline constexpr std::string_view statement_media_type = "application/vnd.in-toto+json";

struct SubjectDigest {
  canon::HexDigest sha256;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("SubjectDigest", "What names a subject.",
             field<&SubjectDigest::sha256>("sha256", "The report's hash."));
  }
};

struct StatementSubject {
  std::string name;
  SubjectDigest digest;

  static constexpr auto record(auto&& f) {
    using S = StatementSubject;
    using canon::field;
    return f("StatementSubject", "What a statement is about.",
             field<&S::name>("name", "`reports/` and the hash."),
             field<&S::digest>("digest", "Of the canonical JSON of the report's body."));
  }
};

struct ReportStatement {
  canon::Literal<"https://in-toto.io/Statement/v1"> type;
  std::vector<StatementSubject> subject;
  canon::Literal<"urn:writ:verified-report:v1"> predicate_type;
  VerifiedReport predicate;

  static constexpr auto record(auto&& f) {
    using S = ReportStatement;
    using canon::field;
    return f("ReportStatement", "An in-toto Statement about a report.",
             field<&S::type>("_type", "Which version of statements."),
             field<&S::subject>("subject", "The report."),
             field<&S::predicate_type>("predicateType", "What is said of it."),
             field<&S::predicate>("predicate", "The report as it was published."));
  }
};

struct DsseSignature {
  std::string keyid;
  std::string sig;

  static constexpr auto record(auto&& f) {
    using S = DsseSignature;
    using canon::field;
    return f("DsseSignature", "A signature over the PAE of type and payload.",
             field<&S::keyid>("keyid", "Which key made it."),
             field<&S::sig>("sig", "Padded standard base64."));
  }
};

struct DsseEnvelope {
  std::string payload;
  std::string payload_type;
  std::vector<DsseSignature> signatures;

  static constexpr auto record(auto&& f) {
    using E = DsseEnvelope;
    using canon::field;
    return f("DsseEnvelope", "A DSSE envelope.",
             field<&E::payload>("payload", "Padded standard base64."),
             field<&E::payload_type>("payloadType", "What the payload is."),
             field<&E::signatures>("signatures", "Of which one by a trusted key is enough."));
  }
};

// The statement in canonical JSON.
std::string statement_of(const VerifiedReport& report);

// What is signed of a payload: DSSE's pre-authentication encoding, version 1.
std::string dsse_encoding(std::string_view payload_type, std::string_view payload);

// The envelope in canonical JSON. `signature` is of the encoding of the statement.
std::string envelope_of(std::string_view statement, const keys::SignatureBlock& signature);

}  // namespace writ::evidence
