#include "world/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <gtest/gtest.h>

namespace writ::world {
namespace {

bool is_public(const char* text) {
  sockaddr_storage storage{};
  auto& of4 = reinterpret_cast<sockaddr_in&>(storage);
  auto& of6 = reinterpret_cast<sockaddr_in6&>(storage);
  if (::inet_pton(AF_INET, text, &of4.sin_addr) == 1) {
    storage.ss_family = AF_INET;
  } else {
    EXPECT_EQ(::inet_pton(AF_INET6, text, &of6.sin6_addr), 1) << text;
    storage.ss_family = AF_INET6;
  }
  return is_public_address(reinterpret_cast<const sockaddr&>(storage));
}

TEST(Address, of_everybody) {
  for (const char* text : {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
                           "126.255.255.255", "128.0.0.0", "169.253.255.255", "172.15.255.255",
                           "172.32.0.0", "192.0.1.0", "192.167.0.1", "198.17.255.255", "198.20.0.0",
                           "223.255.255.255", "2606:4700::1111", "2001:200::1", "3ffe:ffff::1"}) {
    EXPECT_TRUE(is_public(text)) << text;
  }
}

TEST(Address, of_ones_own_or_for_special_use) {
  for (const char* text : {"0.0.0.0",
                           "10.0.0.1",
                           "10.255.255.255",
                           "100.64.0.1",
                           "127.0.0.1",
                           "127.255.255.255",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.0.2.1",
                           "192.88.99.1",
                           "192.168.0.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.1",
                           "203.0.113.1",
                           "224.0.0.1",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::ffff:8.8.8.8",
                           "::8.8.8.8",
                           "64:ff9b::808:808",
                           "fc00::1",
                           "fd00::1",
                           "fe80::1",
                           "ff02::1",
                           "2001::1",
                           "2001:db8::1",
                           "2002:808:808::1",
                           "3fff::1"}) {
    EXPECT_FALSE(is_public(text)) << text;
  }
}

TEST(Address, of_another_family_is_nobodys) {
  const sockaddr local{.sa_family = AF_UNIX, .sa_data = {}};
  EXPECT_FALSE(is_public_address(local));
}

}  // namespace
}  // namespace writ::world
