"""Addresses about people."""

from django.urls import path

from rvuedge.accounts import (
    views,
    views_confirmed,
    views_language,
    views_people,
    views_second_factor,
    views_sessions,
    views_settings,
)

urlpatterns = [
    path("accounts/login/", views.SignIn.as_view(), name="account_login"),
    path("accounts/password/reset/", views.ResetPassword.as_view(), name="account_reset_password"),
    path("accounts/email/", views_confirmed.emails, name="account_email"),
    path("setup/", views.setup, name="setup"),
    path("invitations/<str:secret>/", views.join, name="join"),
    path("people/new-password/<str:number>/<str:token>/", views.new_password, name="new-password"),
    path("demo/sign-in/", views.demo_sign_in, name="demo-sign-in"),
    path("language/", views_language.language, name="language"),
    path("language/choose/", views_language.choose_language, name="language-choose"),
    path("settings/", views_settings.settings_page, name="settings"),
    path("settings/profile/", views_settings.profile, name="settings-profile"),
    path("settings/organisation/", views_settings.organisation, name="settings-organisation"),
    path("settings/tokens/", views_settings.new_token, name="token-new"),
    path("settings/tokens/<int:number>/end/", views_settings.end_token, name="token-end"),
    path("settings/second-factor/", views_second_factor.second_factor, name="second-factor"),
    path("settings/confirmed/", views_confirmed.confirmed_page, name="confirmed"),
    path("settings/sessions/", views_sessions.sessions, name="sessions"),
    path("settings/sessions/<int:number>/end/", views_sessions.end_one, name="session-end"),
    path("settings/sessions/end-others/", views_sessions.end_others, name="sessions-end"),
    path("manage/people/", views_people.people, name="people"),
    path("manage/people/invite/", views_people.invite_person, name="person-invite"),
    path("manage/people/invitations/<int:number>/withdraw/", views_people.withdraw, name="invitation-withdraw"),
    path("manage/people/departments/", views_people.new_department, name="department-new"),
    path("manage/people/<int:number>/role/", views_people.change_role, name="person-role"),
    path("manage/people/<int:number>/end/", views_people.end_member, name="person-end"),
    path("manage/people/<int:number>/return/", views_people.return_member, name="person-return"),
    path("manage/people/<int:number>/reset-link/", views_people.reset_link, name="person-reset-link"),
    path("manage/people/<int:number>/confirm-link/", views_people.confirm_link, name="person-confirm-link"),
    path("manage/audit/", views_people.audit_trail, name="audit-trail"),
]
