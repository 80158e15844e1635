// Records: plain aggregates that are described once, beside their fields, and read, written and
// documented from that description.
//
//   struct Approval {
//     Id<Approval> id;
//     std::vector<std::string> roles;
//     std::optional<std::string> note;
//
//     static constexpr auto record(auto&& f) {
//       return f("Approval", "Who may approve.",
//                field<&Approval::id>("id", "Unique in its tenant."),
//                field<&Approval::roles>("roles", "Any of these may approve."),
//                field<&Approval::note>("note", "For people."));
//     }
//   };
//   DEFINE_RECORD(Approval);        // in one .cc that includes canon/record_define.h
//
// A field's constraints are its type's: std::optional is an absent member, an enumeration with
// wire_names() is a vocabulary, and canon/types.h has texts and numbers with rules. Reading is
// strict: unknown, missing, ill-typed and out-of-vocabulary members are all faults, all of them are
// reported, each with its pointer, and nothing is partly read. Writing is canonical (RFC 8785).
//
// Everything here is a pure function; types and tables are constants. Threads may share them.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "canon/json.h"

namespace writ::canon {

namespace record {
inline constexpr Code invalid{"record.invalid",
                              Category::invalid};  // of the whole; faults say more
inline constexpr Code unknown_member{"record.unknown_member", Category::invalid};
inline constexpr Code missing_member{"record.missing_member", Category::invalid};
inline constexpr Code wrong_type{"record.wrong_type", Category::invalid};
inline constexpr Code wrong_value{"record.wrong_value", Category::invalid};
inline constexpr Code unknown_kind{"record.unknown_kind", Category::invalid};  // of a OneOf
}  // namespace record

// Where reading stands, as a chain on the stack: a pointer's text is made only for a fault.
class Path {
 public:
  Path() = default;
  Path(const Path& parent, std::string_view name) : parent_(&parent), name_(name) {}
  Path(const Path& parent, std::size_t index) : parent_(&parent), index_(index), is_index_(true) {}

  std::string text() const;

 private:
  const Path* parent_ = nullptr;
  std::string_view name_;
  std::size_t index_ = 0;
  bool is_index_ = false;
};

// Collects what is wrong with a document. Past `max` the rest is left out.
class Faults {
 public:
  static constexpr std::size_t max = 100;

  void add(const Code& code, const Path& path, std::string message);
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }  // what was left out counts too
  std::vector<Fault> take() && { return std::move(list_); }

 private:
  std::vector<Fault> list_;
  std::size_t size_ = 0;
};

struct Type;
using TypeRef = const Type& (*)();

struct Field {
  std::string_view name;
  std::string_view doc;
  TypeRef type = nullptr;
  bool required = true;
  const void* (*get)(const void* record) = nullptr;  // nullptr where an optional member is absent
  void* (*emplace)(void* record) = nullptr;          // the member, made present
};

enum class Shape : unsigned char {
  boolean,
  number,
  text,
  any,
  list,
  record,
  one_of,
  sourced,
  lenient,
  shared
};

// Which record a member is, by the word that another member has; by any other word it is anything.
struct ByWord {
  std::string_view word;
  std::string_view member;
  std::vector<std::pair<std::string_view, TypeRef>> records;
};

// A type as a table. Only the members of its shape are set.
struct Type {
  Shape shape = Shape::any;
  std::string_view name = {};
  std::string_view doc = {};

  bool* (*boolean)(void* value) = nullptr;

  // number
  double minimum = 0;
  double maximum = 0;
  bool integral = false;
  void (*set_number)(void* value, double number) = nullptr;
  double (*number)(const void* value) = nullptr;

  // text: `set_text` answers whether it took the text. A boolean with a vocabulary is the one in
  // it.
  std::span<const std::string_view> vocabulary = {};
  std::string_view pattern = {};
  std::string_view format = {};
  std::string_view expected = {};  // for messages: "a SemVer version such as `1.4.0`"
  bool (*set_text)(void* value, std::string_view text) = nullptr;
  std::string_view (*text)(const void* value) = nullptr;  // of a shared one its canonical JSON

  Json* (*json)(void* value) = nullptr;  // any; the source of a sourced one

  // list
  TypeRef item = nullptr;  // of a sourced, lenient or shared one: what it is read as
  void* (*append)(void* list) = nullptr;
  std::size_t (*size)(const void* list) = nullptr;
  const void* (*at)(const void* list, std::size_t index) = nullptr;

  // record; fields are sorted by name
  std::span<const Field> fields = {};
  bool open = false;  // unknown members are passed over, and null is an absent member
  void (*check)(const void* record, const Path& path, Faults& faults) = nullptr;
  ByWord (*by_word)() = nullptr;  // told in the schema; check() sees to it

  // one of several records, told apart by a member that each has as a Literal, or as
  // True and False
  std::string_view discriminator = {};
  std::span<const TypeRef> alternatives = {};
  void* (*select)(void* value, std::size_t alternative) = nullptr;
  std::pair<TypeRef, const void*> (*held)(const void* value) = nullptr;

  // sourced; lenient, which makes it where there is none; shared, which makes a new one
  void* (*inner)(void* value) = nullptr;
  void (*clear)(void* value) = nullptr;  // lenient: to hold nothing
};

// The description of a record; DEFINE_RECORD gives it its body.
template <class R>
const Type& record_type();

template <auto Member>
struct FieldSpec {
  std::string_view name;
  std::string_view doc;
};

template <auto Member>
constexpr FieldSpec<Member> field(std::string_view name, std::string_view doc) {
  return {name, doc};
}

// Whether null is read as the member's absence: in an open record, and for a member whose own
// record is open.
bool reads_null_as_absent(const Type& record, const Field& field);

// Reads `json` into `out`, a default-made value of the type. Where there are faults `out` is to be
// thrown away.
void read(const Type& type, const Json& json, const Path& path, void* out, Faults& faults);

// The problem that faults amount to: `subject` is what was being read ("the bundle").
Problem unreadable(std::string_view subject, Faults&& faults);

void append_record(std::string& out, const Type& type, const void* value);

// A record without some of its members: what an id that is among them is made of.
void append_record_without(std::string& out, const Type& type, const void* record,
                           std::span<const std::string_view> left_out);

template <class R>
Result<R> decode(const Json& json, std::string_view subject = "the request") {
  R record{};
  Faults faults;
  read(record_type<R>(), json, Path(), &record, faults);
  if (!faults.empty()) return unreadable(subject, std::move(faults));
  return record;
}

template <class R>
std::string encode(const R& record) {
  std::string out;
  out.reserve(1024);  // most records are shorter
  append_record(out, record_type<R>(), &record);
  return out;
}

template <class R>
std::string encode_without(const R& record, std::initializer_list<std::string_view> left_out) {
  std::string out;
  out.reserve(1024);
  append_record_without(out, record_type<R>(), &record, {left_out.begin(), left_out.size()});
  return out;
}

}  // namespace writ::canon
