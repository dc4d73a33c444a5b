// Plays a transcript against a real Session, Relay and checks, in memory and on a virtual clock; then plays
// it again with every read, write and connect of Postern's failing in turn. What the words of a transcript
// mean is told in docs/testing.md.

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <asio/error.hpp>
#include <fstream>
#include <functional>
#include <iostream>
#include <set>
#include <sstream>
#include <stdexcept>

#include "arc/verifier.hpp"
#include "base/ascii.hpp"
#include "comparison.hpp"
#include "dns/zone.hpp"
#include "fake_upstream.hpp"
#include "message_tap.hpp"
#include "net/sleep.hpp"
#include "scenario_resolver.hpp"
#include "script.hpp"
#include "session/session.hpp"
#include "settings.hpp"
#include "support/test_certificates.hpp"

namespace postern::test {

namespace {

using namespace std::chrono_literals;

std::string zone_text(const Script& script) {
  std::string text;
  for (const auto& step : script) {
    if (step.word == "zone") text += step.text + '\n';
  }
  return text;
}

dns::Zone read_zone(const Script& script) {
  auto zone = dns::Zone::parse(zone_text(script));
  if (!zone) throw std::runtime_error("zone: " + format(zone.error()));
  return std::move(*zone);
}

/// What a run left behind.
struct Outcome {
  std::size_t steps = 0;               ///< of I/O that Postern made
  std::size_t acknowledged = 0;        ///< messages whose end the client heard 2xx for
  std::vector<std::string> delivered;  ///< what the upstream has
  std::vector<std::string> upstream_seen;
  std::vector<std::string> upstream_batches;
  std::string log;
};

/// What TLS needs, the same in every play: both servers have a certificate for their names.
struct Credentials {
  std::shared_ptr<const net::TlsServer> server;
  std::shared_ptr<const net::TlsClient> client;  ///< verifies
  std::shared_ptr<const net::TlsClient> careless_client;
};

/// One play of a script. With `fail_at` 0 every expectation counts, but for those of the log when it is JSON;
/// otherwise the step of that number fails, the client goes on as well as it can, and only what Outcome says
/// counts.
class Play {
 public:
  Play(const Script& script, const Credentials& credentials, std::size_t fail_at,
       LogFormat log_format = LogFormat::text)
      : script_(script), fail_at_(fail_at), credentials_(credentials), log_format_(log_format) {
    for (const auto& step : script_) {
      if (step.word == "offers") {
        upstream_.offers.clear();
        for (const auto item : base::split(step.text, ',')) {
          if (!item.empty()) upstream_.offers.emplace_back(base::trim(item));
        }
      }
      if (step.word == "reply" || step.word == "reply-once") add_rule(step);
    }
    upstream_.protocol = config_.upstream.protocol;
    upstream_.wants_proxy_header = config_.upstream.proxy_protocol;
    upstream_.tls = credentials.server;
    upstream_.implicit_tls = config_.upstream.implicit_tls;
    if (!has("upstream-down")) serve_upstream(config_.upstream.servers.back().endpoint);
    for (const auto& step : script_) {
      if (step.word == "upstream-also") serve_upstream(*net::Endpoint::parse(step.text));
    }
    world_.set_fault(fault());
    if (!has("upstream-unknown")) learnt_->set(learnt_extensions());
  }

  Outcome run() {
    std::exception_ptr failure;
    try {
      world_.run(play());
    } catch (...) {
      failure = std::current_exception();
    }
    world_.stop_all();
    if (failure) std::rethrow_exception(failure);
    const Outcome outcome{.steps = steps_,
                          .acknowledged = acknowledged_,
                          .delivered = upstream_.delivered(),
                          .upstream_seen = upstream_.seen(),
                          .upstream_batches = upstream_.batches(),
                          .log = log_text_.str()};
    if (fail_at_ == 0) check_end(outcome);
    return outcome;
  }

