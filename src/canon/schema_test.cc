#include "canon/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "canon/record_define.h"
#include "canon/record_samples.h"
#include "canon/samples.h"

namespace writ::canon {
namespace {

using samples::Drawing;
using samples::read_json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The definition of that name, as `json_schema` writes it.
std::string definition(const Type& type, std::string_view name) {
  const Json schema = read_json(json_schema(type));
  const Value* definitions = schema.value().find("$defs");
  const Value* found = definitions == nullptr ? nullptr : definitions->find(name);
  return found == nullptr ? "none" : canonical(*found);
}

std::string property(const Type& type, std::string_view record, std::string_view name) {
  const Json schema = read_json(definition(type, record));
  const Value* found = schema.value().find("properties")->find(name);
  return found == nullptr ? "none" : canonical(*found);
}

TEST(Schema, of_a_small_record_in_full) {
  EXPECT_EQ(
      json_schema(record_type<samples::Point>()),
      R"({"$defs":{"Point":{"additionalProperties":false,"description":"A place.","properties":)"
      R"({"x":{"description":"Across.","maximum":5,"minimum":-5,"type":"integer"},)"
      R"("y":{"description":"Up.","type":"number"}},"required":["x","y"],"type":"object"}},)"
      R"("$ref":"#/$defs/Point","$schema":"https://json-schema.org/draft/2020-12/schema"})");
}

TEST(Schema, is_canonical_and_the_same_each_time) {
  const std::string schema = json_schema(record_type<Drawing>());
  EXPECT_EQ(canonical(read_json(schema).value()), schema);
  EXPECT_EQ(json_schema(record_type<Drawing>()), schema);
}

TEST(Schema, defines_every_record_once) {
  const Json schema = read_json(json_schema(record_type<Drawing>()));
  std::vector<std::string_view> names;
  for (const Member& each : schema.value().find("$defs")->members()) names.push_back(each.name);
  EXPECT_THAT(names, ElementsAre("Circle", "Drawing", "Guest", "Line", "Point", "Span"));
}

TEST(Schema, says_what_each_shape_takes) {
  const auto drawing = [](std::string_view name) {
    return property(record_type<Drawing>(), "Drawing", name);
  };
  EXPECT_EQ(drawing("visible"), R"({"description":"Whether it is shown.","type":"boolean"})");
  EXPECT_EQ(drawing("scale"), R"({"description":"How large it is.","type":"number"})");
  EXPECT_EQ(drawing("title"), R"({"description":"For people.","type":"string"})");
  EXPECT_EQ(drawing("schemaVersion"), R"({"const":1,"description":"Always 1.","type":"integer"})");
  EXPECT_EQ(
      drawing("colour"),
      R"({"description":"Of the ground.","enum":["red","green","deep-blue"],"type":"string"})");
  EXPECT_EQ(drawing("anything"), R"({"description":"Any JSON."})");
  EXPECT_EQ(
      drawing("palettes"),
      R"({"description":"Colours by the page.","items":{"items":)"
      R"({"enum":["red","green","deep-blue"],"type":"string"},"type":"array"},"type":"array"})");
  EXPECT_EQ(drawing("span"), R"({"$ref":"#/$defs/Span","description":"Kept as it came."})");
  EXPECT_THAT(drawing("digest"), HasSubstr(R"("pattern":"^[0-9a-f]{64}$")"));
  EXPECT_THAT(drawing("madeAt"), HasSubstr(R"("format":"date-time")"));
  EXPECT_THAT(drawing("madeAt"), HasSubstr("When it was made. Must be an RFC 3339 time such as"));
}

TEST(Schema, tells_one_of_several_records_by_a_constant) {
  EXPECT_EQ(property(record_type<Drawing>(), "Drawing", "figures"),
            R"({"description":"What is drawn.","items":{"oneOf":[{"$ref":"#/$defs/Circle"},)"
            R"({"$ref":"#/$defs/Line"}]},"type":"array"})");
  EXPECT_EQ(property(record_type<Drawing>(), "Circle", "kind"),
            R"({"const":"circle","description":"Tells figures apart.","type":"string"})");
}

TEST(Schema, requires_what_is_not_optional) {
  EXPECT_THAT(definition(record_type<Drawing>(), "Line"),
              HasSubstr(R"("required":["kind","points"])"));
  EXPECT_THAT(definition(record_type<Drawing>(), "Guest"), Not(HasSubstr("required")));
}

TEST(Schema, open_records_take_more_and_null) {
  EXPECT_EQ(definition(record_type<Drawing>(), "Guest"),
            R"({"description":"May hold more than this.","properties":{"id":{"anyOf":)"
            R"([{"type":"string"},{"type":"null"}],"description":"Who."},"roles":{"anyOf":)"
            R"([{"items":{"type":"string"},"type":"array"},{"type":"null"}],)"
            R"("description":"What they may do."}},"type":"object"})");
  EXPECT_EQ(property(record_type<Drawing>(), "Drawing", "guest"),
            R"({"anyOf":[{"$ref":"#/$defs/Guest"},{"type":"null"}],)"
            R"("description":"Who looks at it."})");
  EXPECT_EQ(property(record_type<Drawing>(), "Drawing", "centre"),
            R"({"$ref":"#/$defs/Point","description":"Where its middle is."})");
}

TEST(Schema, definitions_can_live_elsewhere) {
  Schemas schemas("#/components/schemas/");
  EXPECT_TRUE(schemas.definitions().empty());
  EXPECT_EQ(schemas.of(record_type<samples::Line>()), R"({"$ref":"#/components/schemas/Line"})");
  EXPECT_EQ(schemas.of(record_type<samples::Circle>()),
            R"({"$ref":"#/components/schemas/Circle"})");
  const std::vector<Schemas::Definition> definitions = schemas.definitions();
  ASSERT_EQ(definitions.size(), 3u);
  EXPECT_EQ(definitions[0].name, "Circle");
  EXPECT_EQ(definitions[1].name, "Line");
  EXPECT_EQ(definitions[2].name, "Point");
  EXPECT_THAT(definitions[1].schema, HasSubstr(R"("items":{"$ref":"#/components/schemas/Point"})"));
}

TEST(Schema, two_records_of_one_name_are_kept_apart) {
  Type other = record_type<samples::Point>();
  other.doc = "Another place.";
  Schemas schemas("#/");
  EXPECT_EQ(schemas.of(record_type<samples::Point>()), R"({"$ref":"#/Point"})");
  EXPECT_EQ(schemas.of(other), R"({"$ref":"#/Point2"})");
  EXPECT_EQ(schemas.of(record_type<samples::Point>()), R"({"$ref":"#/Point"})");
  EXPECT_THAT(schemas.definitions().at(1).schema, HasSubstr("Another place."));
}

// A type can hold itself, if only in a list.
const Type& tree_type() {
  static constexpr Type list{.shape = Shape::list, .item = &tree_type};
  static constexpr Field fields[] = {
      {.name = "branches", .doc = "Below it.", .type = []() -> const Type& { return list; }}};
  static constexpr Type tree{
      .shape = Shape::record, .name = "Tree", .doc = "Grows.", .fields = fields};
  return tree;
}

TEST(Schema, a_record_may_hold_itself) {
  EXPECT_EQ(property(tree_type(), "Tree", "branches"),
            R"({"description":"Below it.","items":{"$ref":"#/$defs/Tree"},"type":"array"})");
}

}  // namespace
}  // namespace writ::canon
