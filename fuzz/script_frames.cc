// All that a worker sends, as the server reads it: it comes to a value or a reason, within the
// limits, and to what reading the bytes one frame after the other comes to.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/utf8.h"
#include "canon/canonical.h"
#include "fuzz/require.h"
#include "script/evaluation.h"
#include "script/protocol.h"

namespace {

using writ::fuzz::require;
namespace canon = writ::canon;
namespace script = writ::script;

constexpr std::size_t most_bytes = 64 << 10;  // what a socket takes without a reader

const script::Limits& limits() {
  static const script::Limits small{.output = 64, .value = 512, .calls = 8};
  return small;
}

struct Expected {
  std::string_view reason;  // empty: there is a value
  std::string output;
};

std::string_view reason_of_failure(std::string_view text) {
  const auto json = canon::Json::parse(text);
  const canon::Value* told = json ? json->value().find("reason") : nullptr;
  for (const std::string_view known : {script::reason::memory_limit, script::reason::output_limit,
                                       script::reason::not_json, script::reason::script_error}) {
    if (told != nullptr && told->is(canon::Value::Kind::text) && told->text() == known) {
      return known;
    }
  }
  return script::reason::crashed;
}

// The obvious reading.
Expected read(std::string_view bytes) {
  Expected made{.reason = script::reason::crashed};
  for (std::size_t calls = 0; bytes.size() >= script::frame_head_size;) {
    script::FrameHead head{};
    std::ranges::copy(bytes.substr(0, head.size()), head.begin());
    bytes.remove_prefix(head.size());
    const auto kind = static_cast<script::FrameKind>(head[0]);
    const std::uint32_t size = script::frame_size(head);
    const bool prints = kind == script::FrameKind::print;
    if (!prints && kind != script::FrameKind::call && kind != script::FrameKind::result &&
        kind != script::FrameKind::failure) {
      return made;
    }
    if (size > (prints ? limits().output - made.output.size() : limits().value)) {
      made.reason = script::reason::output_limit;
      return made;
    }
    if (size > bytes.size()) return made;
    const std::string_view text = bytes.substr(0, size);
    bytes.remove_prefix(size);
    if (prints) {
      if (writ::valid_utf8_prefix(text) != text.size()) return made;
      made.output += text;
    } else if (kind == script::FrameKind::call) {
      if (++calls > limits().calls) {
        made.reason = script::reason::call_limit;
        return made;
      }
    } else {
      made.reason = kind == script::FrameKind::failure ? reason_of_failure(text)
                    : canon::Json::parse(text)         ? std::string_view()
                                                       : script::reason::not_json;
      return made;
    }
  }
  return made;
}

// A worker that has sent the bytes and nothing more; `theirs` is its end.
script::Worker worker_that_sent(std::string_view bytes, script::Descriptor& theirs) {
  std::array<int, 2> ends{};
  const int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
  require(::socketpair(AF_UNIX, type, 0, ends.data()) == 0, "there is a socket");
  theirs = script::Descriptor(ends[1]);
  const bool sent =
      ::send(theirs.get(), bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size());
  require(sent && ::shutdown(theirs.get(), SHUT_WR) == 0, "the socket takes the bytes");
  return {script::Child(), script::Descriptor(ends[0])};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > most_bytes) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::size_t hosted = 0;
  const script::Host host = [&](const script::HostCall& call) {
    ++hosted;
    require(writ::valid_utf8_prefix(call.name) == call.name.size(), "a name is UTF-8");
    require(call.arguments.is(canon::Value::Kind::array), "arguments are an array");
    return canon::Json::parse(canon::canonical(call.arguments));
  };
  script::Descriptor theirs;
  script::Worker worker = worker_that_sent(bytes, theirs);
  const auto outcome =
      script::evaluate(std::move(worker), {"1", *canon::Json::parse("{}")}, limits(), host);
  const Expected expected = read(bytes);
  require(outcome.has_value(), "whatever it sends, there is an outcome");
  require(outcome->value.has_value() == outcome->reason.empty(), "there is a value or a reason");
  require(outcome->reason == expected.reason, "the reason is that of the obvious reading");
  require(outcome->output == expected.output, "the output is what was printed");
  require(hosted <= limits().calls, "calls have an end");
  require(writ::valid_utf8_prefix(outcome->message) == outcome->message.size(),
          "a message is UTF-8");
  return 0;
}
