#include "smtp/transaction.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "smtp/replies.hpp"

namespace postern::smtp {
namespace {

Verb verb_named(std::string_view name) {
  for (int i = 0; i < static_cast<int>(Verb::unknown); ++i) {
    if (to_string(static_cast<Verb>(i)) == name) return static_cast<Verb>(i);
  }
  return Verb::unknown;
}

// The code that the last of `commands` is refused with, 0 if it is legal. All are accepted by us but those
// that "!" stands behind; LAST is BDAT with the last chunk.
int refusal_of_last(const std::string& commands, Protocol protocol = Protocol::smtp) {
  Transaction transaction(protocol);
  std::istringstream words(commands);
  int code = 0;
  for (std::string word; words >> word;) {
    EXPECT_EQ(code, 0) << "only the last may be refused: " << commands;
    const bool is_refused = word.ends_with('!');
    if (is_refused) word.pop_back();
    const bool is_last = word == "LAST";
    const auto verb = is_last ? Verb::bdat : verb_named(word);
    const auto refusal = transaction.refuse(verb);
    code = refusal ? refusal->code : 0;
    if (is_refused || refusal) {
      transaction.on_refused(verb);
    } else if (is_last) {
      transaction.on_last_chunk();
    } else {
      transaction.on_accepted(verb);
    }
  }
  return code;
}

struct Case {
  std::string commands;
  int code;  // of the last
};

TEST(Transaction, AllowsWhatRfc5321Allows) {
  const std::vector<Case> table{
      // §3.1, §4.1.4: a session begins with EHLO or HELO; some commands do not need it.
      {"EHLO", 0},
      {"HELO", 0},
      {"MAIL", 503},
      {"RCPT", 503},
      {"DATA", 503},
      {"XFORWARD", 503},
      {"STARTTLS", 503},
      {"RSET NOOP VRFY EXPN HELP QUIT", 0},
      {"RSET MAIL", 503},
      {"EHLO! MAIL", 503},
      // §3.3: MAIL, RCPT, DATA in this order.
      {"EHLO MAIL RCPT RCPT DATA", 0},
      {"HELO MAIL RCPT DATA", 0},
      {"EHLO RCPT", 503},
      {"EHLO DATA", 503},
      {"EHLO MAIL DATA", 503},
      {"EHLO MAIL! RCPT", 503},
      // §3.3: no recipient accepted.
      {"EHLO MAIL RCPT! DATA", 554},
      {"EHLO MAIL RCPT! RCPT! DATA", 554},
      {"EHLO MAIL RCPT! RCPT DATA", 0},
      {"EHLO MAIL RCPT RCPT! DATA", 0},
      // §4.1.4: MAIL must not be sent inside a transaction, but right after one.
      {"EHLO MAIL MAIL", 503},
      {"EHLO MAIL RCPT MAIL", 503},
      {"EHLO MAIL RCPT! MAIL", 503},
      {"EHLO MAIL! MAIL", 0},
      {"EHLO MAIL RCPT DATA MAIL RCPT DATA", 0},
      {"EHLO MAIL RCPT DATA RCPT", 503},
      {"EHLO MAIL RCPT DATA DATA", 503},
      {"EHLO MAIL RCPT DATA! MAIL", 503},
      {"EHLO MAIL RCPT DATA! DATA", 0},
      // §4.1.4: EHLO, HELO and RSET end it; others do not.
      {"EHLO MAIL RCPT EHLO MAIL", 0},
      {"EHLO MAIL RCPT HELO RCPT", 503},
      {"EHLO MAIL EHLO! RCPT DATA", 0},
      {"EHLO MAIL RCPT RSET MAIL", 0},
      {"EHLO MAIL RCPT RSET DATA", 503},
      {"EHLO MAIL NOOP VRFY EXPN HELP RCPT NOOP VRFY EXPN HELP DATA", 0},
      // XFORWARD and STARTTLS stand between transactions.
      {"EHLO XFORWARD XFORWARD MAIL", 0},
      {"EHLO MAIL XFORWARD", 503},
      {"EHLO MAIL RCPT XFORWARD", 503},
      {"EHLO MAIL RCPT! XFORWARD", 503},
      {"EHLO MAIL RCPT DATA XFORWARD MAIL", 0},
      {"EHLO MAIL STARTTLS", 503},
      {"EHLO STARTTLS MAIL", 503},
      {"EHLO STARTTLS! MAIL", 0},
  };
  for (const auto& [commands, code] : table) EXPECT_EQ(refusal_of_last(commands), code) << commands;
}

TEST(Transaction, AllowsWhatRfc3030Allows) {
  const std::vector<Case> table{
      // §2: chunks make one message, and the last ends it.
      {"EHLO MAIL RCPT LAST", 0},
      {"EHLO MAIL RCPT BDAT BDAT LAST", 0},
      {"EHLO MAIL RCPT BDAT LAST MAIL RCPT LAST", 0},
      {"EHLO MAIL RCPT RCPT! BDAT", 0},
      // A BDAT after the last one is 503, and so is one without sender or recipients.
      {"EHLO MAIL RCPT LAST BDAT", 503},
      {"EHLO MAIL RCPT LAST LAST", 503},
      {"EHLO MAIL RCPT LAST DATA", 503},
      {"BDAT", 503},
      {"EHLO BDAT", 503},
      {"EHLO LAST", 503},
      {"EHLO MAIL BDAT", 503},
      {"EHLO MAIL RCPT! BDAT", 503},
      {"EHLO MAIL RCPT DATA BDAT", 503},
      // §2: DATA and BDAT do not mix; nor does another envelope begin.
      {"EHLO MAIL RCPT BDAT DATA", 503},
      {"EHLO MAIL RCPT BDAT MAIL", 503},
      {"EHLO MAIL RCPT BDAT RCPT", 503},
      {"EHLO MAIL RCPT BDAT STARTTLS", 503},
      {"EHLO MAIL RCPT BDAT XFORWARD", 503},
      {"EHLO MAIL RCPT BDAT XCLIENT", 503},
      {"EHLO MAIL RCPT BDAT NOOP VRFY EXPN HELP LAST", 0},
      {"EHLO MAIL RCPT BDAT QUIT", 0},
      // §2: after a failure the chunks that are on their way are 503, until another transaction begins.
      {"EHLO MAIL RCPT BDAT! BDAT", 503},
      {"EHLO MAIL RCPT BDAT BDAT! LAST", 503},
      {"EHLO MAIL RCPT BDAT! RCPT", 503},
      {"EHLO MAIL RCPT BDAT! DATA", 503},
      {"EHLO MAIL RCPT BDAT! MAIL RCPT LAST", 0},
      {"EHLO MAIL RCPT BDAT RSET LAST", 503},
      {"EHLO MAIL RCPT BDAT RSET MAIL RCPT DATA", 0},
      {"EHLO MAIL RCPT BDAT EHLO MAIL", 0},
  };
  for (const auto& [commands, code] : table) EXPECT_EQ(refusal_of_last(commands), code) << commands;
}

// A chunk that came out of order is lost, and what comes after it must not become a message without it.
TEST(Transaction, EndsWithARefusedChunk) {
  Transaction transaction;
  transaction.on_accepted(Verb::ehlo);
  transaction.on_accepted(Verb::mail);
  ASSERT_EQ(transaction.refuse(Verb::bdat), replies::need_recipient());
  transaction.on_refused(Verb::bdat);
  EXPECT_EQ(transaction.state(), Transaction::State::greeted);
  EXPECT_EQ(transaction.refuse(Verb::rcpt), replies::need_mail());
}

TEST(Transaction, IsNotGreetedByARefusedChunk) {
  Transaction transaction;
  transaction.on_refused(Verb::bdat);
  EXPECT_EQ(transaction.state(), Transaction::State::connected);
}

TEST(Transaction, AllowsWhatRfc2033Allows) {
  const std::vector<Case> table{
      {"LHLO MAIL RCPT DATA", 0},
      {"LHLO MAIL RCPT BDAT LAST", 0},
      {"LHLO LHLO MAIL", 0},
      {"LHLO MAIL RCPT LHLO RCPT", 503},
      {"MAIL", 503},
      {"RSET NOOP VRFY EXPN HELP QUIT", 0},
      // §4.1: HELO and EHLO are replaced.
      {"EHLO", 500},
      {"HELO", 500},
      {"LHLO EHLO", 500},
      // §4.2: DATA without an accepted recipient is 503, not 554.
      {"LHLO MAIL DATA", 503},
      {"LHLO MAIL RCPT! DATA", 503},
      {"LHLO MAIL RCPT! BDAT", 503},
      {"LHLO MAIL RCPT! RCPT DATA", 0},
  };
  for (const auto& [commands, code] : table) {
    EXPECT_EQ(refusal_of_last(commands, Protocol::lmtp), code) << commands;
  }
}

TEST(Transaction, KnowsNoLhloInSmtp) {
  EXPECT_EQ(Transaction().refuse(Verb::lhlo), replies::this_is_smtp());
  EXPECT_EQ(Transaction(Protocol::lmtp).refuse(Verb::ehlo), replies::this_is_lmtp());
  EXPECT_EQ(Transaction(Protocol::lmtp).refuse(Verb::mail), replies::need_lhlo());
}

TEST(Transaction, BeginsAgainAfterXclient) {  // XCLIENT_README
  const std::vector<Case> table{
      {"XCLIENT EHLO MAIL", 0},
      {"EHLO XCLIENT MAIL", 503},
      {"EHLO XCLIENT XCLIENT EHLO MAIL", 0},
      {"EHLO XCLIENT! MAIL", 0},
      {"EHLO MAIL XCLIENT", 503},
      {"EHLO MAIL RCPT XCLIENT", 503},
      {"EHLO MAIL RCPT! XCLIENT", 503},
      {"EHLO MAIL RCPT DATA XCLIENT", 0},
  };
  for (const auto& [commands, code] : table) EXPECT_EQ(refusal_of_last(commands), code) << commands;
}

TEST(Transaction, SaysWhatIsMissing) {
  Transaction transaction;
  EXPECT_EQ(transaction.refuse(Verb::mail), replies::need_greeting());
  transaction.on_accepted(Verb::ehlo);
  EXPECT_EQ(transaction.refuse(Verb::rcpt), replies::need_mail());
  transaction.on_accepted(Verb::mail);
  EXPECT_EQ(transaction.refuse(Verb::mail), replies::nested_mail());
  EXPECT_EQ(transaction.refuse(Verb::data), replies::need_recipient());
  EXPECT_EQ(transaction.refuse(Verb::xforward), replies::inside_transaction());
  transaction.on_refused(Verb::rcpt);
  EXPECT_EQ(transaction.refuse(Verb::data), replies::no_valid_recipients());
}

TEST(Transaction, IsOpenFromMailToData) {
  Transaction transaction;
  EXPECT_FALSE(transaction.is_open());
  transaction.on_accepted(Verb::ehlo);
  EXPECT_FALSE(transaction.is_open());
  transaction.on_accepted(Verb::mail);
  EXPECT_TRUE(transaction.is_open());
  transaction.on_accepted(Verb::rcpt);
  EXPECT_TRUE(transaction.is_open());
  transaction.on_accepted(Verb::data);
  EXPECT_FALSE(transaction.is_open());
  transaction.on_accepted(Verb::mail);
  transaction.on_accepted(Verb::rcpt);
  transaction.on_accepted(Verb::bdat);
  EXPECT_TRUE(transaction.is_open());
  transaction.on_last_chunk();
  EXPECT_FALSE(transaction.is_open());
}

}  // namespace
}  // namespace postern::smtp
