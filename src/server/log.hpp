#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "server/record.hpp"

namespace spdlog {
class logger;
}

namespace postern {

enum class LogFormat : std::uint8_t { text, json };

/// Where everything that is said to the administrator goes. Safe to use from every thread.
class Log {
 public:
  /// `writer` is what the logger needs to live on, if anything.
  Log(std::shared_ptr<spdlog::logger> logger, LogFormat format, std::shared_ptr<void> writer = nullptr);
  ~Log();

  /// The one line of a transaction, at level info.
  void transaction(const TransactionRecord& record, net::TimePoint now) const;
  // Sentences; `id` is that of the transaction or empty.
  void debug(std::string_view id, std::string_view text) const;
  void info(std::string_view id, std::string_view text) const;
  void warning(std::string_view id, std::string_view text) const;
  void error(std::string_view id, std::string_view text) const;

 private:
  void say(int level, std::string_view id, std::string_view text) const;
  std::string format(const LogFields& fields) const;

  std::shared_ptr<void> writer_;  // destroyed after the logger
  std::shared_ptr<spdlog::logger> logger_;
  LogFormat format_;
};

/// Whether `level` is one of debug, info, warning, error, off (and spdlog's other names).
bool is_log_level(std::string_view level);

/// A log to the standard error stream, written by a thread of its own: a terminal or pipe that does not take
/// a line holds up that thread, and sessions only when thousands of lines wait.
std::unique_ptr<Log> make_log(std::string_view level, LogFormat format);

}  // namespace postern
