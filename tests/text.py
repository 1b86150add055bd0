"""What a page or a sentence says, as a test writes it: only the tests of typography look at no-break spaces."""

SPACES = str.maketrans("\u00a0\u202f", "  ")


def words(said):
    """The text of an answer, of a sentence or of whatever prints as one, with ordinary spaces."""
    return str(getattr(said, "text", said)).translate(SPACES)
