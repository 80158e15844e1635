// Whether two records are equal in all that is not left out.
#pragma once

#include <string_view>
#include <type_traits>

#include "canon/record.h"

namespace writ::canon {

// Of any two of a record whose members have ==; `LeftOut` are members of it.
template <auto... LeftOut, class R>
bool equal_but_for(const R& a, const R& b) {
  return R::record([&]<auto... Members>(std::string_view, std::string_view, FieldSpec<Members>...) {
    const auto alike = [&]<auto Member>(FieldSpec<Member>) {
      constexpr bool is_left_out = (std::is_same_v<FieldSpec<Member>, FieldSpec<LeftOut>> || ...);
      return is_left_out || a.*Member == b.*Member;
    };
    return (alike(FieldSpec<Members>{}) && ...);
  });
}

}  // namespace writ::canon
