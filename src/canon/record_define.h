// Makes the type tables of records. Only a .cc with a DEFINE_RECORD includes it: everybody else
// sees the declarations of canon/record.h, which keeps builds short.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "canon/record.h"
#include "canon/shared.h"
#include "canon/types.h"

namespace writ::canon::define {

template <class T>
concept Record = requires { T::record([](auto&&...) {}); };

template <class T>
concept TextType = requires(T value, const T constant, std::string_view text) {
  { value.set(text) } -> std::same_as<bool>;
  { constant.text() } -> std::convertible_to<std::string_view>;
};

template <class T>
concept Vocabulary = std::is_enum_v<T> && requires(T value) { wire_names(value); };

template <class T>
struct Describe;

template <class T>
const Type& type_of() {
  if constexpr (Record<T>) {
    return record_type<T>();
  } else {
    static constexpr Type type = Describe<T>::type;
    return type;
  }
}

template <>
struct Describe<bool> {
  static constexpr Type type{.shape = Shape::boolean,
                             .boolean = [](void* value) { return static_cast<bool*>(value); }};
};

template <bool Only>
struct Describe<OnlyBoolean<Only>> {
  static constexpr std::array<std::string_view, 1> name{Only ? "true" : "false"};
  static constexpr Type type{
      .shape = Shape::boolean,
      .boolean = [](void* value) { return &static_cast<OnlyBoolean<Only>*>(value)->value; },
      .vocabulary = name};
};

template <>
struct Describe<double> {
  static constexpr Type type{
      .shape = Shape::number,
      .minimum = std::numeric_limits<double>::lowest(),
      .maximum = std::numeric_limits<double>::max(),
      .set_number = [](void* value, double number) { *static_cast<double*>(value) = number; },
      .number = [](const void* value) { return *static_cast<const double*>(value); }};
};

template <std::int64_t Minimum, std::int64_t Maximum>
struct Describe<Bounded<Minimum, Maximum>> {
  using B = Bounded<Minimum, Maximum>;
  static constexpr Type type{.shape = Shape::number,
                             .minimum = static_cast<double>(Minimum),
                             .maximum = static_cast<double>(Maximum),
                             .integral = true,
                             .set_number =
                                 [](void* value, double number) {
                                   static_cast<B*>(value)->value =
                                       static_cast<std::int64_t>(number);
                                 },
                             .number =
                                 [](const void* value) {
                                   return static_cast<double>(static_cast<const B*>(value)->value);
                                 }};
};

template <>
struct Describe<std::string> {
  static constexpr Type type{.shape = Shape::text,
                             .set_text =
                                 [](void* value, std::string_view text) {
                                   *static_cast<std::string*>(value) = text;
                                   return true;
                                 },
                             .text =
                                 [](const void* value) {
                                   return std::string_view(*static_cast<const std::string*>(value));
                                 }};
};

template <TextType T>
struct Describe<T> {
  static constexpr Type type = [] {
    Type made{.shape = Shape::text,
              .set_text = [](void* value,
                             std::string_view text) { return static_cast<T*>(value)->set(text); },
              .text = [](const void* value) -> std::string_view {
                return static_cast<const T*>(value)->text();
              }};
    if constexpr (requires { T::vocabulary; }) made.vocabulary = T::vocabulary;
    if constexpr (requires { T::pattern; }) made.pattern = T::pattern;
    if constexpr (requires { T::format; }) made.format = T::format;
    if constexpr (requires { T::expected; }) made.expected = T::expected;
    return made;
  }();
};

// An enumeration whose values count from 0 and whose wire_names() lists their names in that order.
template <Vocabulary E>
struct Describe<E> {
  static constexpr auto names = wire_names(E{});
  static constexpr Type type{
      .shape = Shape::text,
      .vocabulary = names,
      .set_text =
          [](void* value, std::string_view text) {
            const auto found = std::ranges::find(names, text);
            if (found == names.end()) return false;
            *static_cast<E*>(value) = static_cast<E>(found - names.begin());
            return true;
          },
      .text =
          [](const void* value) {
            return names[static_cast<std::size_t>(*static_cast<const E*>(value))];
          }};
};

template <>
struct Describe<Json> {
  static constexpr Type type{.shape = Shape::any,
                             .json = [](void* value) { return static_cast<Json*>(value); }};
};

template <class T>
struct Describe<std::vector<T>> {
  using List = std::vector<T>;
  static constexpr Type type{
      .shape = Shape::list,
      .item = &type_of<T>,
      .append = [](void* list) -> void* { return &static_cast<List*>(list)->emplace_back(); },
      .size = [](const void* list) { return static_cast<const List*>(list)->size(); },
      .at = [](const void* list, std::size_t index) -> const void* {
        return &(*static_cast<const List*>(list))[index];
      }};
};

template <FixedText Discriminator, class... Alternatives>
struct Describe<OneOf<Discriminator, Alternatives...>> {
  using Union = OneOf<Discriminator, Alternatives...>;
  using Variant = std::variant<Alternatives...>;
  static constexpr std::array<TypeRef, sizeof...(Alternatives)> alternatives{
      &record_type<Alternatives>...};

  template <std::size_t... I>
  static void* select_from(Variant& variant, std::size_t index, std::index_sequence<I...>) {
    void* selected = nullptr;
    (void)((index == I && (selected = &variant.template emplace<I>(), true)) || ...);
    return selected;
  }

