// A question that everything waits for cannot be put off.
#include "govern/disambiguation.h"

writ::govern::BlockingDisambiguationRequest asked() {
  writ::govern::BlockingDisambiguationRequest request;
  request.fallback = writ::govern::Fallback::block;
#ifdef WRIT_WRONG
  request.fallback = writ::govern::OpenFallback::defer;
#endif
  return request;
}
