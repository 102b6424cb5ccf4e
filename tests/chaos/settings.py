"""The kernel alone, on the database settings of production: what chaos processes load quickly."""

from inward.config import environment

HOME = environment.home()
SECRET_KEY = "of no use here"
INSTALLED_APPS = ["inward.kernel"]
DATABASES = {"default": environment.database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
FILES_ROOT = HOME / "files"
FILES_URL = ""
LOGGING_CONFIG = None
