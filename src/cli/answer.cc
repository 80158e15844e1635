#include "cli/answer.h"

#include <cstdio>

#include <fmt/format.h>

#include "cli/json_text.h"

namespace writ::cli {
namespace {

std::string place(std::string_view pointer) {
  return pointer.empty() ? "the top" : std::string(pointer);
}

std::string describe_refusal(const canon::Value& response) {
  const std::string_view message = text_of(response, "message");
  const std::string_view reason = text_of(response, "reason");
  std::string text = message.empty() ? fmt::format("refused: {}", reason)
                                     : fmt::format("refused: {} ({})", message, reason);
  const auto faults = items_of(response, "faults");
  for (const canon::Value& fault : faults) {
    text +=
        fmt::format("\n  at {}: {}", place(text_of(fault, "pointer")), text_of(fault, "message"));
  }
  if (const auto pointer = text_of(response, "pointer"); faults.empty() && !pointer.empty()) {
    text += fmt::format("\n  at {}", pointer);
  }
  return text;
}

bool refused(const canon::Value& response) {
  const canon::Value* ok = response.find("ok");
  return ok != nullptr && ok->is(canon::Value::Kind::boolean) && !ok->boolean();
}

// What is looked at of each page.
struct Pages {
  std::string_view items;
  const Render& render_item;
  std::function<bool(const canon::Value& page)> holds;
};

int show_pages(const Shell& shell, std::string_view operation, const ObjectText& body,
               const Pages& pages) {
  bool all = true;
  Target target(shell);
  for (std::string after;;) {
    const Answer page = target.perform(operation, ObjectText(body).add_if("after", after).text());
    const int exit = show(shell, page, [&](const canon::Value& response) {
      for (const canon::Value& item : items_of(response, pages.items)) pages.render_item(item);
    });
    if (exit != exit_ok) return exit;
    const Result<canon::Json> response = canon::Json::parse(page.json);
    all = all && response && pages.holds(response->value());
    if (response) after = text_of(response->value(), "next");
    if (!response || after.empty()) return all ? exit_ok : exit_no;
  }
}

}  // namespace

std::string describe_problem(std::string_view json) {
  const Result<canon::Json> answer = canon::Json::parse(json);
  if (!answer) return std::string(json);
  Problem problem{problem::internal, std::string(text_of(answer->value(), "detail"))};
  for (const canon::Value& error : items_of(answer->value(), "errors")) {
    problem.faults.push_back({"", std::string(text_of(error, "pointer")), std::nullopt,
                              std::string(text_of(error, "detail"))});
    if (error.find("offset") != nullptr) {
      problem.faults.back().offset = static_cast<std::size_t>(number_of(error, "offset"));
    }
  }
  return describe(problem);
}

int show(const Shell& shell, const Answer& answer, const Render& render) {
  if (shell.json) print_line(answer.json);
  if (answer.problem) {
    log_line(describe_problem(answer.json));
    return exit_of(*answer.problem);
  }
  const Result<canon::Json> response = canon::Json::parse(answer.json);
  if (!response) {
    log_problem(response.error());
    return exit_not_possible;
  }
  if (refused(response->value()) && !text_of(response->value(), "reason").empty()) {
    if (!shell.json) log_line(describe_refusal(response->value()));
    return exit_no;
  }
  if (!shell.json) render(response->value());
  return refused(response->value()) ? exit_no : exit_ok;
}

int show_ruling(const Shell& shell, const Answer& answer, std::string_view member,
                const Render& render) {
  const int exit = show(shell, answer, render);
  if (exit != exit_ok) return exit;
  const Result<canon::Json> response = canon::Json::parse(answer.json);
  return response && is_true(response->value(), member) ? exit_ok : exit_no;
}

int perform_and_show(const Shell& shell, std::string_view operation, std::string_view body,
                     const Render& render) {
  Target target(shell);
  return show(shell, target.perform(operation, body), render);
}

int perform_pages(const Shell& shell, std::string_view operation, const ObjectText& body,
                  std::string_view items, const Render& render_item) {
  return show_pages(shell, operation, body, {items, render_item, [](const auto&) { return true; }});
}

int perform_ruling_pages(const Shell& shell, std::string_view operation, const ObjectText& body,
                         std::string_view items, std::string_view member,
                         const Render& render_item) {
  const auto holds = [&](const canon::Value& page) { return is_true(page, member); };
  return show_pages(shell, operation, body, {items, render_item, holds});
}

}  // namespace writ::cli
