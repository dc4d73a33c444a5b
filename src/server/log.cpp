#include "server/log.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace postern {

Log::Log(std::shared_ptr<spdlog::logger> logger, LogFormat format, std::shared_ptr<void> writer)
    : writer_(std::move(writer)), logger_(std::move(logger)), format_(format) {
  const bool json = format_ == LogFormat::json;
  // In JSON the message is an object already; the time and the level are put in front of its first name.
  logger_->set_pattern(
      json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v)" : "%Y-%m-%dT%H:%M:%S.%eZ %l %v",
      spdlog::pattern_time_type::utc);
}

Log::~Log() {
  logger_->flush();
}

void Log::transaction(const TransactionRecord& record, net::TimePoint now) const {
  if (!logger_->should_log(spdlog::level::info)) return;
  logger_->log(spdlog::level::info, "{}", format(describe(record, now)));
}

void Log::debug(std::string_view id, std::string_view text) const {
  say(spdlog::level::debug, id, text);
}
void Log::info(std::string_view id, std::string_view text) const {
  say(spdlog::level::info, id, text);
}
void Log::warning(std::string_view id, std::string_view text) const {
  say(spdlog::level::warn, id, text);
}
void Log::error(std::string_view id, std::string_view text) const {
  say(spdlog::level::err, id, text);
}

void Log::say(int level, std::string_view id, std::string_view text) const {
  const auto spdlog_level = static_cast<spdlog::level::level_enum>(level);
  if (!logger_->should_log(spdlog_level)) return;
  LogFields fields;
  if (!id.empty()) fields.emplace_back("id", std::string(id));
  fields.emplace_back("message", std::string(text));
  logger_->log(spdlog_level, "{}", format(fields));
}

std::string Log::format(const LogFields& fields) const {
  if (format_ == LogFormat::text) return format_text(fields);
  return format_json(fields).substr(1);
}

bool is_log_level(std::string_view level) {
  return level == "off" || spdlog::level::from_str(std::string(level)) != spdlog::level::off;
}

std::unique_ptr<Log> make_log(std::string_view level, LogFormat format) {
  constexpr std::size_t lines = 8192;
  auto writer = std::make_shared<spdlog::details::thread_pool>(lines, 1);
  auto logger =
      std::make_shared<spdlog::async_logger>("postern", std::make_shared<spdlog::sinks::stderr_sink_mt>(),
                                             writer, spdlog::async_overflow_policy::block);
  logger->set_level(spdlog::level::from_str(std::string(level)));
  logger->flush_on(spdlog::level::info);
  return std::make_unique<Log>(std::move(logger), format, std::move(writer));
}

}  // namespace postern
