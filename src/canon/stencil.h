// Canonical JSON of many records that differ in a few members alone: what they have in common is
// written once.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
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

// The name of a member of R on the wire; empty where its record() does not list it.
template <class R, auto Member>
consteval std::string_view member_name() {
  std::string_view found;
  const auto look = [&]<class Spec>(const Spec& spec) {
    if constexpr (std::is_same_v<Spec, FieldSpec<Member>>) found = spec.name;
  };
  R::record([&](std::string_view, std::string_view, const auto&... specs) { (look(specs), ...); });
  return found;
}

template <class R>
class Stencil {
 public:
  // Of all records that are as this one but for the members `Open`.
  template <auto... Open>
  static Stencil of(const R& record, std::span<const std::string_view> left_out = {}) {
    static_assert((!member_name<R, Open>().empty() && ...));
    static constexpr std::array open{member_name<R, Open>()...};
    return Stencil(AnyStencil(record_type<R>(), &record, open, left_out));
  }

  // As encode_without() writes the one that has the open members of `record`, of which nothing else
  // is looked at.
  std::string encode(const R& record) const {
    std::string out;
    out.reserve(4096);
    any_.append(out, &record);
    return out;
  }

 private:
  explicit Stencil(AnyStencil any) : any_(std::move(any)) {}

  AnyStencil any_;
};

}  // namespace writ::canon
