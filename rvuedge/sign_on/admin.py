"""The sign-in library's tables in the Django admin: none, for a secret would lie open there and a link could be moved."""

# Imported from where they are registered, so that they are registered before they are taken out.
from allauth.socialaccount.admin import SocialAccount, SocialApp, SocialToken
from django.contrib import admin

for _model in (SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(_model)
