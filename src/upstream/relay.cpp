#include "upstream/relay.hpp"

#include <algorithm>
#include <iterator>

#include "smtp/replies.hpp"
#include "upstream/connect.hpp"

// A batch of the client's goes through perform(): on the connection at hand if that is still in step, else,
// and at most once, on a new one. plan() writes down what to say there: who the client is, the envelope so
// far if the connection does not know it, the batch itself. take() says it and reads the replies, and
// apply() applies the reply table and closes what must not be used any more.

namespace postern {

namespace {

/// Commands that are sent before the first of their replies is read. Their replies must fit into what the two
/// kernels buffer, or both ends would wait for each other (RFC 2920 §3.1).
constexpr std::size_t most_pipelined = 100;

/// How long the end of a session may wait for its connection to become fit for another.
constexpr std::chrono::seconds patience_for_the_pool{5};

/// Not one that has fewer than it could have of what protects its mail, or of the messages it takes.
bool is_fit_for_the_pool(const Upstream& upstream) {
  const auto& gate = *upstream.target().gate;
  const bool lacks_tls = gate.config.upstream.tls != UpstreamTls::off && !upstream.is_under_tls();
  return Pool::takes(gate) && !lacks_tls && !upstream.is_used_up() && upstream.is_in_step();
}

bool is_refusal(const UpstreamAnswer& answer) {
  const auto* reply = std::get_if<smtp::Reply>(&answer);
  return reply && reply->code >= 400 && reply->code != 421;
}

}  // namespace

Relay::Relay(net::World& world, OnTrouble on_trouble, Pool* pool)
    : world_(world), on_trouble_(std::move(on_trouble)), pool_(pool) {}

void Relay::begin(std::shared_ptr<const Gate> gate, UpstreamClient client) {
  gate_ = std::move(gate);
  envelope_ = {.client = std::move(client), .sender = {}, .recipients = {}};
  server_.clear();
  last_word_.clear();
}

asio::awaitable<std::vector<smtp::Reply>> Relay::envelope(std::vector<EnvelopeCommand> commands) {
  Batch batch(std::move(commands));
  if (batch.begins_transaction()) envelope_.sender = batch.commands().front();
  co_await perform(batch);
  std::vector<smtp::Reply> replies;
  for (auto& reply : batch.replies()) replies.push_back(std::move(*reply));
  co_return replies;
}

asio::awaitable<std::optional<smtp::Reply>> Relay::retell(std::shared_ptr<const Gate> gate,
                                                          Envelope envelope) {
  co_await reset();
  begin(std::move(gate), std::move(envelope.client));
  std::vector<EnvelopeCommand> commands{std::move(envelope.sender)};
  std::ranges::move(envelope.recipients, std::back_inserter(commands));
  const auto replies = co_await this->envelope(commands);
  const auto refusal = std::ranges::find_if_not(replies, &smtp::Reply::is_positive);
  if (refusal == replies.end()) co_return std::nullopt;
  const auto trouble = trouble_with(commands[static_cast<std::size_t>(refusal - replies.begin())], *refusal);
  if (!trouble.empty()) {
    on_trouble_("the upstream " + server_ + " " + trouble + "; the client was told to try again later.");
  }
  co_await reset();
  if (refusal->is_transient()) co_return *refusal;
  // The client has been told that these recipients are accepted.
  co_return smtp::replies::refused_when_retold();
}

std::string Relay::trouble_with(const EnvelopeCommand& command, const smtp::Reply& refusal) const {
  const auto* lacking = upstream_ ? find_lacking(command, upstream_->extensions()) : nullptr;
  if (lacking) {
    return "lacks the extension of" + smtp::format_parameters({*lacking}) +
           ", which an envelope has that had been accepted before";
  }
  if (refusal.is_transient()) return "";
  return "refused an envelope that had been accepted before, with: " + smtp::one_line(refusal);
}

asio::awaitable<std::optional<smtp::Reply>> Relay::begin_data(Framing framing,
                                                              const smtp::StrayOctets& stray) {
  auto form = UpstreamMessage::Form::dotted;
  if (framing == Framing::bdat) {
    auto refusal = co_await say(smtp::Verb::bdat);
    if (refusal) co_return refusal;
    const bool takes_chunks = upstream_->extensions().offers("CHUNKING");
    if (takes_chunks) form = UpstreamMessage::Form::chunked;
    // BINARYMIME was offered because the upstream had chunks; CHUNKING is our own offer, whatever it has.
    const bool is_binary = smtp::is_binary(envelope_.sender.parameters);
    if (!takes_chunks && is_binary) co_return smtp::replies::upstream_misconfigured();
    if (!takes_chunks && stray.any()) co_return smtp::replies::cannot_reframe(stray);
  }
  if (form == UpstreamMessage::Form::dotted) {
    auto refusal = co_await say(smtp::Verb::data);
    if (refusal) co_return refusal;
  }
  message_.emplace(*upstream_, form);
  co_return std::nullopt;
}

asio::awaitable<std::optional<smtp::Reply>> Relay::say(smtp::Verb verb) {
  Batch batch({{.verb = verb, .path = {}, .parameters = {}}});
  co_await perform(batch);
  co_return batch.replies().front();
}

asio::awaitable<void> Relay::write(std::string_view octets) {
  co_await message_->write(octets);
}

asio::awaitable<void> Relay::settle() {
  co_await message_->settle();
}

asio::awaitable<std::vector<smtp::Reply>> Relay::finish() {
  const bool is_lmtp = gate_->config.upstream.protocol == smtp::Protocol::lmtp;
  const auto answers = co_await message_->finish(is_lmtp ? envelope_.recipients.size() : 1);
  const bool complete = message_->is_complete();
  message_.reset();
  in_transaction_ = false;
  std::vector<smtp::Reply> replies;
  for (const auto& answer : answers) {
    auto conclusion = apply(Stage::message, answer);
    // RFC 2033 §4.2: what has not been answered has not been delivered, as far as the client is concerned.
    if (lost_ && is_lmtp) conclusion.client = smtp::replies::upstream_reply_missing();
    replies.push_back(std::move(*conclusion.client));
  }
  if (!complete) abandon();
  co_return replies;
}

asio::awaitable<void> Relay::reset() {
  if (!upstream_ || !in_transaction_) co_return;
  in_transaction_ = false;
  if (!upstream_->is_in_step()) co_return abandon();
  const auto answer = co_await upstream_->exchange(Stage::reset, "RSET");
  apply(Stage::reset, answer);
}

void Relay::abandon() {
  message_.reset();
  if (upstream_) upstream_->abandon();
  upstream_.reset();
  in_transaction_ = false;
}

asio::awaitable<void> Relay::quit() {
  if (upstream_ && pool_ && is_fit_for_the_pool(*upstream_)) {
    const auto answer = co_await upstream_->exchange(Stage::reset, "RSET", patience_for_the_pool);
    if (apply(Stage::reset, answer).accepted) pool_->put(std::move(upstream_));
  }
  if (upstream_) co_await upstream_->quit();
  upstream_.reset();
  in_transaction_ = false;
}

asio::awaitable<void> Relay::perform(Batch& batch) {
  const auto recipients_before = envelope_.recipients.size();
  co_await find_connection(batch.begins_transaction());
  const bool reused = upstream_ != nullptr;
  co_await attempt(batch);
  // A connection that breaks before DATA has begun has committed nothing, and of this batch the client has
  // heard nothing: once more, on a new one. Not when the upstream hangs up on every new connection.
  if (!lost_ || (!reused && !heard_)) co_return;
  abandon();
  envelope_.recipients.resize(recipients_before);
  batch.forget();
  co_await attempt(batch);
}

asio::awaitable<void> Relay::find_connection(bool for_new_transaction) {
  if (upstream_ && !upstream_->is_in_step()) abandon();
  if (!for_new_transaction) co_return;
  if (upstream_ && !is_of_use()) co_await quit();
  if (!upstream_ && pool_) upstream_ = pool_->take(*gate_);
  if (upstream_) server_ = format(upstream_->endpoint());
}

bool Relay::is_of_use() const {
  // Another gate is in force since a reload, or it is another client that a proxy speaks for.
  const bool is_ours = upstream_->follows(*gate_) && upstream_->target().client == client_to_name();
  return is_ours && !upstream_->is_used_up();
}

std::optional<smtp::Xclient> Relay::client_to_name() const {
  const auto& upstream = gate_->config.upstream;
  if (!upstream.xclient && !upstream.proxy_protocol) return std::nullopt;
  return as_xclient(envelope_.client);
}

asio::awaitable<void> Relay::attempt(Batch& batch) {
  lost_ = heard_ = false;
  if (!upstream_) {
    if (auto refusal = refuse_to_connect()) co_return batch.conclude_rest(refusal);
    const auto opened = co_await open();
    if (!opened.accepted) co_return batch.conclude_rest(opened.client);
  }
  const auto steps = plan(batch, envelope_, upstream_->extensions(), in_transaction_);
  if (!steps) co_return batch.conclude_rest(steps.error());
  const auto stopped = co_await take(*steps, batch);
  batch.conclude_rest(stopped);
}

std::optional<smtp::Reply> Relay::refuse_to_connect() const {
  const auto& client = envelope_.client.facts;
  if (!gate_->config.upstream.proxy_protocol || client.addr) return std::nullopt;
  on_trouble_(
      "a PROXY header is to tell the upstream the client's address, and this client has none; it was told to "
      "try again later. Check upstream-proxy-protocol.");
  return smtp::replies::upstream_misconfigured();
}

asio::awaitable<Conclusion> Relay::open() {
  auto connected = co_await connect_upstream(world_, gate_, client_to_name());
  for (auto& trouble : connected.troubles) on_trouble_(std::move(trouble));
  upstream_ = std::move(connected.upstream);
  server_ = format(upstream_->endpoint());
  co_return apply(upstream_->stage(), connected.answer);
}

std::size_t Relay::group_size(std::span<const Step> steps) const {
  if (!upstream_->extensions().offers("PIPELINING")) return 1;
  // DATA is not said before it is known that the envelope stands.
  const auto data = std::ranges::find(steps, Stage::data, &Step::stage);
  const auto size = static_cast<std::size_t>(data - steps.begin());
  return std::clamp<std::size_t>(size, 1, most_pipelined);
}

asio::awaitable<std::optional<smtp::Reply>> Relay::take(std::span<const Step> steps, Batch& batch) {
  while (!steps.empty() && !batch.is_mail_refused()) {
    const auto group = steps.first(group_size(steps));
    steps = steps.subspan(group.size());
    std::string lines;
    for (const auto& step : group) lines += step.line + "\r\n";
    const auto failure = co_await upstream_->post(group.front().stage, std::move(lines));
    for (const auto& step : group) {
      UpstreamAnswer answer = failure.value_or(UpstreamFailure::lost);
      if (!failure) answer = co_await upstream_->reply(step.stage);
      std::optional<smtp::Reply> stopped;
      if (step.position) {
        apply_own(step, answer, batch);
      } else {
        stopped = apply_preamble(step, answer);
      }
      if (stopped) co_return stopped;
      if (!upstream_) co_return smtp::replies::upstream_lost();
    }
  }
  co_return std::nullopt;
}

std::optional<smtp::Reply> Relay::apply_preamble(const Step& step, const UpstreamAnswer& answer) {
  auto conclusion = apply(step.stage, answer);
  if (conclusion.accepted) {
    if (step.stage == Stage::mail) in_transaction_ = true;
    return std::nullopt;
  }
  if (step.stage == Stage::xforward) return conclusion.client;
  // What the client was told of its recipients no longer holds: it must come again.
  abandon();
  return smtp::replies::upstream_lost();
}

void Relay::apply_own(const Step& step, const UpstreamAnswer& answer, Batch& batch) {
  if (batch.is_mail_refused()) {
    // It was sent behind a MAIL whose reply was not known yet, and can only be refused.
    if (!is_refusal(answer)) abandon();
    return;
  }
  if (std::holds_alternative<smtp::Reply>(answer)) heard_ = true;
  auto conclusion = apply(step.stage, answer);
  if (conclusion.accepted && step.stage == Stage::mail) in_transaction_ = true;
  if (conclusion.accepted && step.stage == Stage::rcpt) {
    envelope_.recipients.push_back(batch.commands()[*step.position]);
  }
  batch.conclude(*step.position, std::move(conclusion));
}

Conclusion Relay::apply(Stage stage, const UpstreamAnswer& answer) {
  auto conclusion = conclude(stage, answer);
  const auto* failure = std::get_if<UpstreamFailure>(&answer);
  lost_ = failure && *failure == UpstreamFailure::lost;
  if (failure || stage != Stage::reset) last_word_ = describe(stage, answer);
  if (conclusion.misunderstanding) on_trouble_(explain(stage, answer));
  if (conclusion.discard) abandon();
  return conclusion;
}

std::string Relay::explain(Stage stage, const UpstreamAnswer& answer) const {
  const auto* failure = std::get_if<UpstreamFailure>(&answer);
  std::string text = "the upstream " + server_;
  if (!failure || *failure == UpstreamFailure::unreadable) {
    text += " answered " + std::string(to_string(stage)) + " with: ";
    text += failure ? "what is not an SMTP reply" : smtp::one_line(std::get<smtp::Reply>(answer));
  } else {
    text += ": " + describe(stage, answer);
    if (upstream_ && !upstream_->trouble().empty()) text += " (" + upstream_->trouble() + ")";
  }
  return text + "; the client was told to try again later. Check the upstream's configuration.";
}

}  // namespace postern
