// Canonical JSON of many records that differ in a few members alone: what they have in common is
// written once.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "canon/record.h"

namespace writ::canon {

// Of any type; Stencil is it of one. Immutable: threads may share it.
class AnyStencil {
 public:
  AnyStencil(const Type& type, const void* record, std::span<const std::string_view> open,
             std::span<const std::string_view> left_out);

  void append(std::string& out, const void* record) const;

 private:
  // Some members that all have in common, as text without the sign before it; or the name of an
  // open one.
  struct Piece {
    std::string text;
    const Field* open = nullptr;
  };
  std::vector<Piece> pieces_;
};

template <class R>
class Stencil {
 public:
  // Of all records that are as this one but for the members `open`.
  Stencil(const R& record, std::initializer_list<std::string_view> open,
          std::span<const std::string_view> left_out = {})
      : any_(record_type<R>(), &record, {open.begin(), open.size()}, left_out) {}

  // As encode_without() writes the one that has the open members of `record`, of which nothing else
  // is looked at.
  std::string encode(const R& record) const {
    std::string out;
    out.reserve(4096);
    any_.append(out, &record);
    return out;
  }

 private:
  AnyStencil any_;
};

}  // namespace writ::canon
