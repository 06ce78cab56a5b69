"""What the lists show."""

from rest_framework import serializers

BITS = ((1, "volunteer"), (2, "dispatcher"), (4, "admin"))


class MemberSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    user_id = serializers.UUIDField()
    email = serializers.CharField()
    display_name = serializers.CharField()
    roles = serializers.SerializerMethodField()
    state = serializers.CharField()
    joined_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()
    invited_by = serializers.CharField()

    def get_roles(self, member):
        return [role for bit, role in BITS if member["roles"] & bit]


class LastDeliverySerializer(serializers.Serializer):
    status = serializers.CharField()
    date = serializers.DateField()


class RecipientSerializer(serializers.Serializer):
    """A household as the view opened it, without what the list does not show."""

    id = serializers.UUIDField()
    external_ref = serializers.CharField()
    display_name = serializers.CharField()
    household_size = serializers.IntegerField()
    street = serializers.CharField()
    postal_code = serializers.CharField()
    city = serializers.CharField()
    geo_state = serializers.CharField()
    status = serializers.CharField()
    paused_until = serializers.DateField()
    last_delivery = LastDeliverySerializer()
