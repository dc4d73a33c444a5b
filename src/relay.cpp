#include "relay.hpp"

#include <algorithm>
#include <ranges>

#include "smtp/replies.hpp"

// A batch of the client's goes through perform(): on the connection at hand if that is still in step, else,
// and at most once, on a new one. plan() writes down what to say there: who the client is, the envelope so
// far if the connection does not know it, the batch itself. take() says it and reads the replies, and
// settle() applies the reply table and closes what must not be used any more.

namespace postern {

namespace {

/// Commands that are sent before the first of their replies is read. Their replies must fit into what the two
/// kernels buffer, or both ends would wait for each other (RFC 2920 §3.1).
constexpr std::size_t most_pipelined = 100;

bool begins_transaction(const std::vector<EnvelopeCommand>& batch) {
  return batch.front().verb == smtp::Verb::mail;
}

bool is_mail_refused(const std::vector<EnvelopeCommand>& batch, const std::vector<Conclusion>& conclusions) {
  return begins_transaction(batch) && conclusions.front().client && !conclusions.front().accepted;
}

Stage stage_of(const EnvelopeCommand& command) {
  if (command.verb == smtp::Verb::mail) return Stage::mail;
  return command.verb == smtp::Verb::rcpt ? Stage::rcpt : Stage::data;
}

bool is_refusal(const UpstreamAnswer& answer) {
  const auto* reply = std::get_if<smtp::Reply>(&answer);
  return reply && reply->code >= 400 && reply->code != 421;
}

bool is_answered(const Conclusion& conclusion) {
  return conclusion.client || conclusion.accepted;
}

/// The replies to what could not be asked: `reply`, but what needs a MAIL that was refused hears that.
void fill(const std::vector<EnvelopeCommand>& batch, const std::optional<smtp::Reply>& reply,
          std::vector<Conclusion>& conclusions) {
  for (auto& conclusion : conclusions) {
    if (is_answered(conclusion)) continue;
    // A message in chunks has no command that goes before it.
    conclusion = reply ? Conclusion{.client = reply} : Conclusion{.accepted = true};
  }
  if (!begins_transaction(batch) || conclusions.front().accepted) return;
  for (auto& conclusion : conclusions | std::views::drop(1))
    conclusion = {.client = smtp::replies::need_mail()};
}

}  // namespace

Relay::Relay(net::World& world, OnTrouble on_trouble) : world_(world), on_trouble_(std::move(on_trouble)) {}

void Relay::begin(std::shared_ptr<const Gate> gate, UpstreamClient client) {
  gate_ = std::move(gate);
  envelope_ = {.client = std::move(client), .sender = {}, .recipients = {}};
  last_word_.clear();
}

asio::awaitable<std::vector<smtp::Reply>> Relay::envelope(Batch batch) {
  if (begins_transaction(batch)) envelope_.sender = batch.front();
  auto conclusions = co_await perform(batch);
  std::vector<smtp::Reply> replies;
  for (auto& conclusion : conclusions) replies.push_back(std::move(*conclusion.client));
  co_return replies;
}

asio::awaitable<std::optional<smtp::Reply>> Relay::begin_data(Framing) {
  const Batch batch{{.verb = smtp::Verb::data, .path = {}, .parameters = {}}};
  auto conclusions = co_await perform(batch);
  if (conclusions.front().accepted) message_.emplace(*upstream_, UpstreamMessage::Form::dotted);
  co_return std::move(conclusions.front().client);
}

asio::awaitable<void> Relay::write(std::string_view octets) {
  co_await message_->write(octets);
}

asio::awaitable<std::vector<smtp::Reply>> Relay::finish() {
  const auto answers = co_await message_->finish(1);
  const bool complete = message_->is_complete();
  message_.reset();
  in_transaction_ = false;
  std::vector<smtp::Reply> replies;
  for (const auto& answer : answers) replies.push_back(*settle(Stage::message, answer).client);
  if (!complete) abandon();
  co_return replies;
}

asio::awaitable<void> Relay::reset() {
  if (!upstream_ || !in_transaction_) co_return;
  in_transaction_ = false;
  if (!upstream_->is_in_step()) co_return abandon();
  const auto answer = co_await upstream_->exchange(Stage::reset, "RSET");
  settle(Stage::reset, answer);
}

void Relay::abandon() {
  message_.reset();
  if (upstream_) upstream_->abandon();
  upstream_.reset();
  in_transaction_ = false;
}

asio::awaitable<void> Relay::quit() {
  if (upstream_) co_await upstream_->quit();
  upstream_.reset();
  in_transaction_ = false;
}

asio::awaitable<Relay::Conclusions> Relay::perform(const Batch& batch) {
  const auto recipients_before = envelope_.recipients.size();
  const bool reused = upstream_ && upstream_->is_in_step();
  if (!reused) abandon();
  auto conclusions = co_await attempt(batch);
  // A connection that breaks before DATA has begun has committed nothing, and of this batch the client has
  // heard nothing: once more, on a new one. Not when the upstream hangs up on every new connection.
  if (lost_ && (reused || heard_)) {
    abandon();
    envelope_.recipients.resize(recipients_before);
    conclusions = co_await attempt(batch);
  }
  co_return conclusions;
}

asio::awaitable<Relay::Conclusions> Relay::attempt(const Batch& batch) {
  Conclusions conclusions(batch.size());
  lost_ = heard_ = false;
  std::optional<smtp::Reply> stopped;
  if (!upstream_) {
    auto opened = co_await open();
    stopped = std::move(opened.client);
  }
  if (!stopped) {
    const auto steps = plan(batch, conclusions);
    if (steps) {
      stopped = co_await take(*steps, batch, conclusions);
    } else {
      stopped = steps.error();
    }
  }
  fill(batch, stopped, conclusions);
  co_return conclusions;
}

asio::awaitable<Conclusion> Relay::open() {
  upstream_ = std::make_unique<Upstream>(world_, gate_);
  const auto answer = co_await upstream_->open();
  const auto extensions = upstream_->extensions();
  auto conclusion = settle(upstream_->stage(), answer);
  if (conclusion.accepted) gate_->learnt->set(extensions);
  co_return conclusion;
}

base::Result<std::vector<Relay::Step>, smtp::Reply> Relay::plan(const Batch& batch,
                                                                Conclusions& conclusions) const {
  const auto& extensions = upstream_->extensions();
  std::vector<Step> steps;
  if (!in_transaction_) {
    const auto& client = envelope_.client.facts;
    for (auto& line : smtp::format_xforward(client, extensions.argument("XFORWARD"))) {
      steps.push_back({Stage::xforward, std::move(line), std::nullopt});
    }
  }
  if (!in_transaction_ && !begins_transaction(batch)) {
    Batch again{envelope_.sender};
    again.insert(again.end(), envelope_.recipients.begin(), envelope_.recipients.end());
    for (const auto& command : again) {
      auto line = render(command, extensions);
      if (!line) return base::Unexpected{smtp::replies::upstream_lost()};
      steps.push_back({stage_of(command), std::move(*line), std::nullopt});
    }
  }
  for (std::size_t position = 0; position < batch.size(); ++position) {
    auto line = render(batch[position], extensions);
    if (line) {
      steps.push_back({stage_of(batch[position]), std::move(*line), position});
      continue;
    }
    conclusions[position].client = line.error();
    if (batch[position].verb == smtp::Verb::mail) break;
  }
  return steps;
}

std::size_t Relay::group_size(std::span<const Step> steps) const {
  if (!upstream_->extensions().offers("PIPELINING")) return 1;
  // DATA is not said before it is known that the envelope stands.
  const auto data = std::ranges::find(steps, Stage::data, &Step::stage);
  const auto size = static_cast<std::size_t>(data - steps.begin());
  return std::clamp<std::size_t>(size, 1, most_pipelined);
}

asio::awaitable<std::optional<smtp::Reply>> Relay::take(std::span<const Step> steps, const Batch& batch,
                                                        Conclusions& conclusions) {
  while (!steps.empty()) {
    const auto group = steps.first(group_size(steps));
    steps = steps.subspan(group.size());
    std::string lines;
    for (const auto& step : group) lines += step.line + "\r\n";
    const auto failure = co_await upstream_->post(group.front().stage, std::move(lines));
    for (const auto& step : group) {
      UpstreamAnswer answer = failure.value_or(UpstreamFailure::lost);
      if (!failure) answer = co_await upstream_->reply(step.stage);
      auto stopped = apply(step, answer, batch, conclusions);
      if (stopped) co_return stopped;
    }
    if (is_mail_refused(batch, conclusions)) break;
  }
  co_return std::nullopt;
}

std::optional<smtp::Reply> Relay::apply(const Step& step, const UpstreamAnswer& answer, const Batch& batch,
                                        Conclusions& conclusions) {
  if (step.position && is_mail_refused(batch, conclusions)) {
    // Its refusal was sent behind a MAIL whose own was not known yet.
    if (!is_refusal(answer)) abandon();
  } else {
    auto conclusion = settle(step.stage, answer);
    const auto* reply = std::get_if<smtp::Reply>(&answer);
    if (conclusion.accepted && step.stage == Stage::mail) in_transaction_ = true;
    if (conclusion.accepted && step.stage == Stage::rcpt && step.position) {
      envelope_.recipients.push_back(batch[*step.position]);
    }
    if (step.position) {
      if (reply) heard_ = true;
      conclusions[*step.position] = std::move(conclusion);
    } else if (!conclusion.accepted) {
      // What the client was told of its recipients no longer holds: it must come again.
      if (step.stage != Stage::xforward) abandon();
      return step.stage == Stage::xforward ? conclusion.client : smtp::replies::upstream_lost();
    }
  }
  if (upstream_) return std::nullopt;
  return smtp::replies::upstream_lost();
}

Conclusion Relay::settle(Stage stage, const UpstreamAnswer& answer) {
  auto conclusion = conclude(stage, answer);
  const auto* failure = std::get_if<UpstreamFailure>(&answer);
  lost_ = failure && *failure == UpstreamFailure::lost;
  if (failure || stage != Stage::reset) last_word_ = describe(stage, answer);
  if (conclusion.misunderstanding) {
    const auto said = failure ? "what is not an SMTP reply" : smtp::one_line(std::get<smtp::Reply>(answer));
    on_trouble_("the upstream " + format(gate_->config.upstream.servers.front().endpoint) + " answered " +
                std::string(to_string(stage)) + " with: " + said +
                "; the client was told to try again later. Check the upstream's configuration.");
  }
  if (conclusion.discard) abandon();
  return conclusion;
}

}  // namespace postern
