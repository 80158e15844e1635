// Leases of nodes that share a store, by a clock that the test moves: what each may answer from,
// and when a change may be acknowledged.
#include "ops/node_lease.h"

#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/store.h"

namespace writ::ops {
namespace {

using std::chrono::milliseconds;
using TimePoint = BootClock::time_point;

// What the nodes share. While a call is on its way, the world may go on.
class SharedRows final : public store::Nodes {
 public:
  Result<milliseconds> enrol_node(const store::NodeRow& row) override {
    WRIT_CHECK(on_the_way());
    store::NodeRow& kept = rows_[row.name];
    if (kept.started_at > row.started_at) return Problem{store::fault::exists, "started later"};
    const bool takes_over = kept.live && kept.started_at < row.started_at;
    const milliseconds held = takes_over ? kept.lease : milliseconds(0);
    kept = row;
    kept.revision = 0;
    kept.lease = std::max(row.lease, held);
    kept.live = true;
    WRIT_CHECK(on_the_way());
    return held;
  }
  Result<std::optional<std::int64_t>> beat(const store::NodeRow& row) override {
    WRIT_CHECK(on_the_way());
    store::NodeRow& kept = rows_[row.name];
    if (!kept.live || kept.started_at != row.started_at) return std::optional<std::int64_t>();
    kept.revision = row.revision;
    kept.beat = row.beat;
    kept.lease = row.lease;
    const std::int64_t seen = revision;
    WRIT_CHECK(on_the_way());
    return std::optional(seen);
  }
  Result<void> end_node(const store::NodeRow& row) override {
    WRIT_CHECK(on_the_way());
    store::NodeRow& kept = rows_[row.name];
    if (kept.started_at == row.started_at && kept.beat == row.beat) kept.live = false;
    return on_the_way();
  }
  Result<std::vector<store::NodeRow>> list_nodes() override {
    WRIT_CHECK(on_the_way());
    std::vector<store::NodeRow> rows;
    for (const auto& [name, row] : rows_) rows.push_back(row);
    WRIT_CHECK(on_the_way());
    return rows;
  }

  bool is_live(const std::string& name) { return rows_[name].live; }

  std::int64_t revision = 0;
  std::function<Result<void>()> meanwhile;  // a problem: the message is lost

 private:
  Result<void> on_the_way() { return meanwhile ? meanwhile() : Result<void>(); }

  std::map<std::string, store::NodeRow> rows_;
};

struct World {
  TimePoint now{std::chrono::hours(1)};
  SharedRows rows;
};

class Node final : NodeLease::Holder {
 public:
  Node(World& world, std::string name, milliseconds length = NodeLease::standard_length,
       std::int64_t started_at = 1, std::function<void()> while_pausing = {})
      : world_(world), name_(std::move(name)), started_at_(started_at),
        lease(world.rows, *this, length,
              {[&world] { return world.now; },
               [&world, while_pausing = std::move(while_pausing)](milliseconds pause) {
                 world.now += pause;
                 if (while_pausing) while_pausing();
               }}) {}

  bool may_answer() const { return bool(lease.check()); }
  std::int64_t known() const { return known_; }

  // Commits a change, which it knows of at once.
  std::int64_t commit() { return known_ = ++world_.rows.revision; }

  bool reads_nothing = false;  // what it takes in does not read

 private:
  Result<void> take_in() override {
    if (reads_nothing) return Problem{store::fault::corrupt, "damaged"};
    known_ = world_.rows.revision;
    return {};
  }
  store::NodeRow row() const override {
    return {.name = name_, .started_at = {started_at_}, .program = "1", .revision = known_};
  }

  World& world_;
  const std::string name_;
  const std::int64_t started_at_;
  std::int64_t known_ = 0;

