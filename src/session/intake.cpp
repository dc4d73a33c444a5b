#include "session/intake.hpp"

#include "smtp/replies.hpp"
#include "verify/authenticator.hpp"

namespace postern {

Intake::Intake(net::World& world, const ListenerConfig& config, OctetsInFlight& octets, Authenticator& checks)
    : config_(config),
      checks_(checks),
      in_flight_(octets),
      body_(world, config.spool_directory, config.limits.spool_memory) {}

asio::awaitable<void> Intake::feed(std::string_view octets) {
  octets_ += octets.size();
  if (octets_ > config_.limits.message_octets) refuse(smtp::replies::message_too_big());
  if (!refusal_ && !in_flight_.take(octets.size())) refuse(smtp::replies::too_many_octets_in_flight());
  if (refusal_) co_return;
  splitter_.feed(octets);
  co_await take_events();
  if (header_.octets() + splitter_.pending() > config_.limits.header_octets) {
    refuse(smtp::replies::header_too_big());
  }
}

asio::awaitable<void> Intake::finish(const smtp::StrayOctets& stray, bool binary) {
  if (!refusal_) {
    splitter_.finish();
    co_await take_events();
  }
  // Framing comes first: of a message with stray octets nobody can say where it ends.
  if (auto framing = refuse_stray(stray, binary)) refusal_ = std::move(framing);
  if (refusal_) co_return;
  // RFC 5321 §6.3: a simple count of Received fields finds loops.
  if (header_.count("Received") > config_.limits.received_fields) refuse(smtp::replies::mail_loop());
}

asio::awaitable<void> Intake::take_events() {
  for (;;) {
    auto event = splitter_.next();
    if (std::holds_alternative<mail::MessageSplitter::NeedMore>(event) || refusal_) co_return;
    if (auto* field = std::get_if<mail::MessageSplitter::Field>(&event)) take_field(std::move(field->field));
    if (const auto* end = std::get_if<mail::MessageSplitter::EndOfHeader>(&event)) {
      blank_line_ = end->blank_line;
      checks_.header_complete(header_);
    }
    if (const auto* body = std::get_if<mail::MessageSplitter::BodyView>(&event)) {
      co_await take_body(body->octets);
    }
  }
}

void Intake::take_field(mail::HeaderField field) {
  header_.append(std::move(field));
  if (header_.octets() > config_.limits.header_octets) refuse(smtp::replies::header_too_big());
}

asio::awaitable<void> Intake::take_body(std::string_view octets) {
  checks_.body(octets);
  const auto code = co_await body_.append(octets);
  if (code) refuse(smtp::replies::system_full());
}

std::optional<smtp::Reply> Intake::refuse_stray(const smtp::StrayOctets& stray, bool binary) const {
  auto forbidden = stray;
  if (binary) {
    std::string header;
    header_.append_to(header);
    smtp::StrayOctetsFinder finder;
    finder.look_at(header);
    finder.finish();
    forbidden = finder.found();
  }
  const bool passes = config_.stray_bytes == StrayBytes::pass && !forbidden.bare_lf;
  if (!forbidden.any() || passes) return std::nullopt;
  return smtp::replies::stray_octets(forbidden);
}

void Intake::refuse(smtp::Reply reply) {
  if (!refusal_) refusal_ = std::move(reply);
  in_flight_.give_back();
}

}  // namespace postern
