// What the tests of operations share: an Engine on a real store in a directory of its own, the time
// in a variable, and JSON made and taken apart as text.
#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "canon/pointer.h"
#include "keys/test_keys.h"
#include "ops/engine.h"
#include "ops/table.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/open.h"

namespace writ::ops {

inline Instant at(std::string_view text) {
  const std::optional<Instant> instant = Instant::parse(text);
  if (!instant) throw std::runtime_error(fmt::format("`{}` is no time", text));
  return *instant;
}

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

// What an operation answered.
class Reply {
 public:
  explicit Reply(Result<std::string> answer) {
    if (answer) {
      json_ = must(canon::Json::parse(*answer));
    } else {
      problem_ = std::move(answer).error();
    }
  }

  // What is at a pointer: a text as it is, anything else as JSON, `(absent)` for nothing. A problem
  // has nothing anywhere.
  std::string operator[](std::string_view pointer) const {
    const canon::Value* value =
        problem_ ? nullptr : canon::Pointer::parse(pointer)->find(json_.value());
    if (value == nullptr) return "(absent)";
    return value->is(canon::Value::Kind::text) ? std::string(value->text())
                                               : canon::canonical(*value);
  }
  std::string text() const { return (*this)[""]; }
  const canon::Value& value() const { return json_.value(); }

  std::string_view code() const { return problem_ ? problem_->code.name : std::string_view(); }
  const std::optional<Problem>& problem() const { return problem_; }

  // `reason at pointer`, or `done`.
  std::string outcome() const {
    if (problem_) return fmt::format("problem: {}", describe(*problem_));
    if ((*this)["/ok"] != "false") return "done";
    return fmt::format("{} at {}", (*this)["/reason"], (*this)["/pointer"]);
  }

 private:
  canon::Json json_;
  std::optional<Problem> problem_;
};

namespace detail {

// `value` as JSON with what is at `pointer` replaced by `text` (nothing: left out). `here` is the
// pointer of `value`.
inline std::string replaced(const canon::Value& value, const std::string& here,
                            std::string_view pointer, const std::optional<std::string>& text) {
  if (value.is(canon::Value::Kind::object)) {
    std::string out;
    bool found = false;
    const auto append = [&out](std::string_view name, std::string_view json) {
      out += out.empty() ? "" : ",";
      canon::append_text(out, name);
      (out += ':').append(json);
    };
    for (const canon::Member& member : value.members()) {
      std::string there = here;
      canon::append_pointer(there, member.name);
      found = found || there == pointer;
      if (there == pointer && !text) continue;
      append(member.name, there == pointer ? *text : replaced(member.value, there, pointer, text));
    }
    if (!found && text && pointer.starts_with(here + "/") &&
        pointer.find('/', here.size() + 1) == pointer.npos) {
      append(pointer.substr(here.size() + 1), *text);
    }
    return '{' + out + '}';
  }
  if (value.is(canon::Value::Kind::array)) {
    std::string out;
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      const std::string there = fmt::format("{}/{}", here, i);
      if (there == pointer && !text) continue;
      out += out.empty() ? "" : ",";
      out += there == pointer ? *text : replaced(value.items()[i], there, pointer, text);
    }
    return '[' + out + ']';
  }
  return canon::canonical(value);
}

inline void collect_pointers(const canon::Value& value, const std::string& here,
                             std::vector<std::string>& out) {
  if (!here.empty()) out.push_back(here);
  for (std::size_t i = 0; value.is(canon::Value::Kind::array) && i < value.items().size(); ++i) {
    collect_pointers(value.items()[i], fmt::format("{}/{}", here, i), out);
  }
  if (!value.is(canon::Value::Kind::object)) return;
  for (const canon::Member& member : value.members()) {
    std::string there = here;
    canon::append_pointer(there, member.name);
    collect_pointers(member.value, there, out);
  }
}

}  // namespace detail

// A JSON text with what is at `pointer` set to `text`, added where only the last step is missing.
inline std::string with(std::string_view json, std::string_view pointer, std::string_view text) {
  return detail::replaced(must(canon::Json::parse(json)).value(), "", pointer, std::string(text));
}

// A JSON text without what is at `pointer`.
inline std::string without(std::string_view json, std::string_view pointer) {
  return detail::replaced(must(canon::Json::parse(json)).value(), "", pointer, std::nullopt);
}

// The pointers of everything below the top of a JSON text.
inline std::vector<std::string> pointers_in(std::string_view json) {
  const canon::Json document = must(canon::Json::parse(json));
  std::vector<std::string> pointers;
  detail::collect_pointers(document.value(), "", pointers);
  return pointers;
}

inline constexpr std::string_view open_door =
    R"({"id":"open","description":"d","priority":1,"op":"read","effect":"allow"})";
