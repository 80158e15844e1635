// The records that are looked at together: what a file, a folder or a store holds. A lint may be
// about one record or about how several fit, and reads them as they came, since what it looks for
// may be just what a strict reader refuses.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "canon/json.h"
#include "canon/record.h"

namespace writ::lint {

struct Record {
  std::string source;   // the file, or what else it came from
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
    std::string source;
    canon::Json json;
  };

  // Takes every record in the document, however deep: each object with a `record_kind`.
  void add(std::string source, const canon::Json& document);

  std::span<const Record> all() const { return records_; }
  std::span<const Document> documents() const { return documents_; }

  // Those of a kind, as they were added.
  std::vector<const Record*> of(std::string_view kind) const;

  // The record of that kind and id, or nullptr.
  const Record* find(std::string_view kind, std::string_view id) const;

  // Every record of that id, of any kind.
  std::vector<const Record*> named(std::string_view id) const;

 private:
  void collect(const std::string& source, const canon::Json& json, const std::string& pointer);

  std::vector<Record> records_;
  std::vector<Document> documents_;
  std::multimap<std::string, std::size_t, std::less<>> by_id_;
};

}  // namespace writ::lint
