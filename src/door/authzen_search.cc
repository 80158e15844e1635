#include "door/authzen_search.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "canon/digest.h"
#include "door/authzen_answer.h"
#include "door/authzen_page.h"
#include "door/authzen_request.h"

namespace writ::door::authzen {
namespace {

using policy::AccessQuestion;

// What may be an answer, and where it stands among the others. Without an entity it is none, but
// was looked at.
struct Candidate {
  std::string place;
  std::string name;  // its id, or an action's name
  std::optional<canon::Json> entity = {};
};
// As many as `limit`, from behind a place on, in their order.
using Candidates =
    std::function<std::vector<Candidate>(const std::string& after, std::size_t limit)>;
// Puts one into the question.
using Place = std::function<Result<void>(const canon::Json& entity, AccessQuestion& question)>;

canon::Json text_json(std::string_view text) {
  std::string json;
  canon::append_text(json, text);
  return canon::Json::parse(json).value();
}

// What tells one search from another: whose, of which policy, for what.
std::string identity(const ops::Access& access, const canon::Json& body) {
  std::string text = fmt::format("{}\n{}\n{}\n", access.call().operation->name,
                                 *access.call().tenant, access.name());
  for (const std::string_view name : {"action", "context", "resource", "subject"}) {
    const canon::Value* member = body.value().find(name);
    if (member != nullptr) canon::append_canonical(text, *member);
    text += '\n';
  }
  return text;
}

struct Found {
  std::vector<std::string> names;
  std::optional<PageResponse> page;
};

// Tries candidates until the page is full.
Result<Found> search(const ops::Access& access, const canon::Json& body,
                     const std::optional<PageRequest>& asked, AccessQuestion question,
                     const Candidates& candidates, const Place& place) {
  const std::string what = identity(access, body);
  WRIT_TRY(Page page, read_page(asked, what));
  Found found;
  const std::vector<Candidate> tried = candidates(page.after, most_candidates + 1);
  bool more = tried.size() > most_candidates;
  for (std::size_t i = 0; i < std::min(tried.size(), most_candidates); ++i) {
    if (page.limit && found.names.size() == *page.limit) {
      more = true;
      break;
    }
    page.after = tried[i].place;
    if (!tried[i].entity) continue;
    WRIT_CHECK(place(*tried[i].entity, question));
    if (access.decide(question).decision.allow) found.names.push_back(tried[i].name);
  }
  if (!asked && !more) return found;
  found.page = {.count = {static_cast<std::int64_t>(found.names.size())},
                .next_token = more ? token_of(page, what) : std::string()};
  return found;
}

Result<void> keep(const ops::Access& access, const std::string& body, const std::string& answer,
                  std::size_t count) {
  journal::Entry entry = ops::entry_of(access.call());
  if (access.name() != ops::default_name) entry.name = access.name();
  entry.request_hash = canon::sha256_hex(body);
  entry.policy_hash = access.deciding().policy_hash;
  entry.response_hash = canon::sha256_hex(answer);
  entry.count = journal::Count{static_cast<std::int64_t>(count)};
  return access.engine().record(access.call(), entry, body);
}

// The whole of a search: reads the request, prepares the question, searches, answers, journals.
template <class Request, class Response>
Result<ops::Answer> run(const Asking& asking, const ops::Traits& traits, const canon::Json& body,
                        Result<Found> (*find)(const ops::Access&, const canon::Json&, Request),
                        Response (*respond)(const canon::Json&, Found)) {
  WRIT_TRY(Request request, canon::decode<Request>(body));
  ops::Answer answer;
  const ops::Call call{.caller = asking.caller,
                       .now = asking.now,
                       .operation = &traits,
                       .body = &body,
                       .tenant = asking.tenant,
                       .ticket = &answer.ticket};
  WRIT_TRY(const ops::Access access, ops::Access::open(asking.engine, call, asking.policy));
  WRIT_TRY(Found found, find(access, body, std::move(request)));
  const std::size_t count = found.names.size();
  answer.json = canon::encode(respond(body, std::move(found)));
  WRIT_CHECK(keep(access, canon::canonical(body.value()), answer.json, count));
  return answer;
}

EntitySearchResponse entities(std::string_view type, Found found) {
  EntitySearchResponse response{.page = std::move(found.page)};
  response.results.reserve(found.names.size());
  for (std::string& id : found.names)
    response.results.push_back({std::move(id), std::string(type)});
  return response;
}

std::string_view type_in(const canon::Json& body, std::string_view entity) {
  return body.value().find(entity)->find("type")->text();
}

template <class Part>
auto share(Part part) {
  return std::make_shared<const Part>(std::move(part));
}

// --- subjects ------------------------------------------------------------------------------------

std::vector<Candidate> subjects(const ops::Access& access, const SearchedEntity& searched,
                                const canon::Json& source, const std::string& after,
                                std::size_t limit) {
  std::vector<Candidate> candidates;
  for (const ops::Principal* one :
       access.state().principals.list(*access.call().tenant, after, limit)) {
    const std::string& id = one->record.id.text();
    Candidate& candidate = candidates.emplace_back(id, id);
    if (ops::type_of(one->record) != searched.type) continue;
    candidate.entity = source.with("id", one->ctx.source.part(*one->ctx.source.value().find("id")));
  }
  return candidates;
}

Result<Found> find_subjects(const ops::Access& access, const canon::Json& body,
                            SubjectSearchRequest request) {
  AccessQuestion question;
  WRIT_TRY(const auto resource, access.resource(request.resource));
  question.set(resource);
  question.set(share(policy::action_part(std::move(request.action))));
  question.set(share(policy::context_part(std::move(request.context))));
  return search(
      access, body, request.page, std::move(question),
      [&](const std::string& after, std::size_t limit) {
        return subjects(access, *request.subject, request.subject.source, after, limit);
      },
      [&](const canon::Json& entity, AccessQuestion& of) -> Result<void> {
        WRIT_TRY(policy::AccessSubject read, canon::decode<policy::AccessSubject>(entity));
        WRIT_TRY(const auto part, access.subject({std::move(read), entity}));
        of.set(part);
        return {};
      });
}

// --- resources -----------------------------------------------------------------------------------

std::vector<Candidate> resources(const ops::Access& access, const SearchedEntity& searched,
                                 const canon::Json& source, const std::string& after,
                                 std::size_t limit) {
  const std::string first = ops::before_first(searched.type);
  std::vector<Candidate> candidates;
  for (const ops::Resource* one :
       access.state().resources.list(*access.call().tenant, after.empty() ? first : after, limit)) {
    if (one->record.type.text() != searched.type) break;
    const std::string& id = one->record.id.text();
    candidates.emplace_back(policy::resource_name(searched.type, id), id,
                            source.with("id", text_json(id)));
  }
  return candidates;
}

Result<Found> find_resources(const ops::Access& access, const canon::Json& body,
                             ResourceSearchRequest request) {
  AccessQuestion question;
  WRIT_TRY(const auto subject, access.subject(request.subject));
  question.set(subject);
  question.set(share(policy::action_part(std::move(request.action))));
  question.set(share(policy::context_part(std::move(request.context))));
  return search(
      access, body, request.page, std::move(question),
      [&](const std::string& after, std::size_t limit) {
        return resources(access, *request.resource, request.resource.source, after, limit);
      },
      [&](const canon::Json& entity, AccessQuestion& of) -> Result<void> {
        WRIT_TRY(policy::AccessResource read, canon::decode<policy::AccessResource>(entity));
        WRIT_TRY(const auto part, access.resource({std::move(read), entity}));
        of.set(part);
        return {};
      });
}

// --- actions -------------------------------------------------------------------------------------

// Those that the policy speaks of: no rule, no permission.
std::vector<Candidate> actions(const ops::Access& access, const std::string& after,
                               std::size_t limit) {
  std::vector<Candidate> candidates;
  if (access.deciding().policy == nullptr) return candidates;
  std::set<std::string_view> ops;
  for (const policy::PolicyRule& rule : access.deciding().policy->bundle().rules) {
    if (after.empty() || rule.op > after) ops.insert(rule.op);
  }
  for (const std::string_view op : ops) {
    if (candidates.size() == limit) break;
    candidates.emplace_back(std::string(op), std::string(op),
                            canon::Json().with("name", text_json(op)));
  }
  return candidates;
}

Result<Found> find_actions(const ops::Access& access, const canon::Json& body,
                           ActionSearchRequest request) {
  AccessQuestion question;
  WRIT_TRY(const auto subject, access.subject(request.subject));
  WRIT_TRY(const auto resource, access.resource(request.resource));
  question.set(subject);
  question.set(resource);
  question.set(share(policy::context_part(std::move(request.context))));
  return search(
      access, body, request.page, std::move(question),
      [&](const std::string& after, std::size_t limit) { return actions(access, after, limit); },
      [&](const canon::Json& entity, AccessQuestion& of) -> Result<void> {
        WRIT_TRY(policy::AccessAction read, canon::decode<policy::AccessAction>(entity));
        of.set(share(policy::action_part({std::move(read), entity})));
        return {};
      });
}

EntitySearchResponse subjects_found(const canon::Json& body, Found found) {
  return entities(type_in(body, "subject"), std::move(found));
}

EntitySearchResponse resources_found(const canon::Json& body, Found found) {
  return entities(type_in(body, "resource"), std::move(found));
}

ActionSearchResponse actions_found(const canon::Json&, Found found) {
  ActionSearchResponse response{.page = std::move(found.page)};
  for (std::string& name : found.names) response.results.push_back({std::move(name)});
  return response;
}

}  // namespace

Result<ops::Answer> search_subject(const Asking& asking, const canon::Json& body) {
  return run(asking, search_subject_traits, body, &find_subjects, &subjects_found);
}

Result<ops::Answer> search_resource(const Asking& asking, const canon::Json& body) {
  return run(asking, search_resource_traits, body, &find_resources, &resources_found);
}

Result<ops::Answer> search_action(const Asking& asking, const canon::Json& body) {
  return run(asking, search_action_traits, body, &find_actions, &actions_found);
}

}  // namespace writ::door::authzen
