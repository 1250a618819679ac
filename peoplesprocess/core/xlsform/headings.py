"""The headings and types of XLSForms, in every spelling that the tools of the field accept."""

from __future__ import annotations

import re
from typing import NamedTuple

TRANSLATED = frozenset(
    {"label", "hint", "guidance_hint", "constraint_message", "required_message", "form_title"}
)
_PREFIXED = frozenset(
    {"bind", "body", "control", "instance", "media", "image", "audio", "video", "big-image"}
)
_SPELLINGS = {
    "survey": {
        "caption": "label",
        "command": "type",
        "tag": "name",
        "value": "name",
        "relevance": "relevant",
        "bind::relevant": "relevant",
        "bind:relevant": "relevant",
        "calculate": "calculation",
        "bind::calculate": "calculation",
        "bind:calculate": "calculation",
        "bind::required": "required",
        "bind:required": "required",
        "requiredmsg": "required_message",
        "bind::jr:requiredmsg": "required_message",
        "bind:jr:requiredmsg": "required_message",
        "bind::constraint": "constraint",
        "bind:constraint": "constraint",
        "constraining_message": "constraint_message",
        "constraint_msg": "constraint_message",
        "bind::jr:constraintmsg": "constraint_message",
        "bind:jr:constraintmsg": "constraint_message",
        "readonly": "read_only",
        "bind::readonly": "read_only",
        "bind:readonly": "read_only",
        "count": "repeat_count",
        "jr:count": "repeat_count",
        "control::jr:count": "repeat_count",
        "body::jr:count": "repeat_count",
    },
    "choices": {"caption": "label", "value": "name", "list": "list_name", "listname": "list_name"},
    "settings": {
        "title": "form_title",
        "set_form_title": "form_title",
        "set_form_id": "form_id",
        "id_string": "form_id",
    },
    "scoring": {},
}
_OF_THE_TELEPHONE = """
start end today deviceid device_id subscriberid subscriber_id simserial sim_id phonenumber
phone_number username email audit imei start_time end_time get_start_time get_end_time get_today
get_device_id get_subscriber_id get_sim_id get_phone_number uri:deviceid uri:subscriberid
uri:simserial uri:phonenumber uri:username uri:email
"""
_NOT_ON_PAGES = """
image photo audio video file barcode geotrace geoshape osm csv-external xml-external start-geopoint
background-audio background-geopoint q_image q_picture q_audio q_video q_barcode q_geotrace
q_geoshape add_image_prompt add_audio_prompt add_video_prompt add_file_prompt add_barcode_prompt
percentage select_one_external
"""
_TYPES = {
    **dict.fromkeys(("text", "string", "q_string", "add_text_prompt"), "text"),
    **dict.fromkeys(("integer", "int", "q_int", "add_integer_prompt"), "integer"),
    **dict.fromkeys(("decimal", "q_decimal", "add_decimal_prompt"), "decimal"),
    **dict.fromkeys(("date", "q_date", "add_date_prompt"), "date"),
    "time": "time",
    **dict.fromkeys(("datetime", "date_time", "q_date_time", "add_date_time_prompt"), "datetime"),
    **dict.fromkeys(("note", "q_note", "add_note_prompt"), "note"),
    **dict.fromkeys(("calculate", "q_calculate", "add_calculate_prompt"), "calculate"),
    "hidden": "calculate",
    **dict.fromkeys(("geopoint", "gps", "location", "q_location", "q_geopoint"), "geopoint"),
    "add_location_prompt": "geopoint",
    **dict.fromkeys(("acknowledge", "trigger", "q_acknowledge", "add_acknowledge_prompt"), "acknowledge"),
    "range": "range",
    **dict.fromkeys(_OF_THE_TELEPHONE.split(), "meta"),
    **dict.fromkeys(_NOT_ON_PAGES.split(), "unsupported"),
    **dict.fromkeys(("begin_group", "begin_lgroup"), "begin group"),
    **dict.fromkeys(("begin_repeat", "begin_looped_group", "begin_loop"), "begin repeat"),
    **dict.fromkeys(("end_group", "end_lgroup"), "end group"),
    **dict.fromkeys(("end_repeat", "end_looped_group", "end_loop"), "end repeat"),
}
_CHOOSING = re.compile(
    r"(?P<one>select[ _]?one|select1|add[ _]select[ _]one[ _]prompt)|"
    r"(?P<several>select[ _]?multiple|select[ _]all[ _]that[ _]apply|add[ _]select[ _]multiple[ _]prompt)|"
    r"(?P<rank>rank)"
)
_LIST = re.compile(r"(?:[ _](?:from|using))?(?P<file>[ _](?:from[ _])?file)?\s+(?P<list>\S+)(?P<other>.*)")


class SheetHeading(NamedTuple):
    """A heading: the column's name, and the language of its words, "" if none is given."""

    name: str
    language: str = ""


class ParsedQuestionType(NamedTuple):
    """A type: the kind and, for questions with choices, the list and whether other answers are allowed."""

    kind: str
    list_name: str = ""
    or_other: bool = False
    of_file: bool = False


def heading(sheet: str, written: str) -> SheetHeading:
    """Return what a heading of a sheet means, in any spelling."""
    known = re.sub(" ?(::?) ?", r"\1", " ".join(written.split())).lower().replace(" ", "_")
    spellings = _SPELLINGS.get(sheet, {})
    if known in spellings:
        return SheetHeading(spellings[known])
    name, sign, language = written.partition("::")
    if not sign:
        name, sign, language = written.partition(":")
    base = re.sub(r"[\s]+", "_", name.strip().lower())
    base = spellings.get(base, base)
    if sign and base in TRANSLATED:
        return SheetHeading(base, language.strip())
    if sign and base in _PREFIXED:
        return SheetHeading(known)
    return SheetHeading(base if not sign else known)


PLAIN = frozenset(
    {
        "type",
        "name",
        "relevant",
        "required",
        "constraint",
        "calculation",
        "read_only",
        "default",
        "appearance",
    }
    | {"choice_filter", "repeat_count", "parameters", "list_name", *TRANSLATED}
)


def plain_heading(sheet: str, written: str) -> str:
    """Return a heading in the spelling that every tool reads; unknown headings are returned unchanged."""
    name, language = heading(sheet, written)
    if name not in PLAIN:
        return written
    return f"{name}::{language}" if language else name


def plain_type(written: str) -> str:
    """Return a type in the spelling that every tool reads; unknown types keep theirs."""
    plain = " ".join(written.split())
    kind = type_of(plain)
    if kind is None:
        return plain
    if kind.kind.startswith(("begin", "end")):
        return kind.kind.replace(" ", "_")
    match = _CHOOSING.match(plain.lower())
    if match is None:
        return plain if plain in ("dateTime",) else plain.lower()
    if kind.of_file or match["rank"]:
        return match[0] + plain[match.end() :]
    named = "select_one" if match["one"] else "select_multiple"
    return f"{named} {kind.list_name}{' or_other' if kind.or_other else ''}"


def type_of(written: str) -> ParsedQuestionType | None:
    """Return what a type means, in any spelling; None if there is no such type."""
    plain = " ".join(written.split())
    known = _TYPES.get(plain.lower().replace(" ", "_"))
    if known is not None:
        return ParsedQuestionType(known)
    match = _CHOOSING.match(plain.lower())
    rest = _LIST.fullmatch(plain[match.end() :]) if match else None
    if match is None or rest is None:
        return None
    other = rest["other"].strip().lower().replace(" ", "_")
    if other not in ("", "or_other", "or_specify_other"):
        return None
    kind = "select_one" if match["one"] else "select_multiple" if match["several"] else "unsupported"
    of_file = bool(rest["file"]) or "${" in rest["list"]
    return ParsedQuestionType("unsupported" if of_file else kind, rest["list"], bool(other), of_file)
