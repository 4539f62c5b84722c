"""Which open statements an order pays, offsets or leaves waiting: the rules alone, without a database.

A person's statements count together. Above nothing they are paid in one transfer, at nothing they are offset without
one, below nothing they wait for the next run; a person without an account waits, too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

Statements = Sequence[tuple[int, Decimal]]
"""Keys and totals of one person's open statements."""


@dataclass(frozen=True)
class Order:
    """By person the keys of the statements that are paid with one transfer, and of those that cancel each other out."""

    paid: dict[int, list[int]]
    offset: dict[int, list[int]]


def order_of(open_by_person: Mapping[int, Statements], *, with_account: Collection[int]) -> Order:
    paid, offset = {}, {}
    for person, statements in sorted(open_by_person.items()):
        due, keys = sum((total for _key, total in statements), Decimal(0)), [key for key, _total in statements]
        if due > 0 and person in with_account:
            paid[person] = keys
        elif due == 0 and keys:
            offset[person] = keys
    return Order(paid, offset)
