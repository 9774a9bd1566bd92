"""One login: Airflow 3 takes IAP's signed assertion and nothing else. What to set and mount is in README.md.

``[core] auth_manager`` names IapAuthManager. POST /auth/token and the browser's /auth/login/ (iap_users.py) turn an assertion
into Airflow's own token. The token alone decides nothing: each request that carries one is looked up again, so that it has
the role that the environment gives its owner now, and is refused where IAP says that somebody else is asking.
"""

import contextvars
import logging
import threading
from urllib.parse import urljoin

from airflow.api_fastapi.app import AUTH_MANAGER_FASTAPI_APP_PREFIX
from airflow.api_fastapi.auth.managers.base_auth_manager import BaseAuthManager
from airflow.api_fastapi.auth.middlewares import refresh_token
from airflow.configuration import conf
from airflow.providers.fab.auth_manager.fab_auth_manager import FabAuthManager
from airflow.providers.fab.auth_manager.models import Permission, Role, User
from airflow.utils.session import create_session
from cachetools import TTLCache
from fastapi import HTTPException
from fastapi.responses import JSONResponse
from iap_assertion import HEADER, Identity, Refused
from iap_keys import Unavailable
from iap_users import iap, role_name
from jwt import InvalidTokenError
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

log = logging.getLogger(__name__)

# What IAP says of the request at hand: the header, or None on a way past IAP.
assertion: contextvars.ContextVar[str | None] = contextvars.ContextVar("iap_assertion")
OWNED = "Users and roles follow the stack's config (airflow:access); they cannot be read or changed here."


class RememberAssertion:
    """ASGI middleware that keeps the assertion of a request for ``IapAuthManager.get_user_from_token``."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] in ("http", "websocket"):
            name = HEADER.lower().encode()
            assertion.set(next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None))
        await self.app(scope, receive, send)


class RefreshBehindIap(refresh_token.JWTRefreshMiddleware):
    """For Airflow before 3.3, which asks no auth manager for middlewares: the same, in the one that it adds itself."""

    async def __call__(self, scope, receive, send):
        await RememberAssertion(super().__call__)(scope, receive, send)


class IapAuthManager(FabAuthManager):
    """FAB's auth manager, with tokens for the API given against an assertion instead of a password."""

    def __init__(self, *arguments, **more):
        super().__init__(*arguments, **more)
        # Seconds until a user made inactive or deleted in Airflow is out; a new config starts a new process anyway.
        self._users = TTLCache(1024, conf.getint("fab", "cache_ttl", fallback=30))
        self._guard = threading.Lock()

    def get_fastapi_app(self):
        iap()[1].keys.prepare()  # a wrong setting stops the API server at its start, with its name, not the first login
        if not hasattr(BaseAuthManager, "get_fastapi_middlewares"):
            refresh_token.JWTRefreshMiddleware = RefreshBehindIap
        app = super().get_fastapi_app()

        @app.middleware("http")
        async def close(request, call_next):
            if "/fab/v1/" in request.scope["path"]:
                return JSONResponse({"detail": OWNED}, 403)
            return await call_next(request)

        return app

    def get_fastapi_middlewares(self):
        return [(RememberAssertion, {})]

    def get_extra_menu_items(self, *, user):
        return []  # all of FAB's are of the pages that are closed

    def get_url_logout(self) -> str:
        return urljoin(self.apiserver_endpoint, f"{AUTH_MANAGER_FASTAPI_APP_PREFIX}/logout/")

    def create_token(self, headers, body):
        given = next((value for name, value in headers.items() if name.lower() == HEADER.lower()), None)
        try:
            return self.security_manager.user_of(given)
        except Refused as problem:
            log.warning("token refused: %s", problem)
            raise HTTPException(401, f"IAP's assertion was refused: {problem}") from problem
        except PermissionError as problem:
            log.warning("token refused: %s", problem)
            raise HTTPException(403, str(problem)) from problem
        except Unavailable as problem:
            raise _not_now(problem) from problem

    def generate_jwt(self, user, *, expiration_time_in_seconds: int | None = None) -> str:
        longest = conf.getint("api_auth", "jwt_expiration_time")  # also for /auth/token/cli, whose own is a day
        return super().generate_jwt(
            user, expiration_time_in_seconds=min(expiration_time_in_seconds or longest, longest)
        )

    def serialize_user(self, user) -> dict:
        # The id alone would be somebody else's after the database was emptied.
        claims = {"sub": str(user.id), "email": user.username, "hd": getattr(user, "iap_domain", None)}
        groups = sorted(getattr(user, "iap_groups", ()))
        return claims | ({"groups": groups} if groups else {})

    async def get_user_from_token(self, token: str):
        user = await super().get_user_from_token(token)
        given = assertion.get()  # LookupError where the middleware is not there: nobody gets in then
        if given is None:
            return user
        try:
            who = iap()[1].identity(given)
        except Refused as problem:
            raise InvalidTokenError(f"IAP's assertion was refused: {problem}") from problem
        except Unavailable as problem:
            raise _not_now(problem) from problem
        if who.email != user.username.lower():
            raise InvalidTokenError("the token is not that of the person whom IAP names")
        if who.groups != getattr(user, "iap_groups", frozenset()):
            raise InvalidTokenError("the token's owner is in other groups by now")
        return user

    def deserialize_user(self, token: dict):
        """The user of a token as of now. A ValueError or KeyError means that the token is good for nothing any more."""
        who, key = Identity(token["email"].lower(), token["hd"], frozenset(token.get("groups", ()))), int(token["sub"])
        with self._guard:
            user = self._users.get((key, who))
        if user is None:
            user = _current(key, who)
            with self._guard:
                self._users[key, who] = user
        return user


def _current(key: int, who: Identity):
    """Read from the database, with a session of its own: that of the thread would go on with what it read before."""
    try:
        name = role_name(who)
    except PermissionError as problem:
        raise ValueError(str(problem)) from problem
    rights = joinedload(User.roles).subqueryload(Role.permissions)
    with create_session(scoped=False) as session:
        wanted = select(User).where(User.id == key, func.lower(User.username) == who.email)
        user = (
            session.scalars(
                wanted.options(rights.options(joinedload(Permission.action), joinedload(Permission.resource)))
            )
            .unique()
            .one_or_none()
        )
        if user is None or not user.is_active:
            raise ValueError(f"{who.email} is not an active user of this Airflow")
        if [role.name for role in user.roles] != [name]:
            role = session.scalars(select(Role).where(Role.name == name)).unique().one_or_none()
            if role is None:
                raise ValueError(f"the role {name!r} of {who.email} does not exist in this Airflow")
            user.roles = [role]
        user._perms = {(one.action.name, one.resource.name) for role in user.roles for one in role.permissions}
        session.flush()
        session.expunge(user)
    user.iap_domain, user.iap_groups = who.domain, who.groups
    return user


def _not_now(problem: Unavailable) -> HTTPException:
    log.warning("not answered: %s", problem)
    return HTTPException(503, str(problem), headers={"Retry-After": str(problem.retry_after)})