  /// After run(): whether inspect() says the same of every message. The log must be JSON.
  std::size_t compare() const {
    return compare_with_inspection(tap_.messages(), log_text_.str(), *gate_->get(), read_zone(script_));
  }

 private:
  void serve_upstream(const net::Endpoint& endpoint) {
    world_.serve(endpoint, [this](std::unique_ptr<net::Stream> s) { return upstream_.serve(std::move(s)); });
  }

  bool has(std::string_view word) const {
    return std::ranges::any_of(script_, [word](const Step& step) { return step.word == word; });
  }

  std::string text_of(std::string_view word, std::string otherwise) const {
    for (const auto& step : script_) {
      if (step.word == word) return step.text;
    }
    return otherwise;
  }

  void add_rule(const Step& step) {
    // reply "PATTERN" ACTION
    const auto quote = step.text.find('"', 1);
    if (step.text.empty() || step.text[0] != '"' || quote == std::string::npos)
      fail(step, "no quoted pattern");
    const auto action = unescape(base::trim(std::string_view(step.text).substr(quote + 1)));
    upstream_.rules.push_back(
        {.pattern = step.text.substr(1, quote - 1), .action = action, .once = step.word == "reply-once"});
  }

  net::StepFault fault() {
    return [this] {
      return ++steps_ == fail_at_ ? asio::error::make_error_code(asio::error::connection_reset)
                                  : std::error_code{};
    };
  }

  /// The upstream's EHLO, as start-up would have learnt it; `learnt` says what it offered then, if other than
  /// now.
  smtp::Extensions learnt_extensions() const {
    smtp::Extensions extensions;
    if (!has("learnt")) {
      for (const auto& offer : upstream_.offers) extensions.add(offer);
    }
    const auto text = text_of("learnt", "");
    for (const auto item : base::split(text, ',')) extensions.add(base::trim(item));
    return extensions;
  }

  std::shared_ptr<const Gate> make_gate() const {
    const bool has_tls = config_.tls != ListenerTls::off;
    Gate gate;
    gate.config = config_;
    gate.tls = has_tls ? credentials_.server : nullptr;
    gate.upstream_tls =
        config_.upstream.tls == UpstreamTls::verify ? credentials_.client : credentials_.careless_client;
    gate.kit = make_kit();
    auto complete = *complete_gate(std::move(gate));
    complete.learnt = learnt_;
    return std::make_shared<const Gate>(std::move(complete));
  }

  /// seal DOMAIN SELECTOR KEY. The keys of the tests are no secrets, and do not look like any.
  CheckKit make_kit() const {
    auto kit = make_check_kit(config_.checks);
    if (!has("seal")) return kit;
    auto text = text_of("seal", "");
    const auto domain = take_word(text);
    const auto selector = take_word(text);
    std::ifstream file(std::string(POSTERN_SOURCE_DIR) + "/tests/data/" + text);
    std::stringstream key;
    key << file.rdbuf();
    kit.sealer = std::make_shared<const arc::Sealer>(arc::Sealer::make(domain, selector, key.str()).value());
    return kit;
  }

  asio::awaitable<void> play() {
    net::TaskGroup group(world_);
    group.spawn(run_session());
    group.spawn(play_client(group));
    co_await group.join();
    co_await pool_.stop();
  }

  asio::awaitable<void> run_session() {
    const auto from = net::Peer{base::IpAddress::parse(text_of("from", "192.0.2.1")), 40000};
    auto ends = net::make_memory_stream(world_, from, {}, fault());
    client_ = std::move(ends.second);
    half_close_ = std::move(ends.finish_second);
    Session session(services_, gate_, std::move(ends.first));
    session_ = &session;
    co_await session.run();
    session_ = nullptr;
  }

