"""Templates that no writer means: stopped or refused, in under a second, the same way every time."""

import time
from pathlib import Path

import pytest

from storyboard.diagnostics import Diagnostic
from storyboard.expand.film import make_film
from storyboard.load.storyboard import load_bytes
from storyboard.source import Sources

ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ range.__globals__ }}",
    "{{ self }}",
    "{{ self.__init__ }}",
    "{{ cycler }}",
    "{{ lipsum() }}",
    "{{ joiner }}",
    "{{ namespace() }}",
    "{{ dict(a=1) }}",
    "{{ config }}",
    "{{ request }}",
    "{{ 'x'.format }}",
    "{{ '{0.__class__}'.format('x') }}",
    "{{ '%s' % 'x' }}",
    "{{ 'x'.encode() }}",
    "{{ 'x'|safe }}",
    "{{ [1, 2]|random }}",
    "{{ 'x'|pprint }}",
    "{% include 'film.yaml' %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import path %}",
    "{% extends 'x' %}",
    "{% block x %}{% endblock %}",
    "{% autoescape true %}{% endautoescape %}",
    "{% debug %}",
    "{% do 1 %}",
    "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "{{ loop.__init__ }}",
    "{{ (1).__class__ }}",
    "{{ weather.__len__() }}",
]
DOUBLED = "{% set a = 'seas' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}"
BOMBS = [
    "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}",
    "{{ 'x' * 10**9 }}",
    "{{ 10**9 * 'x' }}",
    "{{ [0] * 10**9 }}",
    "{{ 9**99999 }}",
    "{{ ((9**64)**64)**64 }}",
    "{{ 2**60 * 2**4000 * 2**4000 }}",
    "{{ " + "9" * 6000 + " }}",
    "{{ 'a'" + "|replace('a', 'aaaaaaaaaa')" * 9 + " }}",
    "{{ ''|replace('', 'a' * 20000)|replace('', 'a' * 20000) }}",
    "{% macro m(x) %}{{ m(x) }}{% endmacro %}{{ m(1) }}",
    "{% macro m(x) %}{{ x }}{{ x }}{% endmacro %}{{ " + "m(" * 30 + "'sea'" + ")" * 30 + " }}",
    "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    DOUBLED,
    DOUBLED.replace("a ~ a", "a + a"),
    DOUBLED.replace("a ~ a", "[a, a]"),
    DOUBLED.replace("a ~ a", "{1: a, 2: a}"),
    DOUBLED.replace("'seas'", "[1]").replace("a ~ a", "a + a"),
    "{% set a = 'seas' %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40 + "{{ a }}",
    "{{ [1]|batch(10**9, 'x')|list }}",
    "{{ [1]|batch(linecount=10**9, fill_with='x')|list }}",
    "{{ [1]|slice(10**9)|list }}",
    "{{ 1|round(10**9, 'ceil') }}",
    "{{ range(10**9) }}",
    "{{ '{:999999999}'.format(1) }}",
    "{{ 'x'.center(10**9) }}",
    "{% for a in range(9999) %}{{ range(9999)|list|sort|length }}{% endfor %}",
    "{% for a in range(9999) %}{% if 'q' in range(9999)|list %}{% endif %}{% endfor %}",
    "{% for a in range(9999) %}{% if range(9999)|map('string')|join %}{% endif %}{% endfor %}",
    "{{ " + "(" * 900 + "1" + ")" * 900 + " }}",
    "{{ " + "[" * 900 + "]" * 900 + " }}",
    "{{ " + "not " * 4000 + "1 }}",
    "{{ 'x'" + "|upper" * 2000 + " }}",
    "{{ weather" + ".upper()" * 2000 + " }}",
    "{% if 1 %}" * 300 + "{% endif %}" * 300,
    "{{ weather }}" * 6000,
]
MEMORY = [
    "{{ range }}",
    "{{ 'x'.upper }}",
    "{{ [1]|map('upper') }}",
    "{{ 'x' ~ range }}",
    "{{ [range]|string }}",
]
"""These would print an address in memory, another one in each run."""


