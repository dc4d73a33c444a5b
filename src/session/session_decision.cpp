#include <algorithm>
#include <asio/error.hpp>

#include "base/ascii.hpp"
#include "session/session.hpp"
#include "smtp/replies.hpp"

// A complete message: the checks are joined, the policy decides for each recipient, and those for whom the
// same is to be done form a group. A group is refused, or delivered: in the transaction that is open upstream
// when that has just its recipients, otherwise in one that is told anew, where necessary to another upstream.
// More than one group there is only in LMTP, where each recipient has a reply of its own: in SMTP a recipient
// who could be decided otherwise has been told at RCPT to come apart.

namespace postern {

namespace {

/// The most of a Message-ID that is logged; honest ones have some 80 octets, and a field may have a million.
constexpr std::size_t longest_logged = 250;

bool is_refusal(const Decision& decision) {
  return decision.action == Action::defer || decision.action == Action::reject;
}

std::string message_id_of(const mail::HeaderBlock& header) {
  const auto id = header.find("Message-ID");
  if (!id) return "";
  const auto body = mail::unfold(header.at(*id).body());
  return std::string(base::trim(body).substr(0, longest_logged));
}

std::string joined(const std::vector<RecipientGroup>& groups, std::string (*text_of)(const Decision&)) {
  std::vector<std::string> texts;
  for (const auto& group : groups) texts.push_back(text_of(group.decision));
  return join_distinct(texts);
}

std::string rules_of(const Decision& decision) {
  std::string rules;
  for (const auto& rule : decision.tag_rules) rules += (rules.empty() ? "" : ", ") + rule;
  if (decision.rule.empty()) return rules;
  return rules + (rules.empty() ? "" : ", ") + decision.rule;
}

}  // namespace

asio::awaitable<std::vector<smtp::Reply>> Session::judge_and_deliver() {
  auto& record = mail_->record;
  auto& message = mail_->message;
  record.octets = message.octets();
  record.message_id = message_id_of(message.header());
  if (const auto refusal = message.refusal()) {
    record.trouble = one_line(*refusal);
    co_await relay_.reset();
    co_return std::vector{*refusal};
  }
  const auto verdict = co_await mail_->checks.finish(*record.received + config().time.checks);
  record.judged = world_.now();
  record.dmarc_difference = dmarc_difference(verdict);
  record.list_id = verdict.list_id.value_or("");
  const auto groups = decide(verdict);
  record.results = results_of(verdict, groups.front().decision, config().authserv_id).results;
  auto answers = co_await carry_out(verdict, groups);
  co_return answers;
}

std::vector<RecipientGroup> Session::decide(const Verdict& verdict) {
  std::vector<std::string> domains;
  for (const auto& recipient : relay_.accepted().recipients) {
    domains.push_back(policy_domain(recipient.path.domain));
  }
  auto& record = mail_->record;
  const auto client = client_.identity();
  const Circumstances circumstances{.listener = format(config().listen),
                                    .standing = mail_->checks.standing(),
                                    .client = client.address,
                                    .helo = record.helo,
                                    .sender = record.sender,
                                    .tls = channel_.tls() != nullptr,
                                    .id = record.id};
  auto groups = group_recipients(domains, *gate_->policy, verdict, circumstances);
  record.decision = joined(groups, [](const Decision& one) { return std::string(format(one.action)); });
  record.rule = joined(groups, rules_of);
  record.reason = joined(groups, [](const Decision& one) { return one.reason; });
  record.dry_run = config().policy.dry_run;
  if (!record.dry_run) return groups;
  // Nothing but the log says what would have been done.
  RecipientGroup all;
  for (std::size_t place = 0; place < domains.size(); ++place) all.recipients.push_back(place);
  return {all};
}

asio::awaitable<std::vector<smtp::Reply>> Session::carry_out(const Verdict& verdict,
                                                             const std::vector<RecipientGroup>& groups) {
  const auto envelope = relay_.accepted();
  std::vector<smtp::Reply> answers(envelope.recipients.size());
  for (const auto& group : groups) {
    std::vector<smtp::Reply> replies;
    if (is_refusal(group.decision)) {
      replies.push_back(*group.decision.reply);
    } else {
      replies = co_await deliver(verdict, group, envelope);
      note_upstream();
    }
    for (std::size_t i = 0; i < group.recipients.size(); ++i) {
      answers[group.recipients[i]] = replies[std::min(i, replies.size() - 1)];
    }
  }
  // Where all were refused, the upstream still waits, and has nothing to say to it.
  co_await relay_.reset();
  const auto refuses = [](const RecipientGroup& group) { return is_refusal(group.decision); };
  if (std::ranges::all_of(groups, refuses)) mail_->record.upstream.clear();
  if (!is_lmtp()) answers.resize(1);
  co_return answers;
}

void Session::note_upstream() {
  mail_->upstreams.push_back(relay_.server());
  mail_->upstream_replies.push_back(relay_.last_word());
}

asio::awaitable<std::vector<smtp::Reply>> Session::deliver(const Verdict& verdict,
                                                           const RecipientGroup& group,
                                                           const Envelope& envelope) {
  auto refused = co_await reach(group, envelope);
  if (!refused) refused = co_await relay_.begin_data(mail_->framing, mail_->stray);
  if (refused) {
    co_await relay_.reset();
    co_return std::vector{std::move(*refused)};
  }
  const auto header = header_for(group, verdict);
  co_await relay_.write(header);
  auto& body = mail_->message.body();
  for (std::uint64_t offset = 0; offset < body.size();) {
    const auto piece = co_await body.read(offset);
    co_await relay_.write(piece);
    offset += piece.size();
  }
  co_await relay_.settle();
  // The last moment at which nothing has been promised: a client that gave up would send the message again,
  // and its recipients would have it twice.
  const bool waiting = co_await channel_.is_waiting();
  if (!waiting) throw std::system_error(asio::error::eof);
  auto answers = co_await relay_.finish();
  mail_->committed |= std::ranges::any_of(answers, &smtp::Reply::is_positive);
  co_return answers;
}

asio::awaitable<std::optional<smtp::Reply>> Session::reach(const RecipientGroup& group,
                                                           const Envelope& envelope) {
  const auto& upstream = group.decision.upstream;
  const bool has_all = group.recipients.size() == envelope.recipients.size();
  if (upstream.empty() && has_all) co_return std::nullopt;
  Envelope part{.client = envelope.client, .sender = envelope.sender, .recipients = {}};
  for (const auto place : group.recipients) part.recipients.push_back(envelope.recipients[place]);
  const auto& gate = upstream.empty() ? gate_ : gate_->detours.at(upstream);
  auto refused = co_await relay_.retell(gate, std::move(part));
  co_return refused;
}

std::string Session::header_for(const RecipientGroup& group, const Verdict& verdict) {
  const auto& record = mail_->record;
  // The name is that of the address that was checked, which may not be the one that stands beside it.
  const bool is_peers_own = client_.identity().address == client_.peer().address;
  Hop hop{.helo = client_.helo,
          .peer = client_.peer().address,
          .peer_name = is_peers_own ? verified_name(verdict) : "",
          .protocol = protocol_,
          .esmtp = client_.esmtp,
          .tls = channel_.tls(),
          .authenticated = !record.login.empty(),
          .utf8 = mail_->utf8,
          .id = record.id,
          .recipient = group.recipients.size() == 1 ? record.recipients[group.recipients.front()] : "",
          .time = world_.wall_time()};
  const auto charset = mail_->utf8 ? mail::Charset::utf8 : mail::Charset::ascii;
  const auto stamped = stamp(mail_->message.header(), verdict, group.decision,
                             {.gate = *gate_, .hop = std::move(hop), .charset = charset}, mail_->checks);
  mail_->record.sanitised = describe(stamped.sanitised);
  auto text = stamped.text();
  if (mail_->message.has_blank_line()) text += "\r\n";
  return text;
}

}  // namespace postern
