#include "spec/worlds.h"

#include <cstdlib>
#include <iostream>
#include <span>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "canon/record.h"
#include "spec/glob.h"

namespace writ::spec {
namespace {

constexpr std::string_view ops[] = {"llm.complete", "llm.complete", "net.http"};
constexpr std::string_view roles[] = {"nurse", "doctor", "admin", ""};
constexpr std::string_view labels_known[] = {"phi", "pii", "legal", ""};
constexpr std::string_view purposes[] = {"", "care", "research", "care "};
constexpr std::string_view assurances[] = {"aal1", "aal2", "aal3", "aal3", "aal9", "AAL3", ""};
constexpr std::string_view min_assurances[] = {"aal2", "aal3"};
constexpr std::string_view tiers[] = {"low", "moderate", "high", "regulated"};
constexpr std::string_view tiers_asked[] = {"low", "moderate", "high", "regulated", "extreme", ""};
constexpr std::string_view priorities[] = {"-1", "0", "0.5", "1", "1", "100"};
constexpr std::string_view id_heads[] = {"r", "R", "r-1", "é", "𝄞", "~"};

constexpr std::string_view segments[] = {"a", "b", "ab", "é", "", "a*"};
constexpr std::string_view glob_pieces[] = {
    "a", "b",    "/",    "/",     "*",     "*",     "**",       "**/",        "/**", "/**/", "?",
    "é", "[ab]", "[!a]", "[á-é]", "{a,b}", "{a/,}", "{*,b/**}", "{a,{b,ab}}", "\\*", "\\a"};

constexpr std::string_view pointers[] = {"/argsSummary/n",
                                         "/argsSummary/n",
                                         "/argsSummary/s",
                                         "/argsSummary/s",
                                         "/argsSummary/glob",
                                         "/argsSummary/list",
                                         "/argsSummary/o",
                                         "/argsSummary/o/x",
                                         "/argsSummary/list/0",
                                         "/ctx/principal/id",
                                         "/ctx/principal/roles",
                                         "/ctx/extra",
                                         "/resource",
                                         "/purpose",
                                         "/labels",
                                         "/labels/0",
                                         "/op",
                                         "/argsSummary/none",
                                         "/argsSummary/s/x",
                                         ""};
constexpr std::string_view tests[] = {"equals",   "notEquals", "in",       "notIn",   "contains",
                                      "lessThan", "atMost",    "moreThan", "atLeast", "startsWith",
                                      "glob",     "exists",    "absent"};
constexpr std::string_view scalars[] = {"null",   "true",    "false", "0",     "1",     "2",
                                        "-1",     "1.5",     "1e+21", "\"\"",  "\"a\"", "\"b\"",
                                        "\"ab\"", "\"a/b\"", "\"é\"", "\"𝄞\"", "\"1\""};

template <class Record>
Record read(const canon::Json& json, std::string_view text) {
  Result<Record> read = canon::decode<Record>(json);
  if (read) return *std::move(read);
  std::cerr << describe(read.error()) << "\nin " << text << '\n';
  std::abort();
}

canon::Json parse(std::string_view text) {
  Result<canon::Json> json = canon::Json::parse(text);
  if (json) return *std::move(json);
  std::cerr << describe(json.error()) << "\nin " << text << '\n';
  std::abort();
}

}  // namespace

// Members as they are added; values are JSON already.
struct Worlds::Object {
  std::string json = "{";