def expand(template: str) -> tuple[tuple[Diagnostic, ...], str]:
    text = "vars: {weather: rain}\nshots:\n  - prompt: |\n      A gull.\n      " + template + "\n"
    start = time.process_time()
    sources = Sources()
    board, troubles = load_bytes(text.encode(), "film.yaml", sources, root=Path(), name="film")
    assert board is not None
    film, found = make_film(board, sources)
    assert time.process_time() - start < 1.0
    assert troubles == ()
    prompt = film.shots[0].prompt
    return found, "".join(piece for piece in prompt if isinstance(piece, str))


@pytest.mark.parametrize("template", ESCAPES)
def test_there_is_no_way_out(template: str) -> None:
    found, prompt = expand(template)
    assert {one.code for one in found} <= {"SB206", "SB202"}
    assert found
    assert prompt == ""


@pytest.mark.parametrize("template", [*BOMBS, *MEMORY], ids=lambda template: template[:40])
def test_it_stops_in_time_and_the_same_way_twice(template: str) -> None:
    first, prompt = expand(template)
    second, again = expand(template)
    assert [(one.code, one.message, one.span) for one in first] == [
        (one.code, one.message, one.span) for one in second
    ]
    assert [one.code for one in first] == ["SB206"]
    assert (prompt, again) == ("", "")


def test_a_film_of_long_templates_stops_too() -> None:
    loop = "{% for a in range(90) %}{% for b in range(90) %}{% endfor %}{% endfor %}"
    shots = "".join(f'  - "{loop}{number}"\n' for number in range(400))
    sources = Sources()
    board, _ = load_bytes(f"shots:\n{shots}".encode(), "film.yaml", sources, root=Path(), name="film")
    assert board is not None
    start = time.process_time()
    _, found = make_film(board, sources)
    assert time.process_time() - start < 5
    assert any("together" in one.message for one in found)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ weather|upper ~ '!' }}", "RAIN!"),
        ("{% for n in range(3) %}{{ loop.index }}{% endfor %}", "123"),
        ("{{ [3, 1, 2]|sort|join(', ') }}", "1, 2, 3"),
        ("{{ [{'n': 'a'}, {'n': 'b'}]|map(attribute='n')|join('-') }}", "a-b"),
        ("{{ [{'n': 'a'}, {'n': 'b'}]|join('-', attribute='n') }}", "a-b"),
        ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(m(1)) }}", "<<1>>"),
        ("{% set x %}{{ weather }}{% endset %}{{ x + x }}", "rainrain"),
        ("{{ 'yes' if weather in ['rain', 'snow'] else 'no' }}", "yes"),
        ("{{ 'no' if weather == 'sun' }}", ""),
        ("{{ range(5)|batch(2)|map('join')|join(' ') }}", "01 23 4"),
        ("{{ [1, 2]|sum + 2**3 - 7 % 4 }} {{ 2.556|round(1) }}", "8 2.6"),
        ("{{ {'b': 1, 'a': 2}|dictsort|map('first')|join }}{{ {'k': 'v'}.k }}", "abv"),
        ("{{ weather.split('a')|last }}{{ weather.title() }}", "inRain"),
        ("{{ [1, 2, 3]|select('odd')|list|length }}{{ weather is string }}", "2True"),
        ("{% raw %}{{ weather }}{% endraw %}", "{{ weather }}"),
    ],
)
def test_what_a_writer_means_works(template: str, text: str) -> None:
    found, prompt = expand(template)
    assert found == ()
    assert prompt == f"A gull.\n{text}".strip()


def test_an_unknown_name_is_one_even_where_a_default_stands() -> None:
    found, _ = expand("{{ missing|default('none') }} {{ wether }}")
    assert [one.message for one in found] == [
        "no variable is called `missing`",
        "no variable is called `wether`",
    ]
    assert [one.help for one in found] == ["known here: `weather`", "did you mean `weather`?"]
