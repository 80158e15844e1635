#include "cli/target.h"

#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "ops/problem_json.h"
#include "ops/table.h"

namespace writ::cli {
namespace {

using std::chrono::steady_clock;

// Another command lets go of the directory soon; a server answers at its socket.
constexpr auto patience = std::chrono::seconds(10);
constexpr auto pause = std::chrono::milliseconds(20);

// The category that a status stands for: the reverse of ops::http_status().
Category category_of(int status) {
  for (const Category category :
       {Category::invalid, Category::unauthenticated, Category::forbidden, Category::not_found,
        Category::conflict, Category::too_large, Category::unavailable}) {
    if (ops::http_status(category) == status) return category;
  }
  return status >= 500 ? Category::internal : Category::invalid;
}

}  // namespace

Answer Answer::of(const Problem& problem) {
  return {.json = ops::problem_json(problem), .problem = problem.code.category};
}

Answer Target::begin(std::string_view name, std::string_view body) {
  const Result<canon::Json> request = canon::Json::parse(body);
  return request ? begin(name, *request) : Answer::of(request.error());
}

Answer Target::begin(std::string_view name, const canon::Json& request) {
  const auto asked = [&]() -> Result<Answer> {
    WRIT_TRY(const ops::Operation* operation, ops::find_operation(name));
    return ask(*operation, request);
  }();
  return asked ? *asked : Answer::of(asked.error());
}

Answer Target::perform(std::string_view name, std::string_view body) {
  Answer answer = begin(name, body);
  finish(answer);
  return answer;
}

void Target::finish(Answer& answer) {
  if (!answer.ticket) return;
  const Result<void> kept = engine_->journal().wait(*answer.ticket);
  if (kept) {
    answer.ticket.reset();
  } else {
    answer = Answer::of(kept.error());
  }
}

Result<Answer> Target::ask(const ops::Operation& operation, const canon::Json& request) {
  if (!operation.stateless) WRIT_CHECK(reach());
  if (server_ && !operation.stateless) return ask_server(operation.traits.name, request);
  const ops::Caller caller = ops::operator_caller();
  WRIT_TRY(ops::Answer made,
           ops::perform(operation, engine_.get(), {caller, Instant::now()}, request));
  Answer answer{.json = std::move(made.json)};
  answer.ticket = made.ticket;
  return answer;
}

Result<Answer> Target::ask_server(std::string_view name, const canon::Json& request) {
  WRIT_TRY(door::Response response,
           server_->request("POST", fmt::format("/v1/{}", name), "application/json",
                            canon::canonical(request.value())));
  if (response.status == 200) return Answer{.json = std::move(response.body)};
  return Answer{.json = std::move(response.body), .problem = category_of(response.status)};
}

Result<void> Target::reach() {
  if (engine_ || server_) return {};
  WRIT_TRY(const Settings settings, shell_->settings());
  WRIT_TRY(const DataOptions options, data_options(settings));
  const auto deadline = steady_clock::now() + patience;
  for (;;) {
    Result<void> reached = reach_once(settings.text("data"), options);
    if (reached || reached.error().code.name != fault::data_in_use.name) return reached;
    if (steady_clock::now() > deadline) return reached;
    std::this_thread::sleep_for(pause);
  }
}

Result<void> Target::reach_once(const std::string& directory, const DataOptions& options) {
  Result<std::shared_ptr<ops::Engine>> opened = shell_->host().open(directory, options);
  if (opened) {
    engine_ = *std::move(opened);
    return {};
  }
  Problem problem = std::move(opened).error();
  if (problem.code.name != fault::data_in_use.name) return problem;
  auto client = door::HttpClient::connect_local(fmt::format("{}/{}", directory, socket_name));
  if (!client) return problem;
  server_ = *std::move(client);
  return {};
}

}  // namespace writ::cli