  asio::awaitable<void> play_client(net::TaskGroup& group) {
    // One turn of the loop, so that the session has made its connection.
    co_await net::sleep_until(world_, world_.now());
    for (const auto& step : script_) {
      bool goes_on = true;
      if (step.word == "next-client") {
        client_->close();
        input_.clear();
        tap_.next_client();
        group.spawn(run_session());
        co_await net::sleep_until(world_, world_.now() + 1s);
      } else if (fail_at_ == 0) {
        co_await act(step);
      } else {
        goes_on = co_await act_carelessly(step);
      }
      if (!goes_on || !client_) break;
    }
    if (client_) client_->close();
  }

  asio::awaitable<bool> act_carelessly(const Step& step) {
    if (skips(step)) co_return true;
    try {
      co_await act(step);
    } catch (const std::system_error& error) {
      if (error.code() == asio::error::operation_aborted) throw;
      co_return false;
    }
    co_return true;
  }

  /// A client that was not told to go on with DATA sends no message, and waits for no reply to it.
  bool skips(const Step& step) {
    const bool skipped = data_refused_ && (step.word.starts_with('C') || step.word.starts_with('S'));
    if (step.word.starts_with('S')) data_refused_ = false;
    return skipped;
  }

  asio::awaitable<void> act(const Step& step) {
    const auto& word = step.word;
    if (word == "C:") {
      co_await send(step.text + "\r\n");
      if (step.text == "." || step.text.ends_with(" LAST")) awaiting_final_ = true;
    } else if (word == "C*") {
      const auto octets = unescape(step.text);
      co_await send(octets);
      sent_chunk_ = base::istarts_with(octets, "BDAT");
      const bool is_last = sent_chunk_ && octets.find(" LAST\r\n") != octets.npos;
      if (is_last || octets.find("\r\n.\r\n") != octets.npos) awaiting_final_ = true;
    } else if (word == "C#") {
      // C# COUNT TEXT: that many lines of it
      auto text = step.text;
      const auto count = std::stoul(take_word(text));
      std::string many;
      for (std::size_t index = 0; index < count; ++index) many += unescape(text) + "\r\n";
      co_await send(many);
    } else if (word == "C+") {
      // C+ COUNT TEXT: the same, but without line ends
      auto text = step.text;
      const auto count = std::stoul(take_word(text));
      std::string many;
      for (std::size_t index = 0; index < count; ++index) many += unescape(text);
      co_await send(many);
    } else if (word == "S:") {
      co_await expect_line(step, step.text);
    } else if (word == "S*") {
      co_await expect_reply(step);
    } else if (word == "tls") {
      client_->set_deadline(world_.now() + 48h);
      client_ = co_await net::connect_tls(world_, std::move(client_), credentials_.client, "mx.example.org");
    } else if (word == "hello") {
      co_await expect_reply({step.line, "S*", "220 *"});
      co_await send("EHLO client.example\r\n");
      co_await expect_reply({step.line, "S*", "250 *"});
    } else if (word == "end") {
      const auto line = co_await read_line();
      if (line && fail_at_ == 0) fail(step, "the server has not closed the connection, but said: " + *line);
    } else if (word == "close") {
      client_->close();
    } else if (word == "half-close") {
      half_close_();
    } else if (word == "reset") {
      client_->abort();
    } else if (word == "wait") {
      co_await net::sleep_until(world_, world_.now() + std::chrono::seconds(std::stoi(step.text)));
    } else if (word == "stop") {
      if (session_) session_->stop();
    }
  }

  asio::awaitable<void> send(std::string octets) {
    tap_.client_sent(octets);
    const std::array buffers{asio::const_buffer(octets.data(), octets.size())};
    co_await client_->write(buffers);
  }

  asio::awaitable<std::optional<std::string>> read_line() {
    for (;;) {
      const auto end = input_.find("\r\n");
      if (end != input_.npos) {
        auto line = input_.substr(0, end);
        input_.erase(0, end + 2);
        tap_.server_said(line);
        co_return line;
      }
      std::array<char, 4096> buffer;
      client_->set_deadline(world_.now() + 48h);
      const auto size = co_await client_->read_some(buffer);
      if (size == 0) co_return std::nullopt;
      input_.append(buffer.data(), size);
    }
  }

