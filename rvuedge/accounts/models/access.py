"""What lets somebody in beside the password: API tokens, and the sessions of devices."""

import secrets

from django.db import models

from rvuedge.accounts.models.members import User


class ApiToken(models.Model):
    """A secret for programs, shown once and kept as a hash, with scope, expiry and last use."""

    PREFIX = "rvu_"
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True)
    may_write = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def new_secret(cls) -> str:
        return cls.PREFIX + secrets.token_urlsafe(32)


class DeviceSession(models.Model):
    """A sign-in on a device, beside Django's own row of the session: when it began, when it was last used. No address is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="device_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return " on ".join(filter(None, (self.browser, self.system))) or "Unknown device"
