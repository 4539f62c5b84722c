"""Whether measures wait for each other in a circle. Pure: keys in, the circle out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable


def find_cycle(edges: Iterable[tuple[Hashable, Hashable]]) -> list[Hashable] | None:
    """The keys of one circle in the order in which they wait, the first one again at the end; `None` without a circle.

    An edge `(a, b)` means that `a` needs `b` first.
    """
    needs: dict[Hashable, list[Hashable]] = {}
    for waiting, needed in edges:
        needs.setdefault(waiting, []).append(needed)
    finished: set[Hashable] = set()
    for start in needs:
        if start in finished:
            continue
        path, on_path, open_ones = [start], {start}, [iter(needs[start])]
        while path:
            following = next(open_ones[-1], None)
            if following is None:
                finished.add(path[-1])
                on_path.discard(path.pop())
                open_ones.pop()
            elif following in on_path:
                return [*path[path.index(following) :], following]
            elif following not in finished:
                path.append(following)
                on_path.add(following)
                open_ones.append(iter(needs.get(following, ())))
    return None