  asio::awaitable<void> expect_line(const Step& step, std::string pattern) {
    const auto line = co_await read_line();
    if (line) note_final(*line);
    if (fail_at_ != 0) {
      if (!line) throw std::system_error(asio::error::eof);
      note_data(step, *line);
      co_return;
    }
    if (!line) fail(step, "the server closed the connection");
    if (!matches(*line, pattern)) fail(step, "the server said: " + *line);
  }

  asio::awaitable<void> expect_reply(Step step) {
    for (;;) {
      const auto line = co_await read_line();
      if (!line && fail_at_ != 0) throw std::system_error(asio::error::eof);
      if (!line) fail(step, "the server closed the connection");
      if (line->size() > 3 && (*line)[3] == '-') continue;
      note_final(*line);
      note_data(step, *line);
      if (fail_at_ == 0 && !matches(*line, step.text)) fail(step, "the server said: " + *line);
      co_return;
    }
  }

  void note_final(const std::string& line) {
    if (line.size() > 3 && line[3] == '-') return;
    if (line.ends_with(" octets received")) return;
    if (awaiting_final_ && line.starts_with('2')) ++acknowledged_;
    awaiting_final_ = false;
    // A client gives a message up when a chunk of it was refused.
    const bool refused = sent_chunk_ && !line.starts_with('2');
    if (refused && fail_at_ != 0) throw std::system_error(asio::error::eof);
    sent_chunk_ = false;
  }

  void note_data(const Step& step, std::string_view reply) {
    data_refused_ = step.text.starts_with("354") && !reply.starts_with('3');
  }

  void check_end(const Outcome& outcome) {
    std::size_t seen = 0;
    for (const auto& step : script_) {
      if (step.word == "delivered" && outcome.delivered.size() != std::stoul(step.text)) {
        fail(step, "the upstream has " + std::to_string(outcome.delivered.size()));
      }
      if (step.word == "M:" || step.word == "M!" || step.word == "M=") check_message(step, outcome);
      if (step.word == "chain") check_chain(step, outcome);
      if (step.word == "log" && log_format_ == LogFormat::text &&
          !matches(outcome.log, "*" + step.text + "*"))
        fail(step, "the log says:\n" + outcome.log);
      if (step.word == "U:") {
        while (seen < outcome.upstream_seen.size() && !matches(outcome.upstream_seen[seen], step.text))
          ++seen;
        if (seen++ >= outcome.upstream_seen.size())
          fail(step, "the upstream saw, in order:\n" + joined(outcome.upstream_seen));
      }
      if (step.word == "U|" && std::ranges::none_of(outcome.upstream_batches,
                                                    [&step](const auto& b) { return matches(b, step.text); }))
        fail(step, "the upstream read at once:\n" + joined(outcome.upstream_batches));
      if (step.word == "U!") {
        for (const auto& command : outcome.upstream_seen) {
          if (matches(command, step.text)) fail(step, "the upstream saw: " + command);
        }
      }
    }
  }

  /// M: a pattern of some line, M! of none, M= how the message ends; of the last message delivered. Folded
  /// fields are one line.
  void check_message(const Step& step, const Outcome& outcome) const {
    if (outcome.delivered.empty()) fail(step, "nothing was delivered");
    const auto& message = outcome.delivered.back();
    if (step.word == "M=") {
      if (!message.ends_with(unescape(step.text)))
        fail(step, "the message is:\n" + base::escape_controls(message));
      return;
    }
    bool found = false;
    const auto unfolded = mail::unfold(message);
    for (auto line : base::split(unfolded, '\n')) {
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (matches(line, step.text)) found = true;
    }
    if (found != (step.word == "M:")) fail(step, "the message is:\n" + message);
  }

