#include "canon/record_define.h"
#include "session/budget.h"
#include "session/rollout.h"
#include "session/session.h"

DEFINE_RECORD(writ::session::Budget);
DEFINE_RECORD(writ::session::Session);
DEFINE_RECORD(writ::session::Rollout);
DEFINE_RECORD(writ::session::Used);
