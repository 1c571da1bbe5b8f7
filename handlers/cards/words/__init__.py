"""Everything the bot says in Slack, in one language, a file a subject. Another language is another such package.

A sentence's {facts} are filled in by `handlers.cards.phrase`, which makes them harmless.
"""

from __future__ import annotations

from collections.abc import Mapping

from handlers.cards.words import (
    aftermath,
    alarm,
    asking,
    assigning,
    auditing,
    card,
    checking,
    digest,
    fixing,
    handing_in,
    home,
    late,
    leave,
    load,
    lost,
    months,
    own_figures,
    pressing,
    private,
    probes,
    proposing,
    quality,
    queue,
    quiet,
    rehearsal,
    rules,
    second_looks,
    standards,
    standup,
    stopping,
    training,
    unowned,
    use_question,
    using,
)

SUBJECTS = (
    auditing,
    card,
    assigning,
    fixing,
    asking,
    pressing,
    queue,
    probes,
    second_looks,
    standup,
    months,
    home,
    leave,
    quiet,
    own_figures,
    use_question,
    using,
    rehearsal,
    digest,
    load,
    quality,
    aftermath,
    handing_in,
    stopping,
    checking,
    rules,
    proposing,
    standards,
    training,
    unowned,
    lost,
    alarm,
    late,
    private,
)

WORDS: Mapping[str, str] = {key: words for subject in SUBJECTS for key, words in subject.WORDS.items()}
