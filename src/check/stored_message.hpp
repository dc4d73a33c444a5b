#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <istream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace postern {

/// A message as it was found in a file.
struct StoredMessage {
  std::string name;                            ///< "message.eml"; of several in one file "list.mbox:3"
  std::string octets;                          ///< with CRLF at the end of each line, unless it was mixed
  bool had_lf = false;                         ///< its lines ended in LF
  std::optional<std::string> envelope_sender;  ///< of the From_ line of an mbox; empty for <>
};

/// The text with CRLF for each LF, if it has LF and no CRLF at all; a text that has both stays as it is,
/// since nobody can say what was meant. Nothing when there is nothing to do.
std::optional<std::string> with_crlf(const std::string& text);

/// A file that cannot be read, or not to its end, in a sentence.
struct UnreadableFile : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Messages from a file one after the other. One whose first line begins with `From ` is an mbox (RFC 4155,
/// in the mboxrd form: a line `>From ` of any depth has lost one `>` when it is read); another is one
/// message. An empty file has none.
class MessageFile {
 public:
  /// A message has to fit into memory a few times; a device may have no end.
  static constexpr std::size_t most_octets = 512 << 20;

  /// `path` "-" is the standard input. Throws UnreadableFile.
  explicit MessageFile(const std::string& path);

  /// Nothing at the end. Throws UnreadableFile.
  std::optional<StoredMessage> next();
  /// Octets read so far.
  std::uint64_t position() const { return position_; }
  /// Whether it may hold more than one message.
  bool is_mbox() const { return is_mbox_; }

 private:
  bool fill();
  bool read_line(std::string& line);
  void append(StoredMessage& message, std::string_view line) const;
  StoredMessage take_whole();
  StoredMessage take_from_mbox();

  std::string path_;
  std::ifstream file_;
  std::istream& in_;
  std::string buffer_;
  std::size_t used_ = 0;   // of the buffer
  std::string from_line_;  // of the message to come
  std::string first_line_;
  bool is_mbox_ = false;
  bool is_over_ = false;
  std::size_t number_ = 0;
  std::uint64_t position_ = 0;
};

/// The files that an argument stands for: itself, or, of a directory, the plain files in it whose name does
/// not begin with a dot, by name. Of a Maildir they are those in `new` and `cur`. What cannot be looked into
/// is among them, for MessageFile to say so.
std::vector<std::string> message_files(const std::string& argument);

}  // namespace postern
