# The few functions every CMakeLists.txt of the project is written with.

# Options that all of our own code is compiled with.
function(postern_compile_options target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    -Wnon-virtual-dtor -Woverloaded-virtual -Wno-missing-field-initializers)
  if(POSTERN_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(POSTERN_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${POSTERN_SANITIZE} -fno-sanitize-recover=all
      -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=${POSTERN_SANITIZE})
  endif()
  if(POSTERN_FUZZERS)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
  if(POSTERN_COVERAGE)
    target_compile_options(${target} PRIVATE -fprofile-instr-generate -fcoverage-mapping)
    target_link_options(${target} PUBLIC -fprofile-instr-generate)
  endif()
endfunction()

# postern_module(NAME SOURCES a.cpp... [DEPENDS module...] [LINKS public...] [PRIVATE_LINKS ...])
# A library of modules/NAME; include root is modules/. A module of headers only has no SOURCES.
function(postern_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LINKS;PRIVATE_LINKS" ${ARGN})
  list(TRANSFORM ARG_DEPENDS PREPEND postern_)
  add_library(postern_${name} STATIC ${ARG_SOURCES})
  target_include_directories(postern_${name} PUBLIC ${CMAKE_SOURCE_DIR}/modules)
  target_link_libraries(postern_${name} PUBLIC ${ARG_DEPENDS} ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
  postern_compile_options(postern_${name})
endfunction()

# postern_tests(NAME SOURCES a_test.cpp... [DEPENDS module...] [LINKS ...])
# One GoogleTest program; every TEST is a ctest named NAME.Suite.Fact.
function(postern_tests name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LINKS" ${ARGN})
  list(TRANSFORM ARG_DEPENDS PREPEND postern_)
  add_executable(test_${name} ${ARG_SOURCES})
  target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(test_${name} PRIVATE ${ARG_DEPENDS} ${ARG_LINKS} GTest::gmock_main)
  target_compile_definitions(test_${name} PRIVATE POSTERN_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  postern_compile_options(test_${name})
  gtest_discover_tests(test_${name} TEST_PREFIX "${name}." DISCOVERY_MODE PRE_TEST
    PROPERTIES TIMEOUT 120)
endfunction()
