#include <csignal>
#include <exception>
#include <iostream>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"

namespace postern {

namespace {

int print(const PrintCommand& command) {
  std::cout << command.text << std::flush;
  return std::cout ? 0 : 1;
}

struct Run {
  int operator()(const Exit& exit) const { return exit.status; }
  int operator()(const PrintCommand& command) const { return print(command); }
  int operator()(const ServeCommand& command) const { return serve(command); }
  int operator()(const ConfigCommand& command) const { return config(command); }
  int operator()(const SinkCommand& command) const { return sink(command); }
  int operator()(const SendCommand& command) const { return send(command); }
  int operator()(const CheckCommand& command) const { return check(command); }
  int operator()(const LookCommand& command) const { return look(command); }
};

}  // namespace

}  // namespace postern

int main(int argc, char** argv) {
  // A peer that went away is an error of the write, not the end of the program.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return std::visit(postern::Run{}, postern::parse_command_line(argc, argv));
  } catch (const std::exception& error) {
    std::cerr << "postern: " << postern::escape_sentence(error.what()) << '\n';
    return 1;
  }
}
