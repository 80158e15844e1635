#include "ops/restamp_pack.h"

#include <algorithm>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "canon/record_define.h"
#include "ops/broken_store.h"
#include "ops/document_row.h"
#include "ops/stamps.h"
#include "stamp/restamping.h"
#include "tlog/merkle.h"

namespace writ::ops {
namespace {

// How many packs of a chunk are held in one piece, which is copied when there is one more.
constexpr std::size_t packs_together = 64;

Problem not_what_was_written(std::string_view what) {
  return broken_store(fmt::format("a pack of restamps: {}", what));
}

Result<RestampPack> pack_of(const store::DocumentRow& row) {
  WRIT_TRY(auto pack, stored_record<RestampPack>("a pack of restamps", row.record.value_or("")));
  if (pack.id.text() != row.id || pack.tenant.text() != row.tenant) {
    return not_what_was_written("it stands in the place of another");
  }
  if (pack.restamps.empty()) return not_what_was_written("it has none");
  if (pack.id != pack_id(pack.certificate, static_cast<std::size_t>(pack.part.value))) {
    return not_what_was_written("it is of another chunk");
  }
  return pack;
}

Result<std::optional<RestampPack>> find_pack(store::Snapshot& snapshot, std::string_view tenant,
                                             std::string_view id) {
  WRIT_TRY(const auto row, snapshot.find_document(restamp_pack_document, tenant, id));
  if (!row) return std::optional<RestampPack>();
  WRIT_TRY(auto pack, pack_of(*row));
  return std::optional(std::move(pack));
}

Result<RestampPack> must_find_pack(store::Snapshot& snapshot, std::string_view tenant,
                                   const RestampPackId& id) {
  WRIT_TRY(auto pack, find_pack(snapshot, tenant, id.text()));
  if (!pack) return not_what_was_written("the one that made a stamp is missing");
  return *std::move(pack);
}

// The forms of a pack, each made ready once.
class Forms {
 public:
  explicit Forms(const RestampPack& pack)
      : pack_(pack), sound_(pack.forms.size()), restampings_(pack.forms.size()) {}

  Result<std::shared_ptr<const stamp::SoundForm>> at(const PackedRestamp& restamp) {
    if (!restamp.form || std::cmp_greater_equal(restamp.form->value, sound_.size())) {
      return not_what_was_written("one is of no form");
    }
    const auto place = static_cast<std::size_t>(restamp.form->value);
    if (!sound_[place]) {
      auto sound = stamp::SoundForm::of(pack_.forms[place], pack_.recorded_at);
      if (!sound) return not_what_was_written(stamp::name_of(sound.error()));
      sound_[place] = std::make_shared<const stamp::SoundForm>(*std::move(sound));
    }
    return sound_[place];
  }

  // What restamped by it.
  Result<stamp::Restamping*> restamping(const PackedRestamp& restamp) {
    WRIT_TRY(auto form, at(restamp));
    auto& restamping = restampings_[static_cast<std::size_t>(restamp.form->value)];
    if (!restamping) {
      restamping.emplace(std::move(form), pack_.recorded_at.at(), pack_.certificate);
    }
    return &*restamping;
  }

