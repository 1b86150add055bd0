"""Plain text: comparing French words without their accents."""

import unicodedata


def unaccented(text: str) -> str:
    """`text` in lower case without accents, for searching and sorting (« Île » beside « ile »)."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )
