"""Doors into the product: set-up, invitations, new passwords, and the demo's one-click sign-in."""

from allauth.account.views import LoginView, PasswordResetView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.encoding import force_str
from django.utils.http import url_has_allowed_host_and_scheme, urlsafe_base64_decode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from rvuedge.accounts.doors import other_door
from rvuedge.accounts.forms import JoinForm, NewPasswordForm, SetupForm
from rvuedge.accounts.models import User
from rvuedge.accounts.scope import demo_people, today_in
from rvuedge.accounts.second_factor import first_page
from rvuedge.accounts.services import accept_invitation, open_invitation, set_password, set_up_installation

BACKEND = settings.AUTHENTICATION_BACKENDS[0]
LOG = settings.LOGIN_REDIRECT_URL
# The longest time for which a limit of tries holds, in seconds.
TRY_AGAIN_AFTER = 300


class SignIn(LoginView):
    """The sign-in page of the library, with the fictional people where the installation is a demo."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(**kwargs)
        return context | {
            "demo_people": demo_people(),
            "mail_is_configured": settings.MAIL_IS_CONFIGURED,
            "signup_open": settings.SIGNUP_OPEN,
        }


class ResetPassword(PasswordResetView):
    """Asks for a mail with a link; without a mail server nobody waits for one in vain."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if settings.MAIL_IS_CONFIGURED:
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
            return response
        messages.info(request, _("No mail is sent here. Your administrator makes a link for a new password, under People."))
        return redirect("settings" if request.user.is_authenticated else "account_login")


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """Say that a limit of tries is reached, and when it is over."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(TRY_AGAIN_AFTER)
    return response


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Set up the first administrator; the page is gone once anybody exists."""
    if get_user_model().objects.exists():
        raise Http404
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = set_up_installation(**form.cleaned_data)
        except ValidationError:
            raise Http404 from None
        login(request, user, backend=BACKEND)
        return redirect(first_page(user, LOG))
    return render(request, "accounts/setup.html", {"form": form})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Join an organisation by an invitation."""
    invitation = open_invitation(secret)
    if invitation is None:
        return render(request, "accounts/link_ended.html", status=404)
    if door := other_door(invitation.organisation):
        messages.info(
            request,
            _("%(name)s signs its people in itself. The invitation counts when you come by this door.") % {"name": invitation.organisation},
        )
        return redirect(door)
    known = request.user if isinstance(request.user, User) and request.user.email == invitation.email else None
    form = None if known else JoinForm(request.POST or None)
    if request.method == "POST" and (known or (form is not None and form.is_valid())):
        given = form.cleaned_data if form else {"name": "", "password": "", "career_stage": ""}
        try:
            user = accept_invitation(invitation=invitation, user=known, on=today_in(invitation.organisation), **given)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            if known is None:
                # Who is signed in stays so: an invitation is no proof of who it is, and makes no sign-in last longer.
                login(request, user, backend=BACKEND)
            messages.success(request, _("You are a member of %(name)s.") % {"name": invitation.organisation.name})
            return redirect(first_page(user, LOG))
    return render(request, "accounts/join.html", {"form": form, "invitation": invitation})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """Set a new password behind a link that an administrator handed over; the link works once."""
    user = _user_of(number)
    if user is None or not default_token_generator.check_token(user, token):
        return render(request, "accounts/link_ended.html", status=404)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_password(user=user, password=form.cleaned_data["password"])
        messages.success(request, _("The new password holds from now on. Sign in with it."))
        return redirect("account_login")
    return render(request, "accounts/new_password.html", {"form": form})


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the fictional people; there is no such person outside a demo organisation."""
    place = get_object_or_404(demo_people(), user__email=request.POST.get("email", ""))
    login(request, place.user, backend=BACKEND)
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return redirect(wanted if is_ours else "log")


def _user_of(number: str) -> User | None:
    try:
        key = int(force_str(urlsafe_base64_decode(number)))
    except ValueError:
        return None
    return User.objects.filter(pk=key, is_active=True).first() if 0 < key < 2**62 else None