 public:
  NodeLease lease;  // after what it describes
};

constexpr milliseconds one(1);
constexpr milliseconds length = NodeLease::standard_length;

std::string reason(const Node& node) {
  const Result<void> checked = node.lease.check();
  return checked ? std::string() : checked.error().message;
}

TEST(NodeLease, NobodyAnswersBeforeTheFirst) {
  World world;
  Node node(world, "a");
  EXPECT_FALSE(node.may_answer());
  EXPECT_TRUE(node.lease.is_due());
  ASSERT_TRUE(node.lease.renew());
  EXPECT_TRUE(node.may_answer());
  EXPECT_FALSE(node.lease.is_due());
  EXPECT_EQ(node.lease.remaining(), length);
}

TEST(NodeLease, EndsItsLengthAfterItWasAskedFor) {
  World world;
  Node node(world, "a");
  ASSERT_TRUE(node.lease.renew());
  world.rows.meanwhile = [&]() -> Result<void> {
    world.now += milliseconds(100);
    return {};
  };
  const TimePoint asked_at = world.now;
  ASSERT_TRUE(node.lease.renew());
  world.now = asked_at + length - one;
  EXPECT_TRUE(node.may_answer());
  world.now += one;
  EXPECT_FALSE(node.may_answer());
  EXPECT_EQ(node.lease.check().error().code.name, fault::lease_ended.name);
  EXPECT_EQ(node.lease.remaining().count(), 0);
}

TEST(NodeLease, IsDueWhenAPartIsUsedUpOrThereIsMoreToSay) {
  World world;
  Node node(world, "a");
  ASSERT_TRUE(node.lease.renew());
  world.now += length / 4;
  EXPECT_TRUE(node.lease.is_due());
  ASSERT_TRUE(node.lease.renew());
  node.commit();
  EXPECT_TRUE(node.lease.is_due());
}

TEST(NodeLease, CountsOnlyOfWhatIsKnown) {
  World world;
  Node node(world, "a");
  ++world.rows.revision;
  node.reads_nothing = true;
  EXPECT_FALSE(node.lease.renew());
  EXPECT_FALSE(node.may_answer());
  EXPECT_THAT(reason(node), testing::HasSubstr("damaged"));
  node.reads_nothing = false;
  ASSERT_TRUE(node.lease.renew());
  EXPECT_EQ(node.known(), 1);
  EXPECT_TRUE(node.may_answer());
}

TEST(NodeLease, SaysWhyThereIsNone) {
  World world;
  Node node(world, "a");
  ASSERT_TRUE(node.lease.renew());
  world.rows.meanwhile = [] { return Problem{store::fault::unreachable, "no way there"}; };
  EXPECT_FALSE(node.lease.renew());
  EXPECT_TRUE(node.may_answer()) << "for as long as it was given";
  world.now += length;
  EXPECT_THAT(reason(node), testing::HasSubstr("no way there"));
}

TEST(Acknowledgement, WaitsForNobodyWhereThereIsNobody) {
  World world;
  Node a(world, "a");
  ASSERT_TRUE(a.lease.renew());
  const TimePoint before = world.now;
  a.lease.await_others(a.commit());
  EXPECT_EQ(world.now, before);
}

TEST(Acknowledgement, WaitsUntilTheOthersKnow) {
  World world;
  Node* other = nullptr;
  TimePoint heard_at{};
  Node a(world, "a", length, 1, [&] {
    if (world.now < heard_at || !other->lease.is_due()) return;
    EXPECT_TRUE(other->lease.renew());
  });
  Node b(world, "b");
  other = &b;
  ASSERT_TRUE(a.lease.renew());
  ASSERT_TRUE(b.lease.renew());
  const TimePoint before = world.now;
  heard_at = before + milliseconds(40);
  world.now += length / 4;  // so that it is due
  a.lease.await_others(a.commit());
  EXPECT_EQ(b.known(), a.known());
  EXPECT_LT(world.now - before, length);
  EXPECT_TRUE(world.rows.is_live("b"));
}

TEST(Acknowledgement, WaitsForTheLeaseOfOneThatIsNotHeardOfAndThenNoMore) {
  World world;
  Node a(world, "a");
  Node b(world, "b", milliseconds(2000));
  ASSERT_TRUE(a.lease.renew());
  ASSERT_TRUE(b.lease.renew());
  TimePoint before = world.now;
  a.lease.await_others(a.commit());
  EXPECT_GE(world.now - before, milliseconds(2000));
  EXPECT_LT(world.now - before, milliseconds(2050));
  EXPECT_FALSE(b.may_answer());
  EXPECT_FALSE(world.rows.is_live("b"));
  before = world.now;
  a.lease.await_others(a.commit());
  EXPECT_EQ(world.now, before);
  ASSERT_TRUE(b.lease.renew());  // it was only held up
  EXPECT_TRUE(b.may_answer());
  EXPECT_EQ(b.known(), a.known());
}

TEST(Acknowledgement, WaitsForNobodyWhoHasSaidGoodbye) {
  World world;
  Node a(world, "a");
  Node b(world, "b");
  ASSERT_TRUE(a.lease.renew());
  ASSERT_TRUE(b.lease.renew());
  b.lease.end();
  EXPECT_FALSE(b.may_answer());
  const TimePoint before = world.now;
  a.lease.await_others(a.commit());
  EXPECT_EQ(world.now, before);
}

TEST(Acknowledgement, WaitsForTheLongestLeaseWhereTheStoreSaysNothing) {
  World world;
  Node a(world, "a");
  ASSERT_TRUE(a.lease.renew());
  const std::int64_t revision = a.commit();
  world.rows.meanwhile = [] { return Problem{store::fault::unreachable, "no way there"}; };
  const TimePoint before = world.now;
  a.lease.await_others(revision);
  EXPECT_GE(world.now - before, NodeLease::longest);
}

TEST(Acknowledgement, WaitsForAnEarlierProcessOfTheSameName) {
  World world;
  Node a(world, "a");
  Node earlier(world, "b", length, 1);
  Node later(world, "b", length, 2);
  ASSERT_TRUE(a.lease.renew());
  ASSERT_TRUE(earlier.lease.renew());
  world.now += one;
  ASSERT_TRUE(later.lease.renew());
  const std::int64_t revision = a.commit();
  ASSERT_TRUE(later.lease.renew());
  EXPECT_TRUE(earlier.may_answer());
  EXPECT_EQ(later.known(), revision);
  a.lease.await_others(revision);
  EXPECT_FALSE(earlier.may_answer()) << "nobody had heard of it any more";
}

// Nodes that are held up, end and come back, with messages that are late or lost, in every order
// that chance gives: no operation begun after an acknowledgement answers from before the change.
class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {
    world_.rows.meanwhile = [this] { return go_on(); };
    for (int i = 0; i < 3; ++i) add(i);
  }

