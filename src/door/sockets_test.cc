#include "door/sockets.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "door/http_message.h"
#include "door/test_server.h"

namespace writ::door {
namespace {

using testing::HasSubstr;

std::string code_of(const auto& result) {
  return result ? "none" : std::string(result.error().code.name);
}

TEST(LocalSocket, IsItsOwnersOnlyWhateverTheUmask) {
  const TestDirectory directory;
  const mode_t before = umask(0);
  const auto listener = listen_local(directory / "s");
  umask(before);
  ASSERT_TRUE(listener) << describe(listener.error());
  struct stat found{};
  ASSERT_EQ(lstat((directory / "s").c_str(), &found), 0);
  EXPECT_TRUE(S_ISSOCK(found.st_mode));
  EXPECT_EQ(found.st_mode & 07777, 0600u);
}

TEST(LocalSocket, ReplacesTheFileOfAServerThatWasKilled) {
  const TestDirectory directory;
  if (const pid_t child = fork(); child == 0) {
    const auto killed = listen_local(directory / "s");
    _exit(killed ? 0 : 1);  // without a destructor
  } else {
    int status = 1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0);
  }
  ASSERT_TRUE(std::filesystem::exists(directory / "s"));
  EXPECT_EQ(code_of(connect_local(directory / "s", patience)), "http.unreachable");
  const auto listener = listen_local(directory / "s");
  ASSERT_TRUE(listener) << describe(listener.error());
  EXPECT_TRUE(connect_local(directory / "s", patience));
}

TEST(LocalSocket, RefusesTheFileOfAServerThatLives) {
  const TestDirectory directory;
  const auto first = listen_local(directory / "s");
  ASSERT_TRUE(first);
  const auto second = listen_local(directory / "s");
  ASSERT_FALSE(second);
  EXPECT_EQ(code_of(second), "http.address_in_use");
  EXPECT_THAT(second.error().message, HasSubstr("another server listens on `"));
  EXPECT_TRUE(connect_local(directory / "s", patience));
}

TEST(LocalSocket, LeavesAFileThatIsNoSocketAlone) {
  const TestDirectory directory;
  std::ofstream(directory / "s") << "precious";
  const auto listener = listen_local(directory / "s");
  EXPECT_EQ(code_of(listener), "http.bad_address");
  EXPECT_EQ(std::filesystem::file_size(directory / "s"), 8u);
}

TEST(LocalSocket, WorksAtAPathLongerThanASocketAddress) {
  const TestDirectory directory;
  const std::string folder = directory / std::string(200, 'd');
  std::filesystem::create_directory(folder);
  const std::string path = folder + "/writ.sock";
  {
    const auto listener = listen_local(path);
    ASSERT_TRUE(listener) << describe(listener.error());
    EXPECT_TRUE(std::filesystem::is_socket(path));
    EXPECT_TRUE(connect_local(path, patience));
    EXPECT_EQ(code_of(listen_local(path)), "http.address_in_use");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(LocalSocket, RefusesPathsThatCannotBe) {
  const TestDirectory directory;
  EXPECT_EQ(code_of(listen_local("")), "http.bad_address");
  EXPECT_EQ(code_of(listen_local("a/")), "http.bad_address");
  EXPECT_EQ(code_of(listen_local(std::string("a\0b", 3))), "http.bad_address");
  EXPECT_EQ(code_of(listen_local(directory / std::string(150, 'n'))), "http.bad_address");
  EXPECT_EQ(code_of(listen_local(directory / "none/s")), "http.bad_address");
}

TEST(LocalSocket, IsRemovedUnlessAnotherTookItsPlace) {
  const TestDirectory directory;
  {
    const auto listener = listen_local(directory / "s");
  }
  EXPECT_FALSE(std::filesystem::exists(directory / "s"));
  auto first = listen_local(directory / "s");
  ASSERT_TRUE(first);
  std::filesystem::rename(directory / "s", directory / "old");
  const auto second = listen_local(directory / "s");
  ASSERT_TRUE(second);
  first->file.remove();
  EXPECT_TRUE(std::filesystem::exists(directory / "s"));
}

TEST(LocalSocket, NamesThePeerByItsUser) {
  int pair[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  const Descriptor one(pair[0]);
  const Descriptor other(pair[1]);
  EXPECT_EQ(peer_name(one.get()), "unix:" + std::to_string(geteuid()));
}

TEST(TcpSocket, TakesAFreePortAndTellsIt) {
  const auto listener = listen_tcp("127.0.0.1", 0);
  ASSERT_TRUE(listener);
  ASSERT_NE(port_of(*listener), 0);
  const auto client = connect_tcp("127.0.0.1", port_of(*listener), patience);
  ASSERT_TRUE(client);
  EXPECT_EQ(peer_name(client->get()), "127.0.0.1:" + std::to_string(port_of(*listener)));
}

TEST(TcpSocket, RefusesAPortInUse) {
  const auto first = listen_tcp("127.0.0.1", 0);
  ASSERT_TRUE(first);
  const auto second = listen_tcp("127.0.0.1", port_of(*first));
  EXPECT_EQ(code_of(second), "http.address_in_use");
}

TEST(TcpSocket, RefusesWhatIsNoNumericAddress) {
  for (const char* text : {"localhost", "", "127.0.0.1:80", "300.0.0.1", "*"}) {
    EXPECT_EQ(code_of(listen_tcp(text, 0)), "http.bad_address") << text;
  }
}

TEST(TcpSocket, SaysWhenNobodyListens) {
  std::uint16_t port = 0;
  {
    const auto listener = listen_tcp("127.0.0.1", 0);
    ASSERT_TRUE(listener);
    port = port_of(*listener);
  }
  const auto client = connect_tcp("127.0.0.1", port, patience);
  ASSERT_EQ(code_of(client), "http.unreachable");
  EXPECT_THAT(client.error().message, HasSubstr("is a server running there?"));
}

}  // namespace
}  // namespace writ::door
