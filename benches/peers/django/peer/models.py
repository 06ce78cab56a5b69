"""The tables of ../../schema.sql, which the runner makes."""

from django.db import models


class Organisation(models.Model):
    id = models.UUIDField(primary_key=True)
    name = models.TextField(unique=True)
    zone = models.TextField()

    class Meta:
        managed = False
        db_table = "organisations"


class Person(models.Model):
    id = models.UUIDField(primary_key=True)
    email = models.TextField(unique=True)
    display_name = models.TextField()
    auth_epoch = models.IntegerField()
    erased_at = models.DateTimeField(null=True)

    is_authenticated = True

    class Meta:
        managed = False
        db_table = "people"


class Session(models.Model):
    token_hash = models.TextField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE)
    auth_epoch = models.IntegerField()
    idle_until = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "sessions"


class Membership(models.Model):
    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE)
    inviter = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    roles = models.SmallIntegerField()
    state = models.TextField()
    last_seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "memberships"


class Recipient(models.Model):
    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE)
    external_ref = models.TextField(null=True)
    sealed = models.BinaryField()
    household_size = models.SmallIntegerField()
    status = models.TextField()
    last_status = models.TextField(null=True)
    last_day = models.DateField(null=True)
    merged_into = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = "recipients"


class RecipientKey(models.Model):
    recipient = models.OneToOneField(Recipient, models.CASCADE, primary_key=True, related_name="key")
    organisation = models.ForeignKey(Organisation, models.CASCADE)
    wrapped_key = models.BinaryField()

    class Meta:
        managed = False
        db_table = "recipient_keys"


class LookEntry(models.Model):
    seq = models.BigAutoField(primary_key=True)
    organisation_id = models.UUIDField()
    actor_id = models.UUIDField()
    purpose = models.TextField()
    recipient_ids = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "look_entries"
