import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from rest_framework.generics import ListAPIView
from vault import Vault

from peer.models import LookEntry, Membership, Recipient
from peer.serializers import MemberSerializer, RecipientSerializer

VAULT = Vault(settings.ORGANISATION_KEY)


class MemberList(ListAPIView):
    serializer_class = MemberSerializer

    def get_queryset(self):
        """Rows as dictionaries: nothing of the list needs the methods of a model."""
        return Membership.objects.filter(organisation=self.organisation).values(
            "id",
            "roles",
            "state",
            "last_seen_at",
            user_id=F("person_id"),
            email=F("person__email"),
            display_name=F("person__display_name"),
            joined_at=F("created_at"),
            invited_by=F("inviter__display_name"),
        )


class RecipientList(ListAPIView):
    serializer_class = RecipientSerializer

    def get_queryset(self):
        return Recipient.objects.filter(organisation=self.organisation, merged_into=None).values(
            "id",
            "external_ref",
            "household_size",
            "status",
            "last_status",
            "last_day",
            "sealed",
            wrapped_key=F("key__wrapped_key"),
        )

    def paginate_queryset(self, queryset):
        """Opens the page, and notes the look before anything leaves."""
        cursor = self.paginator.decode_cursor(self.request)
        if cursor and cursor.position:
            # PostgreSQL walks households and keys in one order: without this it begins at the first key.
            queryset = queryset.filter(key__recipient_id__gt=cursor.position)
        page = super().paginate_queryset(queryset)
        today = datetime.now(ZoneInfo(self.organisation.zone)).date()
        households = [opened(row, self.organisation.id.bytes, today) for row in page]
        LookEntry.objects.create(
            organisation_id=self.organisation.id,
            actor_id=self.request.user.id,
            purpose="recipient_list",
            recipient_ids=b"".join(row["id"].bytes for row in page),
            created_at=timezone.now(),
        )
        return households


def opened(row: dict, organisation: bytes, today: date) -> dict:
    """One household of the list: what only its own key opens."""
    wrapped, sealed = bytes(row["wrapped_key"]), bytes(row["sealed"])
    household = json.loads(VAULT.open(row["id"].bytes, organisation, wrapped, sealed))
    address, pause = household["address"], pause_on(household["pauses"], today)
    return {
        "id": row["id"],
        "external_ref": row["external_ref"],
        "display_name": household["display_name"],
        "household_size": row["household_size"],
        "street": address["street"],
        "postal_code": address["postal_code"],
        "city": address["city"],
        "geo_state": address["geo_state"],
        "status": "paused" if pause and row["status"] == "active" else row["status"],
        "paused_until": pause.get("until") if pause else None,
        "last_delivery": {"status": row["last_status"], "date": row["last_day"]} if row["last_status"] else None,
    }


def pause_on(pauses: list[dict], today: date) -> dict | None:
    day = today.isoformat()
    return next((p for p in pauses if p["from"] <= day and (not p.get("until") or day <= p["until"])), None)
