#include "lint/report.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"
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

// What of a text may be shown on a terminal as it is: a record could hold anything.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out;
}

// A path may be any bytes.
std::string utf8_of(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::size_t good = valid_utf8_prefix(path);
    out += path.substr(0, good);
    if (good == path.size()) break;
    out += "\uFFFD";
    path.remove_prefix(good + 1);
  }
  return out;
}

// `source` or `source:line`, as compilers write it.
std::string place_of(const Finding& finding) {
  const std::string& name = finding.source.name;
  return finding.line == 0 ? name : fmt::format("{}:{}", name, finding.line);
}

// RFC 3986: a path of a relative reference, in which a colon could end a scheme, or a file: URI.
std::string uri_of(const Source& source) {
  if (source.kind == Source::Kind::store) return source.name;
  constexpr std::string_view plain = "-._~/";
  std::string uri = source.name.starts_with('/') ? "file://" : "";
  for (const char c : source.name) {
    const bool alphanumeric =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (alphanumeric || plain.contains(c)) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

std::string json_total(const Total& total) {
  return object({{"found", fmt::format("{}", total.found)},
                 {"lint", quoted(total.lint->id)},
                 {"told", fmt::format("{}", total.told)}});
}

std::string json_finding(const Finding& finding) {
  return object({{"line", finding.line == 0 ? "null" : fmt::format("{}", finding.line)},
                 {"lint", quoted(finding.lint->id)},
                 {"message", quoted(finding.message)},
                 {"pointer", quoted(finding.pointer)},
                 {"section", quoted(finding.lint->section)},
                 {"source", quoted(utf8_of(finding.source.name))}});
}

std::string sarif_rule(const Lint* lint) {
  return object({{"id", quoted(lint->id)},
                 {"properties", object({{"section", quoted(lint->section)}})},
                 {"shortDescription", text_object(lint->protects)}});
}

std::string sarif_location(const Finding& finding) {
  const std::string artifact = object({{"uri", quoted(uri_of(finding.source))}});
  const std::string region = object({{"startLine", fmt::format("{}", finding.line)}});
  const std::string logical = object({{"fullyQualifiedName", quoted(finding.pointer)}});
  return object({{"logicalLocations", "[" + logical + "]"},
                 {"physicalLocation", finding.line == 0 ? object({{"artifactLocation", artifact}})
                                                        : object({{"artifactLocation", artifact},
                                                                  {"region", region}})}});
}

std::string sarif_result(const Finding& finding) {
  const auto index = std::ranges::find(lints(), finding.lint) - lints().begin();
  return object({{"level", quoted("error")},
                 {"locations", "[" + sarif_location(finding) + "]"},
                 {"message", text_object(finding.message)},
                 {"ruleId", quoted(finding.lint->id)},
                 {"ruleIndex", fmt::format("{}", index)}});
}

}  // namespace

Report Report::of(std::vector<Finding> findings, std::size_t most) {
  Report report;
  for (const Lint* lint : lints()) report.totals.push_back({lint});
  for (Finding& finding : findings) {
    Total& total = *std::ranges::lower_bound(report.totals, finding.lint->id, {},
                                             [](const Total& one) { return one.lint->id; });
    ++total.found;
    if (most != 0 && total.told == most) continue;
    ++total.told;
    report.findings.push_back(std::move(finding));
  }
  std::erase_if(report.totals, [](const Total& total) { return total.found == 0; });
  return report;
}

std::string as_text(const Report& report) {
  std::string out;
  for (const Finding& finding : report.findings) {
    out += fmt::format("{}#{}: {} [{}]\n", printable(place_of(finding)), printable(finding.pointer),
                       printable(finding.message), finding.lint->id);
  }
  for (const Total& total : report.totals) {
    if (total.told == total.found) continue;
    out += fmt::format("{} more, which `--all` tells [{}]\n", total.found - total.told,
                       total.lint->id);
  }
  return out;
}

std::string as_json(const Report& report) {
  return object({{"findings", array(report.findings, json_finding)},
                 {"totals", array(report.totals, json_total)}});
}

std::string as_sarif(const Report& report, std::string_view version) {
  const std::string driver = object({{"name", quoted("writ")},
                                     {"rules", array(lints(), sarif_rule)},
                                     {"version", quoted(version)}});
  const std::string run =
      object({{"columnKind", quoted("unicodeCodePoints")},
              {"properties", object({{"totals", array(report.totals, json_total)}})},
              {"results", array(report.findings, sarif_result)},
              {"tool", object({{"driver", driver}})}});
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
