"""Read the register of obligations in tests: what awaits a person, what a perimeter owes."""

from governance.registers.obligations import AHEAD, PAST, SOURCES, Window, items_in, owed_by
from tests.text import words


def window_of(user, today):
    return Window(user, today - PAST, today + AHEAD, today)


def owed(user, today, *sources):
    """What awaits `user` on `today`, of `sources` alone when some are given."""
    return owed_by(user, items_in(window_of(user, today), sources or SOURCES), today)


def awaiting(user, today, *sources):
    """The day, the title and the page of each."""
    return [
        (item.due_on.isoformat() if item.due_on else None, words(item.title), item.link.url)
        for item in owed(user, today, *sources)
    ]


def statuses(user, today, *sources):
    """The status of each obligation that `user` may read, by key."""
    items = items_in(window_of(user, today), sources or SOURCES)
    return {item.key: item.status(today).value for item in items if hasattr(item, "status")}
