"""The field's pick-lists, with their words: sectors, groups, kinds of meeting, land, hazards and the rest."""

from __future__ import annotations

from dataclasses import dataclass

from peoplesprocess.core.messages import N_

SECTORS = {
    "water": N_("Water supply"),
    "sanitation": N_("Sanitation"),
    "drainage": N_("Drainage"),
    "roads": N_("Roads and paths"),
    "shelter": N_("Shelter"),
    "school": N_("School"),
    "health": N_("Health"),
    "livelihood": N_("Livelihood"),
    "electricity": N_("Electricity and light"),
    "public-space": N_("Public space"),
    "waste": N_("Solid waste"),
    "risk": N_("Disaster risk works"),
    "irrigation": N_("Irrigation and environment"),
    "access": N_("Access for persons with disabilities"),
    "tenure": N_("Land and documents"),
    "other": N_("Other"),
}


@dataclass(frozen=True, slots=True)
class CommunityGroup:
    """A group that meets separately: its badge's letter, and which people of the profile it stands for."""

    code: str
    letter: str
    name: str
    stands_for: str


GROUPS = (
    CommunityGroup("women", "W", N_("Women"), "women"),
    CommunityGroup("men", "M", N_("Men"), "men"),
    CommunityGroup("youth", "Y", N_("Youth"), "youth"),
    CommunityGroup("displaced", "D", N_("Displaced people"), "displaced"),
    CommunityGroup("disability", "P", N_("Persons with disabilities and older persons"), "disability"),
    CommunityGroup("older", "O", N_("Older persons"), "older"),
    CommunityGroup("host", "H", N_("Host community"), "host"),
    CommunityGroup("host-women", "W", N_("Women of the host community"), "women"),
    CommunityGroup("host-men", "M", N_("Men of the host community"), "men"),
    CommunityGroup("displaced-women", "D", N_("Displaced women"), "displaced"),
    CommunityGroup("displaced-men", "I", N_("Displaced men"), "displaced"),
    CommunityGroup("returnees", "B", N_("Returnees"), "returnee"),
    CommunityGroup("renting", "R", N_("Renting and relocated families"), "renting"),
)

USUAL_COMMITTEE = N_("Community development committee")
"""The name of a community's committee in programmes that choose no other."""

NO_SESSION_YET = {
    "women": N_("No session of women yet"),
    "men": N_("No session of men yet"),
    "youth": N_("No session of youth yet"),
    "displaced": N_("No session of displaced people yet"),
    "disability": N_("No session of persons with disabilities and older persons yet"),
    "older": N_("No session of older persons yet"),
    "host": N_("No session of the host community yet"),
    "host-women": N_("No session of women of the host community yet"),
    "host-men": N_("No session of men of the host community yet"),
    "displaced-women": N_("No session of displaced women yet"),
    "displaced-men": N_("No session of displaced men yet"),
    "returnees": N_("No session of returnees yet"),
    "renting": N_("No session of renting and relocated families yet"),
}
"""Whole sentences, because the word for a group is inflected inside a sentence in most languages."""

STATUSES = {
    "resident": N_("Long-term residents"),
    "displaced": N_("Displaced people"),
    "returnee": N_("Returnees"),
    "host": N_("Host community"),
    "refugee": N_("Refugees"),
    "renting": N_("Renting or relocated"),
}

BAND_NAMES = (N_("0–14 years"), N_("15–24 years"), N_("25–59 years"), N_("60 years and over"))

NOT_COUNTED = N_("not counted")
"""Shown in place of a number of people or households at a meeting if nobody counted them."""
MEETINGS = {
    "orientation": N_("Orientation meeting"),
    "women": N_("Women's orientation meeting"),
    "election": N_("Election"),
    "session": N_("Session of one group"),
    "assembly": N_("Assembly"),
    "reading": N_("Public reading of the accounts"),
    "audit": N_("Public audit"),
    "other": N_("Other meeting"),
}

TENURES = {
    "owned": N_("Owned by the people who live there"),
    "public": N_("Public land"),
    "private": N_("Private land of others"),
    "customary": N_("Customary land"),
    "disputed": N_("Disputed"),
    "unknown": N_("Not known yet"),
}

HAZARDS = {
    "flood": N_("Flood"),
    "earthquake": N_("Earthquake"),
    "storm": N_("Storm"),
    "landslide": N_("Landslide"),
    "drought": N_("Drought"),
    "fire": N_("Fire"),
    "conflict": N_("Conflict"),
    "none": N_("None known"),
}

OFFICES = {
    "chair": N_("Chair"),
    "vice": N_("Vice-chair"),
    "secretary": N_("Secretary"),
    "treasurer": N_("Treasurer"),
    "member": N_("Member"),
}

AFFECTED_GROUPS = {
    "women": N_("Women"),
    "youth": N_("Youth"),
    "displaced": N_("Displaced people"),
    "disability": N_("Persons with disabilities"),
}
"""The people whom a need can affect most."""

SEVERITIES = {
    1: N_("Hard, but we manage"),
    2: N_("Serious: it harms health, work or safety"),
    3: N_("Very serious: life is in danger"),
}

