#include "store/text.h"

#include "base/utf8.h"
#include "store/store.h"

namespace writ::store {

Result<void> check_text(std::string_view text) {
  if (!text.contains('\0') && valid_utf8_prefix(text) == text.size()) return {};
  return Problem{fault::bad_text,
                 "a text for the store must be UTF-8 without NUL: change what it is made of"};
}

}  // namespace writ::store
