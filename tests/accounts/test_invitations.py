"""A link for one use: who gets in by it, and when it is dead. Letters go through a real SMTP server."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from pytest_django import Settings

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.platform.accounts import actions, invitations, letters, people, tasks
from dozvon.platform.accounts.errors import BadAccount, InvitationGone
from dozvon.platform.accounts.models import Invitation, Session, User
from dozvon.platform.outbox import delivery
from dozvon.platform.outbox.models import Attempt, Outgoing
from tests import factories as make
from tests.accounts.conftest import NOW, PASSWORD
from tests.accounts.mailbox import Mailbox, mailbox


@pytest.fixture
def olga(database: None) -> User:
    return make.user("Olga", email="olga@example.org", language="en")


def accept(token: str, password: str = PASSWORD) -> object:
    return invitations.accept(token, password, "127.0.0.1", "test", NOW)


def test_the_link_sets_a_password_and_lets_in(admin: Actor, olga: User) -> None:
    token = invitations.invite(admin, olga.pk, NOW)
    assert invitations.invited(token, NOW) == olga
    assert accept(token) is not None
    assert Session.objects.get().user == olga
    assert actions.sign_in("olga", PASSWORD, "127.0.0.1", "", NOW).user == olga


def test_the_link_works_once(admin: Actor, olga: User) -> None:
    token = invitations.invite(admin, olga.pk, NOW)
    accept(token)
    with pytest.raises(InvitationGone):
        accept(token, "quite another one")


def test_the_link_is_kept_as_a_hash_only(admin: Actor, olga: User) -> None:
    token = invitations.invite(admin, olga.pk, NOW)
    row = Invitation.objects.values().get()
    assert token not in str(row)
    assert len(bytes(row["token_hash"])) == 32


def test_a_newer_link_kills_the_older(admin: Actor, olga: User) -> None:
    older, newer = invitations.invite(admin, olga.pk, NOW), invitations.invite(admin, olga.pk, NOW)
    with pytest.raises(InvitationGone):
        invitations.invited(older, NOW)
    assert invitations.invited(newer, NOW) == olga


def test_the_link_lasts_three_days(admin: Actor, olga: User) -> None:
    token = invitations.invite(admin, olga.pk, NOW)
    assert invitations.invited(token, NOW + timedelta(hours=72, seconds=-1)) == olga
    with pytest.raises(InvitationGone):
        invitations.invited(token, NOW + timedelta(hours=72))


def test_a_closed_account_has_no_way_in(admin: Actor, olga: User) -> None:
    token = invitations.invite(admin, olga.pk, NOW)
    people.close(admin, olga.pk)
    people.reopen(admin, olga.pk)
    with pytest.raises(InvitationGone):
        accept(token)
    people.close(admin, olga.pk)
    with pytest.raises(BadAccount):
        invitations.invite(admin, olga.pk, NOW)


def test_a_letter_that_an_earlier_version_queued_goes_into_the_outbox(admin: Actor, olga: User) -> None:
    invitation = invitations.prepare(admin, olga.pk, NOW)
    queued = {"invitation_id": invitation.pk, "made": NOW.isoformat(), "address": "https://desk.example.org"}
    tasks.put_invitation.func(**queued)
    assert tasks.put_invitation.name == "accounts.send_invitation"
    row = Outgoing.objects.get()
    assert (row.kind, row.payload) == (letters.KIND, queued)


def test_only_who_manages_people_invites(olga: User) -> None:
    with pytest.raises(NotPermitted):
        invitations.invite(make.actor("Head", "head"), olga.pk, NOW)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("password, code", [("short", "too_short"), ("password1", "common_password")])
def test_a_weak_password_leaves_the_link_alive(admin: Actor, olga: User, password: str, code: str) -> None:
    token = invitations.invite(admin, olga.pk, NOW)
    with pytest.raises(BadAccount) as refused:
        accept(token, password)
    assert [error.code for error in refused.value.errors] == [code]
    assert accept(token) is not None


def test_a_new_password_ends_the_sessions_of_the_old_one(admin: Actor, olga: User) -> None:
    accept(invitations.invite(admin, olga.pk, NOW))
    before = Session.objects.get()
    accept(invitations.invite(admin, olga.pk, NOW), "quite another one")
    assert Session.objects.get() != before


@pytest.fixture
def post(settings: Settings) -> Mailbox:
    """A server that takes letters, set as the installation's own."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "desk@example.org"
    with mailbox() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server  # type: ignore[misc]


def waiting() -> Outgoing:
    """The one letter in the outbox."""
    return Outgoing.objects.get(kind=letters.KIND)


def send() -> Outgoing:
    """One attempt, as the job makes it once it is due."""
    row = waiting()
    delivery.deliver(row.pk, lambda: row.due_at)
    return waiting()


def test_the_letter_brings_a_link_that_works(admin: Actor, olga: User, post: Mailbox) -> None:
    letters.invite_by_letter(admin, olga.pk, "https://desk.example.org", NOW)
    assert send().state == "done"
    letter = post.letters[0]
    found = re.search(r"https://desk\.example\.org/invitation/(\S+)", letter.get_content())
    assert found
    assert (post.recipients, letter["From"]) == (["olga@example.org"], "desk@example.org")
    assert (letter["Subject"], "Olga" in letter.get_content()) == ("Your Dozvon account", True)
    assert invitations.invited(found[1], NOW) == olga
    assert Invitation.objects.get().sent_at is not None


@pytest.mark.parametrize("language, word", [("ru", "пароль"), ("uk", "Посилання")])
def test_the_letter_speaks_the_persons_language(
    admin: Actor, olga: User, post: Mailbox, language: str, word: str
) -> None:
    actions.set_language(olga.pk, language)
    letters.invite_by_letter(admin, olga.pk, "https://desk.example.org", NOW)
    send()
    assert word in post.letters[0].get_content()


def test_no_queue_holds_the_secret(admin: Actor, olga: User) -> None:
    letters.invite_by_letter(admin, olga.pk, "https://desk.example.org", NOW)
    assert set(waiting().payload) == {"invitation_id", "made", "address"}
    assert Invitation.objects.get().token_hash is None


def test_a_server_that_refuses_fails_the_job_and_nothing_is_called_sent(
    admin: Actor, olga: User, post: Mailbox
) -> None:
    post.refusing = True
    letters.invite_by_letter(admin, olga.pk, "https://desk.example.org", NOW)
    assert send().state == "waiting"
    assert [one.reason for one in Attempt.objects.all()] == ["SMTP 451"]
    assert Invitation.objects.get().sent_at is None
    post.refusing = False
    send()
    assert len(post.letters) == 1


def test_a_letter_that_was_overtaken_is_not_sent(admin: Actor, olga: User, post: Mailbox) -> None:
    letters.invite_by_letter(admin, olga.pk, "https://desk.example.org", NOW)
    token = invitations.invite(admin, olga.pk, NOW + timedelta(minutes=1))
    assert send().state == "given_up"
    assert post.letters == []
    assert invitations.invited(token, NOW) == olga


def test_without_an_address_there_is_no_letter(admin: Actor) -> None:
    with pytest.raises(BadAccount):
        letters.invite_by_letter(admin, make.user("Ivan").pk, "https://desk.example.org", NOW)
    assert not Outgoing.objects.exists()