  static constexpr Type type{.shape = Shape::one_of,
                             .name = Discriminator.view(),
                             .discriminator = Discriminator.view(),
                             .alternatives = alternatives,
                             .select = [](void* value, std::size_t index) -> void* {
                               return select_from(*static_cast<Union*>(value), index,
                                                  std::index_sequence_for<Alternatives...>{});
                             },
                             .held = [](const void* value) -> std::pair<TypeRef, const void*> {
                               const Variant& variant = *static_cast<const Union*>(value);
                               const void* held = std::visit(
                                   [](const auto& of) -> const void* { return &of; }, variant);
                               return {alternatives[variant.index()], held};
                             }};
};

template <class R>
struct Describe<Sourced<R>> {
  static constexpr Type type{
      .shape = Shape::sourced,
      .json = [](void* value) { return &static_cast<Sourced<R>*>(value)->source; },
      .item = &type_of<R>,
      .inner = [](void* value) -> void* { return &static_cast<Sourced<R>*>(value)->value; }};
};

template <class T>
struct Describe<Lenient<T>> {
  static constexpr Type type{
      .shape = Shape::lenient,
      .item = &type_of<T>,
      .inner = [](void* value) -> void* {
        auto& held = static_cast<Lenient<T>*>(value)->value;
        return held ? &*held : &held.emplace();
      },
      .clear = [](void* value) { static_cast<Lenient<T>*>(value)->value.reset(); }};
};

template <class R>
struct Describe<Shared<R>> {
  static constexpr Type type{
      .shape = Shape::shared,
      .text = [](const void* value) { return static_cast<const Shared<R>*>(value)->json(); },
      .item = &type_of<R>,
      .inner = [](void* value) -> void* { return &static_cast<Shared<R>*>(value)->renew(); }};
};

template <class T>
struct MemberOf;
template <class R, class T>
struct MemberOf<T R::*> {
  using Record = R;
  using Type = T;
};

template <class T>
struct Presence {
  using Type = T;
  static constexpr bool required = true;
  static const void* get(const T& member) { return &member; }
  static void* emplace(T& member) { return &member; }
};
template <class T>
struct Presence<std::optional<T>> {
  using Type = T;
  static constexpr bool required = false;
  static const void* get(const std::optional<T>& member) { return member ? &*member : nullptr; }
  static void* emplace(std::optional<T>& member) { return &member.emplace(); }
};

// What holds nothing is left out in writing.
template <class T>
struct Presence<Lenient<T>> {
  using Type = Lenient<T>;
  static constexpr bool required = false;
  static const void* get(const Lenient<T>& member) { return member ? &member : nullptr; }
  static void* emplace(Lenient<T>& member) { return &member; }
};

template <auto Member>
constexpr Field make_field(FieldSpec<Member> spec) {
  using R = typename MemberOf<decltype(Member)>::Record;
  using Has = Presence<typename MemberOf<decltype(Member)>::Type>;
  return {
      .name = spec.name,
      .doc = spec.doc,
      .type = &type_of<typename Has::Type>,
      .required = Has::required,
      .get = [](const void* record) { return Has::get(static_cast<const R*>(record)->*Member); },
      .emplace = [](void* record) { return Has::emplace(static_cast<R*>(record)->*Member); }};
}

// Becomes whatever member it initialises, so that an aggregate tells how many it has. Two
// conversions, because a member with converting constructors of its own, such as an optional, would
// find one alone ambiguous.
struct AnyMember {
  template <class T>
  operator T&&() const&& noexcept;
  template <class T>
  operator T&() const& noexcept;
};

template <class R, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires { R{(static_cast<void>(I), AnyMember{})...}; };
}

// Whether the aggregate R has so many members, and no more. Asked for one number, not searched for:
// counting costs the compiler a second for every ten records.
template <class R, std::size_t Count>
constexpr bool has_members =
    takes<R>(std::make_index_sequence<Count>{}) && !takes<R>(std::make_index_sequence<Count + 1>{});

// Whether a name is written without escapes.
constexpr bool is_plain(std::string_view name) {
  return std::ranges::all_of(name, [](char c) { return c >= ' ' && c != '"' && c != '\\'; });
}

template <class R>
struct Table {
  static constexpr auto made =
      R::record([](std::string_view name, std::string_view doc, auto... specs) {
        std::array<Field, sizeof...(specs)> fields{make_field(specs)...};
        std::ranges::sort(fields, {}, &Field::name);
        return std::pair(std::pair(name, doc), fields);
      });
  static constexpr auto fields = made.second;
  static_assert(has_members<R, fields.size()>, "record() must name every member of the aggregate");
  static_assert(std::ranges::adjacent_find(fields, {}, &Field::name) == fields.end(),
                "two members have one wire name");
  static_assert(std::ranges::all_of(fields, &is_plain, &Field::name),
                "a wire name is written as it stands");

  static constexpr Type type = [] {
    Type record{.shape = Shape::record,
                .name = made.first.first,
                .doc = made.first.second,
                .fields = fields};
    if constexpr (requires { R::by_word(); }) record.by_word = &R::by_word;
    if constexpr (requires { R::open_record; }) record.open = R::open_record;
    if constexpr (requires(const R& r, const Path& p, Faults& f) { r.check(p, f); }) {
      record.check = [](const void* value, const Path& path, Faults& faults) {
        static_cast<const R*>(value)->check(path, faults);
      };
    }
    return record;
  }();
};

}  // namespace writ::canon::define

namespace writ::canon {

template <class R>
const Type& record_type() {
  return define::Table<R>::type;
}

}  // namespace writ::canon

#define DEFINE_RECORD(R) template const ::writ::canon::Type& writ::canon::record_type<R>()
