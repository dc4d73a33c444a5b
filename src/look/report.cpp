#include "look/report.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <numeric>
#include <ostream>

// A remark is shown with the record it is about and a line of carets under the place. Records may hold 64 kB
// and anything, so each text is first made visible, then cut to a window around its place; the carets are
// counted in what is visible.

namespace postern {

namespace {

using base::Severity;

/// More lines of one text say no more.
constexpr std::size_t longest_line = 1200;

/// JSON too is made of this: it is UTF-8, and DNS is any octets.
std::string visible(std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  std::string result;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet >= 0x20 && octet < 0x7f) {
      result += c;
    } else {
      result += {'\\', 'x', digits[octet >> 4], digits[octet & 15]};
    }
  }
  return result;
}

/// The beginning of what is visible of `text`.
std::string shown(std::string_view text) {
  if (text.size() <= longest_line) return visible(text);
  return visible(text.substr(0, longest_line)) + "... (" + std::to_string(text.size()) + " octets)";
}

std::string last_of(std::string text, std::size_t length) {
  return text.size() <= length ? text : "..." + text.substr(text.size() - length);
}

std::string first_of(std::string text, std::size_t length) {
  return text.size() <= length ? text : text.substr(0, length) + "...";
}

std::string_view style_of(Severity severity, const Styles& styles) {
  switch (severity) {
    case Severity::note:
      return styles.dim;
    case Severity::warning:
      return styles.yellow;
    case Severity::error:
      return styles.red;
  }
  return {};
}

/// The record around the place of the finding, and carets under it.
void print_place(const LookReport::Remark& remark, std::ostream& out, const Styles& styles,
                 std::size_t width) {
  if (!remark.finding.place || remark.record.empty()) return;
  const auto room = std::clamp<std::size_t>(width, 40, 120) - 10;
  const auto [begin, length] = *remark.finding.place;
  const std::string_view record = remark.record;
  const auto here = first_of(visible(record.substr(begin, length)), room / 2);
  const auto rest = room - here.size();
  const bool is_whole = visible(record).size() <= room;
  const auto before = last_of(visible(record.substr(0, begin)), is_whole ? rest : rest / 2);
  const auto after = first_of(visible(record.substr(begin + length)), is_whole ? rest : rest - rest / 2);
  out << "  " << before << here << after << '\n';
  out << "  " << std::string(before.size(), ' ') << style_of(remark.finding.severity, styles)
      << std::string(std::max<std::size_t>(here.size(), 1), '^') << styles.reset << '\n';
}

void print(const LookReport::Remark& remark, std::ostream& out, const Styles& styles, std::size_t width) {
  const auto& finding = remark.finding;
  out << style_of(finding.severity, styles) << format(finding.severity) << styles.reset << ": ";
  if (!remark.owner.empty()) out << visible(remark.owner) << ": ";
  out << shown(finding.problem) << '\n';
  print_place(remark, out, styles, width);
  if (!finding.advice.empty()) out << "  " << shown(finding.advice) << ".\n";
}

/// The worst first, otherwise as they were found; not all, where they are very many.
std::vector<LookReport::Remark> worst_first(const LookReport& report) {
  std::vector<LookReport::Remark> remarks;
  for (const auto severity : {Severity::error, Severity::warning, Severity::note}) {
    for (const auto& remark : report.remarks) {
      if (remark.finding.severity == severity && remarks.size() < LookReport::most_remarks)
        remarks.push_back(remark);
    }
  }
  return remarks;
}

std::size_t count_all(const LookReport& report) {
  return std::accumulate(report.counts.begin(), report.counts.end(), std::size_t{0});
}

/// "1 error, 2 warnings"
std::string totals(const LookReport& report) {
  std::string text;
  for (const auto severity : {Severity::error, Severity::warning, Severity::note}) {
    const auto number = report.count(severity);
    if (number == 0) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(number) + " " + std::string(format(severity)) +
            (number == 1 ? "" : "s");
  }
  return text;
}

void print_summary(const LookReport& report, std::ostream& out, const Styles& styles) {
  if (report.has_trouble) {
    out << styles.yellow << "The DNS did not answer everything: there may be more to say." << styles.reset
        << '\n';
  }
  if (!report.remarks.empty()) {
    out << totals(report) << ".\n";
  } else if (!report.has_trouble && !report.praise.empty()) {
    out << styles.green << report.praise << styles.reset << '\n';
  }
}

nlohmann::ordered_json to_json(const LookReport::Remark& remark) {
  nlohmann::ordered_json json = {{"severity", format(remark.finding.severity)},
                                 {"problem", visible(remark.finding.problem)},
                                 {"advice", visible(remark.finding.advice)}};
  if (!remark.owner.empty()) json["owner"] = visible(remark.owner);
  if (!remark.record.empty()) json["record"] = visible(remark.record);
  if (const auto& place = remark.finding.place) {
    json["place"] = {{"begin", place->begin}, {"length", place->length}};
  }
  return json;
}

nlohmann::ordered_json to_json(const LookReport::Section& section) {
  nlohmann::ordered_json json = {{"title", visible(section.title)}, {"lines", nlohmann::json::array()}};
  for (const auto& line : section.lines) json["lines"].push_back(visible(line));
  return json;
}

}  // namespace

LookReport::Section& LookReport::section(std::string title) {
  sections.push_back({std::move(title), {}});
  return sections.back();
}

void LookReport::remark(base::Findings findings, const std::string& owner, const std::string& record) {
  for (auto& finding : findings) {
    auto& number = counts[static_cast<std::size_t>(finding.severity)];
    if (++number <= most_remarks) remarks.push_back({std::move(finding), owner, record});
  }
}

int exit_status(const LookReport& report) {
  if (report.count(Severity::error) > 0) return 4;
  if (report.has_trouble) return 1;
  return report.count(Severity::warning) > 0 ? 3 : 0;
}

void print(const LookReport& report, std::ostream& out, const Styles& styles, std::size_t width) {
  for (const auto& section : report.sections) {
    out << styles.bold << visible(section.title) << styles.reset << '\n';
    for (const auto& line : section.lines) out << "  " << shown(line) << '\n';
    out << '\n';
  }
  const auto remarks = worst_first(report);
  for (const auto& remark : remarks) print(remark, out, styles, width);
  const auto left_out = count_all(report) - remarks.size();
  if (left_out > 0) out << "... and " << left_out << " more\n";
  if (!remarks.empty()) out << '\n';
  print_summary(report, out, styles);
}

std::string format_json(const LookReport& report) {
  nlohmann::ordered_json json = {{"status", exit_status(report)},
                                 {"dns_trouble", report.has_trouble},
                                 {"sections", nlohmann::json::array()},
                                 {"findings", nlohmann::json::array()}};
  for (const auto& section : report.sections) json["sections"].push_back(to_json(section));
  const auto remarks = worst_first(report);
  for (const auto& remark : remarks) json["findings"].push_back(to_json(remark));
  json["left_out"] = count_all(report) - remarks.size();
  return json.dump(2) + "\n";
}

}  // namespace postern
