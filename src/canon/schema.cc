#include "canon/schema.h"

#include <algorithm>
#include <limits>
#include <span>

#include <fmt/format.h>

#include "canon/canonical.h"

namespace writ::canon {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_text(out, text);
  return out;
}

std::string number_text(double number) {
  std::string out;
  append_number(out, number);
  return out;
}

std::string array_of(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out.append(out.empty() ? "[" : ",").append(item);
  return out.empty() ? "[]" : out + "]";
}

std::string quoted_list(std::span<const std::string_view> texts) {
  std::vector<std::string> items;
  for (const std::string_view text : texts) items.push_back(quoted(text));
  return array_of(items);
}

// What is read as something else, or is a text with a rule of its own, says so in words.
std::string description(const Field& field) {
  const Type& type = field.type();
  if (type.expected.empty()) return quoted(field.doc);
  return quoted(fmt::format("{} Must be {}.", field.doc, type.expected));
}

}  // namespace

// A std::map of names in ASCII is in the order of RFC 8785.
std::string Schemas::text_of(const Object& object) {
  std::string out;
  for (const auto& [name, value] : object) {
    out.append(out.empty() ? "{" : ",").append(quoted(name)).append(":").append(value);
  }
  return out.empty() ? "{}" : out + "}";
}

Schemas::Object Schemas::schema_of(const Type& type) {
  switch (type.shape) {
    case Shape::any:
      return {};
    case Shape::boolean:
      if (!type.vocabulary.empty()) return {{"const", std::string(type.vocabulary.front())}};
      return {{"type", quoted("boolean")}};
    case Shape::sourced:
    case Shape::shared:
    case Shape::lenient:  // what is meant; what does not fit is read as well
      return schema_of(type.item());
    case Shape::record:
      return {{"$ref", quoted(reference(type))}};
    case Shape::list:
      return {{"type", quoted("array")}, {"items", of(type.item())}};
    case Shape::one_of: {
      std::vector<std::string> alternatives;
      for (const TypeRef alternative : type.alternatives) alternatives.push_back(of(alternative()));
      return {{"oneOf", array_of(alternatives)}};
    }
    case Shape::number: {
      Object schema{{"type", quoted(type.integral ? "integer" : "number")}};
      if (type.minimum == type.maximum) {
        schema["const"] = number_text(type.minimum);
        return schema;
      }
      constexpr double largest = std::numeric_limits<double>::max();
      if (type.minimum > -largest) schema["minimum"] = number_text(type.minimum);
      if (type.maximum < largest) schema["maximum"] = number_text(type.maximum);
      return schema;
    }
    case Shape::text: {
      Object schema{{"type", quoted("string")}};
      if (type.vocabulary.size() == 1) schema["const"] = quoted(type.vocabulary.front());
      if (type.vocabulary.size() > 1) schema["enum"] = quoted_list(type.vocabulary);
      if (!type.pattern.empty()) schema["pattern"] = quoted(type.pattern);
      if (!type.format.empty()) schema["format"] = quoted(type.format);
      return schema;
    }
  }
  return {};
}

Schemas::Object Schemas::schema_of_member(const Type& record, const Field& field) {
  Object schema = schema_of(field.type());
  if (reads_null_as_absent(record, field) && !schema.empty()) {
    schema = {{"anyOf", array_of({text_of(schema), R"({"type":"null"})"})}};
  }
  schema["description"] = description(field);
  return schema;
}

// A rule for each word: of the record that the member is, and that it is there where that needs any
// member.
std::string Schemas::rules_of(const ByWord& by_word) {
  std::vector<std::string> rules;
  for (const auto& [word, type] : by_word.records) {
    const Object property{{std::string(by_word.word), text_of({{"const", quoted(word)}})}};
    Object then{{"properties", text_of({{std::string(by_word.member), of(type())}})}};
    if (std::ranges::any_of(type().fields, &Field::required)) {
      then["required"] = array_of({quoted(by_word.member)});
    }
    rules.push_back(
        text_of({{"if", text_of({{"properties", text_of(property)}})}, {"then", text_of(then)}}));
  }
  return array_of(rules);
}

std::string Schemas::schema_of_record(const Type& record) {
  Object properties;
  std::vector<std::string> required;
  for (const Field& field : record.fields) {
    properties[std::string(field.name)] = text_of(schema_of_member(record, field));
    if (field.required) required.push_back(quoted(field.name));
  }
  Object schema{{"type", quoted("object")},
                {"description", quoted(record.doc)},
                {"properties", text_of(properties)}};
  if (!required.empty()) schema["required"] = array_of(required);
  if (!record.open) schema["additionalProperties"] = "false";
  if (record.by_word != nullptr) schema["allOf"] = rules_of(record.by_word());
  return text_of(schema);
}

// The record is defined when it is first referred to. Its name is taken before its members are
// looked at, since they may refer to it.
std::string Schemas::reference(const Type& record) {
  auto known = names_.find(&record);
  if (known == names_.end()) {
    std::string name(record.name);
    for (int next = 2; definitions_.contains(name); ++next) {
      name = fmt::format("{}{}", record.name, next);
    }
    definitions_[name];
    known = names_.emplace(&record, name).first;
    definitions_[name] = schema_of_record(record);
  }
  return place_ + known->second;
}

std::string Schemas::of(const Type& type) { return text_of(schema_of(type)); }

std::vector<Schemas::Definition> Schemas::definitions() const {
  std::vector<Definition> list;
  for (const auto& [name, schema] : definitions_) list.push_back({name, schema});
  return list;
}

std::string json_schema(const Type& type) {
  Schemas schemas("#/$defs/");
  Schemas::Object document = schemas.schema_of(type);
  document["$schema"] = quoted("https://json-schema.org/draft/2020-12/schema");
  if (!schemas.definitions_.empty()) document["$defs"] = Schemas::text_of(schemas.definitions_);
  return Schemas::text_of(document);
}

}  // namespace writ::canon
