#include "upstream/relay_batch.hpp"

#include "smtp/replies.hpp"

namespace postern {

namespace {

Stage stage_of(const EnvelopeCommand& command) {
  if (command.verb == smtp::Verb::mail) return Stage::mail;
  return command.verb == smtp::Verb::rcpt ? Stage::rcpt : Stage::data;
}

void introduce_client(const smtp::Xforward& client, const smtp::Extensions& extensions,
                      std::vector<Step>& steps) {
  for (auto& line : smtp::format_xforward(client, extensions.argument("XFORWARD"))) {
    steps.push_back({Stage::xforward, std::move(line), std::nullopt});
  }
}

/// False when this server cannot take it.
bool say_again(const Envelope& envelope, const smtp::Extensions& extensions, std::vector<Step>& steps) {
  std::vector<EnvelopeCommand> commands{envelope.sender};
  commands.insert(commands.end(), envelope.recipients.begin(), envelope.recipients.end());
  for (const auto& command : commands) {
    auto line = render(command, extensions);
    if (!line) return false;
    steps.push_back({stage_of(command), std::move(*line), std::nullopt});
  }
  return true;
}

}  // namespace

Batch::Batch(std::vector<EnvelopeCommand> commands)
    : commands_(std::move(commands)), conclusions_(commands_.size()) {}

bool Batch::is_mail_refused() const {
  return begins_transaction() && conclusions_.front() && !conclusions_.front()->accepted;
}

void Batch::conclude(std::size_t position, Conclusion conclusion) {
  conclusions_[position] = std::move(conclusion);
}

void Batch::conclude_rest(const std::optional<smtp::Reply>& reply) {
  for (auto& conclusion : conclusions_) {
    if (!conclusion) conclusion = Conclusion{.client = reply, .accepted = !reply};
  }
  if (!is_mail_refused()) return;
  for (std::size_t position = 1; position < conclusions_.size(); ++position) {
    conclusions_[position] = Conclusion{.client = smtp::replies::need_mail()};
  }
}

void Batch::forget() {
  conclusions_.assign(commands_.size(), std::nullopt);
}

std::vector<std::optional<smtp::Reply>> Batch::replies() const {
  std::vector<std::optional<smtp::Reply>> replies;
  for (const auto& conclusion : conclusions_) replies.push_back(conclusion->client);
  return replies;
}

base::Result<std::vector<Step>, smtp::Reply> plan(Batch& batch, const Envelope& envelope,
                                                  const smtp::Extensions& extensions, bool knows) {
  std::vector<Step> steps;
  if (!knows) introduce_client(envelope.client.facts, extensions, steps);
  if (!knows && !batch.begins_transaction() && !say_again(envelope, extensions, steps)) {
    return base::Unexpected{smtp::replies::upstream_lost()};
  }
  for (std::size_t position = 0; position < batch.commands().size(); ++position) {
    const auto& command = batch.commands()[position];
    if (command.verb == smtp::Verb::bdat) continue;
    auto line = render(command, extensions);
    if (line) {
      steps.push_back({stage_of(command), std::move(*line), position});
      continue;
    }
    batch.conclude(position, {.client = line.error()});
    if (batch.is_mail_refused()) break;
  }
  return steps;
}

}  // namespace postern
