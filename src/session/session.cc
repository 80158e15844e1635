#include "session/session.h"

namespace writ::session {

bool RequiredMember::set(std::string_view text) {
  if (text.empty()) return false;
  std::string path;
  if (text.front() == '/') {
    path = text;
  } else {
    canon::append_pointer(path, text);
  }
  std::optional<canon::Pointer> parsed = canon::Pointer::parse(path);
  if (!parsed) return false;
  text_ = text;
  pointer_ = *std::move(parsed);
  return true;
}

std::string_view Session::principal_id() const {
  const canon::Value* id = principal.value().find("id");
  return id != nullptr && id->is(canon::Value::Kind::text) ? id->text() : std::string_view();
}

}  // namespace writ::session
