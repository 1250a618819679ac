"""Bounding boxes of countries, in whole degrees and generous, to detect swapped numbers and distant points.

They come from general knowledge of the map and measure nothing. Countries that are not listed have no box.
"""

from __future__ import annotations

from peoplesprocess.core.coordinates import UNITS, Bounds

_BOXES = """
AF 29 60 39 75  AL 39 19 43 22  DZ 18 -9 38 12  AO -19 11 -4 25  AM 38 43 42 47
AZ 38 44 42 51  BD 20 87 27 93  BJ 6 0 13 4  BO -23 -70 -9 -57  BA 42 15 46 20
BW -27 19 -17 30  BR -34 -74 6 -34  BF 9 -6 16 3  BI -5 28 -2 31  KH 9 102 15 108
CM 1 8 14 17  CF 2 14 12 28  TD 7 13 24 25  CL -56 -76 -17 -66  CN 18 73 54 136
CO -5 -82 14 -66  KM -13 43 -11 45  CD -14 12 6 32  CG -6 11 4 19  CR 8 -86 12 -82
CI 4 -9 11 -2  CU 19 -85 24 -74  DJ 10 41 13 44  DO 17 -72 20 -68  EC -6 -92 2 -75
EG 21 24 32 37  SV 13 -91 15 -87  ER 12 36 19 44  SZ -28 30 -25 33  ET 3 32 15 48
GA -4 8 3 15  GM 13 -17 14 -13  GE 41 39 44 47  GH 4 -4 12 2  GT 13 -93 18 -88
GN 7 -16 13 -7  GW 10 -17 13 -13  GY 1 -62 9 -56  HT 17 -75 21 -71  HN 12 -90 18 -82
IN 6 68 36 98  ID -12 94 7 142  IR 25 44 40 64  IQ 29 38 38 49  JM 17 -79 19 -76
JO 29 34 34 40  KZ 40 46 56 88  KE -5 33 6 42  KG 39 69 44 81  LA 13 100 23 108
LB 33 35 35 37  LS -31 27 -28 30  LR 4 -12 9 -7  LY 19 9 34 26  MG -26 43 -11 51
MW -18 32 -9 36  MY 0 99 8 120  ML 10 -13 26 5  MR 14 -18 28 -4  MX 14 -119 33 -86
MD 45 26 49 31  MN 41 87 53 120  MA 20 -18 36 0  MZ -27 30 -10 41  MM 9 92 29 102
NA -29 11 -16 26  NP 26 80 31 89  NI 10 -88 16 -82  NE 11 0 24 16  NG 4 2 14 15
PK 23 60 38 78  PS 31 34 33 36  PA 7 -84 10 -77  PG -12 140 0 157  PY -28 -63 -19 -54
PE -19 -82 1 -68  PH 4 116 22 127  RW -3 28 -1 31  SN 12 -18 17 -11  SL 6 -14 11 -10
SB -13 155 -5 171  SO -2 40 12 52  ZA -35 16 -22 33  SS 3 23 13 36  LK 5 79 10 82
SD 8 21 23 39  SY 32 35 38 43  TJ 36 67 42 76  TZ -12 29 0 41  TH 5 97 21 106
TL -10 124 -8 128  TG 6 -1 12 2  TN 30 7 38 12  TR 35 25 43 45  TM 35 52 43 67
UG -2 29 5 35  UA 44 22 53 41  UZ 37 55 46 74  VE 0 -74 13 -59  VN 8 102 24 110
YE 12 41 19 55  ZM -19 21 -8 34  ZW -23 25 -15 34
"""
_WORDS = _BOXES.split()
BOXES = {
    _WORDS[at]: Bounds(*(int(degrees) * UNITS for degrees in _WORDS[at + 1 : at + 5]))
    for at in range(0, len(_WORDS), 5)
}
"""The box of a country, keyed by its two-letter code of ISO 3166-1."""


def country_bounds(area: str) -> Bounds | None:
    """Return the box of the country that an area's path begins with, None if the country is not listed."""
    return BOXES.get(area.partition("/")[0].upper())
