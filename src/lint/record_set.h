// The records that are looked at together: what a file, a folder or a store holds. A lint may be
// about one record or about how several fit, and reads them as they came, since what it looks for
// may be just what a strict reader refuses.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "canon/json.h"
#include "canon/record.h"

namespace writ::lint {

// What a document came from.
struct Source {
  enum class Kind : std::uint8_t { file, store };

  std::string name;  // a path, or a URI of its own where it is no file
  Kind kind = Kind::file;
  std::size_t line = 0;  // of JSON Lines, from 1; 0: the document is the whole of it

  auto operator<=>(const Source&) const = default;
};

struct Record {
  Source source;
  std::string pointer;  // where in it
  std::string kind;     // its `record_kind`
  std::string id;       // what its kind is named by; empty for none
  canon::Json json;

  const canon::Value& value() const { return json.value(); }

  // Read strictly as an R, or nothing.
  template <class R>
  std::optional<R> as() const {
    Result<R> read = canon::decode<R>(json);
    if (!read) return std::nullopt;
    return *std::move(read);
  }
};

// What a member holds as a text: empty for anything else.
std::string_view text_of(const canon::Value& record, std::string_view member);

// The texts of a list.
std::vector<std::string_view> texts_of(const canon::Value& record, std::string_view member);

// The member by which records of a kind are named, or empty.
std::string_view id_member(std::string_view kind);

class RecordSet {
 public:
  struct Document {
    Source source;
    canon::Json json;
    std::string text;  // that it was read from, where lines are to be told; or empty
  };

  // Takes every record in the document, however deep: each object with a `record_kind`.
  void add(Source source, const canon::Json& document, std::string text = {});

  std::span<const Record> all() const { return records_; }
  std::span<const Document> documents() const { return documents_; }

  // Those of a kind, as they were added.
  std::vector<const Record*> of(std::string_view kind) const;

  // The first record of that kind and id, or nullptr.
  const Record* find(std::string_view kind, std::string_view id) const;

  // The first record of that id of each kind that has one.
  std::vector<const Record*> named(std::string_view id) const;

 private:
  using Index = std::map<std::string, std::vector<std::size_t>, std::less<>>;

  void collect(const Source& source, const canon::Json& json, const std::string& pointer);
  void index(const Record& record);

  std::vector<Record> records_;
  std::vector<Document> documents_;
  Index by_kind_;
  Index by_id_;  // of each kind the first: a set may hold one record any number of times
};

}  // namespace writ::lint