SEASONS = {
    "all": N_("The whole year"),
    "dry": N_("The dry season"),
    "rains": N_("The rains"),
    "winter": N_("Winter"),
    "summer": N_("Summer"),
}

RESPONSE_TYPES = {
    "infrastructure": N_("Something to build"),
    "service": N_("A service"),
    "referral": N_("Rights: refer to those responsible"),
    "self-help": N_("We can do it ourselves"),
}

IMPLEMENTERS = {
    "ourselves": N_("We ourselves"),
    "with-help": N_("We, with help"),
    "others": N_("Others"),
}

BUILDING_MODES = {
    "members": N_("Members of the community build"),
    "hired": N_("Members build with hired labour"),
    "subcontract": N_("A contractor builds for the community"),
}

DECISION_POINTS = {
    "land": N_("The land may be used"),
    "duplication": N_("No other project does the same"),
    "standards": N_("It meets the standards"),
    "hazard": N_("It is safe from known hazards"),
    "upkeep": N_("Somebody keeps it running"),
}
"""What an authority looks at before it answers; a yes is favourable at every point."""

POINT_ANSWERS = {"yes": N_("Yes"), "no": N_("No"), "unseen": N_("Not looked at")}

PHOTO_MOMENTS = {"before": N_("Before"), "during": N_("During"), "after": N_("After")}

PAPERS = {
    "minutes": N_("Minutes"),
    "attendance": N_("Attendance list"),
    "receipt": N_("Bill or receipt"),
    "offer": N_("Price offers"),
    "land": N_("Land letter"),
    "drawing": N_("Drawing or map"),
    "contract": N_("Signed contract"),
    "letter": N_("Letter of the authority"),
    "place": N_("Photo of the place"),
    "damage": N_("Photo of the defect"),
    "other": N_("Other paper"),
}
"""The kinds of paper that a photo can show."""
PAPERS_OF = {
    "meeting": ("minutes", "attendance", "other"),
    "cash_book_entry": ("receipt", "offer", "other"),
    "plan_item": ("land", "drawing", "offer", "other"),
    "contract": ("contract", "land", "drawing", "other"),
    "decision": ("letter", "other"),
    "need": ("place", "drawing", "other"),
    "defect": ("damage", "other"),
}
"""The kinds of paper that prove a record, keyed by its table."""
USUAL_PAPER = {
    "meeting": "minutes",
    "cash_book_entry": "receipt",
    "contract": "contract",
    "decision": "letter",
    "need": "place",
    "defect": "damage",
}
"""The kind that the first paper of a record usually is, keyed by its table; not every table has one."""

PARTIES = {
    "community": N_("The community"),
    "agency": N_("The agency"),
    "authority": N_("The local authority, as witness"),
}
REPAIRERS = {
    "community": N_("The committee"),
    "keepers": N_("Those who keep it running"),
    "agency": N_("The agency"),
    "authority": N_("The authority"),
}
"""Who has to repair a defect found in the defects period."""
LEADERS = {"woman": N_("A woman"), "man": N_("A man")}
"""Who leads a small group, never by name."""

SERVICES = {
    "water": N_("Drinking water"),
    "toilets": N_("Toilets and sewage"),
    "drains": N_("Drains for rain"),
    "waste": N_("Waste collection"),
    "roads": N_("Roads and paths"),
    "transport": N_("Buses and other transport"),
    "power": N_("Electricity at home"),
    "street-light": N_("Street light"),
    "school": N_("School and preschool"),
    "health": N_("Health care"),
    "market": N_("Market and shops"),
    "public-space": N_("Public space"),
}
"""The services of a settlement's profile."""
SECTOR_OF_SERVICE = {
    "water": "water",
    "toilets": "sanitation",
    "drains": "drainage",
    "waste": "waste",
    "roads": "roads",
    "transport": "roads",
    "power": "electricity",
    "street-light": "electricity",
    "school": "school",
    "health": "health",
    "market": "livelihood",
    "public-space": "public-space",
}
"""The sector of needs for a service, keyed by service."""
SERVICE_STATES = {
    "functional": N_("Functional"),
    "affected": N_("Affected"),
    "partly": N_("Partly functional"),
    "not": N_("Not functional"),
}
DAMAGE_GRADES = {
    "none": N_("No damage"),
    "minor": N_("Minor damage"),
    "major": N_("Major damage"),
    "destroyed": N_("Destroyed"),
}
WEATHER = {
    "dry": N_("Dry"),
    "rain": N_("Rain"),
    "flood": N_("Flood"),
    "heat": N_("Great heat"),
    "frost": N_("Frost or snow"),
    "storm": N_("Storm"),
}
"""The weather at a visit."""
DELAY_CAUSES = {
    "weather": N_("Bad weather"),
    "late-money": N_("Money came late"),
    "materials": N_("No materials"),
    "labour": N_("Too few workers"),
    "dispute": N_("A dispute"),
    "access": N_("No access, or not safe"),
    "other": N_("Something else"),
}
"""Why work stood still."""
