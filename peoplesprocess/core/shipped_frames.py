"""The frames of reference that ship with the software: codes as their documents have them, titles shortened.

Items of a frame are in no order of rank, except that pages show them in this one.
"""

from __future__ import annotations

from collections.abc import Mapping

from peoplesprocess.core.crisis_portfolio import CATEGORIES
from peoplesprocess.core.frames import FrameOfReference
from peoplesprocess.core.messages import N_

_SDG = FrameOfReference(
    "sdg",
    N_("Sustainable Development Goals"),
    N_("2030 Agenda for Sustainable Development, A/RES/70/1"),
    {
        "1.4": N_("Equal rights to resources, basic services and land"),
        "1.5": N_("Resilience of the poor to shocks and disasters"),
        "3.8": N_("Universal health coverage"),
        "4.a": N_("Safe and inclusive schools"),
        "5.2": N_("No violence against women and girls"),
        "5.5": N_("Women's full participation and equal opportunities for leadership"),
        "6.1": N_("Safe and affordable drinking water"),
        "6.2": N_("Sanitation and hygiene; needs of women and girls"),
        "6.b": N_("Participation of communities in water and sanitation"),
        "7.1": N_("Affordable, reliable and modern energy"),
        "8.5": N_("Full employment and decent work"),
        "9.1": N_("Reliable, sustainable and resilient infrastructure"),
        "10.2": N_("Social, economic and political inclusion of all"),
        "10.7": N_("Safe, orderly and regular migration"),
        "11.1": N_("Adequate, safe and affordable housing; upgrading of slums"),
        "11.2": N_("Safe, affordable and accessible transport"),
        "11.3": N_("Inclusive urbanization and participatory planning"),
        "11.4": N_("Protection of cultural and natural heritage"),
        "11.5": N_("Fewer deaths, people affected and losses by disasters"),
        "11.6": N_("Less environmental impact of cities: air and waste"),
        "11.7": N_("Safe, inclusive and accessible green and public spaces"),
        "11.a": N_("Links between urban, peri-urban and rural areas"),
        "11.b": N_("Integrated policies for inclusion, climate and disaster risk"),
        "11.c": N_("Sustainable and resilient buildings with local materials"),
        "13.1": N_("Resilience and adaptation to climate hazards"),
        "13.3": N_("Education and capacity on climate change"),
        "16.1": N_("Less violence everywhere"),
        "16.6": N_("Effective, accountable and transparent institutions"),
        "16.7": N_("Responsive, inclusive, participatory decision-making"),
        "17.17": N_("Public, public-private and civil society partnerships"),
    },
    of_sector={
        "water": "6.1",
        "sanitation": "6.2",
        "drainage": "11.5",
        "roads": "9.1",
        "shelter": "11.1",
        "school": "4.a",
        "health": "3.8",
        "livelihood": "8.5",
        "electricity": "7.1",
        "public-space": "11.7",
        "waste": "11.6",
        "risk": "11.5",
        "access": "10.2",
        "tenure": "1.4",
    },
)
_NUA = FrameOfReference(
    "nua", N_("New Urban Agenda"), N_("New Urban Agenda, A/RES/71/256, by paragraph"), {}, paragraphs=175
)
_SENDAI = FrameOfReference(
    "sendai",
    N_("Sendai Framework"),
    N_("Sendai Framework for Disaster Risk Reduction 2015–2030, A/RES/69/283"),
    {
        "1": N_("Understanding disaster risk"),
        "2": N_("Strengthening disaster risk governance"),
        "3": N_("Investing in disaster risk reduction for resilience"),
        "4": N_("Enhancing preparedness and building back better"),
    },
)
_IASC = FrameOfReference(
    "iasc",
    N_("IASC clusters"),
    N_("Cluster system of the Inter-Agency Standing Committee; areas of responsibility of Protection"),
    {
        "CCM": N_("Camp coordination and camp management"),
        "ERY": N_("Early recovery"),
        "EDU": N_("Education"),
        "TEL": N_("Emergency telecommunications"),
        "FSC": N_("Food security"),
        "HEA": N_("Health"),
        "LOG": N_("Logistics"),
        "NUT": N_("Nutrition"),
        "PRO": N_("Protection"),
        "PRO-CPN": N_("Protection: child protection"),
        "PRO-GBV": N_("Protection: gender-based violence"),
        "PRO-HLP": N_("Protection: housing, land and property"),
        "PRO-MIN": N_("Protection: mine action"),
        "SHL": N_("Shelter and non-food items"),
        "WSH": N_("Water, sanitation and hygiene"),
    },
    aliases={"CCCM": "CCM", "WASH": "WSH", "HLP": "PRO-HLP", "GBV": "PRO-GBV"},
    of_sector={
        "water": "WSH",
        "sanitation": "WSH",
        "drainage": "WSH",
        "waste": "WSH",
        "shelter": "SHL",
        "school": "EDU",
        "health": "HEA",
        "livelihood": "ERY",
        "roads": "ERY",
        "irrigation": "FSC",
        "tenure": "PRO-HLP",
    },
)
_PILLARS = FrameOfReference(
    "hdp",
    N_("Humanitarian, development and peace pillars"),
    N_("OECD DAC Recommendation on the Humanitarian-Development-Peace Nexus, 2019"),
    {"H": N_("Humanitarian"), "D": N_("Development"), "P": N_("Peace")},
)
_REFUGEES = FrameOfReference(
    "gcr",
    N_("Global Compact on Refugees"),
    N_("Global Compact on Refugees, A/73/12 (Part II), paragraph 7"),
    {
        "i": N_("Ease pressures on host countries"),
        "ii": N_("Enhance refugee self-reliance"),
        "iii": N_("Expand access to third-country solutions"),
        "iv": N_("Support conditions for return in safety and dignity"),
    },
)
_SOLUTIONS = FrameOfReference(
    "solutions",
    N_("Durable solutions"),
    N_("IASC Framework on Durable Solutions for Internally Displaced Persons, 2010"),
    {
        "1": N_("Safety and security"),
        "2": N_("Adequate standard of living"),
        "3": N_("Livelihoods and employment"),
        "4": N_("Housing, land and property"),
        "5": N_("Documentation"),
        "6": N_("Family reunification"),
        "7": N_("Participation in public affairs"),
        "8": N_("Remedies and justice"),
    },
    of_sector={
        "shelter": "4",
        "tenure": "4",
        "livelihood": "3",
        "water": "2",
        "sanitation": "2",
        "health": "2",
    },
)
_AREAS = {
    "land": (
        N_("Land and property: national"),
        N_("Land and property: city"),
        N_("Land and property: street"),
    ),
    "planning": (N_("Planning: national"), N_("Planning: city"), N_("Planning: street")),
    "housing": (N_("Housing: national"), N_("Housing: city"), N_("Housing: street")),
    "economy": (N_("Local economy: national"), N_("Local economy: city"), N_("Local economy: street")),
    "finance": (
        N_("Municipal finance: national"),
        N_("Municipal finance: city"),
        N_("Municipal finance: street"),
    ),
}
_PLATFORM = FrameOfReference(
    "platform",
    N_("Sustainable urbanization: five areas, three levels"),
    N_("HSP/EB.2022/17, paragraph 20"),
    {
        f"{area}-{level}": title
        for area, titles in _AREAS.items()
        for level, title in zip(("national", "city", "street"), titles, strict=True)
    },
)
_AGENDAS = FrameOfReference(
    "agendas",
    N_("Agendas, networks and initiatives"),
    N_("HSP/EB.2022/17, as its paragraphs name them"),
    {
        "paris": N_("Paris Agreement (paragraph 26)"),
        "network-migration": N_("United Nations Network on Migration (paragraph 29)"),
        "gp2.0": N_("GP2.0, for internally displaced people (paragraph 29)"),
        "wuf11": N_("World Urban Forum 11, urban crises (paragraphs 30 to 33)"),
        "katowice": N_("Katowice Declared Actions (paragraphs 30 to 33)"),
        "sustaining-peace": N_("Sustaining peace, conflict sensitivity (paragraphs 10, 18 and 21)"),
        "social-contract": N_("Social contract (paragraph 21)"),
        "transitional-justice": N_("Transitional justice (paragraph 21)"),
        "system-strategy": N_("United Nations system-wide strategy on urban development (paragraph 21)"),
        "inclusive-cities": N_("Flagship 4, Inclusive Cities (paragraphs 4, 34 and 40)"),
        "solutions-sudan": N_("Solutions Initiative for South Sudan and Sudan (paragraph 26)"),
        "urban-refugees": N_("Policy on refugees in urban areas (paragraph 26)"),
        "urban-rural": N_("Urban-rural links (paragraph 27)"),
        "green-space": N_("Green public space (paragraph 27)"),
        "whole-government": N_("Whole of government (paragraph 20)"),
        "biodiversity": N_("Biodiversity (paragraph 31)"),
    },
    aliases={
        "巴黎协定": "paris",
        "联合国移民问题网络": "network-migration",
        "世界城市论坛": "wuf11",
        "卡托维兹行动宣言": "katowice",
        "保持和平": "sustaining-peace",
        "社会契约": "social-contract",
        "过渡司法": "transitional-justice",
        "全系统可持续城市发展战略": "system-strategy",
        "包容性城市": "inclusive-cities",
        "Inclusive Cities": "inclusive-cities",
        "南苏丹和苏丹解决方案举措": "solutions-sudan",
        "城乡联系": "urban-rural",
        "绿色公共空间": "green-space",
        "全政府方法": "whole-government",
        "生物多样性": "biodiversity",
    },
    of_sector={"public-space": "green-space"},
)
_CATEGORY_CODES = ["humanitarian", "recovery", "services", "resilience", "profiling", "climate", "capacity"]
_CATEGORIES = FrameOfReference(
    "categories",
    N_("Categories of intervention"),
    N_("HSP/EB.2022/17, paragraph 9"),
    # In the order of the columns there.
    dict(zip(_CATEGORY_CODES, CATEGORIES.values(), strict=True)),
    of_sector={
        "water": "services",
        "sanitation": "services",
        "waste": "services",
        "electricity": "services",
        "roads": "services",
        "drainage": "resilience",
        "risk": "resilience",
        "shelter": "recovery",
    },
)
_PHASES = FrameOfReference(
    "phases",
    N_("Phases of a crisis"),
    N_("HSP/EB.2022/17, paragraphs 4, 9 and 31"),
    {
        "before": N_("Before a crisis: preparedness"),
        "response": N_("During a crisis: response"),
        "early": N_("After a crisis: early recovery"),
        "recovery": N_("After a crisis: recovery and development"),
    },
)
_FIRST = (_SDG, _NUA, _SENDAI, _IASC, _PILLARS, _REFUGEES)
_FURTHER = (_SOLUTIONS, _PLATFORM, _AGENDAS, _CATEGORIES, _PHASES)
SHIPPED_FRAMES: Mapping[str, FrameOfReference] = {frame.key: frame for frame in (*_FIRST, *_FURTHER)}
IASC_CLUSTERS = _IASC.key
"""The frame whose codes are the sectors of who does what where."""
