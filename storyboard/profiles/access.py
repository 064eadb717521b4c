"""What a profile says of its credentials and its address."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a profile takes for credentials, and where it is; names of variables are the vendor's customary ones.

    The profile's own (`STORYBOARD_<PROFILE>_…`) come first and need not be listed. An empty `base_url` means that
    the reference names no host.
    """

    api_keys: tuple[str, ...] = ()
    key_pairs: tuple[tuple[str, str], ...] = ()
    takes_api_key: bool = True
    takes_key_pair: bool = False
    base_url: str = ""
