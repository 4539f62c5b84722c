import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kreislotse.config.settings")
application = get_wsgi_application()

from kreislotse.search.snapshots import read_ahead  # noqa: E402  needs the applications

Thread(target=read_ahead, name="search: read ahead", daemon=True).start()
