"""Routes of the pages that stand before the desk."""

from __future__ import annotations

from django.urls import include, path

from dozvon.web import preferences
from dozvon.web.guide import views as guide
from dozvon.web.signin import code, invitation
from dozvon.web.signin import views as signin

urlpatterns = [
    path("sign-in", signin.sign_in, name="sign-in"),
    path("sign-in/code", code.sign_in_code, name="sign-in-code"),
    path("invitation/<str:token>", invitation.invitation, name="invitation"),
    path("sign-out", signin.sign_out, name="sign-out"),
    path("language", preferences.set_language, name="language"),
    path("theme", preferences.set_theme, name="theme"),
    path("guide/", guide.first, name="guides"),
    path("guide/<slug:name>/", guide.guide, name="guide"),
    path("", include("dozvon.web.office.urls")),
    path("", include("dozvon.web.pipelines.urls")),
]
