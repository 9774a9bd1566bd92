"""Airflow's users and roles, which IAP's assertion and the stack's config decide, and nothing else.

FAB's session says nothing here about who is asking: a page of Flask's belongs to whoever IAP names on that very request.
FAB's own pages and API for users and roles do not exist: what they change would outlive the config.
"""

import logging
import secrets
from functools import cache

from airflow.api_fastapi.auth.managers.base_auth_manager import COOKIE_NAME_JWT_TOKEN
from airflow.providers.fab.auth_manager.security_manager.override import FabAirflowSecurityManagerOverride
from airflow.providers.fab.www.views import get_safe_url, redirect
from flask import abort, g, make_response, request
from flask import redirect as plain_redirect
from flask_appbuilder import expose
from flask_appbuilder.security.views import AuthRemoteUserView
from flask_login import logout_user
from iap_assertion import HEADER, Identity, Refused, Settings, Verifier
from iap_keys import Unavailable
from werkzeug.security import generate_password_hash

log = logging.getLogger(__name__)

SWITCH_ACCOUNT = "/?gcp-iap-mode=CLEAR_LOGIN_COOKIE"  # IAP's own address for logging out
PATIENCE = 2.0  # seconds that a login waits for IAP's keys


@cache
def iap() -> tuple[Settings, Verifier]:
    """The settings and the keys of this process."""
    settings = Settings.from_env()
    return settings, Verifier(settings)


def role_name(who: Identity) -> str:
    """The role of the settings. Raises PermissionError where there is none."""
    name = iap()[0].role_of(who)
    if name is None:
        raise PermissionError(f"{who.email} passed IAP but has no role in this Airflow")
    return name


class IapSecurityManager(FabAirflowSecurityManagerOverride):
    """FAB's users and roles, entered by an assertion."""

    def user_of(self, assertion: str | None):
        """The Airflow user of an assertion, made at the first login, with the role of the settings.

        Raises Refused where the assertion is not good for this Airflow, Unavailable where that cannot be told now, and
        PermissionError where it is but its owner has no role here or the user was made inactive in Airflow.
        """
        who = iap()[1].identity(assertion, PATIENCE)
        user = self._admit(who)
        self.update_user_auth_stat(user)
        # Into the token: a role may be that of the domain, or of a group.
        user.iap_domain, user.iap_groups = who.domain, who.groups
        return user

    def _admit(self, who: Identity):
        name = role_name(who)
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
        return user

    def _make(self, email: str, role):
        # A password that nobody knows: FAB would else store the hash of an empty one.
        unusable = generate_password_hash(secrets.token_urlsafe(32))
        try:
            return self.add_user(email, email.split("@")[0], "-", email, role=role, hashed_password=unusable)
        except Exception:
            # Several first requests of one person at the same time: another one made the user. What is raised then is
            # not the same in each version of the provider.
            user = self.find_user(username=email)
            if user is None:
                raise
            return user

    def create_login_manager(self):
        manager = super().create_login_manager()
        manager.user_loader(lambda _: None)
        manager.request_loader(self._user_of_request)
        return manager

    def load_user(self, pk):
        """Who an id in a cookie or a token of FAB's own stands for: nobody."""
        return None

    def _user_of_request(self, incoming):
        assertion = incoming.headers.get(HEADER)
        if not assertion:
            return None
        try:
            return self._admit(iap()[1].identity(assertion, PATIENCE))
        except (Refused, Unavailable, PermissionError) as problem:
            log.warning("%s refused: %s", incoming.path, problem)
            return None

    def register_views(self) -> None:
        """The login alone."""
        self.auth_view = self.authremoteuserview()
        self.appbuilder.add_view_no_menu(self.auth_view)


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
        except Unavailable as problem:
            log.warning("no login now: %s", problem)
            abort(make_response(str(problem), 503, {"Retry-After": problem.retry_after}))
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