  void run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) step();
  }

  std::int64_t acknowledged = 0;
  int answers = 0;
  int changes = 0;

 private:
  struct Slot {
    std::unique_ptr<Node> node;
    std::vector<std::unique_ptr<Node>> orphans;  // processes that nobody ended
    TimePoint held_until{};
    bool busy = false;
  };

  bool one_in(unsigned n) { return random_() % n == 0; }
  milliseconds up_to(int most) { return milliseconds(random_() % static_cast<unsigned>(most)); }

  void add(int i) {
    Slot& slot = slots_[static_cast<std::size_t>(i)];
    const milliseconds lengths[] = {milliseconds(50), milliseconds(100), milliseconds(400)};
    slot.node = std::make_unique<Node>(world_, std::string(1, static_cast<char>('a' + i)),
                                       lengths[random_() % 3], ++started_, [this] { meanwhile(); });
  }

  // Time passes while a message is on its way, others act, and some messages are lost.
  Result<void> go_on() {
    world_.now += up_to(one_in(20) ? 300 : 5);
    meanwhile();
    if (one_in(15)) return Problem{store::fault::unreachable, "lost"};
    return {};
  }

  void meanwhile() {
    look_at_all();
    if (depth_ >= 3) return;
    ++depth_;
    if (one_in(2)) step();
    --depth_;
  }

  void look_at_all() {
    for (const Slot& slot : slots_) {
      look_at(*slot.node);
      for (const auto& orphan : slot.orphans) look_at(*orphan);
    }
  }
  void look_at(const Node& node) {
    if (!node.may_answer()) return;
    ++answers;
    EXPECT_GE(node.known(), acknowledged);
  }

  void step() {
    world_.now += up_to(4);
    Slot& slot = slots_[random_() % slots_.size()];
    if (slot.busy || world_.now < slot.held_until) return;
    slot.busy = true;
    act(slot);
    slot.busy = false;
    look_at_all();
  }

  void act(Slot& slot) {
    if (one_in(40)) {
      slot.held_until = world_.now + up_to(1000);
    } else if (one_in(60)) {
      restart(slot);
    } else if (one_in(10)) {
      change(slot);
    } else if (slot.node->lease.is_due() || one_in(4)) {
      (void)slot.node->lease.renew();
    }
  }

  // Another process takes the name; the one before goes on answering for as long as it may.
  void restart(Slot& slot) {
    if (one_in(3)) slot.node->lease.end();
    slot.orphans.push_back(std::move(slot.node));
    add(static_cast<int>(&slot - slots_.data()));
  }

  void change(Slot& slot) {
    Node& node = *slot.node;
    const std::int64_t revision = node.commit();
    node.lease.await_others(revision);
    acknowledged = std::max(acknowledged, revision);
    ++changes;
  }

  std::mt19937 random_;
  World world_;
  std::array<Slot, 3> slots_;
  std::int64_t started_ = 0;
  int depth_ = 0;
};

TEST(Acknowledgement, NobodyAnswersFromBeforeAnAcknowledgedChange) {
  int answers = 0;
  int changes = 0;
  for (unsigned seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Chance chance(seed);
    chance.run(400);
    answers += chance.answers;
    changes += chance.changes;
    if (HasFailure()) return;
  }
  EXPECT_GT(answers, 10'000) << "who is always refused is never wrong";
  EXPECT_GT(changes, 1'000);
}

}  // namespace
}  // namespace writ::ops
