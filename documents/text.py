"""Plain text: comparing French words without their accents."""

import unicodedata


def unaccented(text: str) -> str:
    """`text` in lower case without accents, for searching and sorting (« Île » beside « ile »)."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )


BOUND = {" ;": "\u202f;", " !": "\u202f!", " ?": "\u202f?", " :": "\u00a0:", "« ": "«\u00a0", " »": "\u00a0»"}


def typeset(sentence: str) -> str:
    """`sentence` with the no-break spaces that French typography asks for."""
    for plain, bound in BOUND.items():
        sentence = sentence.replace(plain, bound)
    return sentence
