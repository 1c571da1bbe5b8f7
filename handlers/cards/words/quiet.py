"""Fewer direct messages for a while."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "command.help.quiet": "/answerable quiet (or quiet until 15:00, quiet for 2h): fewer messages; end: quiet off",
    "quiet.how": "Say /answerable quiet for the rest of today, quiet until 15:00, quiet for 2h, or quiet off.",
    "quiet.questions": "Not to be asked what you think: /answerable quiet questions off.",
    "quiet.set": "Fewer messages to you until {until}. What cannot wait goes to whoever comes next.",
    "quiet.kept": "Nothing is lost: your App Home shows all of it, and you hear the rest then.",
    "quiet.off": "You get messages as before.",
    "quiet.not": "You get messages as ever: there was nothing to end.",
    "quiet.unreadable": "We cannot read that as a time. Nothing has changed.",
    "quiet.past": "That time is over. Nothing has changed.",
    "quiet.too_long": "That is beyond tomorrow: say /answerable away, and somebody stands in. Nothing has changed.",
    "quiet.not_a_member": "Only members of this workspace get messages that could be fewer.",
    "home.quiet": "You get fewer messages until {until}.",
    "button.quiet_off": "Messages again",
}
