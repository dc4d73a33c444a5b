#include "dkim/verify.hpp"

#include <gtest/gtest.h>

#include <variant>

#include "mail/message_splitter.hpp"

namespace postern::test {
namespace {

std::string_view feed_header(dkim::Verifier& verifier, std::string_view message) {
  mail::MessageSplitter splitter;
  std::size_t header_octets = 0;
  splitter.feed(message);
  for (;;) {
    const auto event = splitter.next();
    if (const auto* field = std::get_if<mail::MessageSplitter::Field>(&event)) {
      header_octets += field->field.raw().size();
      if (!field->field.is_malformed()) verifier.header(field->field.raw());
    } else if (const auto* end = std::get_if<mail::MessageSplitter::EndOfHeader>(&event)) {
      return message.substr(header_octets + (end->blank_line ? 2 : 0));
    } else {
      splitter.finish();
    }
  }
}

}  // namespace

std::vector<dkim::Signature> verify(std::string_view message, const dns::Zone& zone,
                                    const Verification& how) {
  const auto engine = dkim::make_engine(how.engine, how.limits);
  const auto verifier = engine->make_verifier();
  auto body = feed_header(*verifier, message);
  const auto names = verifier->end_of_header();
  while (!body.empty()) {
    const auto part = body.substr(0, how.body_chunk == 0 ? body.size() : how.body_chunk);
    verifier->body(part);
    body.remove_prefix(part.size());
  }
  for (const auto& name : names) verifier->set_key(name, zone.find({name, dns::Type::TXT}));
  return verifier->finish(how.now);
}

dkim::Signature verify_one(std::string_view message, const dns::Zone& zone, const Verification& how) {
  const auto signatures = verify(message, zone, how);
  EXPECT_EQ(signatures.size(), 1u);
  return signatures.empty() ? dkim::Signature{} : signatures.front();
}

}  // namespace postern::test
