#include "intake.hpp"

#include "authenticator.hpp"
#include "smtp/replies.hpp"

namespace postern {

Intake::Intake(net::World& world, const ListenerConfig& config, Authenticator& checks)
    : config_(config), checks_(checks), body_(world, config.spool_directory, config.limits.spool_memory) {}

asio::awaitable<void> Intake::feed(std::string_view octets) {
  octets_ += octets.size();
  if (octets_ > config_.limits.message_octets) refuse(smtp::replies::message_too_big());
  if (refusal_) co_return;
  splitter_.feed(octets);
  co_await take_events();
  if (header_.octets() + splitter_.pending() > config_.limits.header_octets) {
    refuse(smtp::replies::header_too_big());
  }
}

asio::awaitable<void> Intake::finish(const smtp::StrayOctets& stray) {
  // Framing comes first: of a message with stray octets nobody can say where it ends.
  if (stray.any()) refusal_ = smtp::replies::stray_octets(stray);
  if (refusal_) co_return;
  splitter_.finish();
  co_await take_events();
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

void Intake::refuse(smtp::Reply reply) {
  if (!refusal_) refusal_ = std::move(reply);
}

}  // namespace postern
