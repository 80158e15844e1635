// A body, read as each request of the OpenID Authorization API: what is read makes a question whose
// document is canonical, and of which the same question can be made again.
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "canon/canonical.h"
#include "door/authzen_page.h"
#include "door/authzen_request.h"
#include "fuzz/require.h"

namespace {

using writ::Result;
using writ::fuzz::require;
namespace authzen = writ::door::authzen;
namespace canon = writ::canon;
namespace policy = writ::policy;

template <class Part>
auto share(Part part) {
  return std::make_shared<const Part>(std::move(part));
}

void check(const policy::AccessQuestion& question) {
  std::string document;
  question.append_document(document);
  const auto json = canon::Json::parse(document);
  require(json.has_value(), "a question's document is JSON");
  require(canon::canonical(json->value()) == document, "it is canonical");
  const auto again = policy::AccessQuestion::of_document(*json);
  require(again.has_value(), "a question is made of it again");
  const policy::PDPRequest &first = question.pdp_request(), &second = again->pdp_request();
  require(first.op == second.op && first.resource == second.resource &&
              first.labels == second.labels && first.purpose == second.purpose &&
              first.ctx->risk_tier == second.ctx->risk_tier,
          "it is the same question");
  require(question.tells_obligations() == again->tells_obligations(), "it tells as much");
}

void set(const authzen::PartialEvaluation& given, policy::AccessQuestion& question) {
  if (given.subject) {
    const auto& source = given.subject->source;
    const auto principal = canon::Json().with("id", source.part(*source.value().find("id")));
    question.set(share(policy::subject_part(
        source, share(policy::principal_part(
                    {canon::decode<policy::RequestPrincipal>(principal).value(), principal})))));
  }
  if (given.action) question.set(share(policy::action_part(*given.action)));
  if (given.resource) question.set(share(policy::resource_part(*given.resource)));
  if (given.context) question.set(share(policy::context_part(given.context)));
}

void check_batch(const authzen::Batch& batch) {
  policy::AccessQuestion shared;
  shared.set(share(policy::context_part(std::nullopt)));
  set(batch.shared, shared);
  std::string differences = "[";
  for (std::size_t i = 0; i < batch.elements.size(); ++i) {
    const auto own = authzen::read_element(batch, i);
    if (!own) {
      require(!own.error().faults.empty(), "a refusal has faults");
      continue;
    }
    policy::AccessQuestion question = shared;
    set(*own, question);
    check(question);
    differences += differences.size() > 1 ? "," : "";
    question.append_difference(differences, shared);
  }
  const std::string kept = shared.batch_document(differences + ']');
  const auto json = canon::Json::parse(kept);
  require(json.has_value() && canon::canonical(json->value()) == kept, "a batch is canonical");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto body = canon::Json::parse({reinterpret_cast<const char*>(data), size});
  if (!body) return 0;
  const auto read = authzen::read_evaluations(*body);
  if (!read) {
    require(!read.error().faults.empty(), "a refusal has faults");
  } else if (const auto* batch = std::get_if<authzen::Batch>(&*read)) {
    check_batch(*batch);
  } else {
    const auto& one = std::get<authzen::EvaluationRequest>(*read);
    policy::AccessQuestion question;
    set({one.action, std::nullopt, one.resource, one.subject}, question);
    question.set(share(policy::context_part(one.context)));
    check(question);
  }
  const auto search = canon::decode<authzen::ActionSearchRequest>(*body);
  if (!search) return 0;
  const auto page = authzen::read_page(search->page, "a search");
  if (!page) return 0;
  authzen::PageRequest next;
  next.token = authzen::token_of(*page, "a search");
  const auto same = authzen::read_page(next, "a search");
  require(same && same->after == page->after && same->limit == page->limit, "a token leads there");
  require(!authzen::read_page(next, "another"), "a token is of one search");
  return 0;
}
