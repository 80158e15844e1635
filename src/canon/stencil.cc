#include "canon/stencil.h"

#include <algorithm>

#include "canon/canonical.h"

namespace writ::canon {
namespace {

bool has(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

void append_name(std::string& out, std::string_view name) {
  append_text(out, name);
  out += ':';
}

}  // namespace

AnyStencil::AnyStencil(const Type& type, const void* record, std::span<const std::string_view> open,
                       std::span<const std::string_view> left_out) {
  for (const Field& field : type.fields) {
    if (has(left_out, field.name)) continue;
    const bool is_open = has(open, field.name);
    const void* value = is_open ? nullptr : field.get(record);
    if (!is_open && value == nullptr) continue;
    if (is_open || pieces_.empty() || pieces_.back().open != nullptr) {
      pieces_.push_back({.text = {}, .open = is_open ? &field : nullptr});
    } else {
      pieces_.back().text += ',';
    }
    append_name(pieces_.back().text, field.name);
    if (!is_open) append_record(pieces_.back().text, field.type(), value);
  }
}

void AnyStencil::append(std::string& out, const void* record) const {
  char separator = '{';
  for (const Piece& piece : pieces_) {
    const void* value = piece.open != nullptr ? piece.open->get(record) : nullptr;
    if (piece.open != nullptr && value == nullptr) continue;
    out += separator;
    separator = ',';
    out += piece.text;
    if (value != nullptr) append_record(out, piece.open->type(), value);
  }
  out += separator == '{' ? "{}" : "}";
}

}  // namespace writ::canon
