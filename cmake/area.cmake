# writ_area(NAME [USES area...] [LIBRARIES target...])
#
# An area is a folder of src/ and one target of the same name. Its sources are the folder's .cc
# files, subfolders included; `x_test.cc` beside `x.cc` is a unit test. The areas it may use are the
# edges of layers.txt, which tests/layers checks against the includes.
function(writ_area name)
  cmake_parse_arguments(area "" "" "USES;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")

  set(used ${area_USES})
  list(TRANSFORM used PREPEND writ_)
  if(sources)
    add_library(writ_${name} STATIC ${sources})
    target_link_libraries(writ_${name} PUBLIC writ_options ${used} PRIVATE ${area_LIBRARIES})
  else()
    add_library(writ_${name} INTERFACE)
    target_link_libraries(writ_${name} INTERFACE writ_options ${used} ${area_LIBRARIES})
  endif()

  if(BUILD_TESTING AND tests)
    writ_test(${name}_test SOURCES ${tests} USES ${name})
  endif()
endfunction()

# writ_test(NAME SOURCES file... USES area... [LABELS label...] [LIBRARIES target...])
#
# One test program, registered with CTest as one test: starting a process per case would cost more
# than the cases do.
function(writ_test name)
  cmake_parse_arguments(test "" "" "SOURCES;USES;LABELS;LIBRARIES" ${ARGN})
  set(used ${test_USES})
  list(TRANSFORM used PREPEND writ_)
  add_executable(${name} ${test_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${used} ${test_LIBRARIES} GTest::gmock_main
                                        rapidcheck writ_test_options)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
  if(test_LABELS)
    set_tests_properties(${name} PROPERTIES LABELS "${test_LABELS}")
  endif()
endfunction()
