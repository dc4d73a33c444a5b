#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <iostream>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"
#include "config/check.hpp"
#include "server/dns_source.hpp"
#include "server/server.hpp"

namespace postern {

namespace {

BuiltConfig load_and_check(const ConfigSources& sources, Problems& problems) {
  auto built = load_config(sources, problems);
  if (!has_errors(problems)) check_files(built, std::chrono::system_clock::now(), problems);
  return built;
}

/// What SIGHUP does to the configuration.
std::optional<Configuration> reload(const ConfigSources& sources, const Log& log) {
  Problems problems;
  const auto built = load_and_check(sources, problems);
  for (const auto& problem : problems) {
    if (problem.severity == Problem::Severity::warning) {
      log.warning("", format(problem));
    } else {
      log.error("", "the configuration stays as it was: " + format(problem));
    }
  }
  if (has_errors(problems)) return std::nullopt;
  return built.configuration;
}

/// A session may need a descriptor each for its client, its upstream, its spool file and a DNS question.
void raise_descriptor_limit(const LoadLimits& load, const Log& log) {
  const rlim_t wanted = load.sessions * 4 + 100;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < wanted) {
    log.warning("", "max-sessions needs up to " + std::to_string(wanted) +
                        " open files, and the system allows " + std::to_string(limit.rlim_cur) +
                        " (ulimit -n, LimitNOFILE)");
  }
}

}  // namespace

int serve(const ServeCommand& command) {
  Problems problems;
  const auto built = load_and_check(command.sources, problems);
  for (const auto& problem : problems) std::cerr << "postern: " << escape_sentence(format(problem)) << '\n';
  if (has_errors(problems)) return usage_error;

  const auto& process = built.configuration.process;
  const auto log = make_log(process.log_level, process.log_format);
  for (const auto& listener : built.configuration.listeners) {
    for (const auto& warning : warnings_about(listener.checks)) log->warning("", warning);
  }
  raise_descriptor_limit(process.load, *log);
  std::optional<dns::Zone> zone;
  if (!process.zone.empty()) zone = read_zone_file(process.zone);
  const auto settings = dns_settings(process.dns);
  const dmarc::PublicSuffixes suffixes;
  Admission admission(process.load);
  asio::thread_pool helpers(2);
  Server server({.dns = settings,
                 .zone = zone ? &*zone : nullptr,
                 .suffixes = suffixes,
                 .log = *log,
                 .admission = admission,
                 .helpers = helpers},
                built.configuration, [&] { return reload(command.sources, *log); });
  server.run();
  return 0;
}

}  // namespace postern
