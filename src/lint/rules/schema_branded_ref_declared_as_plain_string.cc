// schema.branded_ref_declared_as_plain_string: a reference names a thing of its own kind.
#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "canon/pointer.h"
#include "canon/types.h"
#include "lint/lint.h"

namespace writ::lint {
namespace {

struct Brand {
  std::string_view member;
  std::string_view kind;
};

constexpr auto brands =
    std::to_array<Brand>({{"certificate_ref", "MemoryFlowCertificate"},
                          {"conflicting_obligation_refs", "PolicyObligation"},
                          {"contributing_decision_refs", "MemoryPolicyDecision"},
                          {"decision_ref", "MemoryPolicyDecision"},
                          {"discharge_refs", "PolicyObligationDischarge"},
                          {"effective_policy_ref", "EffectiveMemoryPolicy"},
                          {"effective_policy_refs", "EffectiveMemoryPolicy"},
                          {"obligation_conflict_refs", "PolicyObligationConflict"},
                          {"obligation_ref", "PolicyObligation"},
                          {"obligations", "PolicyObligation"},
                          {"policy_evaluation_context_ref", "PolicyEvaluationContext"},
                          {"scope_resolution_ref", "ScopeResolutionResult"}});

// The kind of what the member refers to, empty for what is no record; nothing where it is no
// reference.
std::optional<std::string_view> referred_kind(std::string_view member) {
  const auto found = std::ranges::find(brands, member, &Brand::member);
  if (found != brands.end()) return found->kind;
  if (member.ends_with("_ref") || member.ends_with("_refs")) return std::string_view();
  return std::nullopt;
}

bool is_ref(const canon::Value& value) {
  return value.is(canon::Value::Kind::text) && canon::Id<struct AnyTag>().set(value.text());
}

void check_ref(const RecordSet& records, const Record& record, const Brand& brand,
               const canon::Value& ref, Findings& findings) {
  std::string pointer;
  canon::append_pointer(pointer, brand.member);
  if (ref.is(canon::Value::Kind::object)) return;  // the thing itself, in its place
  if (!is_ref(ref)) {
    return findings.add(record, pointer,
                        brand.kind.empty()
                            ? "no reference: name what is meant"
                            : fmt::format("no reference to a {}: name one", brand.kind));
  }
  const std::vector<const Record*> named = records.named(ref.text());
  const auto right = [&](const Record* one) { return one->kind == brand.kind; };
  if (brand.kind.empty() || named.empty() || std::ranges::any_of(named, right)) return;
  findings.add(record, pointer,
               fmt::format("`{}` is a {}, and should be a {}: a reference of one kind stands in "
                           "the place of another",
                           ref.text(), named.front()->kind, brand.kind));
}

void check_member(const RecordSet& records, const Record& record, const Brand& brand,
                  const canon::Value& member, Findings& findings) {
  if (!member.is(canon::Value::Kind::array)) {
    return check_ref(records, record, brand, member, findings);
  }
  for (const canon::Value& item : member.items()) {
    check_ref(records, record, brand, item, findings);
  }
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record& record : records.all()) {
    for (const canon::Member& member : record.value().members()) {
      const auto kind = referred_kind(member.name);
      if (kind) check_member(records, record, {member.name, *kind}, member.value, findings);
    }
  }
}

}  // namespace

extern const Lint schema_branded_ref_declared_as_plain_string{
    .id = "schema.branded_ref_declared_as_plain_string",
    .section = "4.1",
    .protects = "A reference names a thing of its own kind.",
    .check = check};

}  // namespace writ::lint
