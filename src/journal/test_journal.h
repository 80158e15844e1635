// What the tests of journal/ share: a directory of its own, a key, and disks that fail.
#pragma once

#include <unistd.h>
#include <cerrno>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "canon/ed25519.h"
#include "journal/disk.h"
#include "journal/journal.h"
#include "journal/tile_directory.h"
#include "tlog/audit.h"
#include "tlog/note.h"

namespace writ::journal {

class TestDirectory {
 public:
  TestDirectory() {
    std::string name = std::filesystem::temp_directory_path() / "writ-journal-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = name;
  }
  TestDirectory(const TestDirectory&) = delete;
  ~TestDirectory() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline constexpr std::string_view test_origin = "example.com/log";

// The log's key.
class TestKey {
 public:
  TestKey() : key_(canon::Ed25519PrivateKey::generate()) {}
  tlog::VerifierKey verifier() const {
    return *tlog::VerifierKey::make(test_origin, key_.public_key());
  }
  Signer signer() const {
    return [this](std::string_view text) -> Result<std::string> {
      return tlog::note_of(text, tlog::note_signature_line(verifier(), key_.sign(text)));
    };
  }

 private:
  canon::Ed25519PrivateKey key_;
};

// A disk with room for so many more bytes, in whole blocks, and whose fsync can be told to fail.
class FailingDisk final : public Disk {
 public:
  static constexpr long block = 4096;
  mutable std::atomic<long> room = 1L << 40;
  std::atomic<bool> sync_fails = false;

  long write(int file, const void* bytes, std::size_t size) const override {
    const long part = std::min(room.load(), static_cast<long>(size)) / block * block;
    if (part == 0) {
      errno = ENOSPC;
      return -1;
    }
    room -= part;
    return Disk::write(file, bytes, static_cast<std::size_t>(part));
  }
  int sync(int file) const override {
    if (!sync_fails) return Disk::sync(file);
    errno = EIO;
    return -1;
  }
};

inline Entry entry(std::string op, std::string request_hash = "") {
  Entry entry{.time = canon::Timestamp(*Instant::parse("2026-11-23T12:00:00Z")),
              .op = std::move(op),
              .outcome = "done"};
  if (!request_hash.empty()) entry.request_hash = std::move(request_hash);
  return entry;
}

inline tlog::AuditReport audit(const std::filesystem::path& directory, const TestKey& key) {
  TileDirectory tiles(directory);
  const tlog::VerifierKey verifier = key.verifier();
  return tlog::audit_log(tiles, {.trusted = {&verifier, 1}});
}

inline std::string findings(const tlog::AuditReport& report) {
  std::string text;
  for (const tlog::Finding& finding : report.findings) {
    text += std::string(finding.code) + " " + finding.place + ": " + finding.message + "\n";
  }
  return text;
}

}  // namespace writ::journal
