"""Makes `kreislotse` importable and callable in the environment of this checkout, without a build and without network."""

import sys
import sysconfig
from pathlib import Path

root = Path(__file__).resolve().parent.parent
site = Path(sysconfig.get_path("purelib"))
(site / "kreislotse-checkout.pth").write_text(f"{root / 'src'}\n", encoding="utf-8")
command = Path(sys.executable).parent / "kreislotse"
command.write_text(
    f"#!{sys.executable}\nimport sys\nfrom kreislotse.cli import main\n\nsys.exit(main())\n", encoding="utf-8"
)
command.chmod(0o755)
