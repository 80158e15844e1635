#include "cli/settings.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace writ::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A folder to be the data directory, and an environment without settings.
class SettingsTest : public testing::Test {
 protected:
  SettingsTest() {
    for (const Setting& setting : all_settings()) unsetenv(std::string(setting.variable).c_str());
    std::string pattern = std::filesystem::temp_directory_path() / "writ-cli-XXXXXX";
    folder = ::mkdtemp(pattern.data());
  }
  ~SettingsTest() override {
    std::filesystem::remove_all(folder);
    unsetenv("WRIT_THREADS");
    unsetenv("WRIT_DATA");
  }

  std::string write(std::string_view name, std::string_view text) {
    const std::filesystem::path path = folder / name;
    std::ofstream(path) << text;
    return path;
  }
  // `value source`
  std::string value(std::string_view name, std::map<std::string, std::string> flags = {}) {
    flags.emplace("data", folder);
    const auto settings = Settings::gather(flags);
    if (!settings) return settings.error().message;
    const Settings::Value& value = settings->value(name);
    return value.text + " " + std::string(cli::name(value.source));
  }
  static Settings with(std::string name, std::string text) {
    return *Settings::gather({{std::move(name), std::move(text)}});
  }

  std::filesystem::path folder;
};

TEST_F(SettingsTest, AFlagBeatsTheEnvironmentBeatsTheFileBeatsTheDefault) {
  EXPECT_EQ(value("threads"), "0 default");
  write("writ.toml", "threads = 2\n");
  EXPECT_EQ(value("threads"), "2 file");
  setenv("WRIT_THREADS", "3", 1);
  EXPECT_EQ(value("threads"), "3 environment");
  EXPECT_EQ(value("threads", {{"threads", "4"}}), "4 flag");
}

TEST_F(SettingsTest, AnEmptyVariableIsGivenToo) {
  write("writ.toml", "threads = 2\n");
  setenv("WRIT_THREADS", "", 1);
  EXPECT_EQ(value("threads"), " environment");
  EXPECT_FALSE(with("threads", "").number("threads", 0, 9));
}

TEST_F(SettingsTest, TheFileOfTheDataDirectoryIsReadUnlessAnotherIsNamed) {
  write("writ.toml", "threads = 2\n");
  const std::string other = write("other.toml", "timeout = 9\n");
  EXPECT_EQ(value("threads", {{"config", other}}), "0 default");
  EXPECT_EQ(value("timeout", {{"config", other}}), "9 file");
  EXPECT_THAT(value("timeout", {{"config", other + "x"}}), HasSubstr("cannot be read"));
}

TEST_F(SettingsTest, AWrongFileIsRefusedWithItsLine) {
  write("writ.toml", "threads = 2\n\nthread = 3\n");
  EXPECT_THAT(value("threads"), HasSubstr("line 3: there is no setting `thread`"));
  write("writ.toml", "threads = { a = 1 }\n");
  EXPECT_THAT(value("threads"), HasSubstr("line 1: `threads` must be"));
  write("writ.toml", "threads = 1\nthreads = 2\n");
  EXPECT_THAT(value("threads"), HasSubstr("cannot be read"));
}

TEST_F(SettingsTest, NumbersAreWholeAndOfTheirRange) {
  EXPECT_EQ(*with("threads", "9").number("threads", 0, 9), 9);
  for (const char* wrong : {"10", "-1", "1.5", " 1", "1 ", "0x1", "", "99999999999999999999"}) {
    const auto number = with("threads", wrong).number("threads", 0, 9);
    ASSERT_FALSE(number) << wrong;
    EXPECT_THAT(number.error().message, HasSubstr("from 0 to 9")) << wrong;
    EXPECT_THAT(number.error().message, HasSubstr("from the flag")) << wrong;
  }
}

TEST_F(SettingsTest, FlagsAreTrueOrFalseAndNothingElse) {
  EXPECT_TRUE(*with("behind-proxy", "true").flag("behind-proxy"));
  EXPECT_FALSE(*with("behind-proxy", "false").flag("behind-proxy"));
  for (const char* wrong : {"", "1", "yes", "True", "true "}) {
    EXPECT_FALSE(with("behind-proxy", wrong).flag("behind-proxy")) << wrong;
  }
}

TEST_F(SettingsTest, ListsAreSeparatedByCommas) {
  EXPECT_THAT(with("hosts", "a,b:1").list("hosts"), ElementsAre("a", "b:1"));
  EXPECT_THAT(with("hosts", ",a,,").list("hosts"), ElementsAre("a"));
  EXPECT_THAT(with("hosts", "").list("hosts"), IsEmpty());
}

TEST_F(SettingsTest, EverySettingHasItsFlagAndItsVariable) {
  for (const Setting& setting : all_settings()) {
    EXPECT_EQ(setting.flag, "--" + std::string(setting.name));
    std::string variable = "WRIT_" + std::string(setting.name);
    for (char& c : variable) c = c == '-' ? '_' : static_cast<char>(std::toupper(c));
    EXPECT_EQ(setting.variable, variable);
    EXPECT_FALSE(setting.doc.empty());
  }
}

}  // namespace
}  // namespace writ::cli
