#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "upstream/envelope.hpp"
#include "upstream/reply_table.hpp"

namespace postern {

/// Commands that a client sent at once, on their way upstream: a MAIL, RCPTs, or a DATA; and what became of
/// each. BDAT stands for a message in chunks, which has no command that could be said before its octets.
class Batch {
 public:
  /// Never empty.
  explicit Batch(std::vector<EnvelopeCommand> commands);

  const std::vector<EnvelopeCommand>& commands() const { return commands_; }
  bool begins_transaction() const { return commands_.front().verb == smtp::Verb::mail; }
  bool is_mail_refused() const;
  void conclude(std::size_t position, Conclusion conclusion);
  /// The answers to what nobody could be asked: `reply`; but 503 for what needs a MAIL that was not accepted.
  void conclude_rest(const std::optional<smtp::Reply>& reply);
  /// Nothing is known of any of them any more: they will be said again.
  void forget();
  /// One for each command, once all are concluded; nothing where the dialogue goes on.
  std::vector<std::optional<smtp::Reply>> replies() const;

 private:
  std::vector<EnvelopeCommand> commands_;
  std::vector<std::optional<Conclusion>> conclusions_;
};

/// A command for the upstream.
struct Step {
  Stage stage;
  std::string line;  ///< without CRLF
  /// The command of the batch that it is; none: our own idea, or said again on a new connection.
  std::optional<std::size_t> position;
};

/// What to say for `batch` on a connection whose server offers `extensions`: who the client is and the
/// `envelope` so far, unless the connection `knows` it, and the batch itself. A command that this server
/// could not take is concluded at once. The error is the answer to all of it when the envelope itself is
/// such.
base::Result<std::vector<Step>, smtp::Reply> plan(Batch& batch, const Envelope& envelope,
                                                  const smtp::Extensions& extensions, bool knows);

}  // namespace postern
