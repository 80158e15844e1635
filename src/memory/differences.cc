#include "memory/differences.h"

#include <map>

#include "canon/canonical.h"

namespace writ::memory {
namespace {

std::map<std::string, std::string, std::less<>> members_of(std::string_view record) {
  std::map<std::string, std::string, std::less<>> members;
  const Result<canon::Json> json = canon::Json::parse(record);
  if (!json || !json->value().is(canon::Value::Kind::object)) return members;
  for (const canon::Member& member : json->value().members()) {
    members.emplace(member.name, canon::canonical(member.value));
  }
  return members;
}

}  // namespace

std::vector<std::string> differing_members(std::string_view one, std::string_view other) {
  std::map<std::string, std::string, std::less<>> left = members_of(other);
  std::map<std::string, bool, std::less<>> differ;
  for (const auto& [name, value] : members_of(one)) {
    const auto found = left.find(name);
    differ[name] = found == left.end() || found->second != value;
    if (found != left.end()) left.erase(found);
  }
  for (const auto& [name, value] : left) differ[name] = true;
  std::vector<std::string> names;
  for (const auto& [name, is_other] : differ) {
    if (is_other) names.push_back(name);
  }
  return names;
}

}  // namespace writ::memory
