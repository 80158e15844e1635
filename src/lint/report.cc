#include "lint/report.h"

#include <initializer_list>
#include <utility>

#include <fmt/format.h>

#include "canon/canonical.h"

namespace writ::lint {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  canon::append_text(out, text);
  return out;
}

// Members, in the order of their names, each with its JSON.
std::string object(std::initializer_list<std::pair<std::string_view, std::string>> members) {
  std::string out;
  for (const auto& [name, json] : members) {
    out.append(out.empty() ? "{" : ",").append(quoted(name)).append(":").append(json);
  }
  return out + "}";
}

template <class List>
std::string array(const List& list, auto item) {
  std::string out;
  for (const auto& one : list) out.append(out.empty() ? "[" : ",").append(item(one));
  return out.empty() ? "[]" : out + "]";
}

std::string text_object(std::string_view text) { return object({{"text", quoted(text)}}); }

std::string sarif_rule(const Lint* lint) {
  return object({{"id", quoted(lint->id)},
                 {"properties", object({{"section", quoted(lint->section)}})},
                 {"shortDescription", text_object(lint->protects)}});
}

std::string sarif_location(const Finding& finding) {
  const std::string artifact = object({{"uri", quoted(finding.source)}});
  return object({{"logicalLocations", array(std::initializer_list<const Finding*>{&finding},
                                            [](const Finding* one) {
                                              return object(
                                                  {{"fullyQualifiedName", quoted(one->pointer)}});
                                            })},
                 {"physicalLocation", object({{"artifactLocation", artifact}})}});
}

std::string sarif_result(const Finding& finding) {
  return object({{"level", quoted("error")},
                 {"locations", "[" + sarif_location(finding) + "]"},
                 {"message", text_object(finding.message)},
                 {"ruleId", quoted(finding.lint->id)}});
}

}  // namespace

std::string as_text(std::span<const Finding> findings) {
  std::string out;
  for (const Finding& finding : findings) {
    out += fmt::format("{}#{}: {} [{}]\n", finding.source, finding.pointer, finding.message,
                       finding.lint->id);
  }
  return out;
}

std::string as_json(std::span<const Finding> findings) {
  return object({{"findings", array(findings, [](const Finding& finding) {
                    return object({{"lint", quoted(finding.lint->id)},
                                   {"message", quoted(finding.message)},
                                   {"pointer", quoted(finding.pointer)},
                                   {"section", quoted(finding.lint->section)},
                                   {"source", quoted(finding.source)}});
                  })}});
}

std::string as_sarif(std::span<const Finding> findings, std::string_view version) {
  const std::string driver = object({{"name", quoted("writ")},
                                     {"rules", array(lints(), sarif_rule)},
                                     {"version", quoted(version)}});
  const std::string run =
      object({{"results", array(findings, sarif_result)}, {"tool", object({{"driver", driver}})}});
  return object({{"$schema", quoted("https://json.schemastore.org/sarif-2.1.0.json")},
                 {"runs", "[" + run + "]"},
                 {"version", quoted("2.1.0")}});
}

std::string list_as_text() {
  std::string out;
  for (const Lint* lint : lints()) {
    out += fmt::format("{:<62} {:<8} {}\n", lint->id, lint->section, lint->protects);
  }
  return out;
}

std::string list_as_json() {
  return object({{"lints", array(lints(), [](const Lint* lint) {
                    return object({{"id", quoted(lint->id)},
                                   {"protects", quoted(lint->protects)},
                                   {"section", quoted(lint->section)}});
                  })}});
}

}  // namespace writ::lint
