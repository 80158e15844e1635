// writ principals, writ resources: what policies know of subjects and of things.
#include <CLI/CLI.hpp>
#include <memory>

#include <fmt/format.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/shell.h"

namespace writ::cli {
namespace {

struct Options {
  std::string tenant;
  std::string type;
  std::string id;
  std::string assurance;
  std::string properties;
  std::string after;
  std::vector<std::string> roles;
  std::vector<std::string> labels;
  unsigned limit = 0;
};
using SharedOptions = std::shared_ptr<Options>;

CLI::App* add_verb(CLI::App& parent, const char* name, const char* doc,
                   const SharedOptions& options) {
  CLI::App* command = parent.add_subcommand(name, doc);
  command->add_option("--tenant", options->tenant, "whose directory")->required();
  return command;
}

// A text of JSON that must be an object; what is in it is checked by the operation.
Result<ObjectText> with_object(ObjectText object, std::string_view name, const std::string& text) {
  if (text.empty()) return object;
  WRIT_TRY(const canon::Json json, canon::Json::parse(text));
  return object.add_json(name, canon::canonical(json.value()));
}

void put(Shell& shell, const char* operation, const std::string& tenant, const char* member,
         const Result<ObjectText>& record) {
  shell.run([&]() -> Result<int> {
    if (!record) return record.error();
    const std::string body =
        ObjectText().add("tenantId", tenant).add_json(member, record->text()).text();
    return perform_and_show(shell, operation, body, [](const canon::Value& response) {
      print_line(is_true(response, "created") ? "added" : "replaced");
    });
  });
}

std::string page_of(const Options& options) {
  ObjectText body = ObjectText().add("tenantId", options.tenant).add_if("after", options.after);
  if (options.limit > 0) body.add_json("limit", fmt::format("{}", options.limit));
  return body.text();
}

void add_page(CLI::App& command, const SharedOptions& options) {
  command.add_option("--after", options->after, "only what comes after this");
  command.add_option("--limit", options->limit, "how many at most; without it, 100");
}

std::string joined(const canon::Value& record, std::string_view name) {
  std::string text;
  for (const canon::Value& item : items_of(record, name)) {
    text += fmt::format("{}{}", text.empty() ? "" : ",", item.text());
  }
  return text;
}

// Each on a line, and how to go on.
void print_page(const canon::Value& response, std::string_view name,
                std::string (*line)(const canon::Value&)) {
  for (const canon::Value& record : items_of(response, name)) print_line(line(record));
  const std::string_view next = text_of(response, "next");
  if (!next.empty()) print_line(fmt::format("more: --after '{}'", next));
}

// --- principals ----------------------------------------------------------------------------------

std::string principal_line(const canon::Value& record) {
  const std::string_view type = text_of(record, "type");
  const canon::Value* attributes = record.find("attributes");
  return fmt::format("{}  {}  roles {}  {}  {}", text_of(record, "id"),
                     type.empty() ? "user" : type, joined(record, "roles"),
                     text_of(record, "assurance"),
                     attributes != nullptr ? canon::canonical(*attributes) : "");
}

std::string principal_ref(const Options& options) {
  return ObjectText().add("tenantId", options.tenant).add("id", options.id).text();
}

void add_put_principal(CLI::App& parent, Shell& shell) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = add_verb(parent, "put", "Put somebody in, over what was there", options);
  command->add_option("id", options->id, "who")->required();
  command->add_option("--type", options->type, "what kind of subject; without it, user");
  command->add_option("--role", options->roles, "a role that they hold; may be repeated");
  command->add_option("--assurance", options->assurance, "how sure of them we are")
      ->check(CLI::IsMember({"aal1", "aal2", "aal3"}));
  command->add_option("--attributes", options->properties, "a JSON object of what else there is");
  command->callback([options, &shell] {
    put(shell, "principal.put", options->tenant, "principal",
        with_object(ObjectText()
                        .add("id", options->id)
                        .add_if("type", options->type)
                        .add_if("roles", options->roles)
                        .add_if("assurance", options->assurance),
                    "attributes", options->properties));
  });
}

// --- resources -----------------------------------------------------------------------------------

std::string resource_line(const canon::Value& record) {
  const canon::Value* properties = record.find("properties");
  return fmt::format("{}  {}  labels {}  {}", text_of(record, "type"), text_of(record, "id"),
                     joined(record, "labels"),
                     properties != nullptr ? canon::canonical(*properties) : "");
}

std::string resource_ref(const Options& options) {
  return ObjectText()
      .add("tenantId", options.tenant)
      .add("type", options.type)
      .add("id", options.id)
      .text();
}

void add_put_resource(CLI::App& parent, Shell& shell) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = add_verb(parent, "put", "Put a thing in, over what was there", options);
  command->add_option("type", options->type, "what kind of thing")->required();
  command->add_option("id", options->id, "which")->required();
  command->add_option("--label", options->labels, "how it is labelled; may be repeated");
  command->add_option("--properties", options->properties, "a JSON object of what else there is");
  command->callback([options, &shell] {
    put(shell, "resource.put", options->tenant, "resource",
        with_object(ObjectText()
                        .add("type", options->type)
                        .add("id", options->id)
                        .add_if("labels", options->labels),
                    "properties", options->properties));
  });
}

