#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <istream>
#include <optional>
#include <string>
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

/// Messages from a file one after the other. One whose first line begins with `From ` is an mbox (RFC 4155,
/// in the mboxrd form: a line `>From ` of any depth has lost one `>` when it is read); another is one
/// message.
class MessageFile {
 public:
  /// `path` "-" is the standard input. Throws std::runtime_error with a sentence when it cannot be read.
  explicit MessageFile(const std::string& path);

  /// Nothing at the end.
  std::optional<StoredMessage> next();
  /// Octets read so far.
  std::uint64_t position() const { return position_; }
  /// Whether it may hold more than one message.
  bool is_mbox() const { return is_mbox_; }

 private:
  bool read_line(std::string& line);
  StoredMessage take_whole();
  StoredMessage take_from_mbox();

  std::string path_;
  std::ifstream file_;
  std::istream& in_;
  std::string from_line_;  // of the message to come
  std::string first_line_;
  bool is_mbox_ = false;
  bool is_over_ = false;
  std::size_t number_ = 0;
  std::uint64_t position_ = 0;
};

/// The files that an argument stands for: itself, or, of a directory, the plain files in it whose name does
/// not begin with a dot, by name. Of a Maildir they are those in `new` and `cur`.
std::vector<std::string> message_files(const std::string& argument);

}  // namespace postern
