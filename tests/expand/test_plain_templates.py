"""The short way of `{{ name }}` means what Jinja2 makes of it, and steps aside wherever it cannot be sure."""

from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from storyboard.expand.templates import render_plain

JINJA = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
NAMES = st.sampled_from(["weather", "hour", "_x", "true", "none", "self", "range", "loop", "not", "Ä"])
VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.lists(st.integers())
)
PIECES = st.one_of(
    st.text(max_size=8),
    NAMES.map(lambda name: "{{ " + name + " }}"),
    NAMES.map(lambda name: "{{" + name + "}}"),
    st.sampled_from(
        ["{{", "}}", "{%", "{#", "#}", "{{ weather|upper }}", "{{- hour -}}", "\n", "{", "}", "<<<mara>>>"]
    ),
)


@given(st.lists(PIECES, max_size=6).map("".join), st.dictionaries(NAMES, VALUES))
def test_the_short_way_says_what_jinja_says(text: str, values: dict[str, object]) -> None:
    plain = render_plain(text, values)  # type: ignore[arg-type]
    if plain is not None:
        assert plain == JINJA.from_string(text).render(values)


def test_the_short_way_is_taken_for_plain_names_and_left_for_all_else() -> None:
    values = {"weather": "rain", "n": 2}
    assert render_plain("{{ weather }} at {{n}}", values) == "rain at 2"
    for text in ("{{ weather|upper }}", "{% if n %}x{% endif %}", "{{ unknown }}", "{{ n + 1 }}", "{# x #}"):
        assert render_plain(text, values) is None
