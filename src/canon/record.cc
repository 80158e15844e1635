#include "canon/record.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/utf8.h"
#include "canon/canonical.h"
#include "canon/pointer.h"
#include "canon/writer.h"

namespace writ::canon {
namespace {

using Kind = Value::Kind;

Value::Kind kind_of(const Type& type) {
  switch (type.shape) {
    case Shape::boolean:
      return Kind::boolean;
    case Shape::number:
      return Kind::number;
    case Shape::text:
      return Kind::text;
    case Shape::list:
      return Kind::array;
    case Shape::sourced:
    case Shape::lenient:
    case Shape::shared:
      return kind_of(type.item());
    default:
      return Kind::object;
  }
}

// What came in, for a message: it may be long.
std::string quoted(std::string_view text) {
  constexpr std::size_t shown = 64;
  return fmt::format("`{}{}`", clip(text, shown), text.size() > shown ? "…" : "");
}

std::string expected_number(const Type& type) {
  constexpr double largest = std::numeric_limits<double>::max();
  const std::string_view what = type.integral ? "an integer" : "a number";
  std::string minimum, maximum;
  append_number(minimum, type.minimum);
  append_number(maximum, type.maximum);
  if (type.minimum == type.maximum) return minimum;
  if (type.minimum == -largest && type.maximum == largest) return std::string(what);
  return fmt::format("{} from {} to {}", what, minimum, maximum);
}

std::string expectation(const Type& type) {
  if (type.shape == Shape::number) return expected_number(type);
  if (type.shape == Shape::text && !type.vocabulary.empty())
    return fmt::format("one of `{}`", fmt::join(type.vocabulary, "`, `"));
  if (!type.expected.empty()) return std::string(type.expected);
  return std::string(kind_name(kind_of(type)));
}

std::string_view name_of(bool boolean) { return boolean ? "true" : "false"; }

// The type of the member that tells an alternative from the others.
const Type& tag_type(const Type& alternative, std::string_view discriminator) {
  return std::ranges::find(alternative.fields, discriminator, &Field::name)->type();
}

// Reads one document. Values are passed as they lie in it: a handle of their own, which counts, is
// made only for those that a record keeps as JSON.
class Reader {
 public:
  Reader(const Json& whole, Faults& faults) : whole_(whole), faults_(faults) {}

  void read(const Type& type, const Value& value, const Path& path, void* out) {
    if (type.shape == Shape::any) {
      *type.json(out) = whole_.part(value);
      return;
    }
    if (type.shape == Shape::lenient) return read_lenient(type, value, path, out);
    if (const Kind wanted = kind_of(type); !value.is(wanted)) {
      return faults_.add(
          record::wrong_type, path,
          fmt::format("must be {}, not {}", kind_name(wanted), kind_name(value.kind())));
    }
    switch (type.shape) {
      case Shape::boolean:
        return read_boolean(type, value.boolean(), path, out);
      case Shape::number:
        return read_number(type, value.number(), path, out);
      case Shape::text:
        return read_text(type, value.text(), path, out);
      case Shape::list:
        return read_list(type, value, path, out);
      case Shape::record:
        return read_record(type, value, path, out);
      case Shape::one_of:
        return read_one_of(type, value, path, out);
      case Shape::sourced:
        *type.json(out) = whole_.part(value);
        return read(type.item(), value, path, type.inner(out));
      case Shape::shared:
        return read(type.item(), value, path, type.inner(out));
      case Shape::any:
      case Shape::lenient:
        return;
    }
  }

 private:
  void read_boolean(const Type& type, bool boolean, const Path& path, void* out) {
    if (!type.vocabulary.empty() && type.vocabulary.front() != name_of(boolean)) {
      return faults_.add(record::wrong_value, path,
                         fmt::format("must be {}", type.vocabulary.front()));
    }
    *type.boolean(out) = boolean;
  }

  void read_number(const Type& type, double number, const Path& path, void* out) {
    const bool fits =
        number >= type.minimum && number <= type.maximum &&
        (!type.integral || number == static_cast<double>(static_cast<long long>(number)));
    if (!fits) return faults_.add(record::wrong_value, path, "must be " + expectation(type));
    type.set_number(out, number);
  }

  void read_text(const Type& type, std::string_view text, const Path& path, void* out) {
    if (type.set_text(out, text)) return;
    faults_.add(record::wrong_value, path,
                fmt::format("{} is not {}", quoted(text), expectation(type)));
  }

  void read_list(const Type& type, const Value& list, const Path& path, void* out) {
    const auto items = list.items();
    for (std::size_t i = 0; i < items.size(); ++i) {
      read(type.item(), items[i], Path(path, i), type.append(out));
    }
  }

  // Members and fields are both in name order, so that one walk along the two finds every member
  // that is unknown and every field that is missing.
  void read_record(const Type& type, const Value& object, const Path& path, void* out) {
    const std::size_t before = faults_.size();
    const auto members = object.members();
    auto member = members.begin();
    const auto is_next = [&](const Field& field) {
      return member != members.end() && member->name == field.name;
    };
    for (const Field& field : type.fields) {
      while (!is_next(field) && member != members.end() && name_less(member->name, field.name)) {
        pass_over(type, (member++)->name, path);
      }
      if (!is_next(field)) {
        if (field.required) {
          faults_.add(record::missing_member, Path(path, field.name),
                      fmt::format("`{}` is missing from {}: add it", field.name, type.name));
        }
        continue;
      }
      const Value& value = (member++)->value;
      if (value.is(Kind::null) && reads_null_as_absent(type, field)) continue;
      read(field.type(), value, Path(path, field.name), field.emplace(out));
    }
    while (member != members.end()) pass_over(type, (member++)->name, path);
    if (type.check != nullptr && faults_.size() == before) type.check(out, path, faults_);
  }

