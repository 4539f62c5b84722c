import sys

from kreislotse.cli import main

sys.exit(main())
