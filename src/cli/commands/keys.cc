// writ keys: who vouches for what.
#include <CLI/CLI.hpp>
#include <memory>

#include <fmt/format.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/shell.h"

namespace writ::cli {
namespace {

struct KeyOptions {
  std::string purpose = "audit";
  std::string alg;
  std::string key_id;
  std::string file = "-";
  std::string passphrase_file;
  std::vector<std::string> tenants;
};

void print_key(const canon::Value& key) {
  std::string tenants;
  for (const canon::Value& tenant : items_of(key, "tenants")) {
    tenants += fmt::format(" {}", tenant.text());
  }
  print_line(fmt::format("{:<26} {:<8} {:<11} {:<7} since {}{}", text_of(key, "keyId"),
                         text_of(key, "purpose"), text_of(key, "alg"), text_of(key, "state"),
                         text_of(key, "createdAt"), tenants.empty() ? "" : " for" + tenants));
}

void print_key_member(const canon::Value& response) {
  if (const canon::Value* key = response.find("key")) print_key(*key);
}

void add_purpose(CLI::App& command, KeyOptions& options) {
  command.add_option("--purpose", options.purpose, "what the key signs")
      ->check(CLI::IsMember({"audit", "approval", "journal"}))
      ->capture_default_str();
}

void add_tenants(CLI::App& command, KeyOptions& options) {
  command.add_option("--tenant", options.tenants,
                     "trust it for this tenant only; may be repeated; without it, for all");
}

void add_alg(CLI::App& command, KeyOptions& options) {
  command.add_option("--alg", options.alg, "`ed25519` without it")
      ->check(CLI::IsMember({"ed25519", "hmac-sha256"}));
}

void add_new(CLI::App& keys, Shell& shell) {
  const auto options = std::make_shared<KeyOptions>();
  CLI::App* command = keys.add_subcommand("new", "Make a key; it is the current one from then on");
  add_purpose(*command, *options);
  add_alg(*command, *options);
  add_tenants(*command, *options);
  command->callback([options, &shell] {
    shell.exit = perform_and_show(shell, "keys.new",
                                  ObjectText()
                                      .add("purpose", options->purpose)
                                      .add_if("alg", options->alg)
                                      .add_if("tenants", options->tenants)
                                      .text(),
                                  print_key_member);
  });
}

void add_rotate(CLI::App& keys, Shell& shell) {
  const auto options = std::make_shared<KeyOptions>();
  CLI::App* command =
      keys.add_subcommand("rotate", "Make a key and retire those that it takes over from");
  add_purpose(*command, *options);
  add_alg(*command, *options);
  add_tenants(*command, *options);
  command->callback([options, &shell] {
    shell.exit = perform_and_show(shell, "keys.rotate",
                                  ObjectText()
                                      .add("purpose", options->purpose)
                                      .add_if("alg", options->alg)
                                      .add_if("tenants", options->tenants)
                                      .text(),
                                  [](const canon::Value& response) {
                                    print_key_member(response);
                                    for (const auto& key : items_of(response, "retired")) {
                                      print_key(key);
                                    }
                                  });
  });
}

void add_list(CLI::App& keys, Shell& shell) {
  keys.add_subcommand("list", "List the keys, in whatever state")->callback([&shell] {
    shell.exit = perform_and_show(shell, "keys.list", "{}", [](const canon::Value& response) {
      for (const canon::Value& key : items_of(response, "keys")) print_key(key);
    });
  });
}

void add_by_id(CLI::App& keys, Shell& shell, const std::string& verb, const std::string& doc) {
  const auto options = std::make_shared<KeyOptions>();
  CLI::App* command = keys.add_subcommand(verb, doc);
  command->add_option("key", options->key_id, "the key's id")->required();
  command->callback([options, verb, &shell] {
    shell.exit = perform_and_show(
        shell, "keys." + verb, ObjectText().add("keyId", options->key_id).text(), print_key_member);
  });
}

void add_export(CLI::App& keys, Shell& shell) {
  const auto options = std::make_shared<KeyOptions>();
  CLI::App* command = keys.add_subcommand("export", "Print a public key in PEM");
  command->add_option("key", options->key_id, "the key's id")->required();
  command->callback([options, &shell] {
    shell.exit =
        perform_and_show(shell, "keys.export", ObjectText().add("keyId", options->key_id).text(),
                         [](const canon::Value& response) { print(text_of(response, "pem")); });
  });
}

Result<std::string> import_request(const KeyOptions& options) {
  WRIT_TRY(const std::string pem, read_input(options.file));
  std::string passphrase;
  if (!options.passphrase_file.empty()) {
    WRIT_TRY(passphrase, read_input(options.passphrase_file));
    passphrase.erase(std::min(passphrase.find_first_of("\r\n"), passphrase.size()));
  }
  return ObjectText()
      .add("purpose", options.purpose)
      .add("pem", pem)
      .add_if("passphrase", passphrase)
      .add_if("keyId", options.key_id)
      .add_if("tenants", options.tenants)
      .text();
}

void add_import(CLI::App& keys, Shell& shell) {
  const auto options = std::make_shared<KeyOptions>();
  CLI::App* command =
      keys.add_subcommand("import", "Take in a key: PKCS#8 to sign with, SPKI to verify with");
  command->add_option("file", options->file, "the PEM; `-` (the default) is standard input");
  add_purpose(*command, *options);
  add_tenants(*command, *options);
  command->add_option("--key-id", options->key_id, "what signatures call it");
  command->add_option("--pem-passphrase-file", options->passphrase_file,
                      "a file whose first line opens the PEM");
  command->callback([options, &shell] {
    shell.run([&]() -> Result<int> {
      WRIT_TRY(const std::string body, import_request(*options));
      return perform_and_show(shell, "keys.import", body, print_key_member);
    });
  });
}

}  // namespace

void add_keys(CLI::App& app, Shell& shell) {
  CLI::App* keys = app.add_subcommand("keys", "Make, list, rotate, retire, revoke, import, export");
  keys->require_subcommand(1);
  add_new(*keys, shell);
  add_list(*keys, shell);
  add_rotate(*keys, shell);
  add_by_id(*keys, shell, "retire", "Let a key verify, but sign no more");
  add_by_id(*keys, shell, "revoke",
            "End a key: what it signed is good no more, policies in force included");
  add_import(*keys, shell);
  add_export(*keys, shell);
}

}  // namespace writ::cli
