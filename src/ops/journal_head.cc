// journal.head: how far the journal is, and what vouches for it.
#include "canon/base64.h"
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct HeadRequest {
  std::optional<bool> publish;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("JournalHeadRequest", "Nothing need be said.",
             field<&HeadRequest::publish>("publish", "Whether to sign first what is new."));
  }
};

struct HeadResponse {
  std::string origin;
  std::vector<std::string> keys;
  journal::Count size;
  journal::Count signed_size;
  std::string root;
  std::string checkpoint;
  journal::Mode mode = journal::Mode::durable;
  journal::Count lost;
  std::optional<std::string> failure;

  static constexpr auto record(auto&& f) {
    using R = HeadResponse;
    using canon::field;
    return f("JournalHead", "How far the journal is.",
             field<&R::origin>("origin", "The log's name."),
             field<&R::keys>("keys", "The public keys to verify it by, for `audit verify --key`."),
             field<&R::size>("size", "Entries that are on the disk."),
             field<&R::signed_size>("signedSize", "Entries that the checkpoint covers."),
             field<&R::root>("root", "The root of their tree, in base64."),
             field<&R::checkpoint>("checkpoint", "The signed checkpoint; empty for none yet."),
             field<&R::mode>("mode", "When an answer leaves."),
             field<&R::lost>("lost", "Answers whose entry could not be kept: must be 0."),
             field<&R::failure>("failure", "Why nothing can be answered, if so."));
  }
};

std::optional<std::string_view> tenant_of(const HeadRequest&) { return std::nullopt; }

namespace {

Result<HeadResponse> head(Engine& engine, const Call&, const HeadRequest& request) {
  if (request.publish.value_or(false)) WRIT_CHECK(engine.journal().publish());
  const journal::JournalHead now = engine.journal().head();
  HeadResponse response{.origin = now.origin,
                        .size = {static_cast<std::int64_t>(now.size)},
                        .signed_size = {static_cast<std::int64_t>(now.checkpoint.size)},
                        .root = canon::to_base64(now.checkpoint.root.view()),
                        .checkpoint = now.note,
                        .mode = now.mode,
                        .lost = {static_cast<std::int64_t>(now.lost)}};
  if (now.failure) response.failure = now.failure->message;
  WRIT_TRY(const auto keys, engine.journal_keys());
  for (const tlog::VerifierKey& key : keys) response.keys.push_back(key.text());
  return response;
}

}  // namespace

const Operation journal_head = define<head>({.name = "journal.head",
                                             .doc = "Says how far the journal is.",
                                             .capability = Capability::read,
                                             .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::HeadRequest);
DEFINE_RECORD(writ::ops::HeadResponse);
