#include "store/postgres/error.h"

#include <fmt/format.h>

#include <string_view>

#include "store/store.h"

namespace writ::store::postgres {
namespace {

std::string field(const PGresult* result, int code) {
  return one_line(PQresultErrorField(result, code));
}

// By the exact state; nothing where its class says enough.
const Code* code_of_state(std::string_view state) {
  struct Meaning {
    std::string_view state;
    const Code* code;
  };
  static constexpr Meaning meanings[] = {
      {"23505", &fault::exists},      {"23503", &fault::missing_bundle},
      {"23514", &fault::bad_row},     {"23502", &fault::bad_row},
      {"22003", &fault::bad_row},     {not_monotone_state, &fault::not_monotone},
      {"55P03", &fault::busy},        {"40001", &fault::busy},
      {"40P01", &fault::busy},        {"53100", &fault::full},
      {"57014", &fault::busy},        {"57P01", &fault::unreachable},
      {"57P02", &fault::unreachable}, {"57P03", &fault::unreachable},
      {"57P05", &fault::unreachable}, {"25P03", &fault::unreachable},
      {"XX001", &fault::corrupt},     {"XX002", &fault::corrupt},
  };
  for (const Meaning& meaning : meanings) {
    if (meaning.state == state) return meaning.code;
  }
  return nullptr;
}

const Code& code_of_class(std::string_view state) {
  const std::string_view kind = state.substr(0, 2);
  if (kind == "08") return fault::unreachable;
  if (kind == "53") return fault::busy;       // connections, memory: there will be some again
  if (kind == "54") return fault::too_large;  // limits of the program
  if (kind == "25" || kind == "42" || kind == "58") return fault::io;
  return problem::internal;
}

std::string remedy(const Code& code, const std::string& message) {
  if (code.name == fault::exists.name) return "there is a row with this key already";
  if (code.name == fault::missing_bundle.name) {
    return "no bundle is stored with this version and hash: put it first";
  }
  if (code.name == fault::not_monotone.name) return message;  // worded for people
  if (code.name == fault::bad_row.name) {
    return fmt::format("the row contradicts itself: {}", message);
  }
  if (code.name == fault::busy.name) {
    return fmt::format("the store is held by others for too long: {}: try again", message);
  }
  if (code.name == fault::unreachable.name) {
    return fmt::format("the database server cannot be reached: {}: try again", message);
  }
  if (code.name == fault::full.name) {
    return "the database server's disk is full: nothing was written; make room and try again";
  }
  if (code.name == fault::too_large.name) {
    return fmt::format("the row is larger than the store can hold: {}", message);
  }
  if (code.name == fault::corrupt.name) {
    return fmt::format("the database is damaged: {}: restore it from a backup", message);
  }
  if (code.name == fault::io.name) {
    return fmt::format("the database server refuses: {}: look at the rights of the role", message);
  }
  return fmt::format("postgresql: {}", message);
}

}  // namespace

std::string one_line(const char* message) {
  std::string line(message != nullptr ? message : "");
  while (!line.empty() && line.back() == '\n') line.pop_back();
  for (char& c : line) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  return line;
}

Problem unreachable(const PGconn* connection) {
  return {fault::unreachable, remedy(fault::unreachable, one_line(PQerrorMessage(connection)))};
}

Problem problem_of(const PGconn* connection, const PGresult* result) {
  const char* given = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  // Where the connection breaks libpq makes up an error without a state.
  if (given == nullptr) return unreachable(connection);
  const std::string_view state(given);
  const Code* exact = code_of_state(state);
  const Code& code = exact != nullptr ? *exact : code_of_class(state);
  const std::string message = field(result, PG_DIAG_MESSAGE_PRIMARY);
  const bool known = code.name == fault::not_monotone.name;
  return {code, remedy(code, known ? message : fmt::format("{} ({})", message, state))};
}

bool worth_retrying(const Problem& problem) {
  return problem.code.name == fault::busy.name || problem.code.name == fault::unreachable.name;
}

}  // namespace writ::store::postgres
