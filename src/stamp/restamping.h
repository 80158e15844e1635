// Restamping many stamps by one form, one after the other. Of those that compare alike, in a form
// of their own and under ceilings of the same items, the comparison is made and the record is
// written once.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "canon/stencil.h"
#include "stamp/check.h"
#include "stamp/restamp.h"

namespace writ::stamp {

// For one thread at a time; several may share the form.
class Restamping {
 public:
  // `form` is what is permitted at `now`.
  Restamping(std::shared_ptr<const SoundForm> form, Instant now,
             memory::MemoryFlowCertificateId certificate);

  // What restamp() makes of a stamp with the form's grants for its memory.
  struct Made {
    RestampDisposition disposition = RestampDisposition::block;
    std::string record;                   // the PolicyStampRestamp, as canonical JSON
    std::optional<SoundStamp> successor;  // none where it was blocked
  };

  // Faults: restamp()'s, and another_context where the form's questions are not the stamp's.
  std::expected<Made, StampFault> of(const SoundStamp& prior, std::optional<Instant> expires_at);

 private:
  // The record, but for what it names of a single stamp: to be named by, and in whole.
  template <class R>
  struct Written {
    explicit Written(const R& first);
    std::string text(const SoundStamp& prior, const std::optional<SoundStamp>& successor) const;

    canon::Stencil<R> content;
    canon::Stencil<R> whole;
  };
  struct Alike {
    std::shared_ptr<const SoundForm> prior;
    std::vector<PolicyCeilingItem> ceiling;
    std::vector<memory::ReasonCodeId> reason_codes;
    std::variant<Written<PolicyStampRestampKeep>, Written<PolicyStampRestampDowngrade>,
                 Written<PolicyStampRestampBlock>>
        written;
    RestampDisposition disposition;
  };

  const Alike* find_alike(const SoundStamp& prior) const;
  bool asks_as(const SoundStamp& prior) const;
  std::vector<PolicyAxisCeilingComparison> compared(const SoundStamp& prior) const;
  const Alike& remember(const SoundStamp& prior,
                        std::vector<PolicyAxisCeilingComparison> comparisons, const Made& made);

  std::shared_ptr<const SoundForm> form_;
  RestampTerms terms_;
  std::vector<Alike> alike_;
};

}  // namespace writ::stamp
