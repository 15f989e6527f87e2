"""Settings of the service: SERVICE_DATABASE, SERVICE_SOCKETS (where its
PostgreSQL listens) and SERVICE_MEDIA come from the environment."""

import os

SECRET_KEY = "for tests alone"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "urls"
AUTH_USER_MODEL = "users.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth",
                  "rest_framework", "rest_framework.authtoken",
                  "users", "media", "blog", "ads"]
# `migrate --run-syncdb` makes all tables at once, from the models.
MIGRATION_MODULES = {"contenttypes": None, "auth": None, "authtoken": None}
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
DATABASES = {"default": {
    "ENGINE": "django.db.backends.postgresql",
    "HOST": os.environ["SERVICE_SOCKETS"],
    "NAME": os.environ["SERVICE_DATABASE"],
    "USER": "talecraft",
    "CONN_MAX_AGE": None}}
MEDIA_ROOT = os.environ["SERVICE_MEDIA"]
MEDIA_URL = "/media-files/"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["defaults.Bearer"],
    "DEFAULT_PERMISSION_CLASSES":
        ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "defaults.Pages",
    "DEFAULT_FILTER_BACKENDS": ["rest_framework.filters.SearchFilter",
                                "defaults.Ordering"],
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser"}
