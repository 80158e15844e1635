// Laws of reading and writing records, for records made at random.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include <fmt/format.h>

#include "canon/record.h"
#include "canon/record_samples.h"
#include "canon/samples.h"

namespace writ::canon {
namespace {

using samples::any_document;
using samples::any_number;
using samples::any_text;
using samples::array_of;
using samples::Drawing;
using samples::read_json;

// Drawings at random, by way of their JSON.
rc::Gen<std::string> any_drawing() {
  const auto quoted = rc::gen::map(any_text(), [](const std::string& text) {
    std::string out;
    append_text(out, text);
    return out;
  });
  const auto number = rc::gen::map(any_number(), [](double value) {
    std::string out;
    append_number(out, value);
    return out;
  });
  const auto colour = rc::gen::element<std::string>("\"red\"", "\"green\"", "\"deep-blue\"");
  const auto list = [](rc::Gen<std::string> item) {
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::scale(0.2, item)),
                        array_of);
  };
  const auto point = rc::gen::apply(
      [](int x, const std::string& y) { return fmt::format(R"({{"y":{},"x":{}}})", y, x); },
      rc::gen::inRange(-5, 6), number);
  const auto circle = rc::gen::map(number, [](const std::string& radius) {
    return fmt::format(R"({{"radius":{},"kind":"circle"}})", radius);
  });
  const auto line = rc::gen::apply(
      [](const std::string& points, const std::string& label, bool labelled) {
        return fmt::format(R"({{"kind":"line","points":{}{}}})", points,
                           labelled ? ",\"label\":" + label : "");
      },
      list(point), quoted, rc::gen::arbitrary<bool>());
  return rc::gen::apply(
      [](const std::string& title, const std::string& figures, const std::string& palettes,
         const std::string& anything, const std::string& tags, const std::string& centre) {
        return fmt::format(R"({{"visible":true,"title":{},"tags":{},"figures":{},"palettes":{},)"
                           R"("anything":{},"centre":{},"span":{{"to":9,"from":0}},"scale":2e0,)"
                           R"("schemaVersion":1,"madeAt":"2026-11-23T14:08:00.5-00:30",)"
                           R"("id":"d","colour":"red"}})",
                           title, tags, figures, palettes, anything, centre);
      },
      quoted, list(rc::gen::oneOf(circle, line)), list(list(colour)),
      rc::gen::scale(0.3, any_document(2)), list(quoted), point);
}

RC_GTEST_PROP(Record, what_is_decoded_is_encoded_in_canonical_form, ()) {
  const Json document = read_json(*any_drawing());
  const Result<Drawing> read = decode<Drawing>(document);
  RC_ASSERT(read.has_value());
  RC_ASSERT(encode(*read) == canonical(document.value()));
}

RC_GTEST_PROP(Record, any_document_is_decoded_or_has_faults, ()) {
  const Result<Drawing> read = decode<Drawing>(read_json(*rc::gen::scale(0.5, any_document(2))));
  RC_ASSERT(!read.has_value());
  RC_ASSERT(!read.error().faults.empty());
}

}  // namespace
}  // namespace writ::canon