  void add(std::string_view name, std::string_view value) {
    json += fmt::format("{}\"{}\":{}", json.size() > 1 ? "," : "", name, value);
  }
  std::string close() && { return std::move(json) + "}"; }
};

std::string Worlds::text(std::string_view of) const {
  std::string json;
  canon::append_text(json, of);
  return json;
}

// Up to three, with repetitions.
template <class List>
std::string Worlds::names(const List& list) {
  std::string json = "[";
  for (std::size_t left = chance(12) ? 0 : 1 + random_() % 3; left > 0; --left) {
    json += text(pick(list)) + (left > 1 ? "," : "");
  }
  return json + "]";
}

std::string Worlds::resource() {
  std::string path = pick(segments);
  for (std::size_t left = random_() % 4; left > 0; --left) path += "/" + pick(segments);
  return path;
}

std::string Worlds::glob() {
  for (;;) {
    std::string made;
    for (std::size_t left = 1 + random_() % 5; left > 0; --left) made += pick(glob_pieces);
    if (glob_matches(made, "")) return made;
  }
}

std::string Worlds::scalar() { return pick(scalars); }

std::string Worlds::value() {
  if (chance(70)) return scalar();
  if (chance(50)) return fmt::format("[{},{}]", scalar(), scalar());
  if (chance(20)) return chance(50) ? "[]" : "{}";
  return fmt::format(R"({{"x":{},"y":{}}})", scalar(), scalar());
}

// --- rules ---

std::string Worlds::subject() {
  Object made;
  if (chance(60)) made.add("rolesAny", names(roles));
  if (chance(20)) made.add("rolesAll", names(roles));
  if (chance(30)) made.add("assuranceAtLeast", text(pick(min_assurances)));
  return std::move(made).close();
}

std::string Worlds::resource_constraint() {
  Object made;
  if (chance(20)) made.add("equals", text(resource()));
  if (chance(70)) made.add("glob", text(glob()));
  if (chance(20)) made.add("notGlob", text(glob()));
  return std::move(made).close();
}

std::string Worlds::labels() {
  Object made;
  if (chance(50)) made.add("any", names(labels_known));
  if (chance(20)) made.add("all", names(labels_known));
  if (chance(30)) made.add("none", names(labels_known));
  return std::move(made).close();
}

std::string Worlds::purpose() {
  Object made;
  if (chance(40)) made.add("equals", text(pick(purposes)));
  if (chance(50)) made.add("anyOf", names(purposes));
  return std::move(made).close();
}

std::string Worlds::right_of(std::string_view test) {
  if (chance(35)) return fmt::format(R"({{"pointer":{}}})", text(pick(pointers)));
  if (test == "glob") return fmt::format(R"({{"value":{}}})", text(glob()));
  if (test != "in" && test != "notIn") return fmt::format(R"({{"value":{}}})", value());
  return fmt::format(R"({{"value":[{},{},{}]}})", value(), scalar(), scalar());
}

std::string Worlds::comparison() {
  const std::string test = pick(tests);
  Object made;
  made.add("left", text(pick(pointers)));
  made.add("test", text(test));
  if (test != "exists" && test != "absent") made.add("right", right_of(test));
  return std::move(made).close();
}

std::string Worlds::when() {
  Object made;
  if (chance(45)) made.add("subject", subject());
  if (chance(60)) made.add("resource", resource_constraint());
  if (chance(30)) made.add("labels", labels());
  if (chance(25)) made.add("purpose", purpose());
  if (chance(25)) made.add("riskTierAny", names(tiers));
  if (chance(40)) {
    std::string list = comparison();
    while (chance(25)) list += "," + comparison();
    made.add("attributes", "[" + (chance(5) ? "" : list) + "]");
  }
  return std::move(made).close();
}

std::string Worlds::rule(std::size_t number) {
  Object made;
  made.add("id", text(fmt::format("{}{}", pick(id_heads), number)));
  made.add("description", R"("made at random")");
  made.add("priority", pick(priorities));
  made.add("op", text(pick(ops)));
  if (!chance(5)) made.add("when", when());
  made.add("effect", chance(50) ? R"("allow")" : R"("deny")");
  if (chance(10)) made.add("obligations", R"([{"kind":"token-cap","maxTokens":100}])");
  return std::move(made).close();
}

World Worlds::world(std::size_t rules) {
  std::string list;
  for (std::size_t i = 0; i < rules; ++i) list += (i > 0 ? "," : "") + rule(i);
  return read_world(
      fmt::format(R"({{"schemaVersion":1,"tenantId":"t","name":"n","version":"1.0.0",)"
                  R"("issuedAt":"2026-01-01T00:00:00Z","issuedBy":"spec","rules":[{}]}})",
                  list));
}

// --- requests ---

std::string Worlds::context() {
  Object principal;
  if (chance(60)) principal.add("id", text(pick(segments)));
  if (chance(85)) principal.add("roles", chance(3) ? "null" : names(roles));
  if (chance(75)) principal.add("assurance", text(pick(assurances)));
  Object made;
  if (chance(90)) made.add("principal", chance(3) ? "null" : std::move(principal).close());
  if (chance(75)) made.add("riskTier", text(pick(tiers_asked)));
  if (chance(30)) made.add("extra", value());
  return std::move(made).close();
}

std::string Worlds::args_summary() {
  if (chance(10)) return value();
  Object made;
  for (const std::string_view name : {"n", "s", "o", "list"}) {
    if (chance(25)) continue;
    if (chance(20)) {
      made.add(name, value());
    } else if (name == "n") {
      made.add(name, pick(std::span(scalars).subspan(3, 6)));  // the numbers
    } else if (name == "s") {
      made.add(name, pick(std::span(scalars).subspan(9)));  // the strings
    } else if (name == "o") {
      made.add(name, fmt::format(R"({{"x":{}}})", scalar()));
    } else {
      made.add(name, fmt::format("[{},{}]", value(), scalar()));
    }
  }
  if (chance(50)) made.add("glob", text(chance(80) ? glob() : "[a"));
  return std::move(made).close();
}

Asked Worlds::question() {
  Object made;
  if (chance(90)) made.add("ctx", chance(3) ? "null" : context());
  made.add("op", text(chance(3) ? "other.op" : pick(ops)));
  if (chance(90)) made.add("resource", text(resource()));
  if (chance(75)) made.add("labels", names(labels_known));
  if (chance(75)) made.add("purpose", text(pick(purposes)));
  if (chance(75)) made.add("argsSummary", args_summary());
  return read_question(std::move(made).close());
}

World read_world(std::string text) {
  policy::PolicyBundle bundle = read<policy::PolicyBundle>(parse(text), text);
  return {.text = std::move(text), .bundle = std::move(bundle)};
}

Asked read_question(std::string text) {
  canon::Json json = parse(text);
  policy::PDPRequest request = read<policy::PDPRequest>(json, text);
  return {.text = std::move(text), .json = std::move(json), .request = std::move(request)};
}

}  // namespace writ::spec
