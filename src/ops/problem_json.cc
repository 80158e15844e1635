#include "ops/problem_json.h"

#include <string_view>

#include <fmt/format.h>

#include "canon/canonical.h"

namespace writ::ops {
namespace {

std::string_view title(Category category) {
  switch (category) {
    case Category::invalid:
      return "The request is not valid";
    case Category::unauthenticated:
      return "A credential is needed";
    case Category::forbidden:
      return "Not permitted";
    case Category::not_found:
      return "Not found";
    case Category::conflict:
      return "In conflict with the present state";
    case Category::too_large:
      return "Too large";
    case Category::unavailable:
      return "Not available now";
    case Category::internal:
      return "Internal error";
  }
  return "";
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
  if (out.back() != '{') out += ',';
  canon::append_text(out, name);
  out += ':';
  canon::append_text(out, text);
}

void append_fault(std::string& out, const Fault& fault) {
  out += '{';
  append_member(out, "code", fault.code);
  append_member(out, "detail", fault.message);
  if (fault.offset) out += fmt::format(",\"offset\":{}", *fault.offset);
  append_member(out, "pointer", fault.pointer);
  out += '}';
}

}  // namespace

int http_status(Category category) {
  switch (category) {
    case Category::invalid:
      return 400;
    case Category::unauthenticated:
      return 401;
    case Category::forbidden:
      return 403;
    case Category::not_found:
      return 404;
    case Category::conflict:
      return 409;
    case Category::too_large:
      return 413;
    case Category::unavailable:
      return 503;
    case Category::internal:
      return 500;
  }
  return 500;
}

std::string problem_json(const Problem& problem) {
  return problem_json(problem, http_status(problem.code.category));
}

std::string problem_json(const Problem& problem, int status) {
  std::string out = "{";
  append_member(out, "detail", problem.message);
  if (!problem.faults.empty()) {
    out += ",\"errors\":[";
    for (bool first = true; const Fault& fault : problem.faults) {
      if (!first) out += ',';
      first = false;
      append_fault(out, fault);
    }
    out += ']';
  }
  out += fmt::format(",\"status\":{}", status);
  append_member(out, "title", title(problem.code.category));
  append_member(out, "type", fmt::format("urn:writ:problem:{}", problem.code.name));
  out += '}';
  return out;
}

}  // namespace writ::ops
