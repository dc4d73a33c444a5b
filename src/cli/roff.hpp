#pragma once

#include <string>
#include <string_view>

namespace postern {

/// `text` for a line of roff: each character prints as itself, none is a request, an escape or the end of a
/// macro's argument. Control characters, line ends among them, become blanks. UTF-8 stays as it is.
std::string roff_text(std::string_view text);
/// The same in bold or italics.
std::string roff_bold(std::string_view text);
std::string roff_italic(std::string_view text);

/// A manual page in the making, in the language of man(7). Texts are plain: words between backticks become
/// bold, anything else prints as written.
class ManualPage {
 public:
  /// "POSTERN", "1", "postern 0.1.0", "2026-05-01": digits and hyphens, or nothing.
  ManualPage(std::string_view name, std::string_view section, std::string_view source, std::string_view date);

  void section(std::string_view title);
  void subsection(std::string_view title);
  /// In bold, above paragraphs or items.
  void heading(std::string_view title);
  void paragraph(std::string_view text);
  /// A term, and what it means. The term is roff already.
  void item(std::string_view roff_term, std::string_view text);
  /// A line that is roff already, in a paragraph of its own.
  void line(std::string_view roff);
  /// Paragraphs with blank lines between; lines that begin with blanks are examples, printed as they are.
  void prose(std::string_view text);

  const std::string& text() const { return text_; }

 private:
  /// Between paragraphs; a heading is followed by one without it.
  void begin_paragraph();
  void fill(std::string_view text);
  void example(std::string_view lines);

  std::string text_;
  bool after_heading_ = false;
};

}  // namespace postern
