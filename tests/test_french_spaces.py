"""French spacing and apostrophes, wherever the site speaks; mended by `python -m tests.french_spaces`."""

import pytest

from tests import french_spaces as french

CODE = '"""Promise : kept."""\nx = {"a" : 1}  # why : this\n'
THIN, FIXED = french.THIN, french.FIXED


def test_every_sentence_is_set_as_french_asks():
    assert french.faults() == []


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ("Oui ; non ! Quoi ?", f"Oui{THIN}; non{THIN}! Quoi{THIN}?"),
        ("Motif : « ici »", f"Motif{FIXED}: «{FIXED}ici{FIXED}»"),
        ("l'eau, 3 € et 4 %", f"l’eau, 3{FIXED}€ et 4{FIXED}%"),
        ("a :b, https://a ?b=c, 12:30, 5 %d", "a :b, https://a ?b=c, 12:30, 5 %d"),
    ],
)
def test_signs_hold_to_their_words(plain, set_):
    assert french.typeset(plain) == set_
    assert french.typeset(set_) == set_


@pytest.mark.parametrize(
    ("source", "mended"),
    [
        ("<p>{{ name }} : {{ value }}</p>", f"<p>{{{{ name }}}}{FIXED}: {{{{ value }}}}</p>"),
        ("{{ amount }} €, {{ share }} %", f"{{{{ amount }}}}{FIXED}€, {{{{ share }}}}{FIXED}%"),
        ('<a title="Quoi ?">', f'<a title="Quoi{THIN}?">'),
        ('{% include "a.html" with label="Année :" %}', f'{{% include "a.html" with label="Année{FIXED}:" %}}'),
        ("{# a : b #}<!-- a : b -->{% if a %}", "{# a : b #}<!-- a : b -->{% if a %}"),
    ],
)
def test_a_template_keeps_its_code(source, mended):
    assert french.template(source) == mended


@pytest.mark.parametrize(
    ("source", "mended"),
    [
        ('say(f"Année {year} : {n}")\n', f'say(f"Année {{year}}{FIXED}: {{n}}")\n'),
        ('say(f"{n: >3} ; {d[" : "]}")\n'.replace('" : "', "' : '"), f"say(f\"{{n: >3}}{THIN}; {{d[' : ']}}\")\n"),
        (CODE, CODE),
        ('record(actor, "exercice : adopter")\n', 'record(actor, "exercice : adopter")\n'),
        ('record(actor, f"{what} : modifier")\n', 'record(actor, f"{what} : modifier")\n'),
        ('text = "élus ;\\n- eau"\n', f'text = "élus{THIN};\\n- eau"\n'),
        ("find(r'a : b')\n", "find(r'a : b')\n"),
    ],
)
def test_a_file_of_code_keeps_its_code(source, mended):
    assert french.code(source) == mended


def test_a_string_that_is_no_sentence_is_left():
    assert french.code('x = " :"\n', {" :"}) == 'x = " :"\n'


def test_a_script_keeps_its_code():
    source = '// a : b\nsay(`${a ? b : c} : oui`, a ? "d ?" : e);\n'
    assert french.script(source) == f'// a : b\nsay(`${{a ? b : c}}{FIXED}: oui`, a ? "d{THIN}?" : e);\n'
