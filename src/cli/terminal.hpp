#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

namespace postern {

// What a command knows of the screen it writes to. Text that others wrote must go through
// base::escape_controls before it is printed: nothing else here does that.

/// A sentence of ours with others' words in it, escaped already or not, as base::escape_controls makes it
/// safe; but for backslashes and ends of lines, which stay. For errors.
std::string escape_sentence(std::string_view text);

/// What is written around text to make it stand out: the sequences of ECMA-48 §8.3.117 (SGR), or nothing at
/// all, so that a command writes them without asking.
///
///     out << styles.red << "error" << styles.reset << ": ...";
struct Styles {
  std::string_view bold;
  std::string_view dim;
  std::string_view green;
  std::string_view yellow;
  std::string_view red;
  std::string_view reset;  ///< after any of the others

  bool operator==(const Styles&) const = default;
};

/// All of them.
Styles coloured();
/// None: every member is empty.
Styles plain();

/// Whether a terminal wants colour: not when NO_COLOR is there and not empty (no-color.org), nor when TERM
/// is "dumb" or empty or absent. Null is a variable that is not set.
bool wants_colour(const char* no_color, const char* term);

/// Whether a person looks at what is written to this descriptor (STDOUT_FILENO, STDERR_FILENO).
bool is_terminal(int descriptor);
/// coloured() for a terminal whose environment wants it, else plain(). Reads the environment.
Styles styles_for(int descriptor);
/// How many columns the terminal has; 80 when it does not say, or there is none.
std::size_t terminal_width(int descriptor);

/// A bar that shows how far long work has come, in one line that is written over and erased at the end:
///
///     reading   [########............]  412/1030
///
/// Draws only what has changed, so that it may be told of each of a million steps.
class ProgressBar {
 public:
  /// On standard error when that is a terminal, else nowhere. `what` is one printable word or two.
  ProgressBar(std::string what, std::size_t total);
  /// On `out`, which outlives it, in lines of less than `width` columns; a width of 0 draws nothing.
  ProgressBar(std::string what, std::size_t total, std::ostream& out, std::size_t width);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar() { erase(); }

  /// So many more steps are done.
  void advance(std::size_t steps = 1);
  /// Takes the bar away, for lines that are to stay; the next advance() draws it again.
  void erase();

 private:
  std::string line() const;

  std::string what_;
  std::size_t total_;
  std::size_t done_ = 0;
  std::ostream& out_;
  std::size_t width_;
  std::string drawn_;
};

}  // namespace postern
