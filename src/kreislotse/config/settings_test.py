"""Settings of the test suite: what would be slow or leave the machine is switched off."""

from kreislotse.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
PUBLIC_SCHEME = "http"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
LINK_CHECK = False
USAGE_FLUSH_SECONDS = 0
