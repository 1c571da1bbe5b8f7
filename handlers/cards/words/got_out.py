"""How many wrong ones got out, in words."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "out.first": (
        "In the last four weeks {gone_out} went out, each let out by a person first; {wrong} turned out wrong later."
    ),
    "out.first_none": (
        "In the last four weeks {gone_out} went out, each let out by a person first; nobody reported one as wrong."
    ),
    "out.few": (
        "In the last four weeks {gone_out} went out. Too few were looked at to say how many of them were wrong:"
        " {looked_at} looked at, {wrong} wrong and out, {stopped} stopped in time."
    ),
    "out.none": (
        "In the last four weeks {gone_out} went out, and {looked_at} were looked at. None that got out was wrong; there"
        " may be up to {high} in 100."
    ),
    "out.between": (
        "In the last four weeks {gone_out} went out, and {looked_at} were looked at. Of what got out between {low} and"
        " {high} in 100 were wrong."
    ),
    "out.rate": (
        "In the last four weeks {gone_out} went out, and {looked_at} were looked at. Of what got out about {rate} in"
        " 100 were wrong ({low} to {high}), each that was looked at counted for those it stands for."
    ),
    "out.signed": "Signed for: at most {tolerated} wrong in 100.",
    "out.reported": "And {count} that nobody was to look at were reported, and were wrong.",
    "out.reported_one": "And one that nobody was to look at was reported, and was wrong.",
    "out.late": "{count} were to be looked at, and nobody did in time.",
    "out.late_one": "One was to be looked at, and nobody did in time.",
}
