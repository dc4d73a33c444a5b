#include "config/setting.hpp"

namespace postern {

std::vector<Option> process_options() {
  return {
      setting("dns", "recursive name servers", dns_server_form(), &ProcessConfig::dns)
          .by_default("those of /etc/resolv.conf")
          .until_restart(),
      setting("zone", "take all DNS from this zone file: tests, demos, laptops", path_form(),
              &ProcessConfig::zone)
          .until_restart(),
      setting("threads", "how many serve sessions", number_form(1, 256), &ProcessConfig::threads)
          .by_default("one for each processor")
          .until_restart(),
      setting("log-level", "the least that is logged", log_level_form(), &ProcessConfig::log_level)
          .until_restart(),
      setting("log-format", "how it is logged",
              choice_form<LogFormat>({{"text", LogFormat::text}, {"json", LogFormat::json}}),
              &ProcessConfig::log_format)
          .until_restart(),
      setting("grace", "what messages on their way have to finish when the process is asked to end",
              duration_form(std::chrono::seconds(0), std::chrono::hours(1)), &ProcessConfig::grace),
  };
}

}  // namespace postern
