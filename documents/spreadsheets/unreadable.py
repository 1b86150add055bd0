"""What a file cannot say: the whole table, or one cell of it."""

from __future__ import annotations

from dataclasses import dataclass

from documents.french import typeset


class UnreadableError(ValueError):
    """The file is not the table expected: one French sentence per fault in `sentences`, for the person who sent it."""

    def __init__(self, *sentences: str) -> None:
        self.sentences = tuple(typeset(sentence) for sentence in sentences)
        super().__init__("\n".join(self.sentences))


@dataclass(frozen=True)
class UnreadableCell:
    """A cell that has no value though it is not blank; `sentence` says why, after « colonne « … » : »."""

    sentence: str

    @property
    def refusal(self) -> ValueError:
        """The error that refuses the cell."""
        return ValueError(typeset(self.sentence))
