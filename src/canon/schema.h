// JSON Schema (2020-12) of records, made from the tables that they are read with, so that what is
// documented is what is accepted. Where a rule has no words in JSON Schema (a record's check(), a
// text's own grammar without a pattern) the schema takes more than the reader does, never less.
//
// Every schema is canonical JSON and the same on every call. Pure functions of constant tables.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "canon/record.h"

namespace writ::canon {

// One document: the schema of `type`, with `$defs` for every record in it.
std::string json_schema(const Type& type);

// The same in parts, for a document such as OpenAPI's that keeps definitions in a place of its own.
//
//   Schemas schemas("#/components/schemas/");
//   body = schemas.of(record_type<Request>());     // {"$ref":"#/components/schemas/Request"}
//   for (const Schemas::Definition& each : schemas.definitions()) …
class Schemas {
 public:
  struct Definition {
    std::string name;
    std::string schema;
  };

  // `place` is what the name of a definition is appended to where it is referred to.
  explicit Schemas(std::string_view place) : place_(place) {}

  std::string of(const Type& type);

  // Of every record seen so far, by name. Two records with one name are told apart by a number.
  std::vector<Definition> definitions() const;

 private:
  friend std::string json_schema(const Type& type);
  using Object = std::map<std::string, std::string>;  // from name to a value's JSON

  Object schema_of(const Type& type);
  Object schema_of_member(const Type& record, const Field& field);
  std::string schema_of_record(const Type& record);
  std::string rules_of(const ByWord& by_word);
  std::string reference(const Type& record);
  static std::string text_of(const Object& object);

  std::string place_;
  std::map<const Type*, std::string> names_;
  Object definitions_;
};

}  // namespace writ::canon
