"""Made-up proposals for benchmarks: as a registry of approved ones holds them.

Every section is filled in, what remains to be said is little, and no two are the same.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

GROUPS = ("private_company", "public_entity", "civil_society", "research_body")
CONCERNS = {
    "private_company": (
        "reputational_risk",
        "financial_cost",
        "client_data_protection",
        "revenue_loss",
        "trade_secret_exposure",
    ),
    "public_entity": (
        "reputational_risk",
        "effort_vs_sustainability",
        "limited_access_resources",
        "limited_processing_resources",
        "limited_analysis_resources",
    ),
    "public": ("privacy_loss", "data_misuse", "lack_of_transparency", "distrust_of_decision_makers", "safety"),
    "civil_society": ("privacy_loss", "data_misuse"),
}
MOTIVATIONS = {
    "private_company": "monetize_data",
    "public_entity": "access_private_data",
    "public": "share_in_benefits",
    "civil_society": "better_services",
}
KINDS = (
    "legal_agreement",
    "aggregation",
    "access_control",
    "purpose_limitation",
    "audit",
    "public_register",
    "benefit_sharing",
)
FLAWS = 0.05
"""How often a concern is open, or a measure only planned."""
WORDS = tuple(
    "the office keeps aggregated counts of journeys so that planners can see where people need a bus and when "  # noqa: SIM905  # a text is easier to read than its words
    "partners meet every month and publish what was decided with the reasons for it".split()
)


def proposal(seed: int) -> bytes:
    """Return the bytes of a valid proposal of some 28 KB; the same for the same seed."""
    rng = Random(seed)
    partners = [_partner(rng, number) for number in range(4)]
    measures = [_measure(rng, number) for number in range(8)]
    stakeholders = [_stakeholder(rng, number, group, measures) for number, group in enumerate(CONCERNS)]
    document = {
        "format": "caveat/proposal-1",
        "id": f"proposal-{seed}",
        "title": _text(rng, 6),
        "version": "2",
        "submitted_on": "2026-05-04",
        "status": "under_review",
        "purpose": {"statement": _text(rng, 25), "category": "policy_making", "use_case": _text(rng, 25)},
        "partners": partners,
        "leadership": {
            "institutional_owner": {
                "partner": "partner-1",
                "unit": _text(rng, 4),
                "mandate": _text(rng, 12),
                "accountable_lead": _text(rng, 2),
                "resources": {"staff_fte": 1.5, "funding": {**_money(rng), "secured_until": "2030-12-31"}},
            },
            "leads": [
                {"name": _text(rng, 2), "partner": "partner-1", "seniority": "executive", "functions": ["vision"]},
                {
                    "name": _text(rng, 2),
                    "partner": "partner-0",
                    "seniority": "senior",
                    "functions": ["management", "facilitation", "technical_expertise"],
                },
            ],
        },
        "stakeholders": stakeholders,
        "measures": measures,
        "data": [_data(rng, number) for number in range(4)],
        "benefits": [{"stakeholder": one["id"], "description": _text(rng, 15)} for one in stakeholders],
        "governance": {
            "decision_making": _text(rng, 20),
            "dispute_procedure": _text(rng, 15),
            "complaint_channel": _text(rng, 10),
            "exit_plan": _text(rng, 15),
            "public_representation": True,
            "transparency": {"public_register": True, "publication_plan": _text(rng, 12)},
            "oversight": {"independent": True, "body": _text(rng, 6)},
            "review_cycle_months": 12,
        },
        "sustainability": {"plan": _text(rng, 20), "funded_until": "2030-12-31", "effort": "medium"},
        "policy_environment": {
            "jurisdictions": ["NL", "BE"],
            "legal_basis": _text(rng, 12),
            "impact_assessment": "done",
            "risks": [_risk(rng, code) for code in ("legal", "political")],
        },
    }
    return json.dumps(document, indent=2).encode()


def _partner(rng: Random, number: int) -> dict[str, Any]:
    return {
        "id": f"partner-{number}",
        "name": _text(rng, 3),
        "group": GROUPS[number % len(GROUPS)],
        "roles": rng.sample(["data_provider", "data_user", "funder", "oversight"], 2),
        "value_proposition": _text(rng, 12),
        "buy_in": {"level": "executive", "evidence": _text(rng, 8), "champion": _text(rng, 2)},
        "costs": {"staff_fte": 0.5, "funding": _money(rng)},
        "commitments": {"staff_fte": 0.75, "funding": _money(rng)},
        "culture": {"resistance": rng.choice(["low", "medium"]), "change_plan": _text(rng, 10)},
        "capacity": {
            "access": "adequate",
            "processing": "adequate",
            "analysis": rng.choice(["adequate", "limited"]),
            "plan": _text(rng, 10),
        },
    }


def _stakeholder(rng: Random, number: int, group: str, measures: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": f"stakeholder-{number}",
        "group": group,
        "name": _text(rng, 3),
        "description": _text(rng, 12),
        "partners": [f"partner-{number}"],
        "at_risk": group == "public",
        "engagement": rng.choice(["consult", "involve", "collaborate"]),
        "analyzed_on": "2026-01-10",
        "engaged_on": "2026-02-20",
        "motivations": [{"code": MOTIVATIONS[group], "description": _text(rng, 10)}],
        "concerns": [_concern(rng, code, measures) for code in CONCERNS[group]],
    }


def _concern(rng: Random, code: str, measures: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "code": code,
        "description": _text(rng, 20),
        "raised_by": _text(rng, 3),
        "evidence": _text(rng, 8),
        "raised_on": "2026-01-15",
        "severity": rng.choice(["low", "medium", "high"]),
        "response": {
            "status": "open" if rng.random() < FLAWS else rng.choice(["addressed", "planned"]),
            "measures": [rng.choice(measures)["id"]],
            "rationale": _text(rng, 12),
            "evidence": _text(rng, 8),
            "agreed": True,
        },
    }


def _measure(rng: Random, number: int) -> dict[str, Any]:
    return {
        "id": f"measure-{number}",
        "kind": KINDS[number % len(KINDS)],
        "description": _text(rng, 12),
        "status": "planned" if rng.random() < FLAWS else "in_place",
        "owner": f"partner-{rng.randrange(4)}",
        "due": "2027-06-30",
        "evidence": _text(rng, 8),
    }


def _data(rng: Random, number: int) -> dict[str, Any]:
    return {
        "id": f"data-{number}",
        "name": _text(rng, 3),
        "provider": "partner-0",
        "users": ["partner-1", "partner-3"],
        "about": [rng.choice(["individuals", "infrastructure", "companies"])],
        "personal": rng.random() < 0.5,
        "commercially_sensitive": False,
        "identifiability": "aggregated",
        "special_categories": ["location"],
        "measures": [f"measure-{rng.randrange(8)}"],
        "retention_months": 24,
        "shared_from": "2026-06-01",
    }


def _risk(rng: Random, code: str) -> dict[str, Any]:
    response = {"status": "addressed", "measures": ["measure-0"], "rationale": _text(rng, 10)}
    return {"code": code, "description": _text(rng, 12), "response": response}


def _money(rng: Random) -> dict[str, Any]:
    return {"amount": rng.randrange(1, 90) * 1000, "currency": "EUR"}


def _text(rng: Random, words: int) -> str:
    return " ".join(rng.choices(WORDS, k=words)).capitalize()
