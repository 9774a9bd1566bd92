"""One login: Airflow 3 takes IAP's signed assertion and nothing else. What to set and mount is in README.md.

``[core] auth_manager`` names IapAuthManager, which answers POST /auth/token; webserver_config.py names IapSecurityManager,
whose view answers the browser's /auth/login/. Both turn the assertion into an Airflow user whose role is what the
environment says at that moment: a role given by hand in Airflow lasts until the next login, so that taking a name out of
the stack's config takes its rights away.
"""

import logging
import secrets
from functools import cached_property
from urllib.parse import urljoin

from airflow.api_fastapi.app import AUTH_MANAGER_FASTAPI_APP_PREFIX
from airflow.api_fastapi.auth.managers.base_auth_manager import COOKIE_NAME_JWT_TOKEN
from airflow.providers.fab.auth_manager.fab_auth_manager import FabAuthManager
from airflow.providers.fab.auth_manager.security_manager.override import FabAirflowSecurityManagerOverride
from airflow.providers.fab.www.views import get_safe_url, redirect
from fastapi import HTTPException
from flask import abort, g, request
from flask import redirect as plain_redirect
from flask_appbuilder import expose
from flask_appbuilder.exceptions import FABException
from flask_appbuilder.security.views import AuthRemoteUserView
from flask_login import login_user, logout_user
from iap_assertion import HEADER, Refused, Settings, Verifier
from werkzeug.security import generate_password_hash

log = logging.getLogger(__name__)

SWITCH_ACCOUNT = "/?gcp-iap-mode=CLEAR_LOGIN_COOKIE"  # IAP's own address for logging out


class IapSecurityManager(FabAirflowSecurityManagerOverride):
    """FAB's users and roles, entered by an assertion."""

    @cached_property
    def iap(self) -> tuple[Settings, Verifier]:
        settings = Settings.from_env()
        return settings, Verifier(settings)

    def user_of(self, assertion: str | None):
        """The Airflow user of an assertion, made at the first login, with the role of the settings.

        Raises Refused where the assertion is not good for this Airflow, PermissionError where it is but its owner has no
        role here or the user was made inactive in Airflow.
        """
        settings, verifier = self.iap
        who = verifier.identity(assertion)
        name = settings.role_of(who)
        if name is None:
            raise PermissionError(f"{who.email} passed IAP but has no role in this Airflow")
        role = self.find_role(name)
        if role is None:
            raise PermissionError(
                f"the role {name!r} that the settings give to {who.email} does not exist in this Airflow"
            )
        user = self.find_user(username=who.email) or self._make(who.email, role)
        if not user.is_active:
            raise PermissionError(f"{who.email} was made inactive in this Airflow")
        if [one.id for one in user.roles] != [role.id]:
            user.roles = [role]
            self.update_user(user)
            FabAuthManager.cache.clear()  # it would go on with the old role for [fab] cache_ttl seconds
        self.update_user_auth_stat(user)
        return user

    def _make(self, email: str, role):
        # A password that nobody knows: FAB would else store the hash of an empty one.
        unusable = generate_password_hash(secrets.token_urlsafe(32))
        try:
            return self.add_user(email, email.split("@")[0], "-", email, role=role, hashed_password=unusable)
        except FABException:
            # Two first requests of one person at the same time: the other one made the user.
            user = self.find_user(username=email)
            if user is None:
                raise
            return user


class IapLoginView(AuthRemoteUserView):
    """/auth/login/ without a form: whoever passed IAP is in. /auth/logout/ ends IAP's login too."""

    @expose("/login/")
    def login(self):
        try:
            user = self.appbuilder.sm.user_of(request.headers.get(HEADER))
        except Refused as problem:
            log.warning("login refused: %s", problem)
            abort(401, f"IAP's assertion was refused: {problem}")
        except PermissionError as problem:
            log.warning("login refused: %s", problem)
            abort(403, str(problem))
        self.appbuilder.sm._rotate_session_id()
        login_user(user)
        g.user = user
        # The FAB provider's redirect, not Flask's: it also sets the cookie that Airflow's own pages want.
        return redirect(get_safe_url(request.args.get("next", "")))

    @expose("/logout/")
    def logout(self):
        logout_user()
        answer = plain_redirect(SWITCH_ACCOUNT)
        answer.delete_cookie(COOKIE_NAME_JWT_TOKEN, httponly=True)
        return answer


IapSecurityManager.authremoteuserview = IapLoginView


class IapAuthManager(FabAuthManager):
    """FAB's auth manager, with tokens for the API given against an assertion instead of a password."""

    def get_fastapi_app(self):
        Settings.from_env()  # a wrong setting stops the API server at its start, with its name, not the first login
        return super().get_fastapi_app()

    def get_url_logout(self) -> str:
        return urljoin(self.apiserver_endpoint, f"{AUTH_MANAGER_FASTAPI_APP_PREFIX}/logout/")

    def create_token(self, headers, body):
        assertion = next((value for name, value in headers.items() if name.lower() == HEADER.lower()), None)
        try:
            return self.security_manager.user_of(assertion)
        except Refused as problem:
            log.warning("token refused: %s", problem)
            raise HTTPException(401, f"IAP's assertion was refused: {problem}") from problem
        except PermissionError as problem:
            log.warning("token refused: %s", problem)
            raise HTTPException(403, str(problem)) from problem
