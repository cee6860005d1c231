"""Routes of the office: people, roles, banners, sessions and tokens, and one's own account."""

from __future__ import annotations

from django.urls import path

from dozvon.web.office import absences, banners, own, people, records, rights, tokens

urlpatterns = [
    path("office/people/", people.people_list, name="people"),
    path("office/people/new", people.hire, name="person-new"),
    path("office/people/<int:user_id>/", people.person_page, name="person"),
    path("office/people/<int:user_id>/link", people.link, name="person-link"),
    path("office/people/<int:user_id>/letter", people.letter, name="person-letter"),
    path("office/people/<int:user_id>/close", people.close, name="person-close"),
    path("office/people/<int:user_id>/reopen", people.reopen, name="person-reopen"),
    path("office/people/<int:user_id>/factor", people.remove_factor, name="person-factor"),
    path("office/roles/", rights.role_page, name="roles"),
    path("office/roles/reset", rights.reset, name="roles-reset"),
    path("office/account-log/", rights.account_log, name="account-log"),
    path("office/absences/", absences.absence_list, name="absences"),
    path("office/absences/<int:absence_id>/end", absences.end_absence, name="absence-end"),
    path("office/banners/", banners.banner_list, name="banners"),
    path("office/banners/<int:banner_id>/end", banners.end_banner, name="banner-end"),
    path("banners/<int:banner_id>/close", banners.close_banner, name="banner-close"),
    path("banners/", banners.banner_strip, name="banners-shown"),
    path("office/sign-ins/", records.sign_ins, name="sign-ins"),
    path("office/sessions/", records.sessions_of_all, name="sessions"),
    path("account/sessions/<int:session_id>/end", records.end_session, name="session-end"),
    path("office/tokens/", tokens.token_list, name="tokens"),
    path("office/tokens/<int:token_id>/revoke", tokens.revoke_token, name="token-revoke"),
    path("account/", own.account, name="account"),
    path("account/password", own.password, name="account-password"),
    path("account/factor", own.begin_factor, name="account-factor"),
    path("account/factor/confirm", own.confirm_factor, name="account-factor-confirm"),
    path("account/factor/off", own.turn_off_factor, name="account-factor-off"),
    path("account/sessions/end", own.end_others, name="account-sessions-end"),
]
