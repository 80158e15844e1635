// The grammar is Beast's basic_parser, fed by hand. Its ready-made request_parser allocates a node
// for every header; this one copies the head into a block that lives as long as the connection, so
// that in the steady state a request costs no allocation.
//
// What basic_parser leaves open is closed here. Its header limit counts from the last complete
// line, so that headers sent slowly enough could go on for ever: the bytes are counted again. A
// transfer coding that it does not know it takes for no body at all, which would make the body the
// next request. Trailers it hands over as if they were headers, which would let a header be
// smuggled past whoever looked at the head.
#include "door/http_reader.h"

#include <array>
#include <cstring>

#include <fmt/format.h>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace writ::door {
namespace {

namespace beast = boost::beast;
using beast::error_code;
using Text = beast::string_view;

constexpr std::size_t keep_body_capacity = 256 << 10;  // a larger one is given back
constexpr std::size_t trusted_length = 1 << 20;        // of a Content-Length, reserved at once

// A second one of these is refused: whoever checked the first could be told another by the second.
constexpr std::array<std::string_view, 4> singletons = {"host", "authorization", "content-type",
                                                        "origin"};

// Storage for one head after the other. Its bytes never move, so views of them can be kept.
class Head {
 public:
  explicit Head(std::size_t capacity) : bytes_(new char[capacity]), capacity_(capacity) {}

  void clear() { used_ = 0; }
  bool fits(std::size_t size) const { return size <= capacity_ - used_; }
  std::string_view keep(Text text) {  // which must fit
    char* copy = bytes_.get() + used_;
    if (!text.empty()) std::memcpy(copy, text.data(), text.size());
    used_ += text.size();
    return {copy, text.size()};
  }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_;
  std::size_t used_ = 0;
};

bool visible_ascii(Text text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

// What a parser fills, and what outlives it.
struct Message {
  explicit Message(RequestReader::Limits given) : limits(given), head(given.header) {}

  RequestReader::Limits limits;
  Head head;
  std::string_view method;
  std::string_view target;
  std::vector<Header> headers;
  std::string body;
  Refusal refusal;
  bool refused = false;
  bool old_version = false;  // HTTP/1.0
  bool expects_continue = false;

  void clear() {
    head.clear();
    method = target = {};
    headers.clear();
    body.clear();
    if (body.capacity() > keep_body_capacity) body.shrink_to_fit();
    refused = old_version = expects_continue = false;
  }
};

class Parser final : public beast::http::basic_parser<true> {
 public:
  explicit Parser(Message& message) : message_(message) {
    header_limit(static_cast<std::uint32_t>(message.limits.header));
    body_limit(message.limits.body);
  }

 private:
  void refuse(int status, const Code& code, std::string detail, error_code& ec) {
    message_.refusal = {.status = status, .code = code, .detail = std::move(detail)};
    message_.refused = true;
    ec = beast::http::error::bad_value;
  }

  void malformed(std::string detail, error_code& ec) {
    refuse(400, http::malformed, std::move(detail), ec);
  }

  bool fits(std::size_t size, error_code& ec) {
    if (message_.head.fits(size)) return true;
    ec = beast::http::error::header_limit;
    return false;
  }

  void on_request_impl(beast::http::verb, Text method, Text target, int version,
                       error_code& ec) override {
    if (!visible_ascii(target)) {
      return malformed("the request target holds a byte that must be percent-encoded", ec);
    }
    if (!fits(method.size() + target.size(), ec)) return;
    message_.method = message_.head.keep(method);
    message_.target = message_.head.keep(target);
    message_.old_version = version < 11;
  }

  void on_field_impl(beast::http::field, Text name, Text value, error_code& ec) override {
    if (head_done_) return;  // a trailer
    if (!fits(name.size() + value.size(), ec)) return;
    const Header header{message_.head.keep(name), message_.head.keep(value)};
    if (refuse_repeated(header, ec)) return;
    message_.headers.push_back(header);
    if (same_header_name(header.name, "transfer-encoding")) check_coding(header.value, ec);
    if (same_header_name(header.name, "expect")) check_expectation(header.value, ec);
  }

  bool refuse_repeated(const Header& header, error_code& ec) {
    for (std::string_view single : singletons) {
      if (!same_header_name(header.name, single)) continue;
      const auto same = [single](const Header& h) { return same_header_name(h.name, single); };
      if (std::ranges::none_of(message_.headers, same)) return false;
      malformed(fmt::format("the header `{}` is there twice: send it once", single), ec);
      return true;
    }
    return false;
  }

  void check_coding(std::string_view value, error_code& ec) {
    if (message_.old_version) {
      malformed("an HTTP/1.0 request cannot have a transfer coding: send Content-Length", ec);
    } else if (!same_header_name(value, "chunked")) {
      refuse(501, http::bad_encoding,
             "the only transfer coding known is `chunked`: send that or Content-Length", ec);
    }
  }

  void check_expectation(std::string_view value, error_code& ec) {
    if (!same_header_name(value, "100-continue")) {
      refuse(417, http::bad_expectation, "the only expectation known is `100-continue`", ec);
    }
    message_.expects_continue = !message_.old_version;
  }

  void on_header_impl(error_code& ec) override {
    head_done_ = true;
    const auto host = [](const Header& h) { return same_header_name(h.name, "host"); };
    if (!message_.old_version && std::ranges::none_of(message_.headers, host)) {
      malformed("an HTTP/1.1 request must have a Host header", ec);
    }
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (length) message_.body.reserve(std::min<std::size_t>(*length, trusted_length));
  }
  std::size_t on_body_impl(Text body, error_code&) override {
    message_.body.append(body.data(), body.size());
    return body.size();
  }
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, error_code&) override {
    message_.body.append(body.data(), body.size());
    return body.size();
  }
  void on_chunk_header_impl(std::uint64_t, Text, error_code&) override {}
  void on_response_impl(int, Text, int, error_code&) override {}
  void on_finish_impl(error_code&) override {}

  Message& message_;
  bool head_done_ = false;
};

}  // namespace

