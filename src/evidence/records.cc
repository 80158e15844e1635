#include <algorithm>
#include <set>

#include "canon/canonical.h"
#include "canon/digest.h"
#include "canon/record_define.h"
#include "evidence/evidence.h"
#include "evidence/standing.h"

namespace writ::evidence {
namespace {

bool is_plain_part(std::string_view part) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  return !part.empty() && part != "." && part != ".." && !std::ranges::any_of(part, is_control);
}

bool is_plain(std::string_view relative) {
  for (std::size_t begin = 0; begin <= relative.size();) {
    const std::size_t end = std::min(relative.find('/', begin), relative.size());
    if (!is_plain_part(relative.substr(begin, end - begin))) return false;
    begin = end + 1;
  }
  return true;
}

void check_derived_from(const std::vector<EvidenceId>& ids, const canon::Path& path,
                        canon::Faults& faults) {
  if (ids.size() > Evidence::max_derived_from) {
    faults.add(canon::record::wrong_value, path, "holds more than 1,000 ids: derive in steps");
  }
  if (std::set(ids.begin(), ids.end()).size() != ids.size()) {
    faults.add(canon::record::wrong_value, path, "names a piece of evidence twice: keep one");
  }
}

}  // namespace

bool FilePath::set(std::string_view text) {
  if (text.size() > max_size || !text.starts_with('/') || !is_plain(text.substr(1))) return false;
  text_ = text;
  return true;
}

bool TreePath::set(std::string_view text) {
  if (text.size() > max_size || !is_plain(text)) return false;
  text_ = text;
  return true;
}

bool Revision::set(std::string_view text) {
  constexpr std::string_view taken =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/+-";
  if (text.empty() || text.size() > max_size || text.starts_with('-') ||
      text.find_first_not_of(taken) != text.npos) {
    return false;
  }
  text_ = text;
  return true;
}

void Evidence::check(const canon::Path& path, canon::Faults& faults) const {
  const auto wrong = [&](std::string_view member, const char* message) {
    faults.add(canon::record::wrong_value, canon::Path(path, member), message);
  };
  const bool is_derived = derived_from && !derived_from->empty();
  if (!source && !is_derived) wrong("source", "must be there where `derivedFrom` is not");
  if (source.has_value() != fingerprint.has_value()) {
    wrong("fingerprint", "goes with a `source`, and a source with it");
  }
  if (mode <= Mode::measured && !source) {
    wrong("mode", "says that something was seen: name the `source`");
  }
  if (mode == Mode::derived && !is_derived) {
    wrong("mode", "says that it derives from evidence: name it in `derivedFrom`");
  }
  if (valid_from && valid_until && valid_from->at() >= valid_until->at()) {
    wrong("validUntil", "is not after `validFrom`");
  }
  if (derived_from) check_derived_from(*derived_from, canon::Path(path, "derivedFrom"), faults);
}

EvidenceId id_of(const Evidence& evidence) {
  const std::string text = canon::encode_without(evidence, {"evidenceId"});
  return EvidenceId("ev_" + canon::sha256_hex(text).substr(0, 32));
}

canon::HexDigest hash_of(const canon::Sourced<Statement>& statement) {
  return canon::HexDigest(canon::sha256_hex(canon::canonical(statement.source.value())));
}

}  // namespace writ::evidence

DEFINE_RECORD(writ::evidence::FileSource);
DEFINE_RECORD(writ::evidence::GitSource);
DEFINE_RECORD(writ::evidence::WebSource);
DEFINE_RECORD(writ::evidence::RecordSource);
DEFINE_RECORD(writ::evidence::JournalSource);
DEFINE_RECORD(writ::evidence::ReportSource);
DEFINE_RECORD(writ::evidence::Statement);
DEFINE_RECORD(writ::evidence::StatementSource);
DEFINE_RECORD(writ::evidence::Evidence);
DEFINE_RECORD(writ::evidence::Verification);
