"""`make test`: runs everything that can run on this machine and says plainly what it left out and why.

With KREISLOTSE_REQUIRE=all (as in CI) a missing database or browser is a failure. Further arguments go to pytest.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
REQUIRE_ALL = os.environ.get("KREISLOTSE_REQUIRE") == "all"
MOST_GONE_AGAIN = 3
POSTGRES = os.environ.get("KREISLOTSE_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")


if os.environ.pop("PYTHONDONTWRITEBYTECODE", "") and "PYTHONPYCACHEPREFIX" not in os.environ:
    # Compiled modules are kept all the same, outside of the tree: without them each of nine processes compiles every package.
    os.environ["PYTHONPYCACHEPREFIX"] = f"{os.environ.get('KREISLOTSE_DATA', '/tmp/kreislotse-tests')}/compiled"  # noqa: S108


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


def postgres_answers() -> str | None:
    """`None` when PostgreSQL answers, else why not."""
    try:
        import psycopg

        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except Exception as error:
        return str(error).strip().splitlines()[0]
    return None


def run(title: str, command: list, **environment) -> bool:
    print(f"\n── {title}", flush=True)
    started = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=os.environ | environment).returncode
    print(f"   {'bestanden' if code == 0 else 'NICHT BESTANDEN'} nach {time.monotonic() - started:.0f} s", flush=True)
    return code == 0


def journeys(command: list, **environment) -> bool:
    """The journeys in the browser. A busy machine can make one of them miss a moment, so up to three failed ones are gone
    once more, one after the other; what failed the first time is named in either case, because it may be a race of ours.
    """
    if run("Wege im Browser", command, **environment):
        return True
    failed = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
    names = list(json.loads(failed.read_text())) if failed.exists() else []
    if not 0 < len(names) <= MOST_GONE_AGAIN:
        return False
    print("\n   Beim ersten Mal nicht bestanden, bitte nachsehen:", *names, sep="\n     ", flush=True)
    return run("Diese Wege noch einmal", [str(BIN / "pytest"), *names, "-m", "journey"], **environment)


def main(arguments: list[str]) -> int:
    started = time.monotonic()
    left_out, results = [], {}
    cores = [str(BIN / "pytest"), "-n", str(os.cpu_count() or 1), *arguments]
    pytest = [*cores, "--dist", "loadfile"]  # what a file has furnished once serves all its tests

    results["Regeln des Quelltexts"] = run(
        "Regeln des Quelltexts", [str(BIN / "ruff"), "check", "--quiet", "."]
    ) and run("Form des Quelltexts", [str(BIN / "ruff"), "format", "--check", "--quiet", "."])
    results["SQLite"] = run(
        "Tests mit SQLite", [*pytest, "-m", "not journey and not race"], DATABASE_URL="", KREISLOTSE_DEMO=""
    )
    if why := postgres_answers():
        left_out.append(
            f"Tests mit PostgreSQL und die Wettlauf-Tests: Unter {POSTGRES} antwortet kein PostgreSQL ({why})."
        )
    else:
        results["PostgreSQL"] = run(
            "Tests mit PostgreSQL (nur was eine Datenbank braucht)", [*pytest, "-m", "not journey"],
            DATABASE_URL=POSTGRES, KREISLOTSE_TESTS="database",
        )  # fmt: skip
    if browser := chromium():
        results["Browser"] = journeys(
            [*cores, "--dist", "worksteal", "-m", "journey", "--cache-clear"], DATABASE_URL="", CHROMIUM=browser
        )
    else:
        left_out.append("Wege im Browser: Chromium fehlt. Unter Debian: apt-get install chromium.")
    if not (ROOT.parent / "shared" / "data").is_dir():
        left_out.append("Tests mit echten Dateien: Der Ordner ../shared/data ist nicht da.")

    print(f"\n{'─' * 60}\nFertig nach {time.monotonic() - started:.0f} Sekunden.")
    for name, passed in results.items():
        print(f"   {'ja  ' if passed else 'NEIN'}  {name}")
    for sentence in left_out:
        print(f"   ausgelassen: {sentence}")
    if REQUIRE_ALL and len(results) < 4:
        print("Hier wird alles verlangt, und etwas fehlt.")
        return 1
    failed = sum(not passed for passed in results.values())
    print(f"Teile: {len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
