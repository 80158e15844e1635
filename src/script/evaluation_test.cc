// Scripts in real workers: what they can compute, and what becomes of those that try more.
#include "script/evaluation.h"

#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill()

#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "canon/canonical.h"

namespace writ::script {
namespace {

using testing::HasSubstr;

class Evaluation : public testing::Test {
 protected:
  Outcome run(std::string_view text, std::string_view inputs = "null") {
    return run(text, inputs, limits);
  }

  Outcome run(std::string_view text, std::string_view inputs, const Limits& within) {
    Result<Worker> worker = nursery.raise(cpu_seconds(within));
    EXPECT_TRUE(worker) << describe(worker.error());
    if (!worker) return {};
    const std::string context = fmt::format(
        R"({{"inputs":{},"tenantId":"t","sessionId":"s","policyHash":"p","now":"n"}})", inputs);
    Result<Outcome> outcome =
        evaluate(*std::move(worker), {text, *canon::Json::parse(context)}, within, host);
    EXPECT_TRUE(outcome) << describe(outcome.error());
    return outcome ? *outcome : Outcome();
  }

  // The value, or the reason and the message.
  std::string told(std::string_view text, std::string_view inputs = "null") {
    const Outcome outcome = run(text, inputs);
    if (outcome.value) return canon::canonical(outcome.value->value());
    return fmt::format("{}: {}", outcome.reason, outcome.message);
  }

