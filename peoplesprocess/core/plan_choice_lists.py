"""Pick-lists for the items of a plan: sources of money, instruments, horizons, levels and others."""

from __future__ import annotations

from peoplesprocess.core.messages import N_

SOURCES = {
    "grant": N_("Grant of the agency"),
    "municipality": N_("Municipality"),
    "national": N_("National budget"),
    "partner": N_("Partner"),
    "other": N_("Other"),
}
"""Who pays for an item besides the community."""
INSTRUMENTS = {
    "recurring-tax": N_("Yearly tax on land and buildings"),
    "betterment": N_("Betterment levy"),
    "exaction": N_("Charge on developers"),
    "value-increment": N_("Tax on the rise of land values"),
    "development-rights": N_("Sale of development rights"),
    "public-land": N_("Lease or sale of public land"),
    "transfer-tax": N_("Tax on transfers of land"),
}
"""Land-based instruments of finance."""
PUBLIC_SOURCES = frozenset({"municipality", "national", "other"})
"""The sources that can use these instruments."""

HORIZONS = {
    "immediate": N_("Immediately"),
    "year": N_("Within a year"),
    "three-years": N_("Within three years"),
    "later": N_("Later"),
}
RUNGS = {
    "absorptive": N_("Absorptive: to live through the shock"),
    "adaptive": N_("Adaptive: to adjust to what has changed"),
    "transformative": N_("Transformative: to change what made people vulnerable"),
}
"""The rungs of the ladder of recovery."""
LEVELS = {
    "community": N_("Community"),
    "local": N_("Municipality or local authority"),
    "regional": N_("District or region"),
    "national": N_("National government"),
    "international": N_("International partners"),
}
"""The level of government that is responsible for an item."""
OUTCOMES = {
    "4.1": N_("4.1 Social integration and inclusive communities"),
    "4.2": N_("4.2 Living standards and inclusion of migrants, refugees, displaced people and returnees"),
    "4.3": N_("4.3 Resilience of the built environment and of infrastructure"),
}
CLIMATE = {
    "adaptation": N_("Adaptation to climate change"),
    "mitigation": N_("Mitigation of climate change"),
    "both": N_("Both"),
}
