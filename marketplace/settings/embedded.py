"""Everything on one machine without servers: the default profile. Secrets are made on first use, in DATA_DIR."""

from marketplace.settings.back_office import *
from marketplace.settings.background_jobs import *
from marketplace.settings.base import *
from marketplace.settings.environment import ENVIRONMENT
from marketplace.settings.gateway import *
from marketplace.settings.observability import *
from marketplace.settings.reliability import *
from marketplace.settings.secrets import local_secrets

DEMO_LOGINS = True
INTROSPECTION = True
ACCESS_LOG_FILE = ENVIRONMENT.access_log_file or ENVIRONMENT.data_dir / "access.log"
_secrets = local_secrets(ENVIRONMENT)
SECRET_KEY = _secrets.secret_key
ACCESS_TOKEN_KEY = _secrets.access_token_key
INTERNAL_TOKEN_KEY = _secrets.internal_token_key
RELIABILITY_ALERTMANAGER_TOKEN = _secrets.alertmanager_webhook_token
RELIABILITY_REPORT_SIGNING_KEY = _secrets.report_signing_key
