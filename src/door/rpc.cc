#include "door/rpc.h"

#include <fmt/format.h>

#include "canon/canonical.h"

namespace writ::door::rpc {
namespace {

using Kind = canon::Value::Kind;

constexpr std::string_view no_id = "null";

NoCall invalid(std::string_view id, std::string_view why) {
  return {error_of(id, Code::invalid_request, why)};
}

bool can_be_id(const canon::Value& value) {
  return value.is(Kind::text) || value.is(Kind::number) || value.is(Kind::null);
}

bool is_text(const canon::Value* value, std::string_view text) {
  return value != nullptr && value->is(Kind::text) && value->text() == text;
}

const canon::Json& no_params() {
  static const canon::Json empty = canon::Json::parse("{}").value();
  return empty;
}

Item read_item(const canon::Json& message, const canon::Value& item) {
  if (!item.is(Kind::object)) return invalid(no_id, "a call is an object");
  Call call;
  if (const canon::Value* id = item.find("id")) {
    if (!can_be_id(*id)) return invalid(no_id, "`id` must be a text, a number or null");
    call.id = canon::canonical(*id);
  }
  const std::string_view id = call.id ? std::string_view(*call.id) : no_id;
  if (!is_text(item.find("jsonrpc"), "2.0")) return invalid(id, "`jsonrpc` must be \"2.0\"");
  const canon::Value* method = item.find("method");
  if (method == nullptr || !method->is(Kind::text)) {
    return invalid(id, "`method` must be the name of an operation");
  }
  call.method = method->text();
  call.params = no_params();
  if (const canon::Value* params = item.find("params")) {
    if (params->is(Kind::array)) {
      if (!call.id) return NoCall{};
      return NoCall{error_of(id, Code::invalid_params,
                             "operations take their parameters by name: send an object")};
    }
    if (!params->is(Kind::object)) return invalid(id, "`params` must be an object");
    call.params = message.part(*params);
  }
  return call;
}

}  // namespace

Message read(std::string_view text, std::size_t max_size) {
  const Result<canon::Json> json = canon::Json::parse(text, max_size);
  if (!json) {
    return {.items = {NoCall{error_of(no_id, Code::parse_error, json.error().message)}}};
  }
  const canon::Value& value = json->value();
  if (!value.is(Kind::array)) return {.items = {read_item(*json, value)}};
  if (value.items().empty()) return {.items = {invalid(no_id, "a batch must hold a call")}};
  Message message{.batch = true};
  message.items.reserve(value.items().size());
  for (const canon::Value& item : value.items()) message.items.push_back(read_item(*json, item));
  return message;
}

std::optional<std::string> cancelled_by(const Call& call) {
  if (call.id || call.method != "$/cancelRequest") return std::nullopt;
  const canon::Value* id = call.params.value().find("id");
  if (id == nullptr || !can_be_id(*id)) return std::nullopt;
  return canon::canonical(*id);
}

std::string result_of(std::string_view id, std::string_view result) {
  return fmt::format(R"({{"id":{},"jsonrpc":"2.0","result":{}}})", id, result);
}

std::string error_of(std::string_view id, Code code, std::string_view message,
                     std::string_view data) {
  std::string text;
  canon::append_text(text, message);
  return fmt::format(R"({{"error":{{"code":{}{}{},"message":{}}},"id":{},"jsonrpc":"2.0"}})",
                     static_cast<int>(code), data.empty() ? "" : R"(,"data":)", data, text, id);
}

Code code_of(Category category) {
  switch (category) {
    case Category::invalid:
      return Code::invalid_params;
    case Category::unauthenticated:
      return Code::unauthenticated;
    case Category::forbidden:
      return Code::forbidden;
    case Category::not_found:
      return Code::not_found;
    case Category::conflict:
      return Code::conflict;
    case Category::too_large:
      return Code::too_large;
    case Category::unavailable:
      return Code::unavailable;
    case Category::internal:
      return Code::internal_error;
  }
  return Code::internal_error;
}

std::optional<std::string> line_of(const Message& message,
                                   const std::vector<std::string>& answers) {
  if (answers.empty()) return std::nullopt;
  if (!message.batch) return answers.front();
  return fmt::format("[{}]", fmt::join(answers, ","));
}

}  // namespace writ::door::rpc
