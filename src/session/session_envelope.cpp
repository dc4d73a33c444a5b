#include <algorithm>

#include "session/session.hpp"
#include "smtp/replies.hpp"

// MAIL and RCPT go through to the upstream as they come, those that come together (RFC 2920) in one batch,
// with the checks beginning beside them. What we refuse ourselves is not sent; each is answered in its turn.

namespace postern {

namespace replies = smtp::replies;

namespace {

/// Short, and unique across restarts and machines for all practical purposes: 60 random bits, in letters and
/// digits that cannot be mistaken for each other.
std::string format_id(std::uint64_t bits) {
  static constexpr std::string_view letters = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string id;
  for (int digit = 0; digit < 12; ++digit, bits >>= 5) id += letters[bits & 31];
  return id;
}

}  // namespace

asio::awaitable<void> Session::on_envelope(smtp::Command first) {
  std::vector<Asked> asked;
  std::vector<EnvelopeCommand> batch;
  if (first.verb == smtp::Verb::mail) begin_mail(first);
  ask(std::move(first), asked, batch);
  // A sender that we refuse ourselves has no recipients.
  if (mail_ && !asked.front().refusal) gather_recipients(asked, batch);
  std::vector<smtp::Reply> answers;
  if (!batch.empty()) answers = co_await relay_.envelope(std::move(batch));
  co_await settle(std::move(asked), std::move(answers));
}

void Session::begin_mail(const smtp::Command& command) {
  gate_ = live_->get();
  mail_ = std::make_unique<Mail>(services_, *gate_, *place_);
  mail_->last_moment = world_.now() + config().time.transaction;
  channel_.set_last_moment(mail_->last_moment);
  mail_->utf8 = find_parameter(command.parameters, "SMTPUTF8") != nullptr;
  mail_->binary = smtp::is_binary(command.parameters);

  const auto client = client_.identity();
  auto& record = mail_->record;
  record.began = world_.now();
  record.id = format_id(world_.random());
  record.ident = client_.xforward ? client_.xforward->ident.value_or("") : "";
  record.peer = format(client_.tcp);
  record.client = client.address ? format(*client.address) : "";
  record.client_source = client.source;
  record.login = client.login;
  record.helo = client.helo.value_or("");
  record.sender = smtp::format_mailbox(command.path);
  if (const auto* tls = channel_.tls()) record.tls = tls->version + " " + tls->cipher;
}

void Session::ask(smtp::Command command, std::vector<Asked>& asked, std::vector<EnvelopeCommand>& batch) {
  auto refusal = refuse(command, batch);
  asked.push_back({command.verb, smtp::format_mailbox(command.path), refusal});
  if (refusal) return;
  if (command.verb == smtp::Verb::mail) {
    // RFC 4954 §5: who is neither trusted nor authenticated vouches for nobody.
    const bool is_believed = may_forward() || !mail_->record.login.empty();
    if (!is_believed) smtp::disown_sender(command.parameters);
    mail_->checks.sender_known(
        {.client = client_.identity(), .sender = mail_->record.sender, .tls = channel_.tls()});
    const auto standing = mail_->checks.standing();
    if (standing != Standing::stranger) mail_->record.trust = format(standing);
    mail_->record.not_checked = mail_->checks.not_checked();
    mail_->record.upstream = format(config().upstream.servers.front().endpoint);
    relay_.begin(gate_, client_.to_forward());
  }
  batch.push_back({command.verb, std::move(command.path), std::move(command.parameters)});
}

void Session::gather_recipients(std::vector<Asked>& asked, std::vector<EnvelopeCommand>& batch) {
  // The second recipient's fate depends on the first's.
  if (is_one_by_one()) return;
  for (;;) {
    auto event = channel_.buffered_line();
    if (std::holds_alternative<smtp::LineFramer::NeedMore>(event)) return;
    const auto* line = std::get_if<smtp::LineFramer::Line>(&event);
    auto command = smtp::parse_command(line ? line->text : std::string_view());
    const auto verb = command ? command->verb : command.error().verb;
    if (verb != smtp::Verb::rcpt) {
      next_ = std::move(event);
      return;
    }
    // What is said to a recipient who may be decided apart depends on who has been accepted.
    if (command && !batch.empty() && batch.back().verb == smtp::Verb::rcpt &&
        is_decided_apart(batch.back().path, command->path)) {
      next_ = std::move(event);
      return;
    }
    ++commands_;
    if (command) {
      ask(std::move(*command), asked, batch);
    } else {
      asked.push_back({verb, "", command.error().reply});
    }
  }
}

asio::awaitable<void> Session::settle(std::vector<Asked> asked, std::vector<smtp::Reply> answers) {
  auto next = answers.begin();
  for (auto& [verb, mailbox, refusal] : asked) {
    const auto reply = refusal ? *refusal : *next++;
    // The recipients of a sender whom the upstream refused.
    const auto out_of_order = transaction_.refuse(verb);
    if (out_of_order) {
      answer(smtp::Verb::unknown, *out_of_order);
      continue;
    }
    answer(verb, reply);
    if (verb == smtp::Verb::mail && !reply.is_positive()) co_await end_mail(ending_of({reply}));
    if (verb == smtp::Verb::rcpt && reply.is_positive())
      mail_->record.recipients.push_back(std::move(mailbox));
    if (verb == smtp::Verb::rcpt && !reply.is_positive()) ++mail_->record.recipients_refused;
  }
}

std::optional<smtp::Reply> Session::refuse(const smtp::Command& command,
                                           const std::vector<EnvelopeCommand>& pending) const {
  const auto& parameters = command.parameters;
  const bool is_mail = command.verb == smtp::Verb::mail;
  if (is_mail && config().tls == ListenerTls::require && !channel_.tls()) return replies::tls_required();
  if (auto refusal = smtp::check_offered(command.verb, parameters, usable_)) {
    return refusal;
  }
  if (needs_smtputf8(command.path) && !mail_->utf8) return replies::needs_smtputf8();
  if (is_mail) {
    const auto size = smtp::declared_size(parameters);
    const auto limit = usable_.size_limit();
    if (size && limit && *size > *limit) return replies::message_too_big();
    return std::nullopt;
  }
  const auto is_recipient = [](const EnvelopeCommand& one) { return one.verb == smtp::Verb::rcpt; };
  const auto& accepted = relay_.accepted().recipients;
  const auto waiting = std::ranges::count_if(pending, is_recipient);
  const auto recipients = accepted.size() + static_cast<std::size_t>(waiting);
  if (recipients == 0) return std::nullopt;
  if (is_one_by_one()) return replies::one_recipient_at_a_time();
  if (recipients >= config().limits.recipients) return replies::too_many_recipients();
  const bool is_apart = !accepted.empty() && is_decided_apart(accepted.front().path, command.path);
  if (is_apart) return replies::recipient_decided_apart();
  return std::nullopt;
}

bool Session::is_decided_apart(const smtp::Path& one, const smtp::Path& other) const {
  const bool may_refuse = !is_lmtp() && !config().policy.dry_run;
  return may_refuse && gate_->policy->may_differ(policy_domain(one.domain), policy_domain(other.domain));
}

bool Session::is_one_by_one() const {
  return protocol_ == smtp::Protocol::smtp && config().upstream.protocol == smtp::Protocol::lmtp;
}

}  // namespace postern
