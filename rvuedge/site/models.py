"""What visitors wrote to the operator."""

from django.db import models


class ContactMessage(models.Model):
    """A message of the contact form, kept until the operator deletes it; `mailed_at` once it was claimed for mail."""

    message = models.TextField(max_length=4000)
    reply_to = models.EmailField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.message[:60]
