#include "evidence/evidence.h"

#include <gtest/gtest.h>

#include "canon/json.h"
#include "evidence/test_evidence.h"

namespace writ::evidence {
namespace {

// The pointers of what is wrong with a record of these members, one behind the other.
std::string faults_of(std::string_view members) {
  const std::string digest(64, '0');
  std::string json = R"({"evidenceId":"e","tenantId":"t","sessionId":"s","summary":"s",)"
                     R"("capturedAt":"2026-11-20T00:00:00Z","capturedBy":"b",)" +
                     std::string(members) + "}";
  for (std::size_t at = 0; (at = json.find("HASH", at)) != json.npos;) json.replace(at, 4, digest);
  const Result<Evidence> read = canon::decode<Evidence>(*canon::Json::parse(json));
  std::string all;
  if (!read) {
    for (const Fault& fault : read.error().faults) all += fault.pointer;
  }
  return all;
}

TEST(Evidence, rests_on_a_source_or_on_other_evidence) {
  const std::string file = R"("source":{"kind":"file","path":"/a/b"},"fingerprint":"HASH")";
  EXPECT_EQ(faults_of(R"("mode":"observed",)" + file), "");
  EXPECT_EQ(faults_of(R"("mode":"derived","derivedFrom":["a"])"), "");
  EXPECT_EQ(faults_of(R"("mode":"derived","derivedFrom":["a"],)" + file), "");
  EXPECT_EQ(faults_of(R"("mode":"assumed","derivedFrom":["a"])"), "");
  EXPECT_EQ(faults_of(R"("mode":"assumed")"), "/source");
  EXPECT_EQ(faults_of(R"("mode":"assumed","derivedFrom":[])"), "/source");
  EXPECT_EQ(faults_of(R"("mode":"observed","derivedFrom":["a"])"), "/mode");
  EXPECT_EQ(faults_of(R"("mode":"measured","derivedFrom":["a"])"), "/mode");
  EXPECT_EQ(faults_of(R"("mode":"derived",)" + file), "/mode");
}

TEST(Evidence, has_a_fingerprint_exactly_with_a_source) {
  EXPECT_EQ(faults_of(R"("mode":"observed","source":{"kind":"file","path":"/a"})"), "/fingerprint");
  EXPECT_EQ(faults_of(R"("mode":"derived","derivedFrom":["a"],"fingerprint":"HASH")"),
            "/fingerprint");
}

TEST(Evidence, derives_from_each_piece_once_and_from_few) {
  EXPECT_EQ(faults_of(R"("mode":"derived","derivedFrom":["a","a"])"), "/derivedFrom");
  std::string many;
  for (int i = 0; i <= 1000; ++i) many += (i ? ",\"e" : "\"e") + std::to_string(i) + '"';
  EXPECT_EQ(faults_of(R"("mode":"derived","derivedFrom":[)" + many + "]"), "/derivedFrom");
}

TEST(Evidence, counts_for_some_time) {
  const auto window = [](const char* from, const char* until) {
    return faults_of(std::string(R"("mode":"derived","derivedFrom":["a"],"validFrom":")") + from +
                     R"(","validUntil":")" + until + '"');
  };
  EXPECT_EQ(window("2026-11-20T00:00:00Z", "2026-11-20T00:00:01Z"), "");
  EXPECT_EQ(window("2026-11-20T00:00:00Z", "2026-11-20T01:00:00+01:00"), "/validUntil");
}

TEST(FilePath, leads_nowhere_else) {
  FilePath path;
  for (const char* good : {"/a", "/a/b.c", "/..a/...", "/ \xC3\xA9"}) EXPECT_TRUE(path.set(good));
  for (const char* bad : {"", "/", "a", "a/b", "//a", "/a/", "/a//b", "/.", "/a/./b", "/..",
                          "/a/../b", "/a\n", "/a\x7F"}) {
    EXPECT_FALSE(path.set(bad)) << bad;
  }
  EXPECT_FALSE(path.set(std::string("/a\0b", 4)));
  EXPECT_FALSE(path.set('/' + std::string(FilePath::max_size, 'a')));
}

TEST(TreePath, leads_nowhere_else) {
  TreePath path;
  for (const char* good : {"a", "a/b.c", "..a/..."}) EXPECT_TRUE(path.set(good)) << good;
  for (const char* bad : {"", "/a", "a/", "a//b", ".", "../a", "a/./b", "a/..", "a\n"}) {
    EXPECT_FALSE(path.set(bad)) << bad;
  }
  EXPECT_FALSE(path.set(std::string(TreePath::max_size + 1, 'a')));
}

TEST(Revision, names_and_does_not_search) {
  Revision revision;
  for (const char* good : {"HEAD", "main", "topic/one", "v1.0+2", "0123abc"}) {
    EXPECT_TRUE(revision.set(good)) << good;
  }
  for (const char* bad : {"", "-x", "HEAD~1", "main^", "main@{1}", ":/word", "HEAD:a", "a b"}) {
    EXPECT_FALSE(revision.set(bad)) << bad;
  }
  EXPECT_FALSE(revision.set(std::string(Revision::max_size + 1, 'a')));
}

TEST(EvidenceIdOf, changes_with_everything_but_the_id) {
  Evidence evidence = observed("a").evidence;
  const EvidenceId id = id_of(evidence);
  EXPECT_EQ(id.text().size(), 3u + 32u);
  evidence.evidence_id = EvidenceId("b");
  EXPECT_EQ(id_of(evidence), id);
  evidence.summary = "another";
  EXPECT_NE(id_of(evidence), id);
}

}  // namespace
}  // namespace writ::evidence
