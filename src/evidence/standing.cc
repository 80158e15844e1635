// Pieces are settled one after the other, each when all that it rests on is settled (Kahn's order),
// so that every piece and every reference is looked at once and nothing recurses, however long a
// chain is. A piece is fresh only by what was settled before it: a ring of pieces, which only a
// store that somebody altered can hold, is never settled and so never fresh.
#include "evidence/standing.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

namespace writ::evidence {
namespace {

using Entry = std::pair<const std::string, Piece>;

Assessment own(const Evidence& evidence, Standing standing, std::string why) {
  Assessment made{.standing = standing, .why = std::move(why), .weakest = evidence.mode};
  if (evidence.valid_until) made.expires_at = evidence.valid_until->at();
  return made;
}

struct LookReader {
  const Evidence& evidence;

  Assessment operator()(const Seen& seen) const {
    if (seen.fingerprint == evidence.fingerprint) return own(evidence, Standing::fresh, {});
    return own(evidence, Standing::changed, "its source is not what it was");
  }
  Assessment operator()(const NotThere& look) const {
    return own(evidence, Standing::gone, look.why);
  }
  Assessment operator()(const NotVouched& look) const {
    return own(evidence, Standing::not_vouched, look.why);
  }
  Assessment operator()(const NotSeen& look) const {
    return own(evidence, Standing::unavailable, look.why);
  }
};

// Without what it rests on.
Assessment by_itself(const Piece& piece, Instant now) {
  const Evidence& evidence = piece.evidence;
  if (evidence.valid_until && evidence.valid_until->at() <= now) {
    return own(evidence, Standing::expired,
               fmt::format("it counts until {}", evidence.valid_until->text()));
  }
  if (evidence.valid_from && now < evidence.valid_from->at()) {
    return own(evidence, Standing::not_yet_valid,
               fmt::format("it counts from {} on", evidence.valid_from->text()));
  }
  if (evidence.source) return std::visit(LookReader{evidence}, piece.look);
  return own(evidence, Standing::fresh, {});
}

// A piece cannot stand better than `ground`, whose id is `id`.
void rest_on(Assessment& made, std::string_view id, const Assessment& ground) {
  made.weakest = std::max(made.weakest, ground.weakest);
  if (ground.expires_at) {
    made.expires_at = std::min(made.expires_at.value_or(*ground.expires_at), *ground.expires_at);
  }
  if (made.standing != Standing::fresh || ground.standing == Standing::fresh) return;
  made.standing = ground.standing;
  made.cause = ground.cause.empty() ? std::string(id) : ground.cause;
  made.why = ground.why;
}

class Settling {
 public:
  Settling(const Pool& pool, Instant now) : pool_(pool), now_(now) {
    for (const Entry& entry : pool.pieces) count(entry);
  }

  Assessments run() && {
    for (std::size_t next = 0; next < ready_.size();) settle(*ready_[next++]);  // it grows
    for (const Entry& entry : pool_.pieces) {
      if (made_.contains(entry.first)) continue;
      made_[entry.first] = own(entry.second.evidence, Standing::unavailable,
                               "it rests on itself: that proves nothing");
    }
    return std::move(made_);
  }

 private:
  void count(const Entry& entry) {
    std::size_t& open = open_[&entry];
    for (const std::string& id : entry.second.rests_on) {
      const auto ground = pool_.pieces.find(id);
      if (ground == pool_.pieces.end()) continue;
      resting_[&*ground].push_back(&entry);
      ++open;
    }
    if (open == 0) ready_.push_back(&entry);
  }

  void settle(const Entry& entry) {
    Assessment made = by_itself(entry.second, now_);
    for (const std::string& id : entry.second.rests_on) rest_on(made, id, ground_of(id));
    made_.emplace(entry.first, std::move(made));
    for (const Entry* above : resting_[&entry]) {
      if (--open_[above] == 0) ready_.push_back(above);
    }
  }

  Assessment ground_of(const std::string& id) const {
    if (pool_.passed_over.contains(id)) {
      return {.standing = Standing::unavailable,
              .why = "there is more below it than is looked at in one go"};
    }
    return find(made_, id);
  }

  const Pool& pool_;
  Instant now_;
  Assessments made_;
  std::unordered_map<const Entry*, std::size_t> open_;  // how many it waits for
  std::unordered_map<const Entry*, std::vector<const Entry*>> resting_;
  std::vector<const Entry*> ready_;
};

}  // namespace

Assessments assess(const Pool& pool, Instant now) {
  Assessments made = Settling(pool, now).run();
  for (const std::string& id : pool.passed_over) {
    made[id] = {.standing = Standing::unavailable,
                .why = "there is more than is looked at in one go: ask about fewer"};
  }
  return made;
}

const Assessment& find(const Assessments& assessments, std::string_view id) {
  static const Assessment missing{.standing = Standing::missing,
                                  .why =
                                      "there is no such evidence: register it with "
                                      "`evidence.put`"};
  const auto found = assessments.find(id);
  return found != assessments.end() ? found->second : missing;
}

Verification verification_of(const EvidenceId& id, const Assessments& assessments) {
  const Assessment& made = find(assessments, id.text());
  Verification answer{
      .evidence_id = id, .valid = made.standing == Standing::fresh, .standing = made.standing};
  if (!made.cause.empty()) answer.cause = EvidenceId(made.cause);
  if (!made.why.empty()) answer.why = made.why;
  if (made.expires_at) answer.expires_at = canon::Timestamp(*made.expires_at);
  return answer;
}

}  // namespace writ::evidence
