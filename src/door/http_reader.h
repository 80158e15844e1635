// Reads the requests of one connection from its bytes, without touching a socket.
//
//   reader.next();                                   // before every request
//   while (reader.parse() == RequestReader::State::need_more) {
//     reader.filled(read(reader.space()));
//   }
//   answer(reader.request());
//
// Bytes that belong to a later request stay in the buffer, so pipelined requests come out in their
// order. A reader is used by one thread at a time, and its memory is reused from request to
// request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "door/http_message.h"

namespace writ::door {

// Why a request is answered by the transport and not by the handler. The connection ends with it.
struct Refusal {
  int status = 400;
  Code code = http::malformed;
  std::string detail;  // printable ASCII
};

// Strict where two readers could understand a request differently. Refused, beside what the grammar
// of RFC 9112 forbids: a transfer coding other than `chunked`, a coding together with a length or
// in HTTP/1.0, an HTTP/1.1 request without exactly one Host, a second Authorization, Content-Type
// or Origin, bare line feeds, and targets with anything but visible ASCII.
class RequestReader {
 public:
  struct Limits {
    std::size_t header = 16 << 10;  // bytes of request line and headers
    std::size_t body = 1 << 20;     // bytes of body, chunk framing not counted
  };
  enum class State : std::uint8_t {
    need_more,         // read into space()
    expects_continue,  // as need_more, and the client waits for `100 Continue` first; given once
    complete,          // request() is whole
    refused,           // refusal() says why; there is no going on
  };

  explicit RequestReader(Limits limits);
  ~RequestReader();
  RequestReader(RequestReader&&) noexcept;
  RequestReader& operator=(RequestReader&&) noexcept;

  void next();                    // forgets the last request
  std::span<char> space();        // never empty after need_more and expects_continue
  void filled(std::size_t size);  // that many bytes were put at the front of space()
  State parse();

  bool begun() const;              // a byte of the current request has come
  bool holds_more() const;         // after complete: a byte of a later request has come
  std::span<char> scratch();       // room for bytes that nobody wants, once reading is over
  const Refusal& refusal() const;  // after refused

  // After complete, and until next(): method, target, headers and body.
  Request request() const;
  bool keep_alive() const;  // what the client asked for

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace writ::door
