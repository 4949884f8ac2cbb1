"""Answers that were given to writes with an Idempotency-Key, so that sending twice is doing once."""

from django.conf import settings
from django.db import models


class IdempotencyKey(models.Model):
    """A key of one user with the hash of its request and, once there is one, the answer."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="key_once"),)

    def __str__(self) -> str:
        return self.key
