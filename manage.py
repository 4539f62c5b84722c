"""For developers: Django's own commands. The office uses `kreislotse`."""

import os
import sys

from django.core.management import execute_from_command_line

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kreislotse.config.settings")
execute_from_command_line(sys.argv)
