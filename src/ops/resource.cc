#include "ops/resource.h"

#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/document_row.h"
#include "policy/access_question.h"

namespace writ::ops {

void ResourceRecord::check(const canon::Path& path, canon::Faults& faults) const {
  if (!properties) return;
  const canon::Path at(path, "properties");
  if (!properties->value().is(canon::Value::Kind::object)) {
    faults.add(canon::record::wrong_type, at, "must be an object");
  } else if (properties->value().find("labels") != nullptr) {
    faults.add(canon::record::wrong_value, canon::Path(at, "labels"),
               "is a member of the resource itself: leave it out here");
  }
}

Result<Resource> resource_of(std::string_view json) {
  WRIT_TRY(const canon::Json document, canon::Json::parse(json));
  Resource resource;
  WRIT_TRY(resource.record, canon::decode<ResourceRecord>(document, "a stored resource"));
  if (resource.record.properties) resource.properties = *resource.record.properties;
  if (const canon::Value* labels = document.value().find("labels")) {
    resource.properties = resource.properties.with("labels", document.part(*labels));
  }
  return resource;
}

std::string resource_key(const ResourceRef& ref) {
  return policy::resource_name(ref.type.text(), ref.id.text());
}

std::string before_first(std::string_view type) { return policy::resource_name(type, ""); }

store::DocumentRow row_of(const ResourceRef& ref, const ResourceRecord* record, Instant now) {
  return document_row(resource_kind, ref.tenant_id.text(), resource_key(ref), record, now);
}

Problem unknown(const ResourceRef& ref) {
  return {fault::unknown_resource,
          fmt::format("there is no `{}` named `{}` in the directory of `{}`", ref.type.text(),
                      ref.id.text(), ref.tenant_id.text())};
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ResourceRecord);
DEFINE_RECORD(writ::ops::ResourceRef);
