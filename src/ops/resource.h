// The directory of resources: what a tenant's policies know of things that somebody may ask about.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"
#include "ops/directory.h"
#include "policy/bundle.h"
#include "store/rows.h"

namespace writ::ops {

namespace fault {
inline constexpr Code unknown_resource{"ops.unknown_resource", Category::not_found};
}  // namespace fault

using ResourceType = canon::Id<struct ResourceTypeTag>;
using ResourceId = canon::Id<struct ResourceTag>;

struct ResourceRecord {
  ResourceType type;
  ResourceId id;
  std::optional<std::vector<std::string>> labels;
  std::optional<canon::Json> properties;  // an object, without `labels`

  static constexpr auto record(auto&& f) {
    using R = ResourceRecord;
    using canon::field;
    return f("Resource", "What policies know of a thing.",
             field<&R::type>("type", "What kind of thing."),
             field<&R::id>("id", "Which, among those of the type."),
             field<&R::labels>("labels", "How it is labelled."),
             field<&R::properties>("properties",
                                   "An object of what else rules may compare, below "
                                   "`/resource/properties/`."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const;
};

struct ResourceRef {
  policy::TenantId tenant_id;
  ResourceType type;
  ResourceId id;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ResourceRef", "A thing in the directory.",
             field<&ResourceRef::tenant_id>("tenantId", "In which tenant."),
             field<&ResourceRef::type>("type", "What kind of thing."),
             field<&ResourceRef::id>("id", "Which, among those of the type."));
  }
};
inline std::optional<std::string_view> tenant_of(const ResourceRef& ref) {
  return ref.tenant_id.text();
}
Problem unknown(const ResourceRef& ref);

// A resource as it is kept.
struct Resource {
  ResourceRecord record;
  canon::Json properties;  // and the labels, as `properties` of a question; null for neither
};

Result<Resource> resource_of(std::string_view json);

// The id of a resource in its directory, policy::resource_name(): those of a type are one run of
// ids, behind this one.
std::string resource_key(const ResourceRef& ref);
std::string before_first(std::string_view type);

// The row of a resource in the store; without a record it is of one that is gone.
inline constexpr std::string_view resource_kind = "resource";
store::DocumentRow row_of(const ResourceRef& ref, const ResourceRecord* record, Instant now);

}  // namespace writ::ops