  Limits limits;
  Nursery nursery{WRIT_EVAL};
  Host host = [](const HostCall& call) -> Result<canon::Json> {
    if (call.name == "echo") return canon::Json::parse(canon::canonical(call.arguments));
    return Problem{{"test.refused", Category::forbidden}, "no such call", {{"c", "/p", {}, "m"}}};
  };
};

TEST_F(Evaluation, a_script_computes) {
  EXPECT_EQ(told("(+ 1 2)"), "3");
  EXPECT_EQ(told("(define (f n) (if (= n 0) 1 (* n (f (- n 1))))) (f 10)"), "3628800");
  EXPECT_EQ(told("(fold + 0 (map (lambda (x) (* x x)) '(1 2 3)))"), "14");
  EXPECT_EQ(told("(define x 1)"), "null");
  EXPECT_EQ(told(""), "null");
}

TEST_F(Evaluation, values_come_back_as_they_went) {
  for (const std::string_view json :
       {"null", "true", "false", "{}", "[]", "0", "-1", "0.5", "1e-7", "1e+300", "9007199254740991",
        "-9007199254740991", "9007199254740994", "100000000000000000000", R"("")", R"("null")",
        R"("a\"\\\n\u0000ü😀")", R"([[],{},[{}],null])", R"({"":[],"a":{"b":[1,2]},"c":null})"}) {
    EXPECT_EQ(told("(inputs)", json), json);
    EXPECT_EQ(told(R"((vector-ref (ffi.call "echo" (list (inputs))) 0))", json), json);
  }
}

TEST_F(Evaluation, lists_and_symbols_are_taken_where_they_are_unambiguous) {
  EXPECT_EQ(told("'(1 2 (3))"), "[1,2,[3]]");
  EXPECT_EQ(told("'((a . 1) (b . (1 2)))"), R"({"a":1,"b":[1,2]})");
  EXPECT_EQ(told("(list '((a . 1)))"), R"([{"a":1}])");
  EXPECT_EQ(told("'()"), "{}");
}

TEST_F(Evaluation, what_is_no_json_is_refused) {
  for (const std::string_view text :
       {"car", "(lambda () 1)", "'a", "#\\a", "(cons 1 2)", "(/ 1 3)", "(/ 1. 0.)", "(sqrt -1)",
        "9007199254740993", "(expt 7 10000)", "'((a . 1) (a . 2))", "(make-hash-table)",
        "(delay 1)", "(let loop ((n 0) (x '())) (if (= n 100) x (loop (+ n 1) (vector x))))",
        "(letrec ((x (vector (lambda () x)))) x)"}) {
    EXPECT_THAT(told(text), HasSubstr("eval.not_json: ")) << text;
  }
}

TEST_F(Evaluation, an_error_says_where_and_what) {
  EXPECT_THAT(told("(define a 1)\n(car a)"), HasSubstr("eval.script_error: in the form at line 2"));
  EXPECT_THAT(told("(+ 1"), HasSubstr("eval.script_error"));
  EXPECT_THAT(told("(nothing)"), HasSubstr("Unbound variable: nothing"));
}

// What prints them is loaded before the walls are up.
TEST_F(Evaluation, an_error_about_anything_is_told) {
  for (const std::string_view text :
       {"(error \"x\" car (lambda () 1))", "(throw car)", "(throw 'quit 3)", "(car)", "(1)",
        "(throw 'writ-error (make-string 1000000 #\\x) \"a\" '())", "(vector-ref #(1) 1)",
        "(string-append 1)", "(throw 'limit-exceeded)", "(raise 1)", "(hash-ref 1 2)", "(if)",
        "(let ((x 1) (x 2)) x)", "#<", "\"", "((lambda* (#:key a) a) #:b 1)",
        "(make-regexp \"(\")"}) {
    EXPECT_THAT(told(text), HasSubstr("eval.script_error: ")) << text;
  }
  EXPECT_THAT(run("(display car) (write (delay 1)) (display (make-hash-table))").output,
              HasSubstr("#<procedure car"));
}

TEST_F(Evaluation, a_problem_of_the_host_is_a_condition_with_code_and_message) {
  const Outcome outcome = run(R"((ffi.call "other" '()))");
  EXPECT_EQ(outcome.reason, reason::script_error);
  EXPECT_EQ(outcome.code, "test.refused");
  EXPECT_EQ(outcome.message, "no such call");
  EXPECT_EQ(told(R"((attempt (lambda () (ffi.call "other" '())) (lambda (c) c)))"),
            R"({"code":"test.refused","message":"no such call",)"
            R"("more":[{"code":"c","message":"m","pointer":"/p"}]})");
  EXPECT_EQ(told(R"((catch 'writ-error (lambda () (ffi.call "other" '()))
                      (lambda (key code message more) code)))"),
            R"("test.refused")");
  EXPECT_THAT(told(R"((ffi.call "echo" (list car)))"), HasSubstr("eval.not_json"));
  EXPECT_THAT(told("(ffi.call 'echo 1)"), HasSubstr("a list of arguments"));
}

TEST_F(Evaluation, what_is_printed_is_kept_apart) {
  const Outcome outcome = run(R"((display "a\n") (write "b") (newline) 1)");
  EXPECT_EQ(outcome.output, "a\n\"b\"\n");
  EXPECT_TRUE(outcome.value);
}

TEST_F(Evaluation, nothing_outside_has_a_name) {
  for (const std::string_view text :
       {"(open-file \"/etc/passwd\" \"r\")",
        "(open-input-file \"/etc/passwd\")",
        "(call-with-input-file \"/etc/passwd\" read)",
        "(with-input-from-file \"/x\" read)",
        "(load \"/etc/passwd\")",
        "(primitive-load \"/etc/passwd\")",
        "(system \"id\")",
        "(system* \"id\")",
        "(primitive-fork)",
        "(execl \"/bin/sh\")",
        "(kill 1 9)",
        "(getenv \"H\")",
        "(socket 2 1 0)",
        "(getpid)",
        "(exit 3)",
        "(primitive-exit 3)",
        "(quit)",
        "(gc)",
        "(use-modules (ice-9 popen))",
        "(resolve-module '(guile))",
        "(@ (guile) system)",
        "(@@ (guile) system)",
        "((@@ (writ host) host-send) #\\R \"1\")",
        "(let-syntax ((x (syntax-rules () ((_) (@@ (guile) system))))) ((x) \"id\"))",
        "(eval '(system \"id\") (current-module))",
        "(current-module)",
        "(module-ref 1 2)",
        "(the-environment)",
        "(define-module (x))",
        "(sigaction 9)",
        "(setrlimit 1 1 1)",
        "(dynamic-link)",
        "(pointer->procedure 1 2 3)",
        "(set! car cdr)",
        "(host-send #\\R \"1\")",
        "(call-with-new-thread (lambda () 1))",
        "(make-thread 1)",
        "(include \"/etc/passwd\")",
        "(current-output-port)",
        "(environ)",
        "(sleep 1)",
        "(usleep 1)",
        "(current-time)",
        "(dynamic-wind list list list)",
        "(with-exception-handler list list)",
        "(read)",
        "#.(system \"id\")"}) {
    EXPECT_THAT(told(text), HasSubstr("eval.script_error: ")) << text;
  }
}

TEST_F(Evaluation, a_script_without_end_is_ended) {
  limits.time = std::chrono::milliseconds(300);
  for (const std::string_view text :
       {"(let loop () (loop))", "(catch #t (lambda () (let loop () (loop))) (lambda _ 1))",
        "(let again () (catch #t (lambda () (let loop () (loop))) (lambda _ (again))))"}) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_THAT(told(text), HasSubstr("eval.time_limit: ")) << text;
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << text;
  }
}

