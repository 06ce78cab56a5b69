"""A small REST framework project, set up for speed: no debugging, lasting connections, no idle middleware."""

import os
import secrets

DEBUG = False
SECRET_KEY = secrets.token_hex(32)
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "peer.urls"
WSGI_APPLICATION = "peer.wsgi.application"
INSTALLED_APPS = ["rest_framework", "peer"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ORGANISATION_KEY = bytes.fromhex(os.environ["BENCH_KEY"])

DATABASE = os.environ["BENCH_DATABASE"]
if "host=" in DATABASE:
    words = dict(pair.split("=", 1) for pair in DATABASE.split())
    connection = {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": words["host"],
        "USER": words["user"],
        "NAME": words["dbname"],
        # Row-level security knows the organisation from the request's transaction.
        "ATOMIC_REQUESTS": True,
        "OPTIONS": {"server_side_binding": True, "options": "-c jit=off -c max_parallel_workers_per_gather=0"},
    }
else:
    pragmas = "journal_mode=WAL synchronous=FULL foreign_keys=ON cache_size=-16000".split()
    connection = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATABASE,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": "".join(f"PRAGMA {pragma};" for pragma in pragmas),
        },
    }
DATABASES = {"default": {**connection, "CONN_MAX_AGE": None}}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["peer.access.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["peer.access.IsDispatcher"],
    "DEFAULT_PAGINATION_CLASS": "peer.pages.ByIdPagination",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
}
