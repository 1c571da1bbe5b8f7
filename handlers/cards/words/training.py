"""Who is trained, who joins, and what is said where nobody may decide."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "button.sign_in": "Sign somebody in…",
    "button.sign_in_now": "Sign them in",
    "modal.sign_in": "Sign somebody in",
    "field.sign_in": "Who is fit to decide?",
    "field.sign_in_why": "Why, in a sentence?",
    "sign_in.what": (
        "They can decide in {slug} from now until {until}, without being trained. "
        "It is kept that you said so, and why."
    ),
    "sign_in.done": "They can decide in {slug} until {until}.",
    "sign_in.not_on_roster": "{slug} does not have them among its reviewers. An operator writes them there first.",
    "sign_in.not_a_member": "Only members of this workspace can decide.",
    "sign_in.none_asked": "{slug} asks for no training: whoever is among its reviewers decides.",
    "sign_in.not_yours": "{judges} can sign somebody in.",
    "training.signed": "{by_name} has signed you in: you can decide in {slug} until {until}.",
    "unstaffed.title": "Nobody may decide in {slug} just now, and you answer for it.",
    "unstaffed.waiting": "{count} waiting. Nothing of it goes out until somebody decides.",
    "unstaffed.how": (
        "It asks for training, and nobody on its list is trained. You can sign somebody in, with a reason."
    ),
    "home.trained": "{slug} · trained: {who}",
    "home.trained_nobody": "{slug} · nobody is trained, so nobody may decide",
    "home.trained_one": "{who} until {until}",
}
