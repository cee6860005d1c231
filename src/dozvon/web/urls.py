"""Routes that belong to no capability: signing in, guides, language and theme, the office's front door."""

from __future__ import annotations

from django.urls import path

from dozvon.web import preferences
from dozvon.web.guide import views as guide
from dozvon.web.office import sections as office
from dozvon.web.signin import code, invitation
from dozvon.web.signin import views as signin

urlpatterns = [
    path("sign-in", signin.sign_in, name="sign-in"),
    path("sign-in/code", code.sign_in_code, name="sign-in-code"),
    path("invitation/<str:token>", invitation.invitation, name="invitation"),
    path("sign-out", signin.sign_out, name="sign-out"),
    path("language", preferences.set_language, name="language"),
    path("theme", preferences.set_theme, name="theme"),
    path("guide/", guide.first_guide, name="guides"),
    path("guide/<slug:name>/", guide.guide_page, name="guide"),
    path("office/", office.first, name="office"),
]
