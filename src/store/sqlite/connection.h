// A thin, owning layer over sqlite3: connections, and statements with their parameters bound.
//
// A connection keeps each statement it has prepared, so that only the first use of a text parses
// it. A connection and its statements belong to one thread at a time.
#pragma once

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/instant.h"
#include "base/result.h"

namespace writ::store::sqlite {

// A statement in use: step() through its rows and read their columns, counted from 0. Destroying it
// gives it back to its connection, which must outlive it.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  ~Statement();
  Statement(Statement&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Statement& operator=(Statement&&) = delete;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Binds the parameter of that number, counted from 1. A text must outlive the statement's use.
  Result<void> bind(int parameter, std::int64_t value);
  Result<void> bind(int parameter, std::string_view text);
  Result<void> bind(int parameter, Instant at) { return bind(parameter, at.microseconds); }
  template <class T>
  Result<void> bind(int parameter, const std::optional<T>& value) {
    if (value) return bind(parameter, *value);
    return {};  // what is not bound is NULL
  }

  Result<bool> step();  // whether there is a row

  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string text(int column) const;
  Instant instant(int column) const { return {integer(column)}; }
  std::optional<std::string> optional_text(int column) const;
  std::optional<Instant> optional_instant(int column) const;

 private:
  bool null(int column) const;
  Result<void> done(int code) const;

  sqlite3_stmt* statement_;
};

class Connection {
 public:
  // `flags` are those of sqlite3_open_v2(). A lock held elsewhere is waited for up to `patience`.
  static Result<Connection> open(const std::string& path, int flags,
                                 std::chrono::milliseconds patience);

  // A statement with these parameters bound, in order. `sql` must be a literal: it is the key by
  // which the prepared statement is kept.
  template <class... Parameters>
  Result<Statement> query(std::string_view sql, const Parameters&... parameters) {
    WRIT_TRY(Statement statement, prepare(sql));
    Result<void> bound;
    int next = 0;
    (void)((bound = statement.bind(++next, parameters), bound.has_value()) && ...);
    if (!bound) return std::move(bound).error();
    return statement;
  }

  // Runs a statement to its end, and answers how many rows it changed.
  template <class... Parameters>
  Result<std::int64_t> run(std::string_view sql, const Parameters&... parameters) {
    WRIT_TRY(Statement statement, query(sql, parameters...));
    return finish(std::move(statement));
  }

  // The first column of the one row that a statement answers.
  template <class... Parameters>
  Result<std::int64_t> integer(std::string_view sql, const Parameters&... parameters) {
    WRIT_TRY(Statement statement, query(sql, parameters...));
    return only_integer(statement);
  }

  // Runs any number of statements without parameters, and keeps none.
  Result<void> script(const char* sql);

  bool in_transaction() const { return sqlite3_get_autocommit(database_.get()) == 0; }
  sqlite3* handle() const { return database_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  explicit Connection(sqlite3* database) : database_(database) {}
  Result<Statement> prepare(std::string_view sql);
  Result<std::int64_t> finish(Statement statement);
  static Result<std::int64_t> only_integer(Statement& statement);

  std::unique_ptr<sqlite3, Close> database_;
  std::unordered_map<std::string_view, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
};

}  // namespace writ::store::sqlite
