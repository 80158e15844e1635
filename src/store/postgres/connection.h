// A thin, owning layer over libpq: connections, and what statements answer.
//
// A statement is prepared when it is first used, and goes to the server together with what must
// come before it (its preparation, the tenant that it is for): one round trip, by libpq's pipeline
// mode. What is sent at once is small or one row, so that neither side waits for the other to read.
//
// A connection belongs to one thread at a time. Results stand alone.
#pragma once

#include <libpq-fe.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "store/sql/scope.h"

namespace writ::store::postgres {

// One row of what a statement answered; columns are counted from 0.
class Row {
 public:
  Row(const PGresult* result, int row) : result_(result), row_(row) {}

  std::string text(int column) const {
    return {PQgetvalue(result_, row_, column),
            static_cast<std::size_t>(PQgetlength(result_, row_, column))};
  }
  std::int64_t integer(int column) const;
  bool yes(int column) const { return *PQgetvalue(result_, row_, column) == 't'; }
  Instant instant(int column) const { return {integer(column)}; }
  std::optional<std::string> optional_text(int column) const {
    return null(column) ? std::nullopt : std::optional(text(column));
  }
  std::optional<Instant> optional_instant(int column) const {
    return null(column) ? std::nullopt : std::optional(instant(column));
  }

 private:
  bool null(int column) const { return PQgetisnull(result_, row_, column) != 0; }

  const PGresult* result_;
  int row_;
};

// What a statement answered.
class Rows {
 public:
  explicit Rows(PGresult* result) : result_(result) {}

  std::size_t size() const { return static_cast<std::size_t>(PQntuples(result_.get())); }
  bool empty() const { return size() == 0; }
  Row operator[](std::size_t row) const { return {result_.get(), static_cast<int>(row)}; }

  // How many rows it changed.
  std::int64_t changed() const;

 private:
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  std::unique_ptr<PGresult, Clear> result_;
};

// A value for a statement. A text must outlive the statement's use.
class Parameter {
 public:
  Parameter(std::int64_t value);
  Parameter(std::string_view text) : text_(text.data() != nullptr ? text : "") {}
  Parameter(const std::string& text) : Parameter(std::string_view(text)) {}
  Parameter(Instant at) : Parameter(at.microseconds) {}
  template <class T>
  Parameter(const std::optional<T>& value) : Parameter(value ? Parameter(*value) : Parameter()) {}

  Result<void> check() const;  // `store.bad_text`
  const char* data() const {
    return is_null_ ? nullptr : is_number_ ? digits_.data() : text_.data();
  }
  int size() const { return static_cast<int>(text_.size()); }  // of a text
  int format() const { return is_number_ ? 0 : 1; }            // libpq's: 0 is digits, 1 is bytes

 private:
  Parameter() : is_null_(true) {}

  bool is_null_ = false;
  bool is_number_ = false;
  std::array<char, 24> digits_{};  // with a NUL after them
  std::string_view text_;
};

// A statement with its values.
struct Question {
  std::string_view sql;  // a literal: it is the key by which the prepared statement is known
  std::vector<Parameter> parameters = {};
};

class Connection {
 public:
  // `node` is whose entries for the journal are meant.
  Connection(PGconn* connection, std::string node)
      : connection_(connection), node_(std::move(node)) {}

  // Runs them one after the other, in one round trip. After one that fails the rest are not run.
  Result<std::vector<Rows>> ask_all(const std::vector<Question>& questions);

  // Runs one statement within the transaction that there is, held to `scope`.
  template <class... Parameters>
  Result<Rows> ask(const Scope& scope, std::string_view sql, const Parameters&... parameters) {
    return ask_within(scope, {.sql = sql, .parameters = {Parameter(parameters)...}});
  }

  // The first column of the one row that a statement answers.
  template <class... Parameters>
  Result<std::int64_t> integer(const Scope& scope, std::string_view sql,
                               const Parameters&... parameters) {
    WRIT_TRY(const Rows rows, ask(scope, sql, parameters...));
    return only_integer(rows);
  }

  // Begins a transaction, and answers what `first` does, its first statement. In one round trip.
  Result<Rows> begin(std::string_view begin, std::vector<Question> first);
  // Ends it after `last`.
  Result<void> commit(std::vector<Question> last);
  void roll_back();  // where it cannot, the connection is of no use any more

  // Runs any number of statements without parameters.
  Result<void> script(const char* sql);
  // Runs a `COPY … FROM STDIN`, which is given bytes in between, and reads them meanwhile. Nothing
  // else may be run before the end.
  Result<void> begin_copy(const char* sql);
  Result<void> copy(std::string_view bytes);
  Result<void> end_copy();
  void give_up_copy();  // which fails the transaction

  bool in_transaction() const { return PQtransactionStatus(connection_.get()) == PQTRANS_INTRANS; }
  bool is_idle() const { return PQtransactionStatus(connection_.get()) == PQTRANS_IDLE; }
  const std::string& node() const { return node_; }
  PGconn* handle() const { return connection_.get(); }

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };

  // A statement by the name that the server knows it by.
  struct Prepared {
    std::string name;
    bool is_there = false;
  };
  // A question that has been sent, and whether its preparation went before it.
  struct Sent {
    Prepared* statement;
    bool preparing;
  };

  Result<Rows> ask_within(const Scope& scope, Question question);
  static Result<std::int64_t> only_integer(const Rows& rows);
  std::optional<Sent> send(const Question& question);
  Result<std::vector<Rows>> receive(const std::vector<Sent>& sent);
  Result<Rows> receive_one();
  void receive_sync();

  std::unique_ptr<PGconn, Finish> connection_;
  std::string node_;
  std::string scope_;  // that the transaction is held to; empty: none yet
  std::unordered_map<std::string_view, Prepared> statements_;
};

}  // namespace writ::store::postgres
