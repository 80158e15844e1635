#include "redaction/map.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/utf8.h"
#include "canon/canonical.h"
#include "canon/digest.h"
#include "canon/record_define.h"

namespace writ::redaction {
namespace {

std::int64_t characters(std::string_view text) {
  std::int64_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) at += next_code_point(text.substr(at)).length;
  return count;
}

std::string list_of(const std::vector<std::string>& texts) {
  std::string json = "[";
  for (const std::string& text : texts) {
    if (json.size() > 1) json += ',';
    canon::append_text(json, text);
  }
  return json += ']';
}

// By their ids, of which a build has each once.
std::set<DetectorId> detectors_of(const RedactionMap& map, const Profiles& known) {
  std::set<DetectorId> detectors;
  for (const UsedProfile& used : map.profiles) {
    const Result<const Profile*> profile = known.find(used.profile);
    if (!profile || (*profile)->text.hash != used.hash) continue;
    for (const Detector& detector : (*profile)->text.detectors) detectors.insert(detector.id);
  }
  return detectors;
}

}  // namespace

canon::HexDigest hash_of(const RedactionMap& map) {
  return canon::HexDigest(canon::sha256_hex(canon::encode(map)));
}

RedactionMap map_by(const Redactor& redactor) {
  RedactionMap map;
  for (const Profile* profile : redactor.profiles()) {
    map.profiles.push_back({profile->text.name, profile->text.hash});
  }
  return map;
}

void add_places(std::string_view pointer, std::string_view before, const std::vector<Span>& spans,
                std::vector<RedactedPlace>& places) {
  std::size_t at = 0;
  std::int64_t passed = 0;
  for (const Span& span : spans) {
    passed += characters(before.substr(at, span.begin - at));
    const std::int64_t length = characters(before.substr(span.begin, span.end - span.begin));
    places.push_back({.pointer = std::string(pointer),
                      .detector = span.detector->id.text(),
                      .offset = {passed},
                      .length = {length},
                      .replacement = span.replacement});
    passed += length;
    at = span.end;
  }
}

Result<RedactedTexts> redact_texts(std::vector<std::string> texts, const Redactor& redactor) {
  RedactedTexts made{.texts = std::move(texts), .map = map_by(redactor)};
  for (std::size_t i = 0; i < made.texts.size(); ++i) {
    WRIT_TRY(Redacted redacted, redactor.redact(made.texts[i]));
    add_places(fmt::format("/{}", i), made.texts[i], redacted.spans, made.map.places);
    made.texts[i] = std::move(redacted.text);
  }
  made.map.texts_hash = canon::HexDigest(canon::sha256_hex(list_of(made.texts)));
  return made;
}

bool covers(const RedactionMap& map, const Profile& asked, const Profiles& known) {
  const std::set<DetectorId> used = detectors_of(map, known);
  return std::ranges::all_of(asked.text.detectors,
                             [&](const Detector& detector) { return used.contains(detector.id); });
}

}  // namespace writ::redaction

DEFINE_RECORD(writ::redaction::UsedProfile);
DEFINE_RECORD(writ::redaction::RedactedPlace);
DEFINE_RECORD(writ::redaction::RedactionMap);
