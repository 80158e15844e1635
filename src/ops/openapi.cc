#include "ops/openapi.h"

#include <fmt/format.h>

#include "canon/canonical.h"
#include "canon/schema.h"
#include "ops/table.h"

namespace writ::ops {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  canon::append_text(out, text);
  return out;
}

std::string json_body(const std::string& schema) {
  return fmt::format(R"({{"content":{{"application/json":{{"schema":{}}}}})", schema);
}

std::string path_item(const Operation& operation, canon::Schemas& schemas) {
  const Traits& traits = operation.traits;
  const auto capability = wire_names(Capability{})[static_cast<std::size_t>(traits.capability)];
  return fmt::format(
      R"({{"post":{{"description":{},"operationId":{},"requestBody":{},"required":true}},)"
      R"("responses":{{"200":{},"description":"The response."}},)"
      R"("default":{{"$ref":"#/components/responses/Problem"}}}}}}}})",
      quoted(fmt::format("{} Needs the capability `{}`.", traits.doc, capability)),
      quoted(traits.name), json_body(schemas.of(operation.request())),
      json_body(schemas.of(operation.response())));
}

constexpr std::string_view problem_schema =
    R"({"description":"A problem, as RFC 9457 says.","properties":{"detail":{"type":"string"},)"
    R"("errors":{"items":{"properties":{"code":{"type":"string"},"detail":{"type":"string"},)"
    R"("offset":{"type":"integer"},"pointer":{"format":"json-pointer","type":"string"}},)"
    R"("required":["code","detail","pointer"],"type":"object"},"type":"array"},)"
    R"("status":{"type":"integer"},"title":{"type":"string"},"type":{"type":"string"}},)"
    R"("required":["detail","status","title","type"],"type":"object"})";

std::string make() {
  canon::Schemas schemas("#/components/schemas/");
  std::string paths;
  for (const Operation* operation : operations()) {
    if (operation->traits.host_only) continue;
    if (!paths.empty()) paths += ',';
    paths += fmt::format(R"("/v1/{}":{})", operation->traits.name, path_item(*operation, schemas));
  }
  std::string definitions = fmt::format(R"("Problem":{})", problem_schema);
  for (const auto& [name, schema] : schemas.definitions()) {
    definitions += fmt::format(",{}:{}", quoted(name), schema);
  }
  return fmt::format(
      R"({{"components":{{"responses":{{"Problem":{{"content":{{"application/problem+json":)"
      R"({{"schema":{{"$ref":"#/components/schemas/Problem"}}}}}},"description":"A problem."}}}},)"
      R"("schemas":{{{}}},"securitySchemes":{{"token":{{"scheme":"bearer","type":"http"}}}}}},)"
      R"("info":{{"description":"Decides what an AI agent may do, and proves every answer.",)"
      R"("license":{{"identifier":"Apache-2.0","name":"Apache-2.0"}},"title":"Writ",)"
      R"("version":{}}},"openapi":"3.1.0","paths":{{{}}},"security":[{{"token":[]}}]}})",
      definitions, quoted(WRIT_VERSION), paths);
}

}  // namespace

std::string openapi() {
  static const std::string document = [] {
    const Result<canon::Json> json = canon::Json::parse(make());
    return json ? canon::canonical(json->value()) : make();
  }();
  return document;
}

}  // namespace writ::ops
