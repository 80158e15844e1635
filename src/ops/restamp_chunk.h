// One chunk of a batch of restamps. The stamps are asked about and stamped anew outside of the
// store's lock, and what came of them is written in one transaction with how far the batch has
// come: where the state moved in between, or somebody else did the same chunk, nothing of it is.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ops/chunk_certificate.h"
#include "ops/restamp_answers.h"
#include "ops/restamp_batch.h"
#include "ops/restamp_pack.h"
#include "stamp/restamping.h"
#include "tlog/merkle.h"

namespace writ::ops {

class RestampChunk {
 public:
  // `walk` stands behind the batch's last stamp; it and `forms` outlive this.
  RestampChunk(Engine& engine, const Call& call, std::string_view tenant, RestampBatch batch,
               StampWalk& walk, stamp::SharedForms& forms)
      : engine_(engine), call_(call), tenant_(tenant), batch_(std::move(batch)), walk_(walk),
        answers_(engine, call, tenant, forms) {}

  // The steps of it, one after the other.
  //
  // Asks about the batch's next stamps anew: as many as a chunk may have, or its time lets be done.
  Result<void> ask();

  // Stamps them anew.
  Result<void> make();

  // The batch once this is written, but for the tally: it may be what the next chunk begins with.
  RestampBatch expected() const;

  // How the batch stands now that the chunk before is written, where this was begun earlier.
  void stand_at(RestampBatch batch) { batch_ = std::move(batch); }

  // Writes what came of them. Answers the batch as it stands then; nothing where the state has
  // moved since they were asked about.
  Result<std::optional<RestampBatch>> write();

  // Whether it was this that did the chunk, and not somebody else.
  bool is_done() const { return is_done_; }

 private:
  // One stamp that was looked at, and what came of it.
  struct Looked {
    const LiveStamp* prior = nullptr;  // of state_
    std::optional<RestampAnswers::Answer> answer;

    // What is written: a restamp or an invalidation where there is a leaf, and otherwise nothing
    // but `rows`.
    PackedRestamp packed;
    std::optional<stamp::RestampDisposition> disposition;
    std::optional<tlog::Hash> leaf;
    std::optional<stamp::SoundStamp> successor;
    std::vector<store::DocumentRow> rows;
  };

  Result<void> ask_some();
  Result<bool> ask_next(StaleStamps& stamps);
  void name_certificate();
  // Of the forms that one thread restamps by.
  using Restampings = std::map<const stamp::SoundForm*, stamp::Restamping>;
  Result<void> make_some(std::span<Looked> some) const;
  Result<void> make_one(Looked& looked, Restampings& by) const;
  void restamp(Looked& looked, Restampings& by) const;
  Result<void> invalidate(Looked& looked) const;

  Result<Engine::Entered> write_in(store::Transaction& transaction, const State& state);
  void add(Looked& looked);
  void pack(Looked& looked);
  void end_pack();
  Result<void> certify(const State& state);

  Engine& engine_;
  const Call& call_;
  std::string tenant_;
  RestampBatch batch_;
  StampWalk& walk_;
  RestampAnswers answers_;
  std::shared_ptr<const State> state_;  // that was asked under
  std::vector<Looked> looked_;
  bool is_last_ = false;
  std::string key_id_;  // that signs the certificate; none where there was nothing to ask about

  // Of what is written.
  SignedChunkCertificate certificate_;
  RestampTally tally_;
  tlog::Frontier tree_;
  std::vector<store::DocumentRow> rows_;
  MadePack pack_;                               // that is being filled
  std::vector<const stamp::SoundForm*> forms_;  // its forms, in their order
  std::size_t forms_size_ = 0;                  // of their JSON
  MadePacks made_;                              // those that are full
  std::optional<RestampBatch> stands_;
  bool is_done_ = false;
};

}  // namespace writ::ops
