// writ credentials: credentials of callers on the network.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstring>
#include <memory>

#include <fmt/format.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/shell.h"

namespace writ::cli {
namespace {

struct CredentialOptions {
  std::string principal;
  std::string tenant;
  std::vector<std::string> capabilities;
  std::vector<std::string> roles;
  std::string assurance;
  std::string expires;
  std::string out;
  std::string credential_id;
  bool speaks_for_tenant = false;
  bool revoked = false;
};

// A file that only its owner can read, and that was not there before.
Result<int> create_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) return file;
  return Problem{fault::bad_file,
                 fmt::format("`{}` cannot be made: {}", path, std::strerror(errno))};
}

// Writes the token of an answer to the file, where there are both.
Result<void> keep_token(int file, const Answer& answer, const std::string& path) {
  if (file < 0 || answer.problem) return {};
  WRIT_TRY(const canon::Json response, canon::Json::parse(answer.json));
  const std::string line = fmt::format("{}\n", text_of(response.value(), "token"));
  const bool whole = ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  if (whole && ::fsync(file) == 0) return {};
  return Problem{problem::io,
                 fmt::format("`{}` could not be written ({}): revoke {} and make "
                             "another",
                             path, std::strerror(errno),
                             text_of(*response.value().find("record"), "credentialId"))};
}

Result<Answer> without_token(const Answer& answer) {
  if (answer.problem) return answer;
  WRIT_TRY(const canon::Json response, canon::Json::parse(answer.json));
  const std::string record = canon::canonical(*response.value().find("record"));
  return Answer{.json = ObjectText().add_json("record", record).text()};
}

Result<int> make_credential(const Shell& shell, const CredentialOptions& options) {
  // Made before the token: one that could not be kept would be lost.
  int file = -1;
  if (!options.out.empty()) {
    WRIT_TRY(file, create_private(options.out));
  }
  Target target(shell);
  const Answer answer = target.perform("credential.create",
                                       ObjectText()
                                           .add("principal", options.principal)
                                           .add_if("tenantId", options.tenant)
                                           .add_if("capabilities", options.capabilities)
                                           .add_if("roles", options.roles)
                                           .add_if("assurance", options.assurance)
                                           .add_if("expiresAt", options.expires)
                                           .add_flag("speaksForTenant", options.speaks_for_tenant)
                                           .text());
  const Result<void> kept = keep_token(file, answer, options.out);
  if (file >= 0) ::close(file);
  if (file >= 0 && (answer.problem || !kept)) ::unlink(options.out.c_str());
  if (!kept) return kept.error();
  // A token that went into a file is not shown, in JSON neither.
  WRIT_TRY(const Answer shown, file < 0 ? Result<Answer>(answer) : without_token(answer));
  return show(shell, shown, [&](const canon::Value& response) {
    if (file < 0) return print_line(text_of(response, "token"));
    print_line(
        fmt::format("{} is in {}", text_of(*response.find("record"), "credentialId"), options.out));
  });
}

void add_create(CLI::App& credentials, Shell& shell) {
  const auto options = std::make_shared<CredentialOptions>();
  CLI::App* command =
      credentials.add_subcommand("create", "Make a bearer token; it is told this once");
  command->add_option("--principal", options->principal, "who holds it")->required();
  command->add_option("--capability", options->capabilities, "what it may do; may be repeated")
      ->required()
      ->check(CLI::IsMember({"read", "decide", "publish", "approve", "operate", "administer"}));
  command->add_option("--tenant", options->tenant, "the only tenant it speaks of");
  command->add_option("--role", options->roles, "a role of its holder; may be repeated");
  command->add_option("--assurance", options->assurance, "how sure of its holder we are")
      ->check(CLI::IsMember({"aal1", "aal2", "aal3"}));
  command->add_flag("--speaks-for-tenant", options->speaks_for_tenant,
                    "its requests may name other principals, whom the directory knows");
  command->add_option("--expires", options->expires, "an RFC 3339 time; without it, never");
  command->add_option("--out", options->out, "write it to this new file, readable by you alone");
  command->callback(
      [options, &shell] { shell.run([&] { return make_credential(shell, *options); }); });
}

void print_credential(const canon::Value& listed) {
  const canon::Value& credential = *listed.find("credential");
  std::string capabilities;
  for (const canon::Value& capability : items_of(credential, "capabilities")) {
    capabilities += fmt::format(" {}", capability.text());
  }
  const std::string_view tenant = text_of(credential, "tenantId");
  const std::string_view revoked = text_of(listed, "revokedAt");
  print_line(fmt::format("{}  {}  tenant {}  may{}{}", text_of(credential, "credentialId"),
                         text_of(credential, "principal"), tenant.empty() ? "any" : tenant,
                         capabilities,
                         revoked.empty() ? "" : fmt::format("  revoked {}", revoked)));
}

void add_list(CLI::App& credentials, Shell& shell) {
  const auto options = std::make_shared<CredentialOptions>();
  CLI::App* command = credentials.add_subcommand("list", "List the credentials");
  command->add_flag("--revoked", options->revoked, "the revoked ones too");
  command->callback([options, &shell] {
    const char* body = options->revoked ? R"({"revoked":true})" : "{}";
    shell.exit = perform_and_show(shell, "credential.list", body, [](const canon::Value& response) {
      for (const canon::Value& listed : items_of(response, "credentials")) print_credential(listed);
    });
  });
}

void add_revoke(CLI::App& credentials, Shell& shell) {
  const auto options = std::make_shared<CredentialOptions>();
  CLI::App* command = credentials.add_subcommand("revoke", "End a credential");
  command->add_option("credential", options->credential_id, "its id, as `list` shows it")
      ->required();
  command->callback([options, &shell] {
    shell.exit = perform_and_show(shell, "credential.revoke",
                                  ObjectText().add("credentialId", options->credential_id).text(),
                                  [](const canon::Value&) { print_line("revoked"); });
  });
}

}  // namespace

void add_credentials(CLI::App& app, Shell& shell) {
  CLI::App* credentials =
      app.add_subcommand("credentials", "Credentials of callers on the network");
  credentials->require_subcommand(1);
  add_create(*credentials, shell);
  add_list(*credentials, shell);
  add_revoke(*credentials, shell);
}

}  // namespace writ::cli
