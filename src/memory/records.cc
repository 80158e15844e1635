#include "canon/record_define.h"
#include "memory/disclosure.h"

DEFINE_RECORD(writ::memory::DisclosurePermissionVector);
