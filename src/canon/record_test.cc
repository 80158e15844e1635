#include "canon/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/utf8.h"
#include "canon/record_define.h"
#include "canon/record_samples.h"
#include "canon/samples.h"

DEFINE_RECORD(writ::canon::samples::Point);
DEFINE_RECORD(writ::canon::samples::Circle);
DEFINE_RECORD(writ::canon::samples::Line);
DEFINE_RECORD(writ::canon::samples::Guest);
DEFINE_RECORD(writ::canon::samples::Span);
DEFINE_RECORD(writ::canon::samples::Drawing);

namespace writ::canon {
namespace {

using samples::bare_drawing;
using samples::Circle;
using samples::Colour;
using samples::Drawing;
using samples::full_drawing;
using samples::Guest;
using samples::Line;
using samples::Point;
using samples::read_json;
using samples::Span;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A member that record() forgets is an error of the compiler's, whatever its type.
struct Mixed {
  std::optional<std::string> text;
  std::vector<std::optional<int>> numbers;
  Json any;
  bool flag = false;
};
static_assert(define::has_members<Mixed, 4>);
static_assert(!define::has_members<Mixed, 3> && !define::has_members<Mixed, 5>);
struct Single {
  std::optional<Mixed> only;
};
static_assert(define::has_members<Single, 1>);
static_assert(!define::has_members<Single, 0> && !define::has_members<Single, 2>);

template <class R>
std::vector<std::string> faults_of(std::string_view text) {
  const Result<R> read = decode<R>(read_json(text), "it");
  std::vector<std::string> faults;
  if (read) return {"none"};
  EXPECT_EQ(read.error().code.name, record::invalid.name);
  for (const Fault& fault : read.error().faults) {
    EXPECT_FALSE(fault.message.empty());
    faults.push_back(
        fmt::format("{} {}", fault.pointer, fault.code.substr(fault.code.find('.') + 1)));
  }
  return faults;
}

// The full drawing with one part of its text replaced.
std::string drawing_with(std::string_view part, std::string_view by) {
  std::string text(full_drawing);
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return text.replace(at, part.size(), by);
}

TEST(Record, reads_every_shape) {
  const Result<Drawing> read = decode<Drawing>(read_json(full_drawing));
  ASSERT_TRUE(read.has_value()) << describe(read.error());
  EXPECT_EQ(read->id.text(), "d1");
  EXPECT_TRUE(read->visible);
  EXPECT_EQ(read->scale, 0.25);
  EXPECT_EQ(read->schema_version.value, 1);
  EXPECT_EQ(read->title, "t\n");
  EXPECT_EQ(read->colour, Colour::deep_blue);
  EXPECT_EQ(read->made_at.at(), Instant::parse("2026-11-23T14:08:00Z"));
  EXPECT_EQ(read->digest->text().substr(0, 4), "0123");
  EXPECT_EQ(canonical(read->anything.value()), R"([null,{"b":1}])");
  EXPECT_THAT(read->tags, ElementsAre("x", ""));
  EXPECT_EQ(std::get<Circle>(read->figures.at(0)).radius, 1.5);
  EXPECT_EQ(std::get<Line>(read->figures.at(1)).points.at(1).x.value, 5);
  EXPECT_EQ(std::get<Line>(read->figures.at(1)).label, "l");
  EXPECT_THAT(read->palettes, ElementsAre(ElementsAre(), ElementsAre(Colour::red, Colour::green)));
  EXPECT_EQ(read->span->to.value, 3);
  EXPECT_THAT(*read->guest->roles, ElementsAre("a", "b"));
  EXPECT_EQ((*read->centre)->x.value, -5);
}

TEST(Record, optional_members_may_be_absent) {
  const Result<Drawing> read = decode<Drawing>(read_json(bare_drawing));
  ASSERT_TRUE(read.has_value()) << describe(read.error());
  EXPECT_FALSE(read->digest.has_value());
  EXPECT_FALSE(read->guest.has_value());
  EXPECT_FALSE(read->centre.has_value());
}

TEST(Record, writes_what_it_read_in_canonical_form) {
  for (const std::string_view text : {full_drawing, bare_drawing}) {
    EXPECT_EQ(encode(*decode<Drawing>(read_json(text))), text);
  }
}

TEST(Record, tells_all_faults_at_once_in_the_order_of_the_document) {
  EXPECT_THAT(
      faults_of<Drawing>(R"({
                "visible": "yes", "unknown": 1, "title": 5, "span": {"from": -1, "to": 3, "by": 1},
                "schemaVersion": 2, "scale": null, "palettes": [["red"], ["pink", 1]],
                "madeAt": "yesterday", "id": "", "guest": {"id": 5, "roles": [1, "a", null]},
                "figures": [{"kind": "circle"}, {"kind": "square"}, {}, 7, {"kind": 1},
                            {"kind": "line", "points": [{"x": 9, "y": 0}, {"y": "u", "z": 0}]}],
                "digest": null, "colour": "Red", "a/b~c": 1})"),
      ElementsAre("/a~1b~0c unknown_member", "/anything missing_member", "/colour wrong_value",
                  "/digest wrong_type", "/figures/0/radius missing_member",
                  "/figures/1/kind unknown_kind", "/figures/2/kind missing_member",
                  "/figures/3 wrong_type", "/figures/4/kind wrong_type",
                  "/figures/5/points/0/x wrong_value", "/figures/5/points/1/x missing_member",
                  "/figures/5/points/1/y wrong_type", "/figures/5/points/1/z unknown_member",
                  "/guest/id wrong_type", "/guest/roles/0 wrong_type", "/guest/roles/2 wrong_type",
                  "/id wrong_value", "/madeAt wrong_value", "/palettes/1/0 wrong_value",
                  "/palettes/1/1 wrong_type", "/scale wrong_type", "/schemaVersion wrong_value",
                  "/span/by unknown_member", "/span/from wrong_value", "/tags missing_member",
                  "/title wrong_type", "/unknown unknown_member", "/visible wrong_type"));
}

TEST(Record, tells_every_missing_member) {
  EXPECT_THAT(
      faults_of<Drawing>("{}"),
      ElementsAre("/anything missing_member", "/colour missing_member", "/figures missing_member",
                  "/id missing_member", "/madeAt missing_member", "/palettes missing_member",
                  "/scale missing_member", "/schemaVersion missing_member", "/span missing_member",
                  "/tags missing_member", "/title missing_member", "/visible missing_member"));
}

TEST(Record, takes_an_object_only) {
  for (const char* other : {"null", "true", "1", "\"a\"", "[]", "[{}]"}) {
    EXPECT_THAT(faults_of<Point>(other), ElementsAre(" wrong_type")) << other;
  }
}

TEST(Record, takes_no_type_for_another) {
  const std::vector<std::string_view> values{"null", "true", "0", "\"red\"", "[]", "{}"};
  const std::vector<std::pair<std::string_view, std::size_t>> members{
      {"\"visible\":true", 1},      {"\"scale\":0.25", 2},
      {"\"title\":\"t\\n\"", 3},    {"\"colour\":\"deep-blue\"", 3},
      {"\"tags\":[\"x\",\"\"]", 4}, {"\"span\":{\"from\":2,\"to\":3}", 99}};
  for (const auto& [member, fitting] : members) {
    const std::string name(member.substr(0, member.find(':') + 1));
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::string text = drawing_with(member, name + std::string(values[i]));
      EXPECT_EQ(decode<Drawing>(read_json(text)).has_value(), i == fitting) << text;
    }
  }
}