  /// chain RESULT SETS: what the next server finds of the ARC chain of the last message.
  void check_chain(const Step& step, const Outcome& outcome) {
    if (outcome.delivered.empty()) fail(step, "nothing was delivered");
    const auto zone = read_zone(script_);
    dkim::KeyCache keys;
    arc::Verifier verifier(keys);
    mail::MessageSplitter splitter;
    splitter.feed(outcome.delivered.back());
    for (;;) {
      const auto event = splitter.next();
      if (std::holds_alternative<mail::MessageSplitter::NeedMore>(event)) break;
      if (const auto* field = std::get_if<mail::MessageSplitter::Field>(&event)) {
        if (!field->field.is_malformed()) verifier.header(field->field.raw());
      } else if (const auto* body = std::get_if<mail::MessageSplitter::BodyView>(&event)) {
        verifier.body(body->octets);
      } else {
        for (const auto& name : verifier.end_of_header()) {
          verifier.set_key(name, zone.find({.name = name, .type = dns::Type::TXT}));
        }
      }
    }
    const auto found = verifier.finish(world_.wall_time());
    const auto text = std::string(arc::format(found.result)) + ' ' + std::to_string(found.sets.size());
    if (text != step.text)
      fail(step, text + " (" + found.reason + ") of the message:\n" + outcome.delivered.back());
  }

  static std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += "  " + line + '\n';
    return text;
  }

  const Script& script_;
  std::size_t fail_at_;
  const Credentials& credentials_;
  LogFormat log_format_;
  MessageTap tap_;
  std::size_t steps_ = 0;
  std::size_t acknowledged_ = 0;
  bool awaiting_final_ = false;
  bool sent_chunk_ = false;
  bool data_refused_ = false;
  std::string input_;

