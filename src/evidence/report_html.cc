// What a report holds is text between tags and nowhere else: no attribute, script or style has any
// of it, so that escaping `&`, `<`, `>` and quotes is enough. The one style sheet is named by its
// digest in the page's policy; everything else is forbidden to load or run. `<bdi>` keeps a text
// that is written from right to left from turning around what stands beside it.
#include <iterator>

#include <fmt/format.h>

#include "canon/base64.h"
#include "canon/digest.h"
#include "evidence/report_view.h"

namespace writ::evidence {
namespace {

constexpr std::string_view style =
    ":root{color-scheme:light dark;--text:#1b1b1f;--page:#fdfdfd;--line:#c5c5cc;--good:#12632f;"
    "--bad:#a3161f}"
    "@media(prefers-color-scheme:dark){:root{--text:#e6e6ea;--page:#16161a;--line:#4b4b55;"
    "--good:#79d494;--bad:#ff9a9a}}"
    "body{color:var(--text);background:var(--page);font:1rem/1.5 system-ui,sans-serif;"
    "max-width:60rem;margin:0 auto;padding:1rem}"
    "h1,h2{line-height:1.25}p,dd,td{overflow-wrap:anywhere}.text{white-space:pre-line}"
    ".good{color:var(--good);font-weight:600}.bad{color:var(--bad);font-weight:600}"
    "article{border-top:1px solid var(--line);padding-top:.5rem}"
    "table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:600}"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;"
    "border-bottom:1px solid var(--line)}"
    "dt{font-weight:600}dd{margin:0 0 .4rem}";

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == '\x7F';
}

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += is_control(c) ? ' ' : c;
    }
  }
  return out;
}

std::string isolated(std::string_view text) { return fmt::format("<bdi>{}</bdi>", escaped(text)); }

class Page {
 public:
  explicit Page(const ReportView& view) : view_(view), body_(*view.report.body) {}

  std::string run() && {
    add_head();
    add("<body>\n<header>\n<h1>{}</h1>\n", isolated(body_.title));
    add_standing();
    add("</header>\n<main>\n");
    if (!body_.summary.empty()) add_text(body_.summary);
    for (const ReportFinding& finding : body_.findings) add_finding(finding);
    add("</main>\n");
    add_foot();
    return std::move(out_);
  }

 private:
  template <class... Parts>
  void add(fmt::format_string<Parts...> format, Parts&&... parts) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Parts>(parts)...);
  }

  void add_head() {
    add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n",
        canon::to_base64(canon::sha256(style).view()), escaped(body_.title), style);
  }

  void add_standing() {
    const bool good = stands(view_);
    add("<p><span class=\"{}\">{}</span> on <time>{}</time>", good ? "good" : "bad",
        good ? "✓ It stands" : "✗ It does not stand", escaped(view_.checked_at.text()));
    if (!view_.signature.ok()) {
      add(": its signature does not count ({})", escaped(view_.signature.reason()));
    }
    add("</p>\n");
  }

  void add_text(std::string_view text) { add("<p class=\"text\">{}</p>\n", isolated(text)); }

  void add_finding(const ReportFinding& finding) {
    add("<article>\n<h2>{}</h2>\n<p>{}, {}", isolated(finding.id.text()), name_of(finding.severity),
        name_of(finding.mode));
    if (finding.location) {
      add(", in {}", isolated(finding.location->file));
      if (finding.location->line) add(", line {}", finding.location->line->value);
    }
    add("</p>\n");
    if (!finding.description.empty()) add_text(finding.description);
    add("<table>\n<caption>Evidence</caption>\n<thead><tr><th scope=\"col\">Stands</th>"
        "<th scope=\"col\">Evidence</th><th scope=\"col\">Taken</th><th scope=\"col\">From</th>"
        "</tr></thead>\n<tbody>\n");
    for (const EvidenceId& id : finding.evidence) add_evidence(id);
    add("</tbody>\n</table>\n</article>\n");
  }

  void add_evidence(const EvidenceId& id) {
    const Assessment& made = find(view_.assessments, id.text());
    const bool fresh = made.standing == Standing::fresh;
    add("<tr><td><span class=\"{}\">{} {}</span></td><th scope=\"row\">{}</th>",
        fresh ? "good" : "bad", fresh ? "✓" : "✗", name_of(made.standing), isolated(id.text()));
    const auto piece = view_.pool.pieces.find(id.text());
    if (piece == view_.pool.pieces.end()) {
      add("<td></td><td></td></tr>\n");
      return;
    }
    const Evidence& evidence = piece->second.evidence;
    add("<td>{}<br><time>{}</time></td><td>{}</td></tr>\n", name_of(evidence.mode),
        escaped(evidence.captured_at.text()), source_kind(evidence));
  }

  void add_foot() {
    add("<footer>\n<dl>\n");
    add_fact("Report", view_.report.report_hash.text());
    add_fact("Tenant", body_.tenant_id.text());
    add_fact("Session", body_.session_id.text());
    add_fact("Policy", body_.policy_hash.text());
    add_fact("Written", body_.created_at.text());
    add_fact("Signed by", view_.report.signature.key_id);
    add("</dl>\n</footer>\n</body>\n</html>\n");
  }

  void add_fact(std::string_view name, std::string_view text) {
    add("<dt>{}</dt><dd>{}</dd>\n", name, isolated(text));
  }

  const ReportView& view_;
  const ReportBody& body_;
  std::string out_;
};

}  // namespace

std::string html_of(const ReportView& view) { return Page(view).run(); }

}  // namespace writ::evidence
