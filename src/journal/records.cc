#include "canon/record_define.h"
#include "journal/entry.h"

DEFINE_RECORD(writ::journal::EntryItem);
DEFINE_RECORD(writ::journal::Entry);
DEFINE_RECORD(writ::journal::ShadowDecision);