  SimulatedWorld world_;
  FakeUpstream upstream_{world_};
  ListenerConfig config_ = read_config(script_);
  ScenarioResolver resolver_{world_, read_zone(script_)};
  dmarc::PublicSuffixes suffixes_;
  std::shared_ptr<LearntExtensions> learnt_ = std::make_shared<LearntExtensions>();
  std::shared_ptr<LiveGate> gate_ = std::make_shared<LiveGate>(make_gate());
  std::ostringstream log_text_;
  Log log_{std::make_shared<spdlog::logger>("scenario",
                                            std::make_shared<spdlog::sinks::ostream_sink_st>(log_text_)),
           log_format_};
  Admission admission_{{}};
  Pool pool_{world_};
  Services services_{.tools = {.world = world_, .resolver = resolver_, .suffixes = suffixes_},
                     .log = log_,
                     .admission = admission_,
                     .pool = &pool_};
  std::unique_ptr<net::Stream> client_;
  std::function<void()> half_close_;
  Session* session_ = nullptr;
};

/// A message without what differs from run to run: our id and the date in Received.
std::string comparable(const std::string& message) {
  const auto received = message.find("Received: from ");
  const auto date_end = message.find(" +0000\r\n", received);
  if (received == message.npos || date_end == message.npos) return message;
  return message.substr(0, received) + message.substr(date_end);
}

/// What the upstream has must be whole messages that the client meant, none twice, and all that were
/// acknowledged.
void check_fault(std::size_t step, const Outcome& faulty, const Outcome& whole) {
  const auto where = "with step " + std::to_string(step) + " failing, ";
  if (faulty.acknowledged > faulty.delivered.size())
    throw std::runtime_error(where + "an acknowledged message is lost");
  auto meant = whole.delivered;
  for (const auto& message : faulty.delivered) {
    // The checks may find less when DNS or time run differently; the client's own octets are what counts.
    const auto same = [&message](const std::string& other) {
      const auto tail = [](const std::string& text) {
        return comparable(text).substr(comparable(text).find(" +0000\r\n"));
      };
      return tail(message) == tail(other);
    };
    const auto found = std::ranges::find_if(meant, same);
    if (found == meant.end())
      throw std::runtime_error(where + "the upstream has what nobody sent:\n" + message);
    meant.erase(found);
  }
}

/// Empty where no word speaks of TLS: keys take time.
Credentials make_credentials(const Script& script) {
  const auto needs_tls = [](const Step& step) { return step.word.find("tls") != step.word.npos; };
  if (std::ranges::none_of(script, needs_tls)) return {};
  TestCertificates certificates;
  const std::array issued{certificates.issue({"mx.example.org", "127.0.0.1"})};
  return {.server = std::make_shared<const net::TlsServer>(issued),
          .client = std::make_shared<const net::TlsClient>(
              net::TlsClientSettings{.trust = net::TlsTrust::ca_file, .ca_file = certificates.ca_file()}),
          .careless_client = std::make_shared<const net::TlsClient>(net::TlsClientSettings{})};
}

/// A misspelt expectation would be one that cannot fail.
void check_words(const Script& script) {
  static const std::set<std::string_view> words{"zone",
                                                "from",
                                                "offers",
                                                "learnt",
                                                "upstream-unknown",
                                                "upstream-down",
                                                "upstream-also",
                                                "reply",
                                                "reply-once",
                                                "tls",
                                                "seal",
                                                "chain",
                                                "hello",
                                                "no-faults",
                                                "C:",
                                                "C*",
                                                "C#",
                                                "C+",
                                                "S:",
                                                "S*",
                                                "end",
                                                "close",
                                                "half-close",
                                                "reset",
                                                "wait",
                                                "stop",
                                                "log",
                                                "delivered",
                                                "M:",
                                                "M!",
                                                "M=",
                                                "U:",
                                                "U|",
                                                "U!",
                                                "next-client"};
  for (const auto& step : script) {
    if (!words.contains(step.word) && !is_setting(step.word)) fail(step, "a transcript has no such word");
  }
}

void play(const std::filesystem::path& file) {
  const auto script = read_script(file);
  check_words(script);
  const auto credentials = make_credentials(script);
  const auto whole = Play(script, credentials, 0).run();
  const bool may_fail =
      std::ranges::none_of(script, [](const Step& step) { return step.word == "no-faults"; });
  if (!may_fail) return;
  for (std::size_t step = 1; step <= whole.steps; ++step) {
    const auto faulty = Play(script, credentials, step).run();
    check_fault(step, faulty, whole);
  }
  std::cout << file.filename().string() << ": as written, and with each of " << whole.steps
            << " steps failing\n";
}

/// The property that `postern check` lives by: for the same facts, DNS and settings it says what a session
/// says. Returns how many messages were compared.
std::size_t compare(const std::filesystem::path& file) {
  const auto script = read_script(file);
  const auto credentials = make_credentials(script);
  Play play(script, credentials, 0, LogFormat::json);
  play.run();
  return play.compare();
}

/// So many messages at least are to be compared, or something has gone wrong with finding them.
constexpr std::size_t least_compared = 100;

int compare_all(int count, char** files) {
  std::size_t compared = 0;
  int failed = 0;
  for (int index = 0; index < count; ++index) {
    try {
      compared += compare(files[index]);
    } catch (const std::exception& error) {
      std::cerr << files[index] << ": " << error.what() << '\n';
      ++failed;
    }
  }
  std::cout << compared << " messages of " << count << " scenarios: sessions and inspection were compared\n";
  return failed == 0 && compared >= least_compared ? 0 : 1;
}

}  // namespace

}  // namespace postern::test

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "--compare") {
    return postern::test::compare_all(argc - 2, argv + 2);
  }
  int failed = 0;
  for (int index = 1; index < argc; ++index) {
    try {
      postern::test::play(argv[index]);
    } catch (const std::exception& error) {
      std::cerr << argv[index] << ": " << error.what() << '\n';
      ++failed;
    }
  }
  return failed == 0 && argc > 1 ? 0 : 1;
}
