// The single checks of a bundle. Internal to policy/.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "policy/check.h"
#include "policy/check_shape.h"

namespace writ::policy::check {

// Collects what is found. Pointers are given into the rule and kept into the document.
class Findings {
 public:
  // `place` is where the bundle stands in the document.
  explicit Findings(std::string_view place) : place_(place) {}

  void error(std::string_view code, const Shape& rule, std::string_view pointer,
             std::string message);
  void warning(std::string_view code, const Shape& rule, std::string_view pointer,
               std::string message);
  void about_bundle(std::string_view code, Severity severity, std::string_view pointer,
                    std::string message);

  // In the order of the rules, what is about the bundle itself first.
  std::vector<Finding> take() &&;

 private:
  struct Ranked {
    std::size_t rank;
    Finding finding;
  };
  void add(Severity severity, std::string_view code, const Shape& rule, std::string_view pointer,
           std::string message);

  std::string place_;
  std::vector<Ranked> list_;
};

// The rules of one op that can apply at all, best first.
struct OpShapes {
  std::string_view op;
  bool memory = false;  // an op `memory.*`, where no rule wins: each that applies has its say
  std::vector<const Shape*> ranked;
};

// What comparing rules with each other may take: a few seconds.
class Effort {
 public:
  static constexpr std::size_t max_steps = std::size_t{1} << 29;

  Work& work() { return work_; }
  bool spent() const { return work_.steps > max_steps; }

 private:
  Work work_;
};

// Both stop when the effort is spent.
//
// Rules that never win, since a better one applies wherever they do.
void find_shadowed(const OpShapes& op, Effort& effort, Findings& findings);

// Denies that a request escapes by leaving something out. See the file.
void find_dodges(const OpShapes& op, Effort& effort, Findings& findings);

// Obligations that are never owed, add nothing, or cannot be met.
void find_obligations(const Shape& rule, bool memory, Findings& findings);

// Rules about resources of which none is in `resources`.
void find_without_resource(const std::vector<Shape>& rules, std::vector<std::string> resources,
                           Findings& findings);

// What can be seen of one rule alone.
void find_in_rule(const Shape& rule, bool memory, Findings& findings);

}  // namespace writ::policy::check