TEST_F(Evaluation, memory_has_an_end) {
  limits.time = std::chrono::seconds(60);
  limits.allocation = std::uint64_t{32} << 20;
  for (const std::string_view text :
       {"(make-vector 200000000 0)", "(make-string 500000000 #\\a)",
        "(catch #t (lambda () (make-vector 200000000 0)) (lambda _ 1))",
        "(let loop ((x '())) (loop (cons 1 x)))",
        "(catch #t (lambda () (let loop ((x '())) (loop (cons 1 x)))) (lambda _ 1))",
        "(let loop ((s \"a\")) (loop (string-append s s)))",
        "(define (f n) (+ 1 (f (+ n 1)))) (f 0)",
        "(define (f n) (+ 1 (f (+ n 1)))) (catch #t (lambda () (f 0)) (lambda _ 1))",
        "(ash 1 8000000000)"}) {
    EXPECT_THAT(told(text), HasSubstr("eval.memory_limit: ")) << text;
  }
}

TEST_F(Evaluation, one_primitive_is_ended_in_its_midst) {
  limits.time = std::chrono::milliseconds(300);
  EXPECT_THAT(told("(string->number (make-string 30000000 #\\9))"), HasSubstr("eval.time_limit: "));
}

TEST_F(Evaluation, output_has_an_end) {
  limits.time = std::chrono::seconds(60);
  EXPECT_THAT(told("(let loop () (display \"aaaaaaaaaaaaaaaa\") (loop))"),
              HasSubstr("eval.output_limit: "));
  EXPECT_THAT(told("(display (make-string 10000000 #\\a))"), HasSubstr("eval.output_limit: "));
  EXPECT_THAT(told("(make-string 10000000 #\\a)"), HasSubstr("eval.output_limit: "));
  EXPECT_THAT(told("(let loop ((n 0) (x '#(1))) (if (= n 60) x (loop (+ n 1) (vector x x))))"),
              HasSubstr("eval.output_limit: "));
}

TEST_F(Evaluation, calls_have_an_end) {
  limits.time = std::chrono::seconds(60);
  EXPECT_THAT(told("(let loop () (ffi.call \"echo\" '()) (loop))"), HasSubstr("eval.call_limit: "));
}

TEST_F(Evaluation, a_worker_that_is_killed_costs_its_evaluation_alone) {
  Worker worker = *nursery.raise(5);
  const pid_t pid = worker.process.pid();
  const std::jthread killer([pid] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    ::kill(pid, SIGKILL);
  });
  const Result<Outcome> outcome = evaluate(
      std::move(worker), {"(let loop () (loop))", *canon::Json::parse("{}")}, limits, host);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->reason, reason::crashed);
  EXPECT_EQ(told("1"), "1");
}

TEST_F(Evaluation, what_calls_take_is_not_the_scripts_time) {
  limits.time = std::chrono::milliseconds(200);
  host = [](const HostCall&) -> Result<canon::Json> {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    return canon::Json();
  };
  EXPECT_EQ(told("(ffi.call \"slow\" '())"), "null");
}

// The nursery is this thread's, which outlives the others.
TEST_F(Evaluation, many_run_at_once) {
  EXPECT_EQ(told("1"), "1");
  std::vector<std::jthread> threads;
  for (int number = 0; number < 4; ++number) {
    threads.emplace_back([this, number] {
      for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(told("(inputs)", std::to_string(number)), std::to_string(number));
      }
    });
  }
}

TEST_F(Evaluation, one_leaves_nothing_for_the_next) {
  EXPECT_EQ(told("(define secret 1) (define (car x) 2) (car '(1))"), "2");
  EXPECT_THAT(told("secret"), HasSubstr("Unbound variable"));
  EXPECT_EQ(told("(car '(1))"), "1");
}

TEST(Workers, without_the_program_there_is_a_problem) {
  Nursery nursery("/nonexistent/writ-eval");
  const Result<Worker> worker = nursery.raise(1);
  ASSERT_FALSE(worker);
  EXPECT_EQ(worker.error().code.name, fault::no_worker.name);
  Nursery wrong("/bin/true");
  EXPECT_EQ(wrong.raise(1).error().code.name, fault::no_worker.name);
}

}  // namespace
}  // namespace writ::script
