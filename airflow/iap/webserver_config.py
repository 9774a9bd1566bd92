"""What ``[fab] config_file`` names: users come from IAP alone. See README.md."""

from flask_appbuilder.const import AUTH_REMOTE_USER
from iap_users import IapSecurityManager

AUTH_TYPE = AUTH_REMOTE_USER
SECURITY_MANAGER_CLASS = IapSecurityManager
AUTH_USER_REGISTRATION = False  # IapSecurityManager makes the users itself, each with its own role
WTF_CSRF_ENABLED = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_SAMESITE = "Lax"
