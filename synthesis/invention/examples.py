"""Descriptions to begin with."""

from synthesis.invention.description import Described, Description, Link
from synthesis.tables import Constraint

_CLINIC = Description(
    name="Clinic visits",
    columns=(
        Described("visit", "identifier", pattern="V999999"),
        Described("patient", "name"),
        Described("age", "integer", 18, 95, "bell"),
        Described("sex", "category", levels={"female": 53, "male": 47}),
        Described("smoker", "boolean", levels={"no": 78, "yes": 22}, blank=0.03),
        Described("admitted", "datetime", "2024-01-01", "2024-12-20"),
        Described("discharged", "datetime", "2024-01-01", "2024-12-31"),
        Described("diagnosis", "category", levels={"fracture": 30, "pneumonia": 25, "diabetes": 25, "stroke": 20}),
        Described("ward", "category", levels={"surgery": 30, "internal": 50, "neurology": 20}),
        Described("treatment", "float", 200, 9000, "skewed-right", 2),
        Described("lodging", "float", 100, 4000, "skewed-right", 2),
        Described("cost", "float", 300, 13000, decimals=2),
    ),
    links=(Link("age", "treatment", 0.45), Link("treatment", "lodging", 0.6)),
    rules=(
        Constraint("order", ("admitted", "discharged"), "admitted is at most discharged."),
        Constraint("sum", ("treatment", "lodging", "cost"), "cost is treatment + lodging."),
        Constraint("determines", ("diagnosis", "ward"), "diagnosis decides ward."),
    ),
)
_SHOP = Description(
    name="Shop orders",
    columns=(
        Described("order_id", "identifier", pattern="ORD-999999"),
        Described("customer", "name"),
        Described("email", "email", blank=0.05),
        Described("ordered", "datetime", "2024-01-01", "2024-12-31"),
        Described("channel", "category", levels={"web": 60, "app": 30, "shop": 10}),
        Described("pieces", "integer", 1, 12, "skewed-right"),
        Described("price", "float", 3, 250, "skewed-right", 2),
        Described("total", "float", 3, 3000, decimals=2),
        Described("returned", "boolean", levels={"no": 92, "yes": 8}),
    ),
    links=(Link("pieces", "price", -0.3), Link("price", "returned", 0.15)),
    rules=(Constraint("product", ("pieces", "price", "total"), "total is pieces × price."),),
)
_FRAUD = Description(
    name="Card payments",
    columns=(
        Described("payment", "identifier", pattern="AA99999999"),
        Described("day", "datetime", "2024-01-01", "2024-12-31"),
        Described("hour", "integer", 0, 23, "bell"),
        Described("amount", "float", 1, 5000, "skewed-right", 2),
        Described("country", "category", levels={"home": 85, "neighbour": 10, "far away": 5}),
        Described("attempts", "integer", 1, 6, "skewed-right"),
        Described("fraud", "boolean", levels={"no": 98, "yes": 2}),
    ),
    links=(Link("amount", "fraud", 0.15), Link("country", "fraud", 0.12), Link("attempts", "fraud", 0.08)),
)

EXAMPLES: dict[str, Description] = {one.name: one for one in (_CLINIC, _SHOP, _FRAUD)}
"""Descriptions by name."""