 private:
  const RestampPack& pack_;
  std::vector<std::shared_ptr<const stamp::SoundForm>> sound_;
  std::vector<std::optional<stamp::Restamping>> restampings_;
};

// The successor, of any stamp of its chain: they have the memory, the ceiling and the reasons in
// common.
Result<stamp::SoundStamp> successor_of(const RestampPack& pack, const PackedRestamp& restamp,
                                       Forms& forms, const stamp::SoundStamp& chain) {
  WRIT_TRY(auto form, forms.at(restamp));
  stamp::IssueTerms terms{.object = chain.stamp().object,
                          .freshness_key = form->form().freshness_key,
                          .now = pack.recorded_at.at(),
                          .reason_codes = chain.stamp().reason_codes};
  if (restamp.expires_at) terms.expires_at = restamp.expires_at->at();
  auto made = stamp::SoundStamp::of(std::move(form), std::move(terms), chain.ceiling());
  if (!made) return not_what_was_written(stamp::name_of(made.error()));
  if (made->stamp().id != restamp.successor) {
    return not_what_was_written(stamp::name_of(stamp::StampFault::altered));
  }
  return *std::move(made);
}

Result<stamp::SoundStamp> document_of(store::Snapshot& snapshot, std::string_view tenant,
                                      const memory::PolicyStampRef& id) {
  WRIT_TRY(auto found, find_document_stamp(snapshot, tenant, id.text()));
  if (!found) return not_what_was_written("a stamp that it followed is missing");
  return *std::move(found);
}

// Finds stamps that were followed, as they were until then. Those that one pack made are often
// looked for one after the other.
class Makers {
 public:
  Makers(store::Snapshot& snapshot, std::string_view tenant)
      : snapshot_(snapshot), tenant_(tenant) {}
  Makers(const Makers&) = delete;
  Makers& operator=(const Makers&) = delete;

  Result<stamp::SoundStamp> prior_of(const PackedRestamp& restamp) {
    WRIT_TRY(stamp::SoundStamp prior, find_prior(restamp));
    prior.share(shared_);
    return prior;
  }

 private:
  Result<stamp::SoundStamp> find_prior(const PackedRestamp& restamp) {
    if (!restamp.made_in) return document_of(snapshot_, tenant_, restamp.prior);
    if (!last_ || last_->id != *restamp.made_in) {
      WRIT_TRY(last_, must_find_pack(snapshot_, tenant_, *restamp.made_in));
      forms_.emplace(*last_);
    }
    const auto made = std::ranges::find(last_->restamps, restamp.prior, &PackedRestamp::successor);
    if (made == last_->restamps.end()) return not_what_was_written("another one made a stamp");
    WRIT_TRY(const stamp::SoundStamp root, document_of(snapshot_, tenant_, made->root));
    return successor_of(*last_, *made, *forms_, root);
  }

