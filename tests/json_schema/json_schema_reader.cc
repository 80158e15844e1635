// What json_schema_test.py asks: `schema NAME` prints the JSON Schema of a record; `read` answers
// each line `NAME DOCUMENT` with a JSON array of [code, pointer], one for each fault.
#include <iostream>
#include <map>
#include <string>
#include <string_view>

#include "canon/canonical.h"
#include "canon/record_define.h"
#include "canon/record_samples.h"
#include "canon/schema.h"
#include "memory/obligation.h"
#include "policy/bundle.h"
#include "policy/request.h"

DEFINE_RECORD(writ::canon::samples::Drawing);

namespace {

using writ::Fault;
using writ::Result;
using writ::canon::Json;
using writ::canon::Type;

struct Record {
  const Type& (*type)();
  std::vector<Fault> (*read)(const Json& json);
};

template <class R>
Record record_of() {
  return {&writ::canon::record_type<R>, [](const Json& json) {
            Result<R> read = writ::canon::decode<R>(json);
            return read ? std::vector<Fault>() : std::move(read).error().faults;
          }};
}

const std::map<std::string, Record, std::less<>> records{
    {"Drawing", record_of<writ::canon::samples::Drawing>()},
    {"PolicyObligation", record_of<writ::memory::PolicyObligation>()},
    {"PDPRequest", record_of<writ::policy::PDPRequest>()},
    {"SignedPolicyBundle", record_of<writ::policy::SignedPolicyBundle>()}};

std::string faults_text(const std::vector<Fault>& faults) {
  std::string text = "[";
  for (const Fault& fault : faults) {
    if (text.size() > 1) text += ',';
    text += '[';
    writ::canon::append_text(text, fault.code);
    text += ',';
    writ::canon::append_text(text, fault.pointer);
    text += ']';
  }
  return text + "]";
}

int answer_lines() {
  for (std::string line; std::getline(std::cin, line);) {
    const std::size_t space = line.find(' ');
    const auto record = records.find(std::string_view(line).substr(0, space));
    const Result<Json> json = Json::parse(std::string_view(line).substr(space + 1));
    if (record == records.end() || !json) {
      std::cerr << "cannot read: " << line << '\n';
      return 1;
    }
    std::cout << faults_text(record->second.read(*json)) << '\n';
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view what = count > 1 ? arguments[1] : "";
  if (what == "read") return answer_lines();
  const auto record = records.find(count > 2 ? arguments[2] : "");
  if (what != "schema" || record == records.end()) {
    std::cerr << "usage: json_schema_reader schema NAME | read\n";
    return 2;
  }
  std::cout << writ::canon::json_schema(record->second.type()) << '\n';
}
