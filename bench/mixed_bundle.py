"""Bundles of any size, and requests for them: mixed ops, roles, globs, labels, purposes, risk tiers
and priorities, the same on every run."""

import json
import random

OPS = [f"{area}.{verb}" for area in ("llm", "memory", "world", "network", "report")
       for verb in ("read", "write", "complete", "send")]
ROLES = [f"role-{i}" for i in range(50)]
LABELS = [f"label-{i}" for i in range(30)]
PURPOSES = [f"purpose-{i}" for i in range(20)]
TIERS = ["low", "moderate", "high", "regulated"]


def place(pick):
    return f"tenant-{pick.randrange(20)}/area-{pick.randrange(200)}"


def glob(pick):
    return pick.choice([
        f"{place(pick)}/**", f"{place(pick)}/*/doc-*", f"{place(pick)}/item-{pick.randrange(50)}",
        f"**/area-{pick.randrange(200)}/*", f"tenant-{pick.randrange(20)}/**",
        f"{place(pick)}/{{x,y}}/**", "**/*.pdf"])


def condition(pick):
    when = {}
    if pick.random() < 0.7:
        when["subject"] = {"rolesAny": pick.sample(ROLES, pick.randint(1, 3))}
    if pick.random() < 0.2:
        when.setdefault("subject", {})["assuranceAtLeast"] = pick.choice(["aal2", "aal3"])
    if pick.random() < 0.7:
        when["resource"] = {"glob": glob(pick)}
    if pick.random() < 0.4:
        when["labels"] = {pick.choice(["any", "all", "none"]): pick.sample(LABELS, 2)}
    if pick.random() < 0.4:
        when["purpose"] = {"anyOf": pick.sample(PURPOSES, pick.randint(1, 3))}
    if pick.random() < 0.2:
        when["riskTierAny"] = pick.sample(TIERS, 2)
    return when


def bundle(rules, tenant="bench"):
    pick = random.Random(rules)
    made = []
    for number in range(rules):
        rule = {"id": f"rule-{number}", "description": "", "priority": pick.randrange(1000),
                "op": pick.choice(OPS), "effect": pick.choice(["allow", "deny"])}
        if when := condition(pick):
            rule["when"] = when
        if pick.random() < 0.2:
            rule["obligations"] = [{"kind": "token-cap", "maxTokens": 4096}]
        made.append(rule)
    return {"schemaVersion": 1, "tenantId": tenant, "name": "default", "version": "1.0.0",
            "issuedAt": "2026-01-01T00:00:00Z", "issuedBy": "bench", "rules": made}


def requests(of, count):
    """Requests whose op some rule of the bundle speaks of: an op without rules costs nothing."""
    pick = random.Random(count)
    ops = sorted({rule["op"] for rule in of["rules"]})
    for _ in range(count):
        tail = pick.choice(["item-3", "x/doc-7", "y/deep/file.pdf"])
        yield {"ctx": {"principal": {"id": "u", "roles": pick.sample(ROLES, pick.randint(1, 4)),
                                     "assurance": pick.choice(["aal1", "aal2", "aal3"])},
                       "riskTier": pick.choice(TIERS)},
               "op": pick.choice(ops), "resource": f"{place(pick)}/{tail}",
               "labels": pick.sample(LABELS, pick.randint(0, 3)), "purpose": pick.choice(PURPOSES)}


def write(folder, rules, count):
    """Writes bundle.json and requests.jsonl; answers their paths."""
    made = bundle(rules)
    bundle_path = f"{folder}/bundle-{rules}.json"
    requests_path = f"{folder}/requests-{rules}.jsonl"
    with open(bundle_path, "w", encoding="utf-8") as file:
        json.dump(made, file)
    with open(requests_path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(request) + "\n" for request in requests(made, count))
    return bundle_path, requests_path
