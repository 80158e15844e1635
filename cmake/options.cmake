# How every target is compiled. One interface target, so that no area chooses for itself; the
# sanitizers stand apart, for the one program that cannot be built with them.
add_library(writ_plain_options INTERFACE)
add_library(writ_sanitizer_options INTERFACE)
add_library(writ_options INTERFACE)
target_link_libraries(writ_options INTERFACE writ_plain_options writ_sanitizer_options)
target_include_directories(writ_plain_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(
  writ_plain_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                               -Wno-sign-conversion -Wno-missing-field-initializers -Werror
                               -fstack-protector-strong)
# Debug information names no folder of this machine, so that ccache serves every checkout.
target_compile_options(writ_plain_options INTERFACE -fdebug-prefix-map=${PROJECT_SOURCE_DIR}=.)
target_compile_definitions(writ_plain_options INTERFACE WRIT_VERSION="${PROJECT_VERSION}")

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside its own library at -O2; clang-tidy keeps watch instead.
  target_compile_options(
    writ_plain_options INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow
                                 -Wno-array-bounds)
else()
  # clang reports libstdc++ 12's own use of a deprecated function in std::stable_sort.
  target_compile_options(writ_plain_options INTERFACE -Wno-deprecated-declarations)
endif()

if(WRIT_SANITIZE)
  # Half the time to compile that -O2 -g takes, and still names the line of what is found.
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1 -DNDEBUG")
  target_compile_options(
    writ_sanitizer_options INTERFACE -fsanitize=${WRIT_SANITIZE} -fno-sanitize-recover=all
                                     -fno-omit-frame-pointer)
  target_link_options(writ_sanitizer_options INTERFACE -fsanitize=${WRIT_SANITIZE})
  if(WRIT_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Asio's fences, which the sanitizer does not follow; its locks, which it does, are enough.
    target_compile_options(writ_sanitizer_options INTERFACE -Wno-tsan)
  endif()
endif()
if(WRIT_FUZZ)
  target_compile_options(writ_sanitizer_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# A test's own code runs once and is compiled often: it is translated with little care for speed,
# and no fuzzer looks at which way it took. To be named last, as it overrides.
add_library(writ_test_options INTERFACE)
if(WRIT_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(writ_test_options INTERFACE -O0)
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_options(writ_test_options INTERFACE -O1)
endif()
if(WRIT_FUZZ)
  target_compile_options(writ_test_options INTERFACE -fno-sanitize=fuzzer-no-link)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_definitions(writ_plain_options INTERFACE _FORTIFY_SOURCE=2)
endif()
