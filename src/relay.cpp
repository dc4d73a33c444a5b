#include "relay.hpp"

#include "smtp/replies.hpp"

// Every step of the envelope goes through perform(): on the connection at hand if that is still in step,
// else, and at most once, on a new one where the envelope so far is said again first. settle() applies the
// reply table and closes what must not be used any more.

namespace postern {

namespace {

/// Written in pieces of this size, so that a small message leaves in one write, its final dot included.
constexpr std::size_t write_size = 64 * 1024;

}  // namespace

Relay::Relay(net::World& world, const Gate& gate, OnMisunderstanding on_misunderstanding)
    : world_(world), gate_(gate), on_misunderstanding_(std::move(on_misunderstanding)) {}

asio::awaitable<smtp::Reply> Relay::mail(EnvelopeCommand sender, smtp::Xforward client) {
  envelope_ = {.client = std::move(client), .sender = std::move(sender), .recipients = {}};
  last_word_.clear();
  auto conclusion = co_await perform(Stage::mail, envelope_.sender);
  in_transaction_ = conclusion.accepted;
  co_return std::move(*conclusion.client);
}

asio::awaitable<smtp::Reply> Relay::rcpt(EnvelopeCommand recipient) {
  auto conclusion = co_await perform(Stage::rcpt, recipient);
  if (conclusion.accepted) envelope_.recipients.push_back(std::move(recipient));
  co_return std::move(*conclusion.client);
}

asio::awaitable<std::optional<smtp::Reply>> Relay::begin_data() {
  encoder_ = {};
  outgoing_.clear();
  lost_ = false;
  auto conclusion = co_await perform(Stage::data, {});
  co_return std::move(conclusion.client);
}

asio::awaitable<void> Relay::write(std::string_view octets) {
  while (!octets.empty() && !lost_) {
    const auto piece = octets.substr(0, write_size);
    encoder_.encode(piece, outgoing_);
    octets.remove_prefix(piece.size());
    if (outgoing_.size() < write_size) continue;
    const auto code = co_await upstream_->write(outgoing_);
    if (code) lost_ = true;
    outgoing_.clear();
  }
}

asio::awaitable<smtp::Reply> Relay::finish() {
  UpstreamAnswer answer = UpstreamFailure::lost;
  if (!lost_) {
    encoder_.finish(outgoing_);
    answer = co_await upstream_->finish_message(outgoing_);
  }
  in_transaction_ = false;
  auto conclusion = settle(Stage::message, answer);
  co_return std::move(*conclusion.client);
}

asio::awaitable<void> Relay::reset() {
  if (!upstream_ || !in_transaction_) co_return;
  in_transaction_ = false;
  if (!upstream_->is_in_step()) co_return abandon();
  const auto answer = co_await upstream_->exchange(Stage::reset, "RSET");
  settle(Stage::reset, answer);
}

void Relay::abandon() {
  if (upstream_) upstream_->abandon();
  upstream_.reset();
  in_transaction_ = false;
}

asio::awaitable<void> Relay::quit() {
  if (upstream_) co_await upstream_->quit();
  upstream_.reset();
}

asio::awaitable<Conclusion> Relay::perform(Stage stage, EnvelopeCommand command) {
  if (upstream_ && upstream_->is_in_step()) {
    auto conclusion = co_await attempt(stage, command, false);
    // A connection that breaks before DATA has begun has committed nothing: once more, on a new one.
    if (!lost_) co_return conclusion;
  }
  abandon();
  auto opened = co_await open();
  if (!opened.accepted) co_return opened;
  auto conclusion = co_await attempt(stage, command, true);
  co_return conclusion;
}

asio::awaitable<Conclusion> Relay::attempt(Stage stage, const EnvelopeCommand& command, bool fresh) {
  lost_ = false;
  if (fresh || stage == Stage::mail) {
    auto forwarded = co_await forward_client();
    if (!forwarded.accepted) co_return forwarded;
  }
  if (fresh && stage != Stage::mail) {
    auto replayed = co_await replay_envelope();
    if (!replayed.accepted) co_return replayed;
  }
  auto conclusion = co_await say(stage, command);
  co_return conclusion;
}

asio::awaitable<Conclusion> Relay::open() {
  upstream_ = std::make_unique<Upstream>(world_, gate_.config);
  const auto answer = co_await upstream_->open();
  const auto extensions = upstream_->extensions();
  auto conclusion = settle(upstream_->stage(), answer);
  if (conclusion.accepted) gate_.learnt->set(extensions);
  co_return conclusion;
}

asio::awaitable<Conclusion> Relay::forward_client() {
  const auto& extensions = upstream_->extensions();
  if (extensions.offers("XFORWARD")) {
    for (const auto& command : smtp::format_xforward(envelope_.client, extensions.argument("XFORWARD"))) {
      const auto answer = co_await upstream_->exchange(Stage::xforward, command);
      auto conclusion = settle(Stage::xforward, answer);
      if (!conclusion.accepted) co_return conclusion;
    }
  }
  co_return Conclusion{.accepted = true};
}

asio::awaitable<Conclusion> Relay::replay_envelope() {
  auto conclusion = co_await say(Stage::mail, envelope_.sender);
  for (const auto& recipient : envelope_.recipients) {
    if (!conclusion.accepted) break;
    conclusion = co_await say(Stage::rcpt, recipient);
  }
  in_transaction_ = conclusion.accepted;
  if (conclusion.accepted) co_return conclusion;
  // What the client was told of its recipients no longer holds: it must come again.
  abandon();
  co_return Conclusion{.client = smtp::replies::upstream_lost(), .discard = true};
}

asio::awaitable<Conclusion> Relay::say(Stage stage, const EnvelopeCommand& command) {
  std::optional<std::string> line = "DATA";
  if (stage != Stage::data) line = render(command, upstream_->extensions());
  // We offered the extension because an earlier connection had it (relay.md: 451 4.3.5).
  if (!line) co_return Conclusion{.client = smtp::replies::upstream_misconfigured()};
  const auto answer = co_await upstream_->exchange(stage, *line);
  co_return settle(stage, answer);
}

Conclusion Relay::settle(Stage stage, const UpstreamAnswer& answer) {
  auto conclusion = conclude(stage, answer);
  const auto* failure = std::get_if<UpstreamFailure>(&answer);
  lost_ = failure && *failure == UpstreamFailure::lost;
  if (failure) last_word_ = std::string(to_string(*failure)) + " at " + std::string(to_string(stage));
  if (!failure && stage != Stage::reset) last_word_ = smtp::one_line(std::get<smtp::Reply>(answer));
  if (conclusion.misunderstanding) on_misunderstanding_(stage, answer);
  if (conclusion.discard) abandon();
  return conclusion;
}

}  // namespace postern
