// Records of every shape, for the tests of what reads, writes and documents records.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/json.h"
#include "canon/record.h"
#include "canon/shared.h"
#include "canon/types.h"

namespace writ::canon::samples {

enum class Colour : std::uint8_t { red, green, deep_blue };
constexpr auto wire_names(Colour) {
  return std::to_array<std::string_view>({"red", "green", "deep-blue"});
}

struct Point {
  Bounded<-5, 5> x;
  double y = 0;

  static constexpr auto record(auto&& f) {
    return f("Point", "A place.", field<&Point::x>("x", "Across."), field<&Point::y>("y", "Up."));
  }
};

struct Circle {
  Literal<"circle"> kind;
  double radius = 0;

  static constexpr auto record(auto&& f) {
    return f("Circle", "Round.", field<&Circle::kind>("kind", "Tells figures apart."),
             field<&Circle::radius>("radius", "How large."));
  }
};

struct Line {
  Literal<"line"> kind;
  std::vector<Point> points;
  std::optional<std::string> label;

  static constexpr auto record(auto&& f) {
    return f(
        "Line", "Straight from point to point.", field<&Line::kind>("kind", "Tells figures apart."),
        field<&Line::points>("points", "In order."), field<&Line::label>("label", "For people."));
  }
};

using Figure = OneOf<"kind", Circle, Line>;

struct Guest {
  static constexpr bool open_record = true;
  std::optional<std::string> id;
  std::optional<std::vector<std::string>> roles;

  static constexpr auto record(auto&& f) {
    return f("Guest", "May hold more than this.", field<&Guest::id>("id", "Who."),
             field<&Guest::roles>("roles", "What they may do."));
  }
};

struct Span {
  Bounded<0, 100> from;
  Bounded<0, 100> to;

  static constexpr auto record(auto&& f) {
    return f("Span", "From before to.", field<&Span::from>("from", "The first."),
             field<&Span::to>("to", "The last."));
  }
  void check(const Path& path, Faults& faults) const {
    if (from > to) faults.add(record::wrong_value, Path(path, "to"), "must not be before `from`");
  }
};

struct Drawing {
  Id<Drawing> id;
  bool visible = false;
  double scale = 1;
  Bounded<1, 1> schema_version;
  std::string title;
  Colour colour = Colour::red;
  Timestamp made_at;
  std::optional<HexDigest> digest;
  Json anything;
  std::vector<std::string> tags;
  std::vector<Figure> figures;
  std::vector<std::vector<Colour>> palettes;
  Sourced<Span> span;
  std::optional<Guest> guest;
  std::optional<Shared<Point>> centre;

  static constexpr auto record(auto&& f) {
    using D = Drawing;
    return f(
        "Drawing", "Has a member of every shape.", field<&D::id>("id", "Its name."),
        field<&D::visible>("visible", "Whether it is shown."),
        field<&D::scale>("scale", "How large it is."),
        field<&D::schema_version>("schemaVersion", "Always 1."),
        field<&D::title>("title", "For people."), field<&D::colour>("colour", "Of the ground."),
        field<&D::made_at>("madeAt", "When it was made."),
        field<&D::digest>("digest", "Of what it was made from."),
        field<&D::anything>("anything", "Any JSON."), field<&D::tags>("tags", "Words."),
        field<&D::figures>("figures", "What is drawn."),
        field<&D::palettes>("palettes", "Colours by the page."),
        field<&D::span>("span", "Kept as it came."), field<&D::guest>("guest", "Who looks at it."),
        field<&D::centre>("centre", "Where its middle is."));
  }
};

// One drawing with every member, and one with the required ones only; both canonical.
inline constexpr std::string_view full_drawing =
    R"({"anything":[null,{"b":1}],"centre":{"x":-5,"y":0.5},"colour":"deep-blue",)"
    R"("digest":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",)"
    R"("figures":[{"kind":"circle","radius":1.5},)"
    R"({"kind":"line","label":"l","points":[{"x":0,"y":0},{"x":5,"y":1}]}],)"
    R"("guest":{"id":"g","roles":["a","b"]},"id":"d1","madeAt":"2026-11-23T14:08:00Z",)"
    R"("palettes":[[],["red","green"]],"scale":0.25,"schemaVersion":1,)"
    R"("span":{"from":2,"to":3},"tags":["x",""],"title":"t\n","visible":true})";

inline constexpr std::string_view bare_drawing =
    R"({"anything":null,"colour":"red","figures":[],"id":"d2",)"
    R"("madeAt":"2026-11-23T14:08:00+01:00","palettes":[],"scale":1,"schemaVersion":1,)"
    R"("span":{"from":0,"to":0},"tags":[],"title":"","visible":false})";

}  // namespace writ::canon::samples
