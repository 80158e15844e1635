// The commands: each adds itself to the command line.
#pragma once

namespace CLI {
class App;
}

namespace writ::cli {

class Shell;

void add_approvals(CLI::App& app, Shell& shell);
void add_assurance(CLI::App& app, Shell& shell);
void add_audit(CLI::App& app, Shell& shell);
void add_audit_follow(CLI::App& audit, Shell& shell);  // below `audit`
void add_audit_verify(CLI::App& audit, Shell& shell);  // below `audit`
void add_bench(CLI::App& app, Shell& shell);
void add_call(CLI::App& app, Shell& shell);
void add_canon(CLI::App& app, Shell& shell);
void add_config(CLI::App& app, Shell& shell);
void add_decide(CLI::App& app, Shell& shell);
void add_eval(CLI::App& app, Shell& shell);
void add_evidence(CLI::App& app, Shell& shell);
void add_keys(CLI::App& app, Shell& shell);
void add_lint(CLI::App& app, Shell& shell);
void add_nodes(CLI::App& app, Shell& shell);
void add_policy(CLI::App& app, Shell& shell);
void add_policy_rollout(CLI::App& policy, Shell& shell);  // below `policy`
void add_policy_tools(CLI::App& policy, Shell& shell);    // below `policy`
void add_principals(CLI::App& app, Shell& shell);
void add_report(CLI::App& app, Shell& shell);
void add_resources(CLI::App& app, Shell& shell);
void add_rpc(CLI::App& app, Shell& shell);
void add_schema(CLI::App& app, Shell& shell);
void add_serve(CLI::App& app, Shell& shell);
void add_sessions(CLI::App& app, Shell& shell);
void add_sources(CLI::App& app, Shell& shell);
void add_stamp(CLI::App& app, Shell& shell);
void add_store(CLI::App& app, Shell& shell);
void add_credentials(CLI::App& app, Shell& shell);

}  // namespace writ::cli