TEST(Record, integers_are_bounded_and_whole) {
  const auto x = [](std::string_view value) {
    return faults_of<Point>(fmt::format(R"({{"x":{},"y":0}})", value));
  };
  for (const char* good : {"-5", "5", "0", "-0", "5.0", "50e-1"}) {
    EXPECT_THAT(x(good), ElementsAre("none")) << good;
  }
  for (const char* bad : {"-6", "6", "0.5", "4.999999999999999", "1e300", "-1e300", "5e-324"}) {
    EXPECT_THAT(x(bad), ElementsAre("/x wrong_value")) << bad;
  }
}

TEST(Record, null_is_no_absent_member_in_a_closed_record) {
  EXPECT_THAT(faults_of<Line>(R"({"kind":"line","points":[],"label":null})"),
              ElementsAre("/label wrong_type"));
  EXPECT_THAT(faults_of<Drawing>(drawing_with(R"({"x":-5,"y":0.5})", "null")),
              ElementsAre("/centre wrong_type"));
}

TEST(Record, null_is_an_absent_member_in_and_of_an_open_record) {
  const Result<Guest> guest = decode<Guest>(read_json(R"({"id":null,"roles":null})"));
  ASSERT_TRUE(guest.has_value());
  EXPECT_FALSE(guest->id.has_value());
  EXPECT_FALSE(guest->roles.has_value());
  const auto drawing =
      decode<Drawing>(read_json(drawing_with(R"({"id":"g","roles":["a","b"]})", "null")));
  ASSERT_TRUE(drawing.has_value());
  EXPECT_FALSE(drawing->guest.has_value());
}

