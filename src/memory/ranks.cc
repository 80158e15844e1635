#include "memory/ranks.h"

#include <algorithm>
#include <array>

#include "memory/capability.h"

namespace writ::memory {
namespace {

constexpr auto content_fidelity = std::to_array<Rank>(
    {{"none", 0}, {"safe_label", 1}, {"reference_only", 2}, {"redacted", 3}, {"full", 4}});
constexpr auto locality =
    std::to_array<Rank>({{"blocked", 0}, {"local_only", 1}, {"approved_external", 2}});
constexpr auto learning_scope = std::to_array<Rank>({{"none", 0},
                                                     {"audit_only", 1},
                                                     {"same_scope_only", 2},
                                                     {"same_firewall_only", 3},
                                                     {"partitioned", 4},
                                                     {"global_allowed", 5}});
constexpr auto mutation_authority = std::to_array<Rank>(
    {{"none", 0}, {"candidate_only", 1}, {"durable_requires_review", 2}, {"durable_allowed", 3}});
constexpr auto disclosure_class = std::to_array<Rank>({{"not_disclosable", 0},
                                                       {"existence_only", 1},
                                                       {"generic_safe_label_only", 2},
                                                       {"redacted_summary", 3},
                                                       {"full", 4}});
constexpr auto count_mode = std::to_array<Rank>({{"none", 0}, {"bucketed", 1}, {"exact", 2}});
constexpr auto summary_fidelity = std::to_array<Rank>(
    {{"none", 0}, {"generic_reason_only", 1}, {"redacted_reason", 2}, {"full_reason", 3}});

constexpr auto axes = std::to_array<AxisRanks>({{"content_fidelity", content_fidelity},
                                                {"locality", locality},
                                                {"learning_scope", learning_scope},
                                                {"mutation_authority", mutation_authority},
                                                {"disclosure_class", disclosure_class},
                                                {"count_disclosure_mode", count_mode},
                                                {"max_summary_fidelity", summary_fidelity}});

// Names in the order of their enumeration, ranks from 0 on, and a bit more for each.
template <class Chain, class Level>
constexpr bool agree(std::span<const Rank> ranks, Level) {
  const auto names = wire_names(Level{});
  if (names.size() != ranks.size() || Chain::levels != ranks.size()) return false;
  for (unsigned rank = 0; rank < ranks.size(); ++rank) {
    const auto level = static_cast<Level>(rank);
    if (ranks[rank].rank != rank || ranks[rank].level != names[rank]) return false;
    if (Chain::decode(Chain::encode(level)) != level) return false;
    if (rank > 0) {
      const auto below = Chain::encode(static_cast<Level>(rank - 1));
      if ((below & ~Chain::encode(level)) != 0 || below == Chain::encode(level)) return false;
    }
  }
  return Chain::encode(static_cast<Level>(ranks.size() - 1)) == Chain::mask;
}
static_assert(agree<coding::Content>(content_fidelity, ContentFidelity{}));
static_assert(agree<coding::Local>(locality, Locality{}));
static_assert(agree<coding::Learning>(learning_scope, LearningScope{}));
static_assert(agree<coding::Mutation>(mutation_authority, MutationAuthority{}));
static_assert(agree<coding::Class>(disclosure_class, DisclosureClass{}));
static_assert(agree<coding::Count>(count_mode, CountDisclosure{}));
static_assert(agree<coding::Summary>(summary_fidelity, SummaryFidelity{}));

}  // namespace

std::span<const AxisRanks> axis_ranks() { return axes; }

}  // namespace writ::memory
