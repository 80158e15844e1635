// Printing what operations answer.
#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"
#include "canon/json.h"
#include "cli/json_text.h"
#include "cli/shell.h"
#include "cli/target.h"

namespace writ::cli {

// Renders a response for people.
using Render = std::function<void(const canon::Value& response)>;

// Prints an answer: as JSON where that was asked for, by `render` otherwise; a problem or a refusal
// ({ok: false, …}) on standard error. The exit status that it comes to.
int show(const Shell& shell, const Answer& answer, const Render& render);

// The same of an answer that rules: the answer is also no where its `member` is not true.
int show_ruling(const Shell& shell, const Answer& answer, std::string_view member,
                const Render& render);

// Runs one operation and shows its answer.
int perform_and_show(const Shell& shell, std::string_view operation, std::string_view body,
                     const Render& render);

// Runs an operation that lists, page by page to the end, and shows each item of its member `items`;
// as JSON, a page a line.
int perform_pages(const Shell& shell, std::string_view operation, const ObjectText& body,
                  std::string_view items, const Render& render_item);

// The same of an operation that rules: the answer is also no where `member` is not true on any
// page.
int perform_ruling_pages(const Shell& shell, std::string_view operation, const ObjectText& body,
                         std::string_view items, std::string_view member,
                         const Render& render_item);

// A problem's JSON, as describe() would write it.
std::string describe_problem(std::string_view json);

}  // namespace writ::cli
