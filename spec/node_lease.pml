/* The lease of a node that shares a store (src/ops/node_lease.h), in Promela, for spin.
 *
 * Two nodes. One changes what is in the store and acknowledges it; the other renews its lease,
 * answers, and changes something now and then as well. All nodes do all of this, and no two of them
 * have more to do with one another. The threads of either may be held up between any two steps for
 * as long as may be, since the clock ticks when it likes; any message to the store or back may be
 * lost. What must hold: an operation that begins after a change was acknowledged does not answer
 * from before the change.
 *
 * Time is in ticks. Clocks are exact here: what the margin is for is no part of this model. Nor are
 * processes that take over a node's name, which the simulation in node_lease_test.cc has.
 *
 * FAULT is 0; tests set it to plant a mistake, which spin must find:
 *   1  a lease counts from when the store's answer comes
 *   2  a lease counts whether or not the node knows the revision that it heard of
 *   3  a node is ended although it has beaten since it was looked at
 *   4  a change is acknowledged a tick early
 *   5  what is known is looked at before the lease is
 *   6  a node that was ended renews its lease without enrolling again
 */
#ifndef FAULT
#define FAULT 0
#endif

#define LEASE 2
#define HORIZON 5
#define CHANGES 2

byte now;
byte acknowledged;

/* The store, with the row of the node that answers. */
byte revision;
byte row_revision;
bool row_live;
bool row_beaten; /* since the other node looked */

/* What the node that answers has in memory. */
byte known;
byte ends;

inline raise(variable, value) {
  if
  :: value > variable -> variable = value
  :: else
  fi
}

active proctype Clock() {
  do
  :: now < HORIZON -> now++
  :: else -> break
  od
}

active proctype Changes() {
  byte mine, looked_at;
  bool late;
  do
  :: atomic {
       revision < CHANGES && now < HORIZON -> revision++; mine = revision
     };
     atomic {
       late = row_live && row_revision < mine;
       row_beaten = false
     };
     looked_at = now;
     do
     :: !late -> break
     :: atomic { late -> late = row_live && row_revision < mine }
     :: late && now + (FAULT == 4) >= looked_at + LEASE ->
        atomic {
          if
          :: !row_beaten || FAULT == 3 -> row_live = false
          :: else
          fi
        };
        break
     :: late && now == HORIZON -> goto done
     od;
     atomic {
       raise(acknowledged, mine);
       mine = 0; looked_at = 0; late = false
     }
  :: revision == CHANGES || now == HORIZON -> break
  od;
done:
  skip
}

active proctype Renews() {
  byte asked_at, heard, taken;
  bool live;
  do
  :: now < HORIZON ->
     asked_at = now;
     if
     :: goto lost
     :: atomic {
          live = row_live || FAULT == 6;
          row_beaten = true;
          if
          :: live -> row_revision = known; heard = revision
          :: else -> row_live = true; row_revision = 0
          fi
        }
     fi;
     if
     :: live
     :: goto lost
     fi;
     if
     :: FAULT == 1 -> asked_at = now
     :: else
     fi;
     if
     :: heard > known && FAULT != 2 -> taken = revision; atomic { raise(known, taken) }
     :: else
     fi;
     atomic { raise(ends, asked_at + LEASE) };
lost:
     atomic { asked_at = 0; heard = 0; taken = 0; live = false }
  :: now == HORIZON -> break
  od
}

/* A change of the node that answers: what it commits it knows. */
active proctype ChangesToo() {
  do
  :: atomic { revision < CHANGES && now < HORIZON -> revision++; known = revision }
  :: revision == CHANGES || now == HORIZON -> break
  od
}

active proctype Answers() {
  byte at_begin, from;
  do
  :: now < HORIZON ->
     at_begin = acknowledged;
     if
     :: FAULT == 5 -> from = known
     :: else
     fi;
     if
     :: now < ends ->
        if
        :: FAULT == 5
        :: else -> from = known
        fi;
        assert(from >= at_begin)
     :: else /* refused */
     fi;
     atomic { at_begin = 0; from = 0 }
  :: now == HORIZON -> break
  od
}
