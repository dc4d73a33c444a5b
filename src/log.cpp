#include "log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace postern {

Log::Log(std::shared_ptr<spdlog::logger> logger, LogFormat format)
    : logger_(std::move(logger)), format_(format) {
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

std::unique_ptr<Log> make_log(std::string_view level, LogFormat format) {
  const auto known = spdlog::level::from_str(std::string(level));
  if (known == spdlog::level::off && level != "off") return nullptr;
  auto logger =
      std::make_shared<spdlog::logger>("postern", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_level(known);
  logger->flush_on(spdlog::level::info);
  return std::make_unique<Log>(std::move(logger), format);
}

}  // namespace postern
