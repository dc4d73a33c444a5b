# g++ 12 miscompiles ordinary coroutines, at every optimisation level: in
#   if (co_await ready{true}) co_return 1; co_return 0;
# it takes the wrong branch. A program that compiles and then lies is worse than one that does not
# compile, so the compiler is refused here.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR
    "g++ ${CMAKE_CXX_COMPILER_VERSION} miscompiles C++20 coroutines (wrong branch after co_await in a "
    "condition, double destruction of temporaries). Use clang 19, as the presets do "
    "(cmake --preset dev), or g++ 13 or newer.")
endif()