  void pass_over(const Type& type, std::string_view member, const Path& path) {
    if (type.open) return;
    faults_.add(record::unknown_member, Path(path, member),
                fmt::format("{} is no member of {}: remove it", quoted(member), type.name));
  }

  void read_lenient(const Type& type, const Value& value, const Path& path, void* out) {
    Faults unread;
    Reader(whole_, unread).read(type.item(), value, path, type.inner(out));
    if (!unread.empty()) type.clear(out);
  }

  void read_one_of(const Type& type, const Value& object, const Path& path, void* out) {
    const Path place(path, type.discriminator);
    const Value* tag = object.find(type.discriminator);
    if (tag == nullptr) {
      return faults_.add(record::missing_member, place,
                         fmt::format("`{}` is missing: it says what this is", type.discriminator));
    }
    const Kind kind = kind_of(tag_type(type.alternatives.front()(), type.discriminator));
    if (!tag->is(kind)) {
      return faults_.add(
          record::wrong_type, place,
          fmt::format("must be {}, not {}", kind_name(kind), kind_name(tag->kind())));
    }
    const std::string_view told = kind == Kind::text ? tag->text() : name_of(tag->boolean());
    std::vector<std::string_view> known;
    for (std::size_t i = 0; i < type.alternatives.size(); ++i) {
      const Type& alternative = type.alternatives[i]();
      known.push_back(tag_type(alternative, type.discriminator).vocabulary.front());
      if (known.back() == told) return read_record(alternative, object, path, type.select(out, i));
    }
    faults_.add(record::unknown_kind, place,
                fmt::format("{} is not one of `{}`", quoted(told), fmt::join(known, "`, `")));
  }

  const Json& whole_;
  Faults& faults_;
};

void write(Writer& out, const Type& type, const void* value);

void write_fields(Writer& out, const Type& type, const void* record,
                  std::span<const std::string_view> left_out = {}) {
  char separator = '{';
  for (const Field& field : type.fields) {
    const void* value = field.get(record);
    if (value == nullptr || std::ranges::find(left_out, field.name) != left_out.end()) continue;
    out.plain_name(separator, field.name);
    separator = ',';
    write(out, field.type(), value);
  }
  out.put(separator == '{' ? "{}" : "}");
}

void write_list(Writer& out, const Type& type, const void* list) {
  const std::size_t size = type.size(list);
  out.put('[');
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) out.put(',');
    write(out, type.item(), type.at(list, i));
  }
  out.put(']');
}

void write(Writer& out, const Type& type, const void* value) {
  // The tables reach a value through a pointer to non-const; writing only reads through it.
  void* const reachable = const_cast<void*>(value);
  switch (type.shape) {
    case Shape::boolean:
      return out.put(*type.boolean(reachable) ? "true" : "false");
    case Shape::number:
      return out.number(type.number(value));
    case Shape::text:
      return out.text(type.text(value));
    case Shape::any:
      return out.value(type.json(reachable)->value());
    case Shape::list:
      return write_list(out, type, value);
    case Shape::record:
      return write_fields(out, type, value);
    case Shape::one_of: {
      const auto [alternative, held] = type.held(value);
      return write_fields(out, alternative(), held);
    }
    // What was read is what is written: the source, not what was made of it.
    case Shape::sourced:
      return out.value(type.json(reachable)->value());
    case Shape::lenient:
      return write(out, type.item(), type.inner(reachable));
    case Shape::shared:
      return out.put(type.text(value));
  }
}

}  // namespace

std::string Path::text() const {
  if (parent_ == nullptr) return {};
  std::string text = parent_->text();
  if (is_index_) {
    append_pointer(text, index_);
  } else {
    append_pointer(text, name_);
  }
  return text;
}

bool reads_null_as_absent(const Type& record, const Field& field) {
  return !field.required && (record.open || field.type().open);
}

void Faults::add(const Code& code, const Path& path, std::string message) {
  ++size_;
  if (list_.size() == max) return;
  list_.push_back(
      {.code = code.name, .pointer = path.text(), .offset = {}, .message = std::move(message)});
}

Problem unreadable(std::string_view subject, Faults&& faults) {
  std::vector<Fault> list = std::move(faults).take();
  std::string message =
      list.size() == 1
          ? fmt::format("{} is not valid: at {}: {}", subject,
                        list[0].pointer.empty() ? "the top" : list[0].pointer, list[0].message)
          : fmt::format("{} is not valid: {} faults", subject, list.size());
  return {.code = record::invalid, .message = std::move(message), .faults = std::move(list)};
}

void read(const Type& type, const Json& json, const Path& path, void* out, Faults& faults) {
  Reader(json, faults).read(type, json.value(), path, out);
}

void append_record(std::string& out, const Type& type, const void* value) {
  Writer writer(out);
  write(writer, type, value);
}

void append_record_without(std::string& out, const Type& type, const void* record,
                           std::span<const std::string_view> left_out) {
  Writer writer(out);
  write_fields(writer, type, record, left_out);
}

}  // namespace writ::canon