// --- what both have ------------------------------------------------------------------------------

struct Kind {
  const char* operations;  // `principal` of `principal.get`
  const char* members;     // of a page
  bool typed;              // named by a type and an id
  std::string (*ref)(const Options&);
  std::string (*line)(const canon::Value&);
};
constexpr Kind principals{"principal", "principals", false, &principal_ref, &principal_line};
constexpr Kind resources{"resource", "resources", true, &resource_ref, &resource_line};

CLI::App* add_naming_verb(CLI::App& parent, const char* name, const char* doc, const Kind& kind,
                          const SharedOptions& options) {
  CLI::App* command = add_verb(parent, name, doc, options);
  if (kind.typed) command->add_option("type", options->type, "what kind of thing")->required();
  command->add_option("id", options->id, kind.typed ? "which" : "who")->required();
  return command;
}

void add_others(CLI::App& parent, Shell& shell, const Kind& kind) {
  const auto options = std::make_shared<Options>();
  add_naming_verb(parent, "get", "Show one", kind, options)->callback([options, &shell, &kind] {
    shell.exit =
        perform_and_show(shell, fmt::format("{}.get", kind.operations), kind.ref(*options),
                         [&](const canon::Value& response) { print_line(kind.line(response)); });
  });
  CLI::App* list = add_verb(parent, "list", "List the directory", options);
  add_page(*list, options);
  list->callback([options, &shell, &kind] {
    shell.exit = perform_and_show(
        shell, fmt::format("{}.list", kind.operations), page_of(*options),
        [&](const canon::Value& response) { print_page(response, kind.members, kind.line); });
  });
  add_naming_verb(parent, "delete", "Take one out", kind, options)
      ->callback([options, &shell, &kind] {
        shell.exit =
            perform_and_show(shell, fmt::format("{}.delete", kind.operations), kind.ref(*options),
                             [](const canon::Value&) { print_line("deleted"); });
      });
}

}  // namespace

void add_principals(CLI::App& app, Shell& shell) {
  CLI::App* parent = app.add_subcommand("principals", "Who holds which roles in a tenant");
  parent->require_subcommand(1);
  add_put_principal(*parent, shell);
  add_others(*parent, shell, principals);
}

void add_resources(CLI::App& app, Shell& shell) {
  CLI::App* parent = app.add_subcommand("resources", "What policies know of things in a tenant");
  parent->require_subcommand(1);
  add_put_resource(*parent, shell);
  add_others(*parent, shell, resources);
}

}  // namespace writ::cli
