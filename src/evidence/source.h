// What a piece of evidence was taken from: something whose fingerprint can be taken again.
//
// A fingerprint is a SHA-256: of a file's bytes, on a disk or in a commit, of the body that a web
// site answers, of the canonical JSON of a record or a statement, of a journal entry. A verified
// report's is its `reportHash`.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "canon/record.h"
#include "canon/types.h"
#include "keys/key_record.h"

namespace writ::evidence {

using SessionId = canon::Id<struct EvidenceSessionTag>;

// Absolute, and without anything that leads elsewhere than it seems to.
class FilePath {
 public:
  static constexpr std::size_t max_size = 4096;
  static constexpr std::string_view expected =
      "an absolute path without control characters and empty parts, `.` and `..`";

  bool set(std::string_view text);
  const std::string& text() const { return text_; }
  auto operator<=>(const FilePath&) const = default;

 private:
  std::string text_;
};

struct FileSource {
  canon::Literal<"file"> kind;
  FilePath path;

  static constexpr auto record(auto&& f) {
    using S = FileSource;
    using canon::field;
    return f("FileSource", "A file below a directory that the operator permits.",
             field<&S::kind>("kind", "Tells sources apart."), field<&S::path>("path", "Which."));
  }
};

struct WebSource {
  canon::Literal<"web"> kind;
  std::string url;

  static constexpr auto record(auto&& f) {
    using S = WebSource;
    using canon::field;
    return f("WebSource", "What a site that the operator permits answers at an address.",
             field<&S::kind>("kind", "Tells sources apart."),
             field<&S::url>("url", "The address; redirects are not followed."));
  }
};

// Of a file in a tree of git: relative, and without anything that leads elsewhere than it seems to.
class TreePath {
 public:
  static constexpr std::size_t max_size = 4096;
  static constexpr std::string_view expected =
      "a relative path without control characters and empty parts, `.` and `..`";

  bool set(std::string_view text);
  const std::string& text() const { return text_; }
  auto operator<=>(const TreePath&) const = default;

 private:
  std::string text_;
};

// A branch, a tag or a commit by its name, without git's ways of going on from there (`~`, `^`,
// `@{`, `:`), some of which search.
class Revision {
 public:
  static constexpr std::size_t max_size = 256;
  static constexpr std::string_view expected =
      "a branch, tag or commit: letters, digits, `.`, `_`, `/`, `+` and `-`, no `-` in front";

  bool set(std::string_view text);
  const std::string& text() const { return text_; }
  auto operator<=>(const Revision&) const = default;

 private:
  std::string text_;
};

struct GitSource {
  canon::Literal<"git"> kind;
  FilePath repository;
  TreePath path;
  std::optional<Revision> revision;

  static constexpr auto record(auto&& f) {
    using S = GitSource;
    using canon::field;
    return f(
        "GitSource", "A file as a commit of a git repository has it.",
        field<&S::kind>("kind", "Tells sources apart."),
        field<&S::repository>("repository", "In or below a directory that the operator permits."),
        field<&S::path>("path", "Which file of its tree."),
        field<&S::revision>("revision",
                            "In which commit: a branch moves on, a commit's id does not. "
                            "Absent is `HEAD`."));
  }
};

enum class RecordKind : std::uint8_t { principal, resource, session, stamp };
constexpr auto wire_names(RecordKind) {
  return std::to_array<std::string_view>({"principal", "resource", "session", "stamp"});
}

struct RecordSource {
  canon::Literal<"record"> kind;
  RecordKind record_kind = RecordKind::resource;
  canon::Id<struct RecordTag> id;

  static constexpr auto record(auto&& f) {
    using S = RecordSource;
    using canon::field;
    return f("RecordSource", "A record of the tenant's that is kept here.",
             field<&S::kind>("kind", "Tells sources apart."),
             field<&S::record_kind>("recordKind", "What kind of record."),
             field<&S::id>("id", "Which; a resource's is `type/id`."));
  }
};

struct JournalSource {
  canon::Literal<"journal"> kind;
  canon::Bounded<0, canon::max_exact_integer> index;
  std::optional<std::string> origin;

  static constexpr auto record(auto&& f) {
    using S = JournalSource;
    using canon::field;
    return f("JournalSource", "An entry of the journal about the tenant, such as a decision.",
             field<&S::kind>("kind", "Tells sources apart."),
             field<&S::index>("index", "Its place, from 0."),
             field<&S::origin>("origin",
                               "The name of the log: each node has one of its own. Absent before "
                               "it is registered: that of the node that is asked."));
  }
};

struct ReportSource {
  canon::Literal<"report"> kind;
  canon::HexDigest report_hash;

  static constexpr auto record(auto&& f) {
    using S = ReportSource;
    using canon::field;
    return f("ReportSource",
             "A verified report of the tenant's, with all that it rests on in its turn.",
             field<&S::kind>("kind", "Tells sources apart."),
             field<&S::report_hash>("reportHash", "Which."));
  }
};

struct Statement {
  canon::Literal<"statement"> kind;
  keys::TenantId tenant_id;
  SessionId session_id;
  std::string text;
  std::string stated_by;
  canon::Timestamp stated_at;

  static constexpr auto record(auto&& f) {
    using S = Statement;
    using canon::field;
    return f("Statement", "Somebody's word.",
             field<&S::kind>("kind", "Tells what is signed from everything else that is."),
             field<&S::tenant_id>("tenantId", "Whom it is said to."),
             field<&S::session_id>("sessionId", "The session that it is said in."),
             field<&S::text>("text", "What is said."),
             field<&S::stated_by>("statedBy", "Who says."),
             field<&S::stated_at>("statedAt", "When."));
  }
};

struct StatementSource {
  canon::Literal<"statement"> kind;
  canon::Sourced<Statement> statement;
  keys::SignatureBlock signature;

  static constexpr auto record(auto&& f) {
    using S = StatementSource;
    using canon::field;
    return f("StatementSource", "A statement that a trusted key vouches for.",
             field<&S::kind>("kind", "Tells sources apart."),
             field<&S::statement>("statement", "What was said."),
             field<&S::signature>("signature",
                                  "By an `audit` key, over the SHA-256 of the canonical JSON of "
                                  "the statement."));
  }
};

using Source = canon::OneOf<"kind", FileSource, GitSource, WebSource, RecordSource, JournalSource,
                            ReportSource, StatementSource>;

// The hash that a statement is signed by, formed of the JSON as it came.
canon::HexDigest hash_of(const canon::Sourced<Statement>& statement);

}  // namespace writ::evidence