struct RequestReader::Parts {
  explicit Parts(Limits limits)
      : message(limits), buffer(std::max<std::size_t>(limits.header, 16 << 10) + 1) {}

  Message message;
  std::optional<Parser> emplaced = {};  // anew for each message: a parser cannot be reset
  std::vector<char> buffer;             // bytes read and not yet parsed lie in [begin, end)
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t head_bytes = 0;  // parsed of the current head
  bool continue_told = false;

  // NOLINTNEXTLINE(bugprone-unchecked-optional-access): next() has made it
  Parser& parser() { return *emplaced; }
  State step();
  State refuse(const error_code& ec);
  State more();
  bool head_too_large() {
    return head_bytes + (parser().is_header_done() ? 0 : end - begin) > message.limits.header;
  }
};

RequestReader::RequestReader(Limits limits) : parts_(std::make_unique<Parts>(limits)) { next(); }
RequestReader::~RequestReader() = default;
RequestReader::RequestReader(RequestReader&&) noexcept = default;
RequestReader& RequestReader::operator=(RequestReader&&) noexcept = default;

void RequestReader::next() {
  parts_->message.clear();
  parts_->emplaced.emplace(parts_->message);
  parts_->head_bytes = 0;
  parts_->continue_told = false;
}

std::span<char> RequestReader::space() {
  Parts& p = *parts_;
  if (p.begin > 0) {
    std::memmove(p.buffer.data(), p.buffer.data() + p.begin, p.end - p.begin);
    p.end -= p.begin;
    p.begin = 0;
  }
  return std::span<char>(p.buffer).subspan(p.end);
}

void RequestReader::filled(std::size_t size) { parts_->end += size; }

RequestReader::State RequestReader::parse() {
  for (;;) {
    if (parts_->parser().is_done()) return State::complete;
    if (parts_->begin == parts_->end) return parts_->more();
    const State state = parts_->step();
    if (state != State::complete) return state;
  }
}

// One element of the message: the head, a chunk's header, a piece of body. `complete` if it was
// taken in, which says nothing of the whole message.
RequestReader::State RequestReader::Parts::step() {
  error_code ec;
  const bool in_head = !parser().is_header_done();
  const std::size_t used =
      parser().put(boost::asio::const_buffer(buffer.data() + begin, end - begin), ec);
  begin += used;
  if (in_head) head_bytes += used;
  if (ec && ec != beast::http::error::need_more) return refuse(ec);
  if (in_head && head_too_large()) return refuse(beast::http::error::header_limit);
  if (!ec) return State::complete;
  // Only a chunk's header or trailers can still fill the whole buffer.
  if (end - begin == buffer.size()) return refuse(beast::http::error::bad_chunk);
  return more();
}

RequestReader::State RequestReader::Parts::more() {
  if (!message.expects_continue || continue_told || !parser().is_header_done()) {
    return State::need_more;
  }
  continue_told = true;
  return State::expects_continue;
}

RequestReader::State RequestReader::Parts::refuse(const error_code& ec) {
  using beast::http::error;
  if (message.refused) return State::refused;
  if (ec == error::body_limit) {
    message.refusal = {.status = 413,
                       .code = http::body_too_large,
                       .detail = fmt::format("the body is over the limit of {} bytes: send less",
                                             message.limits.body)};
  } else if (ec == error::header_limit) {
    message.refusal = {.status = 431,
                       .code = http::headers_too_large,
                       .detail = fmt::format("the request line and headers are over the limit of "
                                             "{} bytes: send less",
                                             message.limits.header)};
  } else {
    message.refusal = {.detail = fmt::format("this is no HTTP/1.1 request: {}", ec.message())};
  }
  return State::refused;
}

bool RequestReader::begun() const { return parts_->head_bytes > 0 || parts_->begin != parts_->end; }

bool RequestReader::holds_more() const { return parts_->begin != parts_->end; }

std::span<char> RequestReader::scratch() { return parts_->buffer; }

const Refusal& RequestReader::refusal() const { return parts_->message.refusal; }

Request RequestReader::request() const {
  const Message& message = parts_->message;
  return {.method = message.method,
          .target = message.target,
          .body = message.body,
          .headers = message.headers,
          .peer = {},
          .local = false};
}

bool RequestReader::keep_alive() const { return parts_->parser().keep_alive(); }

}  // namespace writ::door
