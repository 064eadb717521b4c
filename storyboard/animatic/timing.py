"""When each spoken line is heard and read."""

from collections.abc import Sequence


def share_time(lines: Sequence[str]) -> list[tuple[float, float]]:
    """The start and end of each line as shares of the clip, by the lines' lengths."""
    weights = [len(line) + 4 for line in lines]
    total, spent, spans = sum(weights), 0, []
    for weight in weights:
        spans.append((spent / total, (spent + weight) / total))
        spent += weight
    return spans
