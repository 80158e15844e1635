#include "policy/check.h"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "canon/record_define.h"
#include "policy/any_bundle.h"
#include "policy/check_passes.h"
#include "policy/evaluator.h"

namespace writ::policy {
namespace check {

void Findings::add(Severity severity, std::string_view code, const Shape& rule,
                   std::string_view pointer, std::string message) {
  list_.push_back({rule.index + 1,
                   {.code = std::string(code),
                    .severity = severity,
                    .rule_id = rule.rule->id.text(),
                    .pointer = fmt::format("{}/rules/{}{}", place_, rule.index, pointer),
                    .message = std::move(message)}});
}

void Findings::error(std::string_view code, const Shape& rule, std::string_view pointer,
                     std::string message) {
  add(Severity::error, code, rule, pointer, std::move(message));
}

void Findings::warning(std::string_view code, const Shape& rule, std::string_view pointer,
                       std::string message) {
  add(Severity::warning, code, rule, pointer, std::move(message));
}

void Findings::about_bundle(std::string_view code, Severity severity, std::string_view pointer,
                            std::string message) {
  list_.push_back({0,
                   {.code = std::string(code),
                    .severity = severity,
                    .pointer = fmt::format("{}{}", place_, pointer),
                    .message = std::move(message)}});
}

std::vector<Finding> Findings::take() && {
  std::ranges::stable_sort(list_, {}, &Ranked::rank);
  std::vector<Finding> findings;
  findings.reserve(list_.size());
  for (Ranked& one : list_) findings.push_back(std::move(one.finding));
  return findings;
}

}  // namespace check

namespace {

using check::Findings;
using check::OpShapes;
using check::Shape;

bool is_memory(std::string_view op) { return op.starts_with(check::memory_ops); }

std::vector<Shape> shapes_of(const PolicyBundle& bundle, check::ShapeMaker& maker) {
  std::vector<Shape> shapes;
  shapes.reserve(bundle.rules.size());
  for (std::size_t i = 0; i < bundle.rules.size(); ++i) {
    shapes.push_back(maker.make(bundle.rules[i], i));
  }
  return shapes;
}

std::vector<OpShapes> by_op(const std::vector<Shape>& shapes) {
  std::map<std::string_view, OpShapes> ops;
  for (const Shape& shape : shapes) {
    if (!shape.impossible) ops[shape.rule->op].ranked.push_back(&shape);
  }
  std::vector<OpShapes> list;
  for (auto& [name, op] : ops) {
    op.op = name;
    op.memory = is_memory(name);
    std::ranges::sort(op.ranked,
                      [](const Shape* a, const Shape* b) { return outranks(*a->rule, *b->rule); });
    list.push_back(std::move(op));
  }
  return list;
}

void find_in_bundle(const PolicyBundle& bundle, Findings& findings) {
  if (bundle.rules.empty()) {
    findings.about_bundle(finding::no_rules, Severity::warning, "/rules",
                          "there are no rules, so that everything is denied: add some");
  }
  if (bundle.expires_at && bundle.expires_at->at() <= bundle.issued_at.at()) {
    findings.about_bundle(finding::expired_at_issue, Severity::error, "/expiresAt",
                          "the bundle expires before it is issued: set a later time");
  }
}

std::vector<Finding> findings_in(const PolicyBundle& bundle, std::string_view place,
                                 const std::vector<std::string>& resources) {
  Findings findings(place);
  find_in_bundle(bundle, findings);
  check::ShapeMaker maker;
  const std::vector<Shape> shapes = shapes_of(bundle, maker);
  for (const Shape& shape : shapes) {
    const bool memory = is_memory(shape.rule->op);
    check::find_in_rule(shape, memory, findings);
    check::find_obligations(shape, memory, findings);
  }
  check::Effort effort;
  for (const OpShapes& op : by_op(shapes)) {
    check::find_shadowed(op, effort, findings);
    check::find_dodges(op, effort, findings);
  }
  if (effort.spent()) {
    findings.about_bundle(finding::not_all_compared, Severity::warning, "/rules",
                          "there are too many rules of one op to compare each with each: not all "
                          "that never win or can be dodged were found");
  }
  check::find_without_resource(shapes, resources, findings);
  return std::move(findings).take();
}

// The id of the rule that a pointer leads into, where the document has got that far.
std::optional<std::string> rule_at(const canon::Json& json, std::string_view place,
                                   std::string_view pointer) {
  constexpr std::string_view rules = "/rules/";
  if (!pointer.starts_with(place)) return std::nullopt;
  pointer.remove_prefix(place.size());
  if (!pointer.starts_with(rules)) return std::nullopt;
  pointer.remove_prefix(rules.size());
  const std::string_view number = pointer.substr(0, pointer.find('/'));
  const auto path = canon::Pointer::parse(fmt::format("{}{}{}/id", place, rules, number));
  const canon::Value* id = path ? path->find(json.value()) : nullptr;
  if (id == nullptr || !id->is(canon::Value::Kind::text)) return std::nullopt;
  return std::string(id->text());
}

std::vector<Finding> faults_in(const canon::Json& json, const Problem& problem) {
  const std::string_view place = bundle_pointer(json);
  std::vector<Finding> findings;
  findings.reserve(problem.faults.size());
  for (const Fault& fault : problem.faults) {
    findings.push_back({.code = std::string(fault.code),
                        .severity = Severity::error,
                        .rule_id = rule_at(json, place, fault.pointer),
                        .pointer = fault.pointer,
                        .message = fault.message});
  }
  if (findings.empty()) {
    findings.push_back({.code = std::string(problem.code.name),
                        .severity = Severity::error,
                        .message = problem.message});
  }
  return findings;
}

}  // namespace

CheckReport check_bundle(const canon::Json& json, const std::vector<std::string>& resources) {
  const Result<PolicyBundle> bundle = bundle_of(json);
  CheckReport report;
  report.findings = bundle ? findings_in(*bundle, bundle_pointer(json), resources)
                           : faults_in(json, bundle.error());
  for (const Finding& one : report.findings) {
    ++(one.severity == Severity::error ? report.errors : report.warnings).value;
  }
  report.ok = report.errors.value == 0;
  return report;
}

}  // namespace writ::policy

DEFINE_RECORD(writ::policy::Finding);
DEFINE_RECORD(writ::policy::CheckReport);
