#include "smtp/chunking.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace postern::smtp {
namespace {

using namespace std::string_literals;

/// What a decoder made of the octets of a connection: `rest` is there when all chunks are complete.
struct Decoded {
  std::string message;
  std::optional<std::string> rest;
  StrayOctets stray;
  bool operator==(const Decoded&) const = default;
};

/// A client that sends chunks of these sizes, without the commands between them.
struct Sent {
  std::string octets;
  std::vector<std::uint64_t> sizes;
};

/// Feeds a decoder as a session does, with copies that are gone before the next is fed.
class Receiver {
 public:
  explicit Receiver(const std::vector<std::uint64_t>& sizes) : sizes_(sizes) { decoder_.begin(sizes_[0]); }

  void take(std::string_view octets) {
    std::string unread(octets);
    for (bool more = true; more && !decoded_.rest;) {
      const std::vector<char> copy(unread.begin(), unread.end());
      decoder_.feed({copy.data(), copy.size()});
      more = take_events();
      unread = std::string(decoder_.rest());
      if (more && ++chunk_ < sizes_.size()) {
        decoder_.begin(sizes_[chunk_]);
      } else if (more) {
        decoder_.finish();
        decoded_.rest = "";
      }
    }
    if (decoded_.rest) *decoded_.rest += unread;
  }
  Decoded decoded() const {
    auto decoded = decoded_;
    decoded.stray = decoder_.stray();
    return decoded;
  }

 private:
  // Whether the chunk is complete.
  bool take_events() {
    for (;;) {
      const auto event = decoder_.next();
      const auto* part = std::get_if<ChunkDecoder::OctetsView>(&event);
      if (!part) return std::holds_alternative<ChunkDecoder::End>(event);
      EXPECT_FALSE(part->octets.empty());
      decoded_.message += part->octets;
    }
  }

  ChunkDecoder decoder_;
  std::vector<std::uint64_t> sizes_;
  std::size_t chunk_ = 0;
  Decoded decoded_;
};

Decoded decode(const Sent& sent, const std::vector<std::string_view>& pieces) {
  Receiver receiver(sent.sizes);
  for (const auto piece : pieces) receiver.take(piece);
  return receiver.decoded();
}

// With a check that no cut of the connection into one, two, three or single octets makes a difference.
Decoded decode_in_every_chunking(const Sent& sent) {
  const std::string_view octets = sent.octets;
  const auto whole = decode(sent, {octets});
  std::vector<std::string_view> single;
  for (std::size_t i = 0; i < octets.size(); ++i) single.push_back(octets.substr(i, 1));
  EXPECT_EQ(decode(sent, single), whole);
  for (std::size_t a = 0; a <= octets.size(); ++a) {
    for (std::size_t b = a; b <= octets.size(); ++b) {
      EXPECT_EQ(decode(sent, {octets.substr(0, a), octets.substr(a, b - a), octets.substr(b)}), whole)
          << a << ' ' << b;
    }
  }
  return whole;
}

TEST(Bdat, IsWritten) {
  EXPECT_EQ(format_bdat({.size = 1000}), "BDAT 1000");
  EXPECT_EQ(format_bdat({.size = 0, .last = true}), "BDAT 0 LAST");
}

TEST(Bdat, RoundTrips) {
  for (const Chunk chunk : {Chunk{.size = 0, .last = true}, Chunk{.size = 18446744073709551615u}}) {
    EXPECT_EQ(parse_chunk(format_bdat(chunk).substr(5)), chunk);
  }
}

TEST(ChunkDecoder, GivesAsManyOctetsAsWereSaid) {
  const auto decoded = decode_in_every_chunking({.octets = "a\r\n.\r\nb\r\nQUIT\r\n", .sizes = {9}});
  EXPECT_EQ(decoded.message, "a\r\n.\r\nb\r\n");
  EXPECT_EQ(decoded.rest, "QUIT\r\n");
  EXPECT_EQ(decoded.stray, StrayOctets{});
}

TEST(ChunkDecoder, PutsChunksTogether) {
  const auto decoded = decode_in_every_chunking({.octets = "ab\r\ncd\r\nRSET", .sizes = {3, 0, 4, 1}});
  EXPECT_EQ(decoded.message, "ab\r\ncd\r\n");
  EXPECT_EQ(decoded.rest, "RSET");
  EXPECT_EQ(decoded.stray, StrayOctets{});
}

TEST(ChunkDecoder, EndsAnEmptyChunkAtOnce) {
  const auto decoded = decode_in_every_chunking({.octets = "QUIT\r\n", .sizes = {0}});
  EXPECT_EQ(decoded.message, "");
  EXPECT_EQ(decoded.rest, "QUIT\r\n");
}

TEST(ChunkDecoder, WaitsForTheWholeChunk) {
  EXPECT_EQ(decode_in_every_chunking({.octets = "abc", .sizes = {4}}).rest, std::nullopt);
}

TEST(ChunkDecoder, CountsBeyond32Bits) {
  ChunkDecoder decoder;
  decoder.begin(18446744073709551615u);
  decoder.feed("abc");
  EXPECT_TRUE(std::holds_alternative<ChunkDecoder::OctetsView>(decoder.next()));
  EXPECT_TRUE(std::holds_alternative<ChunkDecoder::NeedMore>(decoder.next()));
}

TEST(ChunkDecoder, SaysEndAgain) {
  ChunkDecoder decoder;
  decoder.begin(0);
  EXPECT_TRUE(std::holds_alternative<ChunkDecoder::End>(decoder.next()));
  EXPECT_TRUE(std::holds_alternative<ChunkDecoder::End>(decoder.next()));
}

TEST(ChunkDecoder, NotesStrayOctetsWhereverChunksEnd) {
  struct Case {
    std::string message;
    StrayOctets stray;
  };
  const std::vector<Case> table{
      {"a\r\nb\r\n", {}},
      {"a\nb", {.bare_lf = true}},
      {"a\rb", {.bare_cr = true}},
      {"a\r\r\nb", {.bare_cr = true}},
      {"a\n\rb", {.bare_lf = true, .bare_cr = true}},
      {"\nab", {.bare_lf = true}},
      {"ab\r", {.bare_cr = true}},
      {"ab\n", {.bare_lf = true}},
      {"a\0b"s, {.nul = true}},
      {"\r\0\n"s, {.bare_lf = true, .bare_cr = true, .nul = true}},
  };
  for (const auto& [message, stray] : table) {
    for (std::size_t a = 0; a <= message.size(); ++a) {
      for (std::size_t b = a; b <= message.size(); ++b) {
        const auto decoded = decode_in_every_chunking({message + "NOOP\n\r", {a, b - a, message.size() - b}});
        EXPECT_EQ(decoded.message, message);
        EXPECT_EQ(decoded.stray, stray) << message << a << b;
      }
    }
  }
}

}  // namespace
}  // namespace postern::smtp
