#include "store/postgres/connection.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "store/postgres/error.h"
#include "store/store.h"
#include "store/text.h"

namespace writ::store::postgres {
namespace {

// What the tables' row-level security looks at (migrations/first_tables.cc).
constexpr std::string_view hold_to = "SELECT set_config('writ.scope', $1, true)";

std::string setting_of(const Scope& scope) {
  return scope.tenant() ? "tenant:" + std::string(*scope.tenant()) : "everything";
}

std::int64_t number(const char* digits, int size) {
  std::int64_t value = 0;
  std::from_chars(digits, digits + size, value);
  return value;
}

// libpq's calls that send answer 1 for success.
bool went(int answer) { return answer == 1; }

// What a question is sent with, in the form that libpq takes.
struct Values {
  explicit Values(const Question& question) {
    for (const Parameter& parameter : question.parameters) {
      data.push_back(parameter.data());
      sizes.push_back(parameter.size());
      formats.push_back(parameter.format());
    }
  }
  std::vector<const char*> data;
  std::vector<int> sizes;
  std::vector<int> formats;
};

// The connection's mode in which several statements go at once, as long as this lives.
class Pipeline {
 public:
  explicit Pipeline(PGconn* connection) : connection_(connection) {
    PQenterPipelineMode(connection_);
  }
  ~Pipeline() { PQexitPipelineMode(connection_); }
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

 private:
  PGconn* connection_;
};

}  // namespace

// --- rows and parameters -----------------------------------------------------------------------

std::int64_t Row::integer(int column) const {
  return number(PQgetvalue(result_, row_, column), PQgetlength(result_, row_, column));
}

std::int64_t Rows::changed() const {
  const std::string_view digits(PQcmdTuples(result_.get()));
  return number(digits.data(), static_cast<int>(digits.size()));
}

Parameter::Parameter(std::int64_t value) : is_number_(true) {
  *std::to_chars(digits_.data(), digits_.data() + digits_.size() - 1, value).ptr = '\0';
}

Result<void> Parameter::check() const { return check_text(text_); }

// --- asking ------------------------------------------------------------------------------------

Result<std::vector<Rows>> Connection::ask_all(const std::vector<Question>& questions) {
  for (const Question& question : questions) {
    for (const Parameter& parameter : question.parameters) WRIT_CHECK(parameter.check());
  }
  const Pipeline pipeline(handle());
  std::vector<Sent> sent;
  for (const Question& question : questions) {
    const std::optional<Sent> one = send(question);
    if (!one) return unreachable(handle());
    sent.push_back(*one);
  }
  if (!went(PQpipelineSync(handle()))) return unreachable(handle());
  auto rows = receive(sent);
  receive_sync();
  return rows;
}

std::optional<Connection::Sent> Connection::send(const Question& question) {
  const auto [place, is_new] = statements_.try_emplace(question.sql);
  Prepared& statement = place->second;
  if (is_new) statement.name = fmt::format("writ_{}", statements_.size());
  const bool preparing = !statement.is_there;
  if (preparing && !went(PQsendPrepare(handle(), statement.name.c_str(),
                                       std::string(question.sql).c_str(), 0, nullptr))) {
    return std::nullopt;
  }
  const Values values(question);
  if (!went(PQsendQueryPrepared(handle(), statement.name.c_str(),
                                static_cast<int>(values.data.size()), values.data.data(),
                                values.sizes.data(), values.formats.data(), 0))) {
    return std::nullopt;
  }
  return Sent{&statement, preparing};
}

// Everything must be received, whatever failed, or the connection is of no further use.
Result<std::vector<Rows>> Connection::receive(const std::vector<Sent>& sent) {
  std::vector<Rows> rows;
  std::optional<Problem> first;
  const auto received = [&]() -> std::optional<Rows> {
    Result<Rows> one = receive_one();
    if (one) return *std::move(one);
    if (!first) first = std::move(one).error();
    return std::nullopt;
  };
  for (const Sent& one : sent) {
    if (one.preparing) one.statement->is_there = received().has_value();
    if (std::optional<Rows> answer = received()) rows.push_back(*std::move(answer));
  }
  if (first) return *std::move(first);
  return rows;
}

Result<Rows> Connection::receive_one() {
  PGresult* result = PQgetResult(handle());
  if (result == nullptr) return unreachable(handle());
  Rows rows(result);
  while (PGresult* rest = PQgetResult(handle())) PQclear(rest);
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return rows;
  return problem_of(handle(), result);
}

void Connection::receive_sync() {
  while (PGresult* result = PQgetResult(handle())) {
    const bool synced = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
    PQclear(result);
    if (synced || PQstatus(handle()) == CONNECTION_BAD) return;
  }
}

Result<Rows> Connection::ask_within(const Scope& scope, Question question) {
  std::vector<Question> questions;
  std::string setting = setting_of(scope);
  if (scope_ != setting) questions.push_back({.sql = hold_to, .parameters = {setting}});
  questions.push_back(std::move(question));
  WRIT_TRY(auto rows, ask_all(questions));
  scope_ = std::move(setting);
  return std::move(rows.back());
}

Result<std::int64_t> Connection::only_integer(const Rows& rows) {
  if (rows.empty()) {
    return Problem{fault::corrupt, "the database lacks a row that it was made with"};
  }
  return rows[0].integer(0);
}

// --- transactions ------------------------------------------------------------------------------

Result<Rows> Connection::begin(std::string_view begin, std::vector<Question> first) {
  scope_.clear();
  first.insert(first.begin(), {.sql = begin});
  WRIT_TRY(auto rows, ask_all(first));
  return std::move(rows.back());
}

Result<void> Connection::commit(std::vector<Question> last) {
  last.push_back({.sql = "COMMIT"});
  WRIT_CHECK(ask_all(last));
  return {};
}

void Connection::roll_back() { (void)ask_all({{.sql = "ROLLBACK"}}); }

Result<void> Connection::script(const char* sql) {
  PGresult* result = PQexec(handle(), sql);
  const Rows held(result);
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return {};
  return problem_of(handle(), result);
}

Result<void> Connection::begin_copy(const char* sql) {
  PGresult* asked = PQexec(handle(), sql);
  const Rows held(asked);
  if (PQresultStatus(asked) != PGRES_COPY_IN) return problem_of(handle(), asked);
  return {};
}

Result<void> Connection::copy(std::string_view bytes) {
  const int size = static_cast<int>(bytes.size());
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): the size goes with it
  if (!went(PQputCopyData(handle(), bytes.data(), size))) return unreachable(handle());
  return {};
}

Result<void> Connection::end_copy() {
  if (!went(PQputCopyEnd(handle(), nullptr))) return unreachable(handle());
  WRIT_CHECK(receive_one());
  return {};
}

void Connection::give_up_copy() {
  if (went(PQputCopyEnd(handle(), "given up"))) (void)receive_one();
}

}  // namespace writ::store::postgres
