"""What a new district starts with: each package registers what it adds."""

from collections.abc import Callable

_seeds: list[Callable] = []


def register_seed(seed: Callable) -> Callable:
    """Register `seed(preset: dict)`, called in the new district's scope, in the order of the packages; safe to run twice."""
    if seed not in _seeds:
        _seeds.append(seed)
    return seed


def run_seeds(preset: dict) -> None:
    for seed in _seeds:
        seed(preset)