inline constexpr std::string_view shut_door =
    R"({"id":"shut","description":"d","priority":1,"op":"read","effect":"deny",)"
    R"("reasonCode":"SHUT"})";

// A bundle of tenant `t` named `default`.
inline std::string bundle(std::string_view version, std::string_view rules = open_door) {
  return fmt::format(R"({{"schemaVersion":1,"tenantId":"t","name":"default","version":"{}",)"
                     R"("issuedAt":"2026-11-01T00:00:00Z","issuedBy":"ann","rules":[{}]}})",
                     version, rules);
}

// A data directory and its engine.
class World {
 public:
  explicit World(std::optional<std::string> passphrase = std::nullopt)
      : passphrase_(std::move(passphrase)) {
    reopen();
  }

  Instant now = at("2026-11-23T12:00:00Z");
  journal::JournalOptions journal_options;  // counts from the next reopen() on

  Engine& engine() { return *engine_; }
  const std::filesystem::path& path() const { return directory_.path(); }

  // As another process would find it.
  void reopen() {
    engine_.reset();
    engine_ = must(open(passphrase_));
  }
  void close() { engine_.reset(); }
  void use_passphrase(std::optional<std::string> passphrase) {
    passphrase_ = std::move(passphrase);
  }
  Result<std::unique_ptr<Engine>> open(std::optional<std::string> passphrase) const {
    WRIT_TRY(auto store, store::sqlite::open(path() / "writ.db", {.now = now}));
    WRIT_TRY(keys::KeyFiles files, keys::KeyFiles::open(path()));
    WRIT_TRY(auto journal, journal::Journal::open(path() / "journal", journal_options));
    return Engine::open(std::move(store), std::move(files), std::move(journal),
                        std::move(passphrase));
  }

  // What somebody with access to the file could do, past the store's own guards.
  void tamper(const char* sql) const {
    constexpr int read_and_write = SQLITE_OPEN_READWRITE;
    auto connection = must(store::sqlite::Connection::open(path() / "writ.db", read_and_write,
                                                           std::chrono::seconds(5)));
    must(connection.script(sql));
  }

  Reply ask(std::string_view operation, std::string_view body,
            const Caller& caller = operator_caller()) {
    return Reply([&]() -> Result<std::string> {
      WRIT_TRY(const Operation* found, find_operation(operation));
      WRIT_TRY(const canon::Json json, canon::Json::parse(body));
      WRIT_TRY(Answer answer, perform(*found, engine_.get(), {caller, now}, json));
      if (answer.ticket) WRIT_CHECK(engine_->journal().wait(*answer.ticket));
      return std::move(answer.json);
    }());
  }

  // Of the journal.
  Reply last_entry() {
    return Reply([&]() -> Result<std::string> {
      const std::string size = ask("journal.head", "{}")["/size"];
      return ask("journal.show", fmt::format(R"({{"index":{}}})", std::stoi(size) - 1))["/entry"];
    }());
  }

  std::string finalize(std::string_view bundle) {
    return ask("policy.finalize", fmt::format(R"({{"bundle":{}}})", bundle))["/bundle"];
  }
  // A bundle, finalized and signed. `more` holds further members of the request.
  std::string sign(std::string_view bundle, std::string_view more = "") {
    const Reply reply =
        ask("policy.sign", fmt::format(R"({{"bundle":{}{}}})", finalize(bundle), more));
    if (reply.problem()) throw std::runtime_error(describe(*reply.problem()));
    return reply.text();
  }
  Reply put(std::string_view signed_bundle) { return ask("policy.put", signed_bundle); }
  Reply install(std::string_view bundle) { return put(sign(bundle)); }

  Reply decide(std::string_view request = R"({"op":"read"})",
               const Caller& caller = operator_caller()) {
    return ask("policy.decide", fmt::format(R"({{"tenantId":"t","request":{}}})", request), caller);
  }

  // `version generation hash`, of the policy `default` of `t`.
  std::string standing() {
    const Reply list = ask("policy.list", R"({"tenantId":"t"})");
    return fmt::format("{} {} {}", list["/policies/0/inForce"], list["/policies/0/generation"],
                       list["/policies/0/policyHash"]);
  }

  std::string new_key(std::string_view request = "{}") {
    return ask("keys.new", request)["/key/keyId"];
  }
  // Of the current key of a purpose.
  std::string key_id(std::string_view purpose = "audit") {
    return ask("keys.list", fmt::format(R"({{"purpose":"{}"}})", purpose))["/keys/0/keyId"];
  }
  Reply revoke(std::string_view key_id) {
    return ask("keys.revoke", fmt::format(R"({{"keyId":"{}"}})", key_id));
  }

 private:
  keys::TemporaryDirectory directory_;
  std::optional<std::string> passphrase_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace writ::ops