TEST(Record, an_open_record_passes_over_what_it_does_not_know) {
  const Result<Guest> guest =
      decode<Guest>(read_json(R"({"a":1,"id":"g","j":{"id":5},"roles":["r"],"z":null})"));
  ASSERT_TRUE(guest.has_value());
  EXPECT_EQ(guest->id, "g");
  EXPECT_EQ(encode(*guest), R"({"id":"g","roles":["r"]})");
  EXPECT_THAT(faults_of<Guest>(R"({"a":1,"id":5})"), ElementsAre("/id wrong_type"));
  EXPECT_THAT(faults_of<Guest>(R"({"roles":[null]})"), ElementsAre("/roles/0 wrong_type"));
}

TEST(Record, one_of_goes_by_its_discriminator_alone) {
  const auto figures = [](std::string_view figure) {
    return faults_of<Drawing>(drawing_with(R"({"kind":"circle","radius":1.5})", figure));
  };
  EXPECT_THAT(figures(R"({"radius":1.5})"), ElementsAre("/figures/0/kind missing_member"));
  EXPECT_THAT(figures(R"({"kind":null,"radius":1.5})"), ElementsAre("/figures/0/kind wrong_type"));
  EXPECT_THAT(figures(R"({"kind":"Circle","radius":1.5})"),
              ElementsAre("/figures/0/kind unknown_kind"));
  EXPECT_THAT(figures(R"({"kind":"line","radius":1.5})"),
              ElementsAre("/figures/0/points missing_member", "/figures/0/radius unknown_member"));
  EXPECT_THAT(figures(R"(["circle",1.5])"), ElementsAre("/figures/0 wrong_type"));
}

TEST(Record, a_sourced_record_keeps_the_json_it_came_from) {
  const Json document = read_json(drawing_with(R"("from":2)", R"("from":2.0)"));
  const Result<Drawing> read = decode<Drawing>(document);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->span.source.value().members().data(),
            document.value().find("span")->members().data());
  EXPECT_THAT(encode(*read), HasSubstr(R"("span":{"from":2,"to":3})"));
}

TEST(Record, a_sourced_record_outlives_its_document) {
  Drawing kept;
  {
    kept = *decode<Drawing>(read_json(full_drawing));
  }
  EXPECT_EQ(canonical(kept.span.source.value()), R"({"from":2,"to":3})");
  EXPECT_EQ(canonical(kept.anything.value()), R"([null,{"b":1}])");
}

TEST(Record, a_check_runs_on_what_is_otherwise_valid) {
  EXPECT_THAT(faults_of<Drawing>(drawing_with(R"("to":3)", R"("to":1)")),
              ElementsAre("/span/to wrong_value"));
  EXPECT_THAT(faults_of<Span>(R"({"from":7,"to":"x"})"), ElementsAre("/to wrong_type"));
  EXPECT_THAT(faults_of<Span>(R"({"from":7,"to":3,"x":1})"), ElementsAre("/x unknown_member"));
}

