// Every text is escaped by one rule: a backslash before each ASCII punctuation mark, entities for
// what HTML knows, and lines that begin with no blank. So no text begins a heading, a list, a
// quote, a table, a link or a tag, whatever reads the Markdown.
#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "evidence/report_view.h"

namespace writ::evidence {
namespace {

bool is_punctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
         (c >= '{' && c <= '~');
}

void append_escaped(std::string& out, char c) {
  if (c == '&') {
    out += "&amp;";
  } else if (c == '<') {
    out += "&lt;";
  } else if (c == '>') {
    out += "&gt;";
  } else if (is_punctuation(c)) {
    (out += '\\') += c;
  } else {
    out += c;
  }
}

bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7F'; }

// In one line: whatever separates words is one space.
std::string line(std::string_view text) {
  std::string out;
  bool blank = false;
  for (const char c : text) {
    if (is_blank(c)) {
      blank = true;
      continue;
    }
    if (blank && !out.empty()) out += ' ';
    blank = false;
    append_escaped(out, c);
  }
  return out;
}

// Lines stay lines, within one paragraph.
std::string paragraph(std::string_view text) {
  std::string out;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string one = line(text.substr(begin, end - begin));
    if (!one.empty()) out.append(out.empty() ? "" : "\\\n").append(one);
    begin = end + 1;
  }
  return out;
}

class Page {
 public:
  explicit Page(const ReportView& view) : view_(view), body_(*view.report.body) {}

  std::string run() && {
    add("# {}\n\n", line(body_.title));
    add("**{}** on {}{}\n\n", stands(view_) ? "It stands" : "It does not stand",
        line(view_.checked_at.text()), signature());
    if (!body_.summary.empty()) add("{}\n\n", paragraph(body_.summary));
    for (const ReportFinding& finding : body_.findings) add_finding(finding);
    add("---\n\n- Report: `{}`\n- Tenant: {}\n- Session: {}\n- Policy: `{}`\n- Written: {}\n"
        "- Signed by: {}\n",
        view_.report.report_hash.text(), line(body_.tenant_id.text()),
        line(body_.session_id.text()), body_.policy_hash.text(), line(body_.created_at.text()),
        line(view_.report.signature.key_id));
    return std::move(out_);
  }

 private:
  template <class... Parts>
  void add(fmt::format_string<Parts...> format, Parts&&... parts) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Parts>(parts)...);
  }

  std::string signature() const {
    if (view_.signature.ok()) return {};
    return fmt::format(": its signature does not count \\({}\\)", line(view_.signature.reason()));
  }

  void add_finding(const ReportFinding& finding) {
    add("## {}\n\n{}, {}", line(finding.id.text()), name_of(finding.severity),
        name_of(finding.mode));
    if (finding.location) add(", in {}", line(place_of(*finding.location)));
    add("\n\n");
    if (!finding.description.empty()) add("{}\n\n", paragraph(finding.description));
    for (const EvidenceId& id : finding.evidence) add_evidence(id);
    add("\n");
  }

  void add_evidence(const EvidenceId& id) {
    const Assessment& made = find(view_.assessments, id.text());
    add("- **{}** {}", name_of(made.standing), line(id.text()));
    const auto piece = view_.pool.pieces.find(id.text());
    if (piece != view_.pool.pieces.end()) {
      const Evidence& evidence = piece->second.evidence;
      add(", {} {} from {}", name_of(evidence.mode), line(evidence.captured_at.text()),
          source_kind(evidence));
    }
    add("\n");
  }

  static std::string place_of(const FindingLocation& location) {
    return location.line ? fmt::format("{}:{}", location.file, location.line->value)
                         : location.file;
  }

  const ReportView& view_;
  const ReportBody& body_;
  std::string out_;
};

}  // namespace

std::string markdown_of(const ReportView& view) { return Page(view).run(); }

}  // namespace writ::evidence
