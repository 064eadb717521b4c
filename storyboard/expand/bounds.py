"""What a template may cost: every line, filter and operator is counted, every text measured before it is made.

Time is counted in steps, not in seconds, so that the same text stops at the same place on every machine.
"""

from collections.abc import Sized
from threading import local

MAX_CHARACTERS = 20_000
"""The longest text that one template may make; the longest prompt of any API has 3,072."""

MAX_STEPS = 100_000
"""What one text may cost: some tens of milliseconds."""

MAX_STEPS_OF_A_FILM = 3_000_000
"""What all texts of a film may cost; ten thousand ordinary prompts come to a tenth of it."""

_CHARACTERS_A_STEP = 64
_ENTRIES_A_STEP = 4
_LONGEST_NUMBER = 4096  # bits


class TooLong(Exception):
    """A template would go on, or grow, without end."""


class Meter(local):
    """What the text at hand, and the film so far, have cost."""

    steps = 0
    film = 0

    def begin_film(self) -> None:
        """Count a film from nothing."""
        self.film = 0

    def begin_text(self) -> None:
        """Count a text from nothing."""
        self.steps = 0

    def charge(self, steps: int) -> None:
        """Count some steps; raises TooLong."""
        self.steps += steps
        self.film += steps
        if self.steps > MAX_STEPS:
            raise TooLong("it goes on without end")
        if self.film > MAX_STEPS_OF_A_FILM:
            raise TooLong("the templates of this storyboard together go on too long")

    def charge_values(self, *values: object) -> None:
        """Count one step and what it takes to go through some values; raises TooLong."""
        steps = 1
        for one in values:
            if isinstance(one, Sized):
                steps += len(one) // (_CHARACTERS_A_STEP if isinstance(one, str) else _ENTRIES_A_STEP)
        self.charge(steps)


METER = Meter()


def measure_value(value: object) -> int:
    """How many characters and entries a plain value has in all; raises TooLong, and TypeError where it is not plain."""
    total = 0
    stack = [value]
    while stack:
        one = stack.pop()
        total += 1
        if isinstance(one, str):
            total += len(one)
        elif isinstance(one, dict):
            stack.extend(one.keys())
            stack.extend(one.values())
        elif isinstance(one, list | tuple):
            stack.extend(one)
        elif one is not None and not isinstance(one, int | float):
            raise TypeError("a function or a loop is no text")  # and would print another address in each run
        if total > 2 * MAX_CHARACTERS:
            raise TooLong(f"it makes a value of more than {MAX_CHARACTERS} characters")
    return total


def measure_length(characters: int) -> None:
    """Insist on a text that is not too long; raises TooLong."""
    if characters > MAX_CHARACTERS:
        raise TooLong(f"it makes a text of more than {MAX_CHARACTERS} characters")


def check_operator(operator: str, left: object, right: object) -> None:
    """Insist that a binary operator makes nothing too large; raises TooLong."""
    METER.charge_values(left, right)
    if operator == "%" and isinstance(left, str):
        raise TooLong("`%` on text is not available; join texts with `~`")
    if operator == "+":
        if isinstance(left, str | list | tuple) and isinstance(right, str | list | tuple):
            measure_length(len(left) + len(right))
            measure_value([left, right])
    elif operator == "*":
        for one, other in ((left, right), (right, left)):
            if isinstance(one, str | list | tuple) and isinstance(other, int):
                measure_length(len(one) * other)
                measure_length(measure_value(one) * other)
    if isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length() * abs(right) if operator == "**" else left.bit_length() + right.bit_length()
        if bits > _LONGEST_NUMBER:
            raise TooLong("it makes a number that is too large")
