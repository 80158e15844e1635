#include "evidence/report.h"

#include <gtest/gtest.h>

#include "canon/canonical.h"
#include "keys/key_provider.h"
#include "keys/make_key.h"

namespace writ::evidence {
namespace {

constexpr std::string_view body =
    R"({"schemaVersion":1,"tenantId":"t","sessionId":"s",)"
    R"("policyHash":"0000000000000000000000000000000000000000000000000000000000000000",)"
    R"("title":"T","summary":"S","findings":[{"id":"f","description":"d","severity":"low",)"
    R"("mode":"observed","evidence":["e"],"location":{"file":"a.c","line":7}}],)"
    R"("evidenceRegistry":["e"],"createdAt":"2026-11-20T00:00:00Z"})";

canon::Sourced<ReportBody> sourced(std::string_view text) {
  canon::Json json = *canon::Json::parse(text);
  return {*canon::decode<ReportBody>(json), json};
}

// The hash that Python's json and hashlib make of it.
TEST(ReportHash, is_of_the_canonical_body_as_it_came) {
  EXPECT_EQ(report_hash(sourced(body)).text(),
            "f9b9a74b75395e20b547044a4ba07cff76cfb1fecd31933488a7d085fc3c6284");
  std::string spaced(body);
  spaced.insert(1, "  ");
  EXPECT_EQ(report_hash(sourced(spaced)), report_hash(sourced(body)));
}

struct Signer {
  explicit Signer(keys::Purpose purpose) {
    keys::NewKey key =
        keys::generate_key({.purpose = purpose, .tenants = {{keys::TenantId("t")}}},
                           keys::Alg::ed25519, *Instant::parse("2026-11-01T00:00:00Z"));
    key_id = key.record.key_id.text();
    keys::PrivateParts parts;
    parts.emplace(key_id, *std::move(key.private_part));
    keys = *keys::KeyProvider::make({key.record}, std::move(parts));
  }
  VerifiedReport sign(std::string_view text) const {
    VerifiedReport made{.body = sourced(text)};
    made.report_hash = report_hash(made.body);
    made.signature = *keys->sign(key_id, made.report_hash.text());
    return made;
  }
  std::string_view verdict(const VerifiedReport& report) const {
    const canon::Verdict verdict = verify(report, keys->ring());
    return verdict.ok() ? "good" : verdict.reason();
  }

  std::string key_id;
  std::optional<keys::KeyProvider> keys;
};

TEST(Report, verifies_as_it_was_signed_and_not_otherwise) {
  const Signer signer(keys::Purpose::audit);
  const VerifiedReport made = signer.sign(body);
  EXPECT_EQ(signer.verdict(made), "good");
  const canon::Json json = *canon::Json::parse(canon::encode(made));
  EXPECT_EQ(signer.verdict(*canon::decode<VerifiedReport>(json)), "good");

  VerifiedReport other = made;
  other.body.source = other.body.source.with("title", canon::Json::of_text("another"));
  EXPECT_EQ(signer.verdict(other), "report-hash-mismatch");
  other.report_hash = report_hash(other.body);
  EXPECT_EQ(signer.verdict(other), "signature-invalid");
  EXPECT_EQ(Signer(keys::Purpose::audit).verdict(made), "unknown-key");
}

TEST(Report, is_signed_by_an_audit_key_of_its_tenant) {
  const Signer other(keys::Purpose::approval);
  EXPECT_EQ(other.verdict(other.sign(body)), "key-purpose-mismatch");
  const Signer signer(keys::Purpose::audit);
  VerifiedReport foreign = signer.sign(body);
  foreign.body.value.tenant_id = keys::TenantId("u");
  EXPECT_EQ(signer.verdict(foreign), "key-tenant-mismatch");
}

}  // namespace
}  // namespace writ::evidence
