"""Reads H.264 headers as far as joining needs: parameter sets, their ids, and what they promise.

Numbers in comments are sections of ITU-T H.264 and ISO/IEC 14496-15.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_HIGH_PROFILES = (100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135)
IDR, SPS, PPS = 5, 7, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterSets:
    """The headers of a stream as an `avcC` record holds them, and the bytes of a sample's length fields."""

    sps: tuple[bytes, ...]
    pps: tuple[bytes, ...]
    length_size: int = 4

    @property
    def ids(self) -> frozenset[int]:
        """All ids that its sequence and picture parameter sets use."""
        pictures = (_Bits(unit[1:]).read_ue() for unit in self.pps)
        return frozenset([*(parse_sps(unit).id for unit in self.sps), *pictures])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """What a sequence parameter set promises; `reorder` is None where it does not say how deep frames are reordered."""

    id: int
    profile: int
    level: int
    chroma: int
    bits: int
    progressive: bool
    reorder: int | None
    full_range: bool
    matrix: int


class _Bits:
    """A reader of bits and Exp-Golomb codes (9.1), emulation prevention bytes (7.4.1) taken out."""

    def __init__(self, payload: bytes) -> None:
        clean = payload.replace(b"\0\0\3", b"\0\0")
        self._value = int.from_bytes(clean)
        self._left = len(clean) * 8

    def read(self, count: int) -> int:
        if count > self._left:
            raise ValueError("the parameter set ends too early")
        self._left -= count
        return (self._value >> self._left) & ((1 << count) - 1)

    def read_ue(self) -> int:
        zeros = 0
        while not self.read(1):
            zeros += 1
        return (1 << zeros) - 1 + self.read(zeros)

    def read_se(self) -> int:
        code = self.read_ue()
        return (code + 1) // 2 if code % 2 else -(code // 2)


def parse_avcc(record: bytes) -> ParameterSets | None:
    """The parameter sets of an `avcC` record (14496-15, 5.3.3.1); None if it is not one."""
    if len(record) < 7 or record[0] != 1:
        return None
    place = 5
    lists: list[tuple[bytes, ...]] = []
    try:
        for mask in (0x1F, 0xFF):
            count, place = record[place] & mask, place + 1
            units = []
            for _ in range(count):
                size = int.from_bytes(record[place : place + 2])
                units.append(record[place + 2 : place + 2 + size])
                place += 2 + size
            lists.append(tuple(units))
    except IndexError:
        return None
    if not all(lists) or any(not unit for units in lists for unit in units):
        return None
    return ParameterSets(sps=lists[0], pps=lists[1], length_size=(record[4] & 3) + 1)


def make_avcc(*sets: ParameterSets) -> bytes:
    """One `avcC` record with the parameter sets of several streams, whose ids must not clash.

    The profile and level that it declares are the highest of them, so that a player prepares for all.
    """
    sps = list(dict.fromkeys(unit for each in sets for unit in each.sps))
    pps = list(dict.fromkeys(unit for each in sets for unit in each.pps))
    profile = max(unit[1] for unit in sps)
    compatibility, level = sps[0][2], max(unit[3] for unit in sps)
    for unit in sps[1:]:
        compatibility &= unit[2]
    record = bytearray([1, profile, compatibility, level, 0xFC | 3, 0xE0 | len(sps)])
    for unit in sps:
        record += len(unit).to_bytes(2) + unit
    record.append(len(pps))
    for unit in pps:
        record += len(unit).to_bytes(2) + unit
    if profile in _HIGH_PROFILES:
        record += bytes([0xFC | 1, 0xF8, 0xF8, 0])  # 4:2:0, eight bits, no extensions
    return bytes(record)


def read_units(sample: bytes, length_size: int) -> Iterator[tuple[int, bytes]]:
    """The type and bytes of each unit in a sample with length fields."""
    place = 0
    while place + length_size < len(sample):
        size = int.from_bytes(sample[place : place + length_size])
        place += length_size
        yield sample[place] & 0x1F, sample[place : place + size]
        place += size


def parse_sps(unit: bytes) -> Sequence:
    """What a sequence parameter set says (7.3.2.1.1); ValueError if it is spoilt."""
    bits = _Bits(unit[1:])
    profile, _, level, number = bits.read(8), bits.read(8), bits.read(8), bits.read_ue()
    chroma, depth = 1, 8
    if profile in _HIGH_PROFILES:
        chroma = bits.read_ue()
        if chroma == 3:
            bits.read(1)
        depth = 8 + max(bits.read_ue(), bits.read_ue())
        bits.read(1)
        if bits.read(1):
            for index in range(12 if chroma == 3 else 8):
                if bits.read(1):
                    _skip_scaling_list(bits, 16 if index < 6 else 64)
    bits.read_ue()
    order = bits.read_ue()
    if order == 0:
        bits.read_ue()
    elif order == 1:
        bits.read(1)
        bits.read_se()
        bits.read_se()
        for _ in range(bits.read_ue()):
            bits.read_se()
    bits.read_ue()
    bits.read(1)
    bits.read_ue()
    bits.read_ue()
    progressive = bool(bits.read(1))
    if not progressive:
        bits.read(1)
    bits.read(1)
    if bits.read(1):
        for _ in range(4):
            bits.read_ue()
    reorder = 0 if order == 2 else None  # with order type 2 pictures are shown as they are coded
    full, matrix = False, 2
    if bits.read(1):
        full, matrix, told = _parse_vui(bits)
        reorder = reorder if told is None else told
    return Sequence(
        id=number,
        profile=profile,
        level=level,
        chroma=chroma,
        bits=depth,
        progressive=progressive,
        reorder=reorder,
        full_range=full,
        matrix=matrix,
    )


def _skip_scaling_list(bits: _Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.read_se()) % 256
        last = following or last


def _parse_vui(bits: _Bits) -> tuple[bool, int, int | None]:
    """Full range, matrix and reorder depth from the usability information (E.1.1)."""
    full, matrix = False, 2
    if bits.read(1) and bits.read(8) == 255:
        bits.read(32)
    if bits.read(1):
        bits.read(1)
    if bits.read(1):
        bits.read(3)
        full = bool(bits.read(1))
        if bits.read(1):
            bits.read(16)
            matrix = bits.read(8)
    if bits.read(1):
        bits.read_ue()
        bits.read_ue()
    if bits.read(1):
        bits.read(65)
    hypothetical = False
    for _ in range(2):
        if bits.read(1):
            hypothetical = True
            buffers = bits.read_ue() + 1
            bits.read(8)
            for _ in range(buffers):
                bits.read_ue()
                bits.read_ue()
                bits.read(1)
            bits.read(20)
    if hypothetical:
        bits.read(1)
    bits.read(1)
    if not bits.read(1):
        return full, matrix, None
    bits.read(1)
    for _ in range(4):
        bits.read_ue()
    return full, matrix, bits.read_ue()
