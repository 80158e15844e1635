#include "cli/answer.h"

#include <gtest/gtest.h>

#include "cli/json_text.h"
#include "ops/problem_json.h"

namespace writ::cli {
namespace {

TEST(ObjectText, WritesWhatReadsBack) {
  const std::string text = ObjectText()
                               .add("a\"b", "c\n")
                               .add_json("n", "[1]")
                               .add_if("none", "")
                               .add_if("empty", std::vector<std::string>())
                               .add_if("list", std::vector<std::string>{"x", "\x01"})
                               .text();
  EXPECT_EQ(text, R"({"a\"b":"c\n","n":[1],"list":["x","\u0001"]})");
  EXPECT_EQ(ObjectText().text(), "{}");
}

TEST(JsonText, ReadsMembersOfTheKindThatIsAskedForOnly) {
  const canon::Json json = *canon::Json::parse(R"({"t":"x","n":2,"b":true,"l":[1],"o":{}})");
  EXPECT_EQ(text_of(json.value(), "t"), "x");
  EXPECT_EQ(text_of(json.value(), "n"), "");
  EXPECT_TRUE(is_true(json.value(), "b"));
  EXPECT_FALSE(is_true(json.value(), "t"));
  EXPECT_EQ(number_of(json.value(), "n"), 2);
  EXPECT_EQ(items_of(json.value(), "l").size(), 1u);
  EXPECT_TRUE(items_of(json.value(), "o").empty());
  EXPECT_FALSE(is_true(*json.value().find("n"), "b"));
}

TEST(DescribeProblem, TellsEveryPlace) {
  const Problem problem{{"a.b", Category::invalid},
                        "it is wrong",
                        {{.code = "c", .pointer = "/x", .offset = 7, .message = "must be y"},
                         {.code = "d", .pointer = "", .offset = {}, .message = "must be z"}}};
  EXPECT_EQ(describe_problem(ops::problem_json(problem)),
            "it is wrong\n  at /x: must be y (byte 7)\n  at the top: must be z");
  EXPECT_EQ(describe_problem("no JSON at all"), "no JSON at all");
}

TEST(ExitStatus, TellsWhatCanBeDone) {
  EXPECT_EQ(exit_of(Category::invalid), exit_bad_input);
  EXPECT_EQ(exit_of(Category::too_large), exit_bad_input);
  EXPECT_EQ(exit_of(Category::not_found), exit_bad_input);
  for (const Category category : {Category::unauthenticated, Category::forbidden,
                                  Category::conflict, Category::unavailable, Category::internal}) {
    EXPECT_EQ(exit_of(category), exit_not_possible);
  }
}

class Show : public testing::Test {
 protected:
  // The exit status, and what was written: standard output and standard error.
  int show(Answer answer, bool json = false) {
    Shell shell({});
    shell.json = json;
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int exit = cli::show(shell, answer, [](const canon::Value& response) {
      print_line("shown: " + canon::canonical(response));
    });
    flush_output();
    out = testing::internal::GetCapturedStdout();
    err = testing::internal::GetCapturedStderr();
    return exit;
  }
  std::string out, err;
};

TEST_F(Show, AnAnswerIsRendered) {
  EXPECT_EQ(show({R"({"a":1})", {}}), exit_ok);
  EXPECT_EQ(out + err, "shown: {\"a\":1}\n");
  EXPECT_EQ(show({R"({"a":1})", {}}, true), exit_ok);
  EXPECT_EQ(out + err, "{\"a\":1}\n");
}

TEST_F(Show, ARefusalIsNoAndGoesToStandardError) {
  const Answer refusal{R"({"ok":false,"reason":"r","message":"m","pointer":"/p"})", {}};
  EXPECT_EQ(show(refusal), exit_no);
  EXPECT_EQ(out, "");
  EXPECT_EQ(err, "writ: refused: m (r)\n  at /p\n");
  EXPECT_EQ(show(refusal, true), exit_no);
  EXPECT_EQ(out, refusal.json + "\n");
  EXPECT_EQ(err, "");
}

TEST_F(Show, EveryFaultOfARefusalIsTold) {
  show({R"({"ok":false,"reason":"r","message":"m","pointer":"/p","faults":[
            {"pointer":"/p","message":"one"},{"pointer":"","message":"two"}]})",
        {}});
  EXPECT_EQ(err, "writ: refused: m (r)\n  at /p: one\n  at the top: two\n");
}

TEST_F(Show, AReportThatIsNotOkIsRenderedAndIsNo) {
  EXPECT_EQ(show({R"({"ok":false,"cases":[]})", {}}), exit_no);
  EXPECT_EQ(out, "shown: {\"cases\":[],\"ok\":false}\n");
}

TEST_F(Show, AProblemIsTold) {
  const Answer problem{R"({"detail":"gone","status":404})", Category::not_found};
  EXPECT_EQ(show(problem), exit_bad_input);
  EXPECT_EQ(out + err, "writ: gone\n");
  EXPECT_EQ(show(problem, true), exit_bad_input);
  EXPECT_EQ(out, problem.json + "\n");
}

}  // namespace
}  // namespace writ::cli
