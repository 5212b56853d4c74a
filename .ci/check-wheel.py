"""`python check-wheel.py WHEEL`: what a wheel would put where; exits with the reasons if that is not right."""

from __future__ import annotations

import sys
from zipfile import ZipFile

names = ZipFile(sys.argv[1]).namelist()
tops = {name.partition("/")[0] for name in names}
needed = {
    "checker/py.typed",
    "checker/reporters/html/templates/page.css",
    "checker/reporters/html/templates/report.html",
    "checker/rules/stakeholders.yaml",
    "checker/rules/guidance/stakeholder-resistance.yaml",
    "checker/schemas/proposal.schema.json",
    "checker/schemas/rules.schema.json",
    "checker/schemas/rule-tests.schema.json",
}
manuals = {name for name in names if "/data/share/man/man1/caveat" in name}
strange = [top for top in tops if top != "checker" and not top.endswith((".dist-info", ".data"))]
faults = [f"{top} is at the top of site-packages" for top in strange]
faults += [f"{name} is missing" for name in sorted(needed - set(names))]
faults += [f"{name} is no part of the product" for name in names if "__pycache__" in name or "/tests/" in name]
faults += [] if manuals else ["there are no manual pages"]
print(f"{len(names)} files, at the top: {', '.join(sorted(tops))}")
sys.exit("\n".join(faults) or None)
