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
    "button.start": "Start",
    "button.go_on_joining": "Go on",
    "button.renew": "Renew it",
    "button.next_one": "Next",
    "button.my_answer": "That's my answer",
    "modal.example": "Solved example",
    "modal.shadow": "Your turn",
    "modal.compared": "How it compares",
    "modal.joined": "You are in",
    "modal.join": "Join",
    "join.first": "First three that others have decided. Then five for you, to try.",
    "join.few": "First what others have decided so far: there is little yet. Then five for you, to try.",
    "join.example": "Example {number} of {count} · {slug}",
    "join.reviewer": "A reviewer",
    "join.owner": "The owner",
    "join.deputy": "The deputy",
    "join.approved": "{who} let it go out.",
    "join.stopped": "{who} stopped it.",
    "join.stopped_why": "{who} stopped it: {why}.",
    "join.turn": "{place} of {count} · {slug} · decided already: what you say counts for nothing, and only you see it.",
    "join.last_page": "You answer on the last page.",
    "field.shadow": "What would you do with it?",
    "shadow.approve": "Let it go out",
    "shadow.reject": "Stop it: {reason}",
    "compared.approve": "You: let it go out.",
    "compared.reject": "You: stop it ({reason}).",
    "compared.same": "You would have done the same.",
    "compared.other": "They did otherwise. Worth a second look at why.",
    "compared.count": "{given} of {count} done. Only you see this.",
    "joined.done": "That was the last. You decide in {slug} from now until {until}.",
    "joined.agreed": "You would have done the same as the others with {same} of {count}. Only you see that.",
    "join.none_left": (
        "There are no more texts that others have decided and you have not seen: {given} of {count} are done. "
        "Come back when there are more, or ask {owner} to sign you in."
    ),
    "join.nothing": "Nobody has decided anything in {slug} yet. {owner} can sign you in.",
    "join.trained_already": "You are trained in {slug} until {until}. There is nothing to do.",
    "join.not_on_roster": "{slug} does not have you among its reviewers. Nothing has changed.",
    "join.not_a_member": "Only members of this workspace can decide.",
    "join.closed": "{slug} is closed. There is nothing to join.",
    "home.join": "Join {slug}: three solved examples, then five to try. Until then you decide nothing there.",
    "home.join_on": "Join {slug}: {given} of {count} done. Until then you decide nothing there.",
    "home.join_again": "You are trained in {slug} until {until}, and not beyond.",
    "queue.untrained": "You can decide in {slug} once you are trained: Start is in App Home.",
    "training.joined": "{by_name} is trained, and decides in {slug} until {until}.",
    "training.signed": "{by_name} has signed you in: you can decide in {slug} until {until}.",
    "unstaffed.title": "Nobody may decide in {slug} just now, and you answer for it.",
    "unstaffed.few": "{slug} takes {needed} people, only {count} may decide just now, and you answer for it.",
    "unstaffed.waiting": "{count} waiting. What waits stays until enough people may decide.",
    "unstaffed.how": (
        "It asks for training, and the others on its list have none. You can sign somebody in, with a reason."
    ),
    "training_ends.title": "In {slug} the training of {who} runs out on {until}. "
    "From then on too few may decide there.",
    "training_ends.how": "App Home offers to renew it, where others have decided enough to be tried on. Else you can "
    "sign somebody in, with a reason.",
    "people.untrained": "whoever {owner} signs in",
    "unstaffed.nobody_there": (
        "None of its reviewers is here any more: {reviewers}. Write others in the workflows file and have it applied, "
        "or bring somebody into a group that is named there."
    ),
    "unstaffed.no_list": "It has no reviewers. Write some in the workflows file and have it applied.",
    "home.trained": "{slug} · trained: {who}",
    "home.trained_nobody": "{slug} · nobody is trained, so nobody may decide",
    "home.trained_one": "{who} until {until}",
}
