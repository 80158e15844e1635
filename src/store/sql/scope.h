// Whose rows a statement is about. PostgreSQL's row-level security holds the statement to it,
// whatever its own conditions say; SQLite has nothing of the kind.
#pragma once

#include <optional>
#include <string_view>

namespace writ::store {

class Scope {
 public:
  // A tenant's rows, or with nothing those of every tenant and what is no tenant's.
  static constexpr Scope of(std::optional<std::string_view> tenant) { return Scope(tenant); }
  static constexpr Scope everything() { return Scope(std::nullopt); }

  // Nothing for everything. Valid as long as what the scope was made of.
  constexpr const std::optional<std::string_view>& tenant() const { return tenant_; }

 private:
  constexpr explicit Scope(std::optional<std::string_view> tenant) : tenant_(tenant) {}
  std::optional<std::string_view> tenant_;
};

}  // namespace writ::store
