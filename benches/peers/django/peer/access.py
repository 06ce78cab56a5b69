"""Who asks, by the session's row, and whether they may."""

import hashlib

from django.db import connection
from django.db.models import F
from django.http import Http404
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission

from peer.models import Membership, Session

DISPATCHER, ADMIN = 2, 4
GONE = ("left", "excluded", "refused")


def name_scope(organisation):
    """Names the organisation to row-level security, in the request's transaction (`ATOMIC_REQUESTS`)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.organisation_id', %s, true)", [str(organisation)])


class SessionAuthentication(BaseAuthentication):
    def authenticate(self, request):
        scheme, _, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        name_scope(request.parser_context["kwargs"]["organisation"])
        now = timezone.now()
        session = (
            Session.objects.select_related("person")
            .filter(
                token_hash=hashlib.sha256(token).hexdigest(),
                revoked_at=None,
                ends_at__gt=now,
                idle_until__gt=now,
                person__erased_at=None,
                person__auth_epoch=F("auth_epoch"),
            )
            .first()
        )
        if session is None:
            raise AuthenticationFailed
        return session.person, session

    def authenticate_header(self, request):
        return "Bearer"


class IsDispatcher(BasePermission):
    """Active in the organisation of the path, as a dispatcher or an admin."""

    def has_permission(self, request, view):
        if request.user is None:
            return False
        standing = (
            Membership.objects.select_related("organisation")
            .filter(organisation=view.kwargs["organisation"], person=request.user)
            .exclude(state__in=GONE)
            .first()
        )
        if standing is None or standing.state != "active":
            raise Http404
        view.organisation = standing.organisation
        return bool(standing.roles & (DISPATCHER | ADMIN))
