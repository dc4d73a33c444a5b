#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "smtp/chunking.hpp"
#include "smtp/dot_codec.hpp"

// What some server somewhere has taken for the end of a message, and what becomes of it here: as it comes, by
// DATA and by BDAT, and as it goes on. The table of docs/standards.md is made of what these tests see.

namespace postern::smtp {
namespace {

using namespace std::string_literals;

/// Octets in the middle of a message.
struct Variant {
  std::string octets;
  const char* known = "";  // where from
  bool is_lax_end = true;  // whether a server that is not strict about line ends takes it for the end of data
};

// Those published with CVE-2023-51764, -51765 and -51766 and after them, their relatives, and some near
// misses.
const std::vector<Variant>& variants() {
  static const std::vector<Variant> table{
      {"\r\n.\r\n", "RFC 5321"},
      {"\n.\n", "published"},
      {"\n.\r\n", "CVE-2023-51764, -51765, -51766"},
      {"\r\n.\n", "published"},
      {"\r.\r", "published"},
      {"\r.\r\n", "published"},
      {"\r\n.\r", "published"},
      {"\r\n\0.\r\n"s, "published"},
      {"\r.\n"},
      {"\n.\r"},
      {"\n\r.\n\r"},
      {"\r\r\n.\r\r\n"},
      {"\r\n.\r\r\n"},
      {"\r\n.\n\r\n"},
      {"\n\n.\r\n"},
      {"\n\r\n.\r\n", "", false},
      {"\r\0\n.\r\n"s},
      {"\r\n.\0\r\n"s},
      {"\r\n.\r\0\n"s},
      {"\r\n .\r\n", "", false},
      {"\r\n. \r\n", "", false},
      {"\r\n..\r\n", "", false},
      {"\r\n.a\r\n", "", false},
  };
  return table;
}

/// What came of a message: `rest` is there when it ended.
struct Received {
  std::string message;
  std::optional<std::string> rest;
  StrayOctets stray;
  bool operator==(const Received&) const = default;
};

// The pieces of `octets` when it is cut behind each octet whose bit in `cuts` is set.
std::vector<std::string_view> pieces(std::string_view octets, std::size_t cuts) {
  std::vector<std::string_view> result;
  for (std::size_t begin = 0, end = 1; end <= octets.size(); ++end) {
    if (end < octets.size() && (cuts >> (end - 1) & 1) == 0) continue;
    result.push_back(octets.substr(begin, end - begin));
    begin = end;
  }
  return result;
}

std::size_t ways_to_cut(std::string_view octets) {
  return std::size_t{1} << (octets.size() - 1);
}

// Each piece is read into the same buffer, so that a look back at the one before would see other octets.
Received by_data(std::string_view octets, std::size_t cuts) {
  DotDecoder decoder;
  Received received;
  std::string buffer;
  for (const auto piece : pieces(octets, cuts)) {
    if (received.rest) {
      *received.rest += piece;
      continue;
    }
    buffer.assign(piece);
    decoder.feed(buffer);
    auto event = decoder.next();
    for (; std::holds_alternative<DotDecoder::OctetsView>(event); event = decoder.next()) {
      received.message += std::get<DotDecoder::OctetsView>(event).octets;
    }
    if (std::holds_alternative<DotDecoder::End>(event)) received.rest = std::string(decoder.rest());
  }
  received.stray = decoder.stray();
  return received;
}

// Chunks of the message as `chunks` cuts it, in one reading each; within them, readings of `reading` octets.
Received by_bdat(std::string_view octets, std::size_t chunks, std::size_t reading) {
  ChunkDecoder decoder;
  Received received;
  std::string buffer;
  for (auto chunk : pieces(octets, chunks)) {
    decoder.begin(chunk.size());
    while (!chunk.empty()) {
      buffer.assign(chunk.substr(0, reading));
      chunk.remove_prefix(buffer.size());
      decoder.feed(buffer);
      const auto event = decoder.next();
      received.message += std::get<ChunkDecoder::OctetsView>(event).octets;
    }
  }
  decoder.finish();
  received.stray = decoder.stray();
  return received;
}

std::string sent_by_data(std::string_view message) {
  DotEncoder encoder;
  std::string out;
  encoder.encode(message, out);
  encoder.finish(out);
  return out;
}

// A session by DATA: the variant in a message, the end, and a command that a smuggler would have obeyed.
std::string session_with(const std::string& octets) {
  return 'a' + octets + "b\r\n.\r\nC";
}

TEST(Smuggling, EndsDataAtNothingButTheEndHoweverItIsCut) {
  for (const auto& variant : variants()) {
    const auto octets = session_with(variant.octets);
    const auto whole = by_data(octets, 0);
    ASSERT_EQ(whole.rest.has_value(), true);
    const bool is_the_end = octets.find("\r\n.\r\n") < octets.size() - 6;
    EXPECT_EQ(whole.rest != "C", is_the_end) << octets;
    for (std::size_t cuts = 1; cuts < ways_to_cut(octets); ++cuts) {
      ASSERT_EQ(by_data(octets, cuts), whole) << octets << cuts;
    }
  }
}

TEST(Smuggling, EndsNoMessageAtItsVeryBeginning) {
  for (const auto& begin : {".\n"s, ".\r"s, "\n.\r\n"s, "\r.\r\n"s, ".\r\r\n"s, "\0.\r\n"s}) {
    const auto octets = begin + "b\r\n.\r\nC";
    for (std::size_t cuts = 0; cuts < ways_to_cut(octets); ++cuts) {
      const auto received = by_data(octets, cuts);
      ASSERT_EQ(received.rest, "C") << begin;
      ASSERT_TRUE(received.stray.any()) << begin;
    }
  }
}

TEST(Smuggling, EndsAChunkAtNothingButItsSize) {
  for (const auto& variant : variants()) {
    const auto message = 'a' + variant.octets + "b\r\n";
    const auto stray = by_bdat(message, 0, message.size()).stray;
    for (std::size_t chunks = 0; chunks < ways_to_cut(message); ++chunks) {
      for (std::size_t reading = 1; reading <= 3; ++reading) {
        const auto received = by_bdat(message, chunks, reading);
        ASSERT_EQ(received.message, message);
        ASSERT_EQ(received.stray, stray);
      }
    }
  }
}

TEST(Smuggling, NotesTheSameStrayOctetsInBothForms) {
  for (const auto& variant : variants()) {
    const auto message = by_data(session_with(variant.octets), 0);
    EXPECT_EQ(by_bdat(message.message, 0, 100).stray, message.stray);
  }
}

// All messages of up to seven of the octets that matter, of those that are not refused.
TEST(Smuggling, SendsNoEndInTheMiddleOfWhatIsNotRefused) {
  constexpr std::string_view alphabet("\r\n.a", 4);
  for (std::size_t length = 0; length <= 7; ++length) {
    for (std::size_t number = 0; number < std::size_t{1} << (2 * length); ++number) {
      std::string message;
      for (std::size_t i = 0; i < length; ++i) message += alphabet[(number >> (2 * i)) & 3];
      if (by_bdat(message + ' ', 0, 100).stray.any()) continue;
      const auto sent = "\r\n" + sent_by_data(message);  // behind the line of the DATA command
      for (const auto& variant : variants()) {
        if (variant.is_lax_end) ASSERT_GE(sent.find(variant.octets), sent.size() - 5) << message;
      }
    }
  }
}

// How octets are shown in the table.
std::string shown(std::string_view octets) {
  std::string out;
  for (const char c : octets) {
    if (c == '\r') {
      out += "<CR>";
    } else if (c == '\n') {
      out += "<LF>";
    } else if (c == '\0') {
      out += "<NUL>";
    } else if (c == ' ') {
      out += "<SP>";
    } else {
      out += c;
    }
  }
  return '`' + out + '`';
}

std::string refused_for(const StrayOctets& stray) {
  std::string out;
  if (stray.bare_lf) out += ", bare LF";
  if (stray.bare_cr) out += ", bare CR";
  if (stray.nul) out += ", NUL";
  return out.empty() ? "" : out.substr(2);
}

// What goes out for the variant in the middle of a message.
std::string sent_on(const std::string& message) {
  const auto sent = sent_by_data(message);
  return shown(sent.substr(1, sent.size() - std::string_view("ab\r\n.\r\n").size()));
}

std::string row(const Variant& variant) {
  const auto octets = session_with(variant.octets);
  const auto data = by_data(octets, 0);
  const bool ends = data.rest != "C";
  const auto message = 'a' + variant.octets + "b\r\n";
  const auto stray = by_bdat(message, 0, message.size()).stray;
  std::ostringstream out;
  out << "| " << shown(variant.octets) << " | " << variant.known << " | " << (ends ? "ends it" : "goes on")
      << " | " << refused_for(stray) << " | "
      << (ends            ? ""
          : stray.bare_lf ? "never"
                          : sent_on(data.message))
      << " | " << (stray.bare_lf || stray.bare_cr ? "never" : sent_on(message)) << " |\n";
  return out.str();
}

std::string table() {
  std::string out =
      "| Octets | Known from | In a DATA message | Refused for | Out by DATA, in by DATA | Out by DATA, in "
      "by BDAT |\n"
      "|---|---|---|---|---|---|\n";
  for (const auto& variant : variants()) out += row(variant);
  return out;
}

// What stands between the two comments of docs/standards.md.
std::string documented() {
  std::ifstream file(POSTERN_SOURCE_DIR "/docs/standards.md", std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const std::string begin = "<!-- smuggling: begin -->\n";
  const auto from = text.find(begin);
  const auto to = text.find("<!-- smuggling: end -->");
  if (from == text.npos || to == text.npos) return "";
  return text.substr(from + begin.size(), to - from - begin.size());
}

TEST(Smuggling, IsDocumentedAsItIs) {
  EXPECT_EQ(documented(), table()) << "put this into docs/standards.md:\n" << table();
}

}  // namespace
}  // namespace postern::smtp