TEST(Record, a_fault_before_does_not_keep_the_next_record_from_its_check) {
  EXPECT_THAT(faults_of<Drawing>(R"({"anything":0,"colour":1,"figures":[],"id":"d",)"
                                 R"("madeAt":"2026-11-23T14:08:00Z","palettes":[],"scale":1,)"
                                 R"("schemaVersion":1,"span":{"from":9,"to":1},"tags":[],)"
                                 R"("title":"","visible":true})"),
              ElementsAre("/colour wrong_type", "/span/to wrong_value"));
}

std::string many_unknown_members(std::size_t count) {
  std::string text = "{";
  for (std::size_t i = 0; i < count; ++i) text += fmt::format("\"a{}\":0,", i);
  return text;
}

TEST(Record, tells_a_hundred_faults_and_no_more) {
  EXPECT_EQ(faults_of<Point>(many_unknown_members(99) + R"("x":0,"y":0})").size(), 99u);
  EXPECT_EQ(faults_of<Point>(many_unknown_members(150) + R"("x":0,"y":0})").size(), Faults::max);
}

// The hundredth fault must not make a record with further ones look valid to its check.
TEST(Record, a_check_never_runs_on_what_is_invalid) {
  Faults faults;
  for (std::size_t i = 0; i < Faults::max; ++i) faults.add(record::wrong_value, Path(), "before");
  Type checked = record_type<Span>();
  static bool ran;
  ran = false;
  checked.check = [](const void*, const Path&, Faults&) { ran = true; };
  Span span;
  read(checked, read_json(R"({"from":"x","to":1})"), Path(), &span, faults);
  EXPECT_FALSE(ran);
  read(checked, read_json(R"({"from":0,"to":1})"), Path(), &span, faults);
  EXPECT_TRUE(ran);
  EXPECT_EQ(faults.size(), Faults::max + 1);
  EXPECT_EQ(std::move(faults).take().size(), Faults::max);
}

TEST(Record, messages_say_what_is_wanted) {
  const auto message = [](std::string_view part, std::string_view by) {
    return decode<Drawing>(read_json(drawing_with(part, by)), "the drawing").error().message;
  };
  EXPECT_EQ(
      message("deep-blue", "pink"),
      "the drawing is not valid: at /colour: `pink` is not one of `red`, `green`, `deep-blue`");
  EXPECT_EQ(message(R"("x":-5)", R"("x":-6)"),
            "the drawing is not valid: at /centre/x: must be an integer from -5 to 5");
  EXPECT_EQ(message(R"("schemaVersion":1)", R"("schemaVersion":2)"),
            "the drawing is not valid: at /schemaVersion: must be 1");
  EXPECT_EQ(message(R"("title":"t\n",)", ""),
            "the drawing is not valid: at /title: `title` is missing from Drawing: add it");
  EXPECT_EQ(message(R"("visible":true)", R"("visible":null)"),
            "the drawing is not valid: at /visible: must be a boolean, not null");
  EXPECT_EQ(message(R"("visible":true)", R"("visible":1,"zeal":1)"),
            "the drawing is not valid: 2 faults");
  EXPECT_EQ(decode<Point>(read_json("[]"), "the point").error().message,
            "the point is not valid: at the top: must be an object, not an array");
}

TEST(Record, messages_quote_no_more_than_a_little) {
  std::string long_text = "x";
  for (int i = 0; i < 1000; ++i) long_text += "é";
  for (const auto& [part, by] : std::vector<std::pair<std::string, std::string>>{
           {"deep-blue", long_text},
           {"\"circle\"", "\"" + long_text + "\""},
           {"\"visible\"", "\"visible_" + long_text + "\":1,\"visible\""}}) {
    const Result<Drawing> read = decode<Drawing>(read_json(drawing_with(part, by)));
    ASSERT_FALSE(read.has_value());
    const std::string& message = read.error().faults.at(0).message;
    EXPECT_LT(message.size(), 200u);
    EXPECT_EQ(valid_utf8_prefix(message), message.size());
    EXPECT_THAT(message, HasSubstr("é…`"));
  }
}

}  // namespace
}  // namespace writ::canon
