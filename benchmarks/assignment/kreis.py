"""A week of a Kreis with every rule in it: languages as they are spread, days, places, hours, papers, wishes."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from kreislotse.assignment import Guide, LanguageNeed, Request, Setting, Slot, WeeklyTime
from kreislotse.assignment.scoring import distance_km

MONDAY = date(2026, 3, 9)
LANGUAGES = [
    "ar",
    "uk",
    "tr",
    "prs",
    "fa",
    "kmr",
    "ru",
    "ti",
    "so",
    "ps",
    "ckb",
    "fr",
    "bg",
    "ro",
    "pl",
    "sq",
    "am",
    "vi",
]
FALLBACKS = {"prs": {"fa": 15}, "fa": {"prs": 15}, "ckb": {"kmr": 40}}
TOPICS = ["health", "school", "housing", "work", "authority", "family", "residence", "leisure"]
KM_PER_DEGREE = (111.2, 69.0)


def kreis(n_requests: int, n_guides: int, *, seed: int, n_places: int = 24) -> tuple[list[Request], list[Guide]]:
    """`n_requests` open requests of one week and `n_guides` guides, 50 km by 50 km; the same seed, the same week."""
    rng = random.Random(seed)
    zipf = [1 / (rank + 1) ** 1.1 for rank in range(len(LANGUAGES))]
    towns = [
        (51.0 + rng.random() * 50 / KM_PER_DEGREE[0], 8.6 + rng.random() * 50 / KM_PER_DEGREE[1])
        for _ in range(n_places)
    ]
    people = [rng.lognormvariate(0, 1) for _ in towns]

    def town() -> int:
        return rng.choices(range(n_places), people)[0]

    guides = []
    for i in range(n_guides):
        spoken = set(rng.choices(LANGUAGES, zipf)) | (
            set(rng.choices(LANGUAGES, zipf)) if rng.random() < 0.45 else set()
        )
        home = town()
        near = sorted(range(n_places), key=lambda t: _squared(towns[t], towns[home]))
        times = tuple(
            WeeklyTime(day, start, start + 300) for day in range(5) for start in (480, 780) if rng.random() < 0.35
        )
        roles = rng.choice([{"guide"}, {"interpreter"}, {"guide", "interpreter"}])
        busy = ()
        if rng.random() < 0.5:
            start = rng.randrange(480, 1020, 30)
            busy = (Slot(start, start + 60, on=MONDAY + timedelta(days=rng.randrange(5)), place=towns[town()]),)
        until = MONDAY + timedelta(days=rng.randint(-20, 900))
        guides.append(
            Guide(
                f"g{i:05}", languages={code: rng.randint(3, 7) for code in sorted(spoken)},
                areas=frozenset() if rng.random() < 0.4 else frozenset(f"a{t:02}" for t in near[: rng.randint(3, 14)]),
                home=towns[home], weekly_times=times if rng.random() < 0.8 else None,
                topics=frozenset(t for t in TOPICS if rng.random() < 0.45), gender=rng.choice(["woman", "woman", "man"]),
                minutes_left_week=rng.choice([None, 120, 240, 360]), max_km=rng.choice([None, 15.0, 25.0, 40.0]),
                last_assignment_days=rng.choice([None, rng.randint(0, 200)]), busy=busy, roles=frozenset(roles),
                capacity=rng.choice([1, 2, 2, 3, 4]),
                experience={t: rng.randint(1, 9) for t in TOPICS if rng.random() < 0.2},
                qualifications={"basic": (date(2024, 1, 1), None)} | ({"conduct": (None, until)} if rng.random() < 0.8 else {}),
                budgets={f"{role}:2026": rng.choice([60, 300, 900, 6000]) for role in sorted(roles)},
                directions={code: frozenset({"to_german"}) for code in sorted(spoken) if rng.random() < 0.08},
            )
        )  # fmt: skip
    requests = []
    for i in range(n_requests):
        place = town()
        role = rng.choice(["guide", "interpreter"])
        minutes = rng.choice([45, 60, 60, 90, 120, 180])
        day = MONDAY + timedelta(days=rng.randrange(5))
        kind = rng.random()
        if kind < 0.6:
            starts = [rng.randrange(480, 1020, 15)]
        elif kind < 0.8:
            starts = list(range(480, 1200 - minutes + 1, 60))
        else:
            starts = []
        code = rng.choices(LANGUAGES, zipf)[0]
        requests.append(
            Request(
                f"r{i:05}",
                languages=() if rng.random() < 0.08 else (
                    LanguageNeed(code, 3 if role == "interpreter" else 1, rng.choice([None] * 7 + ["from_german"])),
                ),
                slots=tuple(Slot(start, start + minutes, on=day) for start in starts), place=towns[place],
                area=f"a{place:02}", topic=rng.choice(TOPICS), topic_training_required=rng.random() < 0.05,
                gender_wish=rng.choice(["woman", "man"]) if rng.random() < 0.12 else None,
                gender_required=rng.random() < 0.3, setting=Setting.PHONE if rng.random() < 0.15 else Setting.ON_SITE,
                duration_minutes=minutes, waits_days=rng.randint(0, 40), role=role,
                known_guides=frozenset({f"g{rng.randrange(n_guides):05}"}) if rng.random() < 0.2 else frozenset(),
                excluded_guides=frozenset({f"g{rng.randrange(n_guides):05}"}) if rng.random() < 0.2 else frozenset(),
                not_neutral=frozenset({f"g{rng.randrange(n_guides):05}"}) if rng.random() < 0.1 else frozenset(),
                qualifications=frozenset({"basic", "conduct"} if rng.random() < 0.2 else {"basic"}), on=day,
                budgets=(f"{role}:2026",), urgency=rng.choice([1, 1, 1, 1, 2, 2, 3]),
            )
        )  # fmt: skip
    return requests, guides


def year_before(n_requests: int, n_guides: int, *, seed: int) -> list[tuple[Request, int]]:
    """Fifty other weeks of the same Kreis as the product reads them: one request of each kind, and how many there were."""
    requests, _guides = kreis(51 * n_requests, n_guides, seed=seed)
    number = Counter(
        Request(
            "", languages=tuple(LanguageNeed(need.code) for need in r.languages), place=r.place, area=r.area,
            setting=r.setting, duration_minutes=r.duration_minutes, role=r.role, budgets=r.budgets,
        )
        for r in requests[n_requests:]
    )  # fmt: skip
    return [(replace(kind, key=str(row)), n) for row, (kind, n) in enumerate(sorted(number.items(), key=str))]


def ways(request: Request, guides: list[Guide]) -> dict[str, int]:
    """Minutes there and back by guide at 15 for every ten kilometers, as an office reckons that lets ways count."""
    if request.spot is None:
        return {}
    return {guide.key: round(3 * distance_km(guide.home, request.spot)) for guide in guides if guide.home}


def _squared(one, other) -> float:
    return sum(((a - b) * k) ** 2 for a, b, k in zip(one, other, KM_PER_DEGREE, strict=True))
