// Ids of evidence are chosen by whoever registers it, and could be any word. If they were looked
// for wherever a text stands, a session could name its evidence `observed`, and no other session's
// script could say that any more. So for these the type counts; a session's id and a report's hash
// can be nothing else, and count everywhere.
#include "ops/script_reach.h"

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "assurance/facts.h"
#include "canon/canonical.h"
#include "evidence/evidence.h"
#include "ops/evidence_kept.h"
#include "ops/sessions.h"

namespace writ::ops {
namespace {

using Kind = canon::Value::Kind;
using canon::Path;
using canon::Shape;
using canon::Type;

constexpr std::array session_members{std::string_view("sessionId"), std::string_view("session_id")};

// Of what no type describes.
constexpr Type anything{.shape = Shape::any};

bool names_session(std::string_view member) {
  return std::ranges::find(session_members, member) != session_members.end();
}

// The alternative that the value is, by the member that tells them apart.
const Type& alternative_of(const Type& type, const canon::Value& value) {
  const canon::Value* told = value.find(type.discriminator);
  if (told == nullptr || !told->is(Kind::text)) return anything;
  for (const canon::TypeRef alternative : type.alternatives) {
    const auto tag =
        std::ranges::find(alternative().fields, type.discriminator, &canon::Field::name);
    if (std::ranges::find(tag->type().vocabulary, told->text()) != tag->type().vocabulary.end()) {
      return alternative();
    }
  }
  return anything;
}

// Whether it is on the wire what its item is.
bool wraps(const Type& type) {
  return type.shape == Shape::sourced || type.shape == Shape::lenient ||
         type.shape == Shape::shared;
}

// What the value is to be read as.
const Type* seen_through(const Type* type, const canon::Value& value) {
  while (wraps(*type)) type = &type->item();
  return type->shape == Shape::one_of ? &alternative_of(*type, value) : type;
}

const Type& member_of(const Type& type, std::string_view name) {
  if (type.shape != Shape::record) return anything;
  const auto field = std::ranges::find(type.fields, name, &canon::Field::name);
  return field == type.fields.end() ? anything : field->type();
}

// The types of evidence's ids are those of the records that have one.
bool is_evidence_id(const Type& type) {
  return &type == &member_of(canon::record_type<evidence::Evidence>(), "evidenceId") ||
         &type == &member_of(canon::record_type<assurance::EvidenceFact>(), "id");
}

bool may_be_hash(std::string_view text) { return canon::HexDigest().set(text); }

// One value, with what has been looked up for it.
class Walk {
 public:
  Walk(Engine& engine, const session::Session& session, std::string_view subject)
      : engine_(engine), session_(session), subject_(subject) {}

  Result<void> look(const Type& described, const canon::Value& value, const Path& path) {
    const Type& type = *seen_through(&described, value);
    switch (value.kind()) {
      case Kind::text:
        return look_at_text(type, value.text(), path);
      case Kind::array:
        return look_at_items(type, value, path);
      case Kind::object:
        return look_at_members(type, value, path);
      default:
        return {};
    }
  }

 private:
  Result<void> look_at_items(const Type& type, const canon::Value& value, const Path& path) {
    const Type& item = type.shape == Shape::list ? type.item() : anything;
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      WRIT_CHECK(look(item, value.items()[i], Path(path, i)));
    }
    return {};
  }

  Result<void> look_at_members(const Type& type, const canon::Value& value, const Path& path) {
    if (&type == &canon::record_type<evidence::JournalSource>()) {
      WRIT_CHECK(look_at_entry(value, path));
    }
    for (const canon::Member& member : value.members()) {
      const Path there(path, member.name);
      if (names_session(member.name) && !is_own(member.value)) return foreign(there);
      WRIT_CHECK(look(member_of(type, member.name), member.value, there));
    }
    return {};
  }

  Result<void> look_at_text(const Type& type, std::string_view text, const Path& path) {
    if (text == session_.session_id.text()) return {};
    const bool session = text.starts_with(session_id_prefix);
    const bool evidence = is_evidence_id(type);
    const bool report = may_be_hash(text);
    if (!session && !evidence && !report) return {};
    const auto [seen, is_new] = seen_.insert(fmt::format("{}{}", evidence ? 'e' : ' ', text));
    if (!is_new) return {};
    WRIT_TRY(store::Snapshot* const snapshot, snapshot_of_now());
    if (session) WRIT_CHECK(look_at_session(*snapshot, text, path));
    if (evidence) {
      WRIT_TRY(const auto found, find_evidence(*snapshot, session_.tenant_id.text(), text));
      if (found && found->session_id.text() != session_.session_id.text()) return foreign(path);
    }
    if (report) {
      WRIT_TRY(const auto found, find_report(*snapshot, session_.tenant_id.text(), text));
      if (found && found->body->session_id.text() != session_.session_id.text()) {
        return foreign(path);
      }
    }
    return {};
  }

  Result<void> look_at_session(store::Snapshot& snapshot, std::string_view id,
                               const Path& path) const {
    WRIT_TRY(const auto row, snapshot.find_document_by_id(session_kind, id));
    return row ? foreign(path) : Result<void>();
  }

  // What the journal says of no session is the tenant's.
  Result<void> look_at_entry(const canon::Value& source, const Path& path) const {
    const canon::Value* index = source.find("index");
    if (index == nullptr || !index->is(Kind::number) || index->number() < 0) return {};
    const auto at = static_cast<std::uint64_t>(index->number());
    const auto entries = engine_.journal().entries(at, at + 1);
    if (!entries && entries.error().code.category == Category::not_found) return {};
    if (!entries) return entries.error();
    if (entries->empty()) return {};
    WRIT_TRY(const canon::Json entry, canon::Json::parse(entries->front()));
    const canon::Value* session = entry.value().find("session");
    return session == nullptr || is_own(*session) ? Result<void>() : foreign(path);
  }

  bool is_own(const canon::Value& named) const {
    return named.is(Kind::text) && named.text() == session_.session_id.text();
  }

  Problem foreign(const Path& path) const {
    return {fault::eval_foreign_session,
            fmt::format("{} speaks of another session at `{}`: a script speaks in its own alone, "
                        "which is `{}`",
                        subject_, path.text(), session_.session_id.text())};
  }

  Result<store::Snapshot*> snapshot_of_now() {
    if (!snapshot_) {
      WRIT_TRY(snapshot_, engine_.store().read());
    }
    return snapshot_.get();
  }

  Engine& engine_;
  const session::Session& session_;
  const std::string_view subject_;
  std::unique_ptr<store::Snapshot> snapshot_;  // where something had to be looked up
  std::set<std::string, std::less<>> seen_;
};

}  // namespace

Result<void> ScriptReach::check(const canon::Type& type, const canon::Json& value,
                                std::string_view subject) const {
  return Walk(engine_, session_, subject).look(type, value.value(), Path());
}

Result<canon::Json> ScriptReach::in_session(const canon::Type& request,
                                            const canon::Json& body) const {
  constexpr std::string_view name = session_members.front();
  const auto field = std::ranges::find(request.fields, name, &canon::Field::name);
  const bool may_say = field != request.fields.end() && !field->required;
  if (!may_say || !body.value().is(Kind::object) || body.value().find(name) != nullptr) return body;
  std::string text = "{";
  canon::append_text(text, name);
  text += ':';
  canon::append_text(text, session_.session_id.text());
  if (!body.value().members().empty()) text += ',';
  return canon::Json::parse(text += canon::canonical(body.value()).substr(1));
}

}  // namespace writ::ops
