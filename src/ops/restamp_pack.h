// What a chunk of a batch of restamps made, as it is kept: not a document for each stamp, but packs
// of a few dozen that say which stamp each followed and of which form it is. The stamp itself,
// and the restamp that the chunk's certificate vouches for, are made again of these: their ids, by
// content, prove that they are the same.
//
// A stamp that a pack made has no document of its own until something else becomes of it. One that
// a pack ended has the document that it had before, if any: the pack is what says that it ended.
// A batch goes through stamps in the order of their ids, so that a pack has those of an interval:
// by that it is found.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "govern/quota.h"
#include "ops/chunk_certificate.h"
#include "ops/live_stamp.h"
#include "policy/bundle.h"
#include "stamp/form.h"
#include "store/store.h"

namespace writ::ops {

struct Documented;

inline constexpr std::string_view restamp_pack_document = "policy_stamp_restamp_pack";

// How many stamps a pack has at most: it is read whole to look for one of them.
inline constexpr std::size_t largest_pack = 64;
// A pack is full, too, once its forms are as large, in bytes of JSON: what is stored must be read.
inline constexpr std::size_t largest_forms = std::size_t{1} << 20;

using RestampPackId = canon::Id<struct RestampPackTag>;

struct PackedRestamp {
  memory::PolicyStampRef prior;
  memory::PolicyStampRef root;
  std::optional<RestampPackId> made_in;
  std::optional<govern::Count> form;
  std::optional<memory::PolicyStampRef> successor;
  std::optional<canon::Timestamp> expires_at;
  std::optional<memory::PolicyStampInvalidationRef> invalidation;

  static constexpr auto record(auto&& f) {
    using P = PackedRestamp;
    using canon::field;
    return f(
        "PackedRestamp", "One stamp that was followed.",
        field<&P::prior>("prior_stamp_ref", "The stamp."),
        field<&P::root>("root_stamp_ref", "The first of its chain."),
        field<&P::made_in>("made_in", "The pack that made it; absent where it has a document."),
        field<&P::form>("form", "Which of the forms, from 0, is permitted now; absent: none is."),
        field<&P::successor>("successor_stamp_ref",
                             "What took its place; absent where that was blocked."),
        field<&P::expires_at>("expires_at", "When the successor runs out."),
        field<&P::invalidation>("invalidation_ref",
                                "Of a stamp of which nothing is permitted: its own document "
                                "says that it ended."));
  }
};

struct RestampPack {
  RestampPackId id;
  govern::Count part;
  canon::Timestamp recorded_at;
  policy::TenantId tenant;
  memory::MemoryFlowCertificateId certificate;
  std::vector<stamp::StampForm> forms;
  std::vector<PackedRestamp> restamps;

  static constexpr auto record(auto&& f) {
    using P = RestampPack;
    using canon::field;
    return f("RestampPack", "What a part of a chunk of restamps came to.",
             field<&P::id>("pack_id", "Names it, by the chunk's certificate and the part."),
             field<&P::part>("part", "Which part of the chunk, from 0."),
             field<&P::recorded_at>("recorded_at", "When the chunk was done."),
             field<&P::tenant>("tenant_id", "Whose stamps."),
             field<&P::certificate>("memory_flow_certificate_ref", "The chunk's certificate."),
             field<&P::forms>("forms", "What its stamps have in common."),
             field<&P::restamps>("restamps", "One after the other, by the stamps that ended."));
  }
};

// With its successors, in their order: none where a stamp was blocked or invalidated.
struct MadePack {
  RestampPack pack;
  std::vector<std::optional<stamp::SoundStamp>> successors;
};

RestampPackId pack_id(const memory::MemoryFlowCertificateId& certificate, std::size_t part);

store::DocumentRow row_of(std::string_view tenant, const RestampPack& pack, Instant now);

// Ends and makes in a state on its way what a stored pack says. `made` may be nullptr; what it has
// of the pack is moved from. Problem: store::fault::corrupt where it is not what a chunk would have
// written.
Result<void> take_in(const store::DocumentRow& row, MadePacks* made, Documented& into);

// Where a stamp stands that a pack ended, superseded or blocked; nothing where none did. Costs less
// than finding the stamp, and does not look whether the pack is sound.
Result<std::optional<memory::LifecycleState>> packed_end(const Documented& state,
                                                         store::Snapshot& snapshot,
                                                         std::string_view tenant,
                                                         std::string_view id);

// A stamp that a pack ended; nothing where none did.
Result<std::optional<stamp::SoundStamp>> find_packed(const Documented& state,
                                                     store::Snapshot& snapshot,
                                                     std::string_view tenant, std::string_view id);

// The ids of the tenant's stamps above `after` that packs made and ended, in order: at most
// `limit`. Reads every pack.
Result<std::vector<std::string>> packed_ids(const Documented& state, store::Snapshot& snapshot,
                                            std::string_view tenant, std::string_view after,
                                            std::size_t limit);

// What a chunk's certificate vouches for, made again: the canonical JSON of its restamps and
// invalidations, in the order of the leaves. Problem: store::fault::corrupt where the certificate's
// root does not come of them.
Result<std::vector<std::string>> leaves_of(store::Snapshot& snapshot, std::string_view tenant,
                                           const RestampChunkCertificate& certificate);

}  // namespace writ::ops