  store::Snapshot& snapshot_;
  std::string tenant_;
  stamp::SharedForms shared_;
  std::optional<RestampPack> last_;
  std::optional<Forms> forms_;  // its own
};

// What became of it.
Result<stamp::SoundStamp> ended_of(store::Snapshot& snapshot, const RestampPack& pack,
                                   const PackedRestamp& restamp) {
  Makers makers(snapshot, pack.tenant.text());
  WRIT_TRY(const stamp::SoundStamp prior, makers.prior_of(restamp));
  stamp::KeptStamp ended = prior.kept();
  const memory::PolicyStampRef* successor = restamp.successor ? &*restamp.successor : nullptr;
  if (const auto fault = stamp::end(ended.stamp, pack.recorded_at.at(), successor)) {
    return not_what_was_written(stamp::name_of(*fault));
  }
  return sound_stamp(ended);
}

// The packs of the tenant that may have ended a stamp: of each batch that was, one at most.
std::vector<std::string> packs_around(const Documented& state, std::string_view tenant,
                                      std::string_view id) {
  std::vector<std::string> packs;
  state.restamp_packs.each([&](const ChunkPacks& chunk) {
    if (chunk.tenant != tenant || id < chunk.packs.front().first) return;
    const auto pack = std::ranges::lower_bound(chunk.packs, id, {}, &PackSpan::last);
    if (pack != chunk.packs.end() && pack->first <= id) packs.push_back(pack->id);
  });
  return packs;
}

Result<void> take_in_one(MadePack& made, std::size_t place, Forms& forms, Documented& into) {
  const RestampPack& pack = made.pack;
  const PackedRestamp& restamp = pack.restamps[place];
  if (restamp.invalidation) return {};
  const std::string& tenant = pack.tenant.text();
  const LiveStamp* prior = into.stamps.find(tenant, restamp.prior.text());
  if (prior == nullptr) return not_what_was_written("it follows a stamp that is not active");
  const std::string made_in = restamp.made_in ? restamp.made_in->text() : std::string();
  if (prior->stamp.ceiling()->root_stamp != restamp.root || prior->made_in != made_in) {
    return not_what_was_written("it follows a stamp of another chain");
  }
  if (restamp.successor) {
    std::optional<stamp::SoundStamp>& successor = made.successors[place];
    if (!successor) {
      WRIT_TRY(successor, successor_of(pack, restamp, forms, prior->stamp));
    }
    successor->share(*into.forms);
    into.stamps.put(tenant, restamp.successor->text(), {*std::move(successor), pack.id.text()});
    successor.reset();
  }
  into.stamps.remove(tenant, restamp.prior.text());
  return {};
}

// As it was written, if that is known, and otherwise as it is stored.
Result<std::shared_ptr<MadePack>> made_pack(const store::DocumentRow& row, MadePacks* made) {
  if (made != nullptr) {
    const auto known = made->find(row.id);
    if (known != made->end()) return known->second;
  }
  WRIT_TRY(RestampPack pack, pack_of(row));
  const std::size_t size = pack.restamps.size();
  return std::make_shared<MadePack>(std::move(pack),
                                    std::vector<std::optional<stamp::SoundStamp>>(size));
}

// The canonical JSON of what the chunk's certificate vouches for.
Result<std::string> leaf_of(Makers& makers, store::Snapshot& snapshot, const RestampPack& pack,
                            const PackedRestamp& restamp, Forms& forms) {
  const std::string& tenant = pack.tenant.text();
  if (restamp.invalidation) {
    WRIT_TRY(const auto row,
             snapshot.find_document(invalidation_document, tenant, restamp.invalidation->text()));
    if (!row || !row->record) return not_what_was_written("an invalidation is missing");
    return *row->record;
  }
  WRIT_TRY(const stamp::SoundStamp prior, makers.prior_of(restamp));
  WRIT_TRY(stamp::Restamping * restamping, forms.restamping(restamp));
  std::optional<Instant> expires_at;
  if (restamp.expires_at) expires_at = restamp.expires_at->at();
  auto made = restamping->of(prior, expires_at);
  if (!made) return not_what_was_written(stamp::name_of(made.error()));
  return std::move(made->record);
}

}  // namespace

RestampPackId pack_id(const memory::MemoryFlowCertificateId& certificate, std::size_t part) {
  return RestampPackId(fmt::format("{}#{}", certificate.text(), part));
}

store::DocumentRow row_of(std::string_view tenant, const RestampPack& pack, Instant now) {
  return document_row(restamp_pack_document, tenant, pack.id.text(), &pack, now);
}

Result<void> take_in(const store::DocumentRow& row, MadePacks* made, Documented& into) {
  WRIT_TRY(const std::shared_ptr<MadePack> taken, made_pack(row, made));
  const RestampPack& pack = taken->pack;
  Forms forms(pack);
  for (std::size_t i = 0; i < pack.restamps.size(); ++i) {
    WRIT_CHECK(take_in_one(*taken, i, forms, into));
  }
  if (!std::ranges::is_sorted(pack.restamps, {}, &PackedRestamp::prior)) {
    return not_what_was_written("its stamps are in disorder");
  }
  const std::string some =
      pack_id(pack.certificate, static_cast<std::size_t>(pack.part.value) / packs_together).text();
  const ChunkPacks* before = into.restamp_packs.find(row.tenant, some);
  ChunkPacks packs = before != nullptr ? *before : ChunkPacks{.tenant = row.tenant};
  packs.packs.push_back(
      {row.id, pack.restamps.front().prior.text(), pack.restamps.back().prior.text()});
  into.restamp_packs.put(row.tenant, some, std::move(packs));
  return {};
}

// Canonical JSON has no white space: a member is found as it stands. None of its texts has braces:
// they are times and ids of Writ's own.
Result<std::optional<memory::LifecycleState>> packed_end(const Documented& state,
                                                         store::Snapshot& snapshot,
                                                         std::string_view tenant,
                                                         std::string_view id) {
  std::string prior = R"("prior_stamp_ref":)";
  canon::append_text(prior, id);
  for (const std::string& around : packs_around(state, tenant, id)) {
    WRIT_TRY(const auto row, snapshot.find_document(restamp_pack_document, tenant, around));
    if (!row || !row->record) return not_what_was_written("it is missing");
    const std::string_view text = *row->record;
    const std::size_t at = text.find(prior);
    if (at == std::string_view::npos) continue;
    const std::size_t begin = text.rfind('{', at);
    const std::string_view restamp = text.substr(begin, text.find('}', at) - begin);
    if (restamp.contains(R"("invalidation_ref":)")) continue;  // which its document says
    return std::optional(restamp.contains(R"("successor_stamp_ref":)")
                             ? memory::LifecycleState::superseded
                             : memory::LifecycleState::blocked);
  }
  return std::optional<memory::LifecycleState>();
}

Result<std::optional<stamp::SoundStamp>> find_packed(const Documented& state,
                                                     store::Snapshot& snapshot,
                                                     std::string_view tenant, std::string_view id) {
  for (const std::string& around : packs_around(state, tenant, id)) {
    WRIT_TRY(const auto pack, find_pack(snapshot, tenant, around));
    if (!pack) return not_what_was_written("it is missing");
    const auto restamp = std::ranges::find(pack->restamps, id, [](const PackedRestamp& r) {
      return std::string_view(r.prior.text());
    });
    if (restamp == pack->restamps.end() || restamp->invalidation) continue;
    WRIT_TRY(auto ended, ended_of(snapshot, *pack, *restamp));
    return std::optional(std::move(ended));
  }
  return std::optional<stamp::SoundStamp>();
}

Result<std::vector<std::string>> packed_ids(const Documented& state, store::Snapshot& snapshot,
                                            std::string_view tenant, std::string_view after,
                                            std::size_t limit) {
  std::vector<const PackSpan*> packs;
  state.restamp_packs.each([&](const ChunkPacks& chunk) {
    if (chunk.tenant != tenant) return;
    for (const PackSpan& pack : chunk.packs) {
      if (pack.last > after) packs.push_back(&pack);
    }
  });
  std::ranges::sort(packs, {}, &PackSpan::first);
  std::set<std::string, std::less<>> ids;
  for (const PackSpan* span : packs) {
    if (ids.size() == limit && (limit == 0 || span->first > *ids.rbegin())) break;
    WRIT_TRY(const auto pack, find_pack(snapshot, tenant, span->id));
    if (!pack) return not_what_was_written("it is missing");
    for (const PackedRestamp& restamp : pack->restamps) {
      if (!restamp.made_in || restamp.invalidation || restamp.prior.text() <= after) continue;
      ids.insert(restamp.prior.text());
      if (ids.size() > limit) ids.erase(std::prev(ids.end()));
    }
  }
  return std::vector<std::string>(ids.begin(), ids.end());
}

Result<std::vector<std::string>> leaves_of(store::Snapshot& snapshot, std::string_view tenant,
                                           const RestampChunkCertificate& certificate) {
  std::vector<std::string> leaves;
  tlog::Frontier tree;
  Makers makers(snapshot, tenant);
  for (std::size_t part = 0;; ++part) {
    WRIT_TRY(const auto pack, find_pack(snapshot, tenant, pack_id(certificate.id, part).text()));
    if (!pack) break;
    Forms forms(*pack);
    for (const PackedRestamp& restamp : pack->restamps) {
      WRIT_TRY(std::string leaf, leaf_of(makers, snapshot, *pack, restamp, forms));
      tree.add(tlog::leaf_hash(leaf));
      leaves.push_back(std::move(leaf));
    }
  }
  if (tree.root().hex() != certificate.root.text()) {
    return not_what_was_written("a certificate vouches for others");
  }
  return leaves;
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::PackedRestamp);
DEFINE_RECORD(writ::ops::RestampPack);
