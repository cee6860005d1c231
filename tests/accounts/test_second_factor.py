"""Codes after the password: turned on by their owner, taken once, limited, and never left out."""

from __future__ import annotations

import importlib
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.platform.accounts import actions, invitations, sealing, second_factor, sessions, totp
from dozvon.platform.accounts.access import actor_of
from dozvon.platform.accounts.errors import BadAccount, CodeNeeded, SignInRefused
from dozvon.platform.accounts.models import SecondFactor, Session, SignInAttempt, User
from tests import factories as make
from tests.accounts.conftest import NOW, PASSWORD

LATER = NOW + timedelta(minutes=2)


@pytest.fixture
def olga(database: None) -> User:
    return make.user("Olga", password=PASSWORD)


def code(user: User, at: object = NOW) -> str:
    secret = second_factor.secret_of(SecondFactor.objects.get(user=user))
    assert secret
    return totp.code_at(secret, totp.step_of(at))  # type: ignore[arg-type]


def turn_on(user: User) -> list[str]:
    actor = actor_of(user)
    second_factor.begin(actor)
    return second_factor.confirm(actor, code(user), None, NOW)


def ticket(password: str = PASSWORD) -> str:
    with pytest.raises(CodeNeeded) as halfway:
        actions.sign_in("Olga", password, "127.0.0.1", "", LATER)
    return halfway.value.ticket


def enter(typed: str, of: str | None = None, at: object = LATER) -> sessions.SignedIn:
    return actions.sign_in_with_code(ticket() if of is None else of, typed, "127.0.0.1", "", at)  # type: ignore[arg-type]


def refused(typed: str, of: str | None = None) -> str:
    with pytest.raises(SignInRefused) as why:
        enter(typed, of)
    return why.value.code


def test_begun_but_not_confirmed_changes_nothing(olga: User) -> None:
    second_factor.begin(actor_of(olga))
    assert actions.sign_in("Olga", PASSWORD, "127.0.0.1", "", NOW).user == olga


def test_a_wrong_code_does_not_turn_it_on(olga: User) -> None:
    second_factor.begin(actor_of(olga))
    with pytest.raises(BadAccount):
        second_factor.confirm(actor_of(olga), "000000" if code(olga) != "000000" else "1", None, NOW)
    assert not second_factor.is_on(olga)


def test_the_password_alone_opens_no_session_any_more(olga: User) -> None:
    turn_on(olga)
    ticket()
    assert not Session.objects.exists()
    assert enter(code(olga, LATER)).user == olga
    assert Session.objects.count() == 1


def test_turning_it_on_ends_the_other_sessions(olga: User) -> None:
    kept = sessions.begin(olga, "", "", NOW)
    sessions.begin(olga, "", "", NOW)
    here = Session.objects.order_by("pk")[0]
    second_factor.begin(actor_of(olga))
    second_factor.confirm(actor_of(olga), code(olga), here.pk, NOW)
    assert list(Session.objects.all()) == [here]
    assert kept.user == olga


def test_a_code_is_taken_once(olga: User) -> None:
    turn_on(olga)
    enter(code(olga, LATER))
    assert refused(code(olga, LATER)) == "wrong_code"


def test_a_recovery_code_is_taken_once_however_it_is_typed(olga: User) -> None:
    codes = turn_on(olga)
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert codes[0] not in str(SecondFactor.objects.values().get())
    enter(codes[0].lower().replace("-", " "))
    assert refused(codes[0]) == "wrong_code"
    enter(codes[1])


def test_guessing_codes_is_limited_as_guessing_passwords_is(olga: User) -> None:
    turn_on(olga)
    proof = ticket()
    for _ in range(actions.FAILURES_BY_NAME):
        assert refused("no code", proof) == "wrong_code"
    assert refused(code(olga, LATER), proof) == "limited"
    assert not Session.objects.exists()


def test_the_right_password_alone_does_not_count_as_a_sign_in(olga: User) -> None:
    turn_on(olga)
    ticket()
    assert not SignInAttempt.objects.filter(succeeded=True).exists()


def test_a_ticket_is_worth_nothing_forged_or_after_a_new_password(olga: User, admin: Actor) -> None:
    turn_on(olga)
    proof = ticket()
    assert refused("1", proof + "x") == "expired"
    assert refused("1", "") == "expired"
    invitations.accept(invitations.invite(admin, olga.pk, NOW), "quite another one", "", "", NOW)
    assert refused(code(olga, LATER), proof) == "expired"


def test_an_old_ticket_is_worth_nothing(olga: User, monkeypatch: pytest.MonkeyPatch) -> None:
    turn_on(olga)
    proof = ticket()
    monkeypatch.setattr(second_factor, "TICKET_LIFE", -1)
    assert refused(code(olga, LATER), proof) == "expired"


def test_a_link_by_letter_does_not_get_round_it(olga: User, admin: Actor) -> None:
    turn_on(olga)
    entered = invitations.accept(invitations.invite(admin, olga.pk, NOW), "quite another one", "", "", NOW)
    assert entered is None
    assert not Session.objects.exists()


def test_its_owner_turns_it_off_with_the_password(olga: User) -> None:
    turn_on(olga)
    with pytest.raises(BadAccount):
        second_factor.turn_off(actor_of(olga), "wrong")
    assert second_factor.is_on(olga)
    second_factor.turn_off(actor_of(olga), PASSWORD)
    assert not second_factor.is_on(olga)


def test_the_administrator_removes_it_and_nobody_else(olga: User, admin: Actor) -> None:
    turn_on(olga)
    with pytest.raises(NotPermitted):
        second_factor.remove(make.actor("Head", "head"), olga.pk)
    second_factor.remove(admin, olga.pk)
    assert not second_factor.is_on(olga)


def test_beginning_again_does_not_replace_a_confirmed_secret(olga: User) -> None:
    turn_on(olga)
    secret = SecondFactor.objects.get().secret
    assert second_factor.begin(actor_of(olga)).secret == secret


def test_the_secret_does_not_stand_in_its_row(olga: User) -> None:
    factor = second_factor.begin(actor_of(olga))
    secret = second_factor.secret_of(factor)
    assert secret
    assert len(secret) == 32
    assert factor.secret.startswith(sealing.MARK)
    assert secret not in factor.secret
    assert sealing.seal(secret, olga.pk) != factor.secret


@pytest.mark.parametrize("broken", ["another key", "another's row", "changed", "plain"])
def test_a_secret_is_read_with_its_own_key_in_its_own_row_only(
    olga: User, settings: Settings, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    codes = turn_on(olga)
    right, factor = code(olga, LATER), SecondFactor.objects.get()
    if broken == "another key":
        settings.SECRET_KEY = "x" * 40
    elif broken == "another's row":
        factor.secret = sealing.seal(totp_secret(factor), olga.pk + 1)
    elif broken == "changed":
        factor.secret = factor.secret[:-6] + "AAAAA="
    else:
        factor.secret = sealing.MARK + totp_secret(factor)
    factor.save()
    assert refused(right) == "wrong_code"
    assert "cannot be read" in caplog.text
    # The way back stays open.
    assert enter(codes[0]).user == olga


def totp_secret(factor: SecondFactor) -> str:
    secret = second_factor.secret_of(factor)
    assert secret
    return secret


def test_the_database_refuses_a_plain_secret(olga: User) -> None:
    with pytest.raises(IntegrityError, match="second_factors_are_sealed"), transaction.atomic():
        SecondFactor.objects.create(user=olga, secret="JBSWY3DPEHPK3PXP")


def test_secrets_of_before_are_sealed_by_the_migration_and_back(olga: User) -> None:
    migrations = "dozvon.platform.accounts.migrations"
    migration = importlib.import_module(f"{migrations}.0003_sealed_second_factors")
    by_version = importlib.import_module(f"{migrations}.0005_seal_by_key_version")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE second_factors DROP CONSTRAINT second_factors_are_sealed")
    SecondFactor.objects.create(user=olga, secret="JBSWY3DPEHPK3PXP")
    for _ in range(2):
        migration.seal_all(apps, None)
        by_version.seal_by_version(apps, None)
        assert totp_secret(SecondFactor.objects.get()) == "JBSWY3DPEHPK3PXP"
    by_version.seal_as_first(apps, None)
    migration.open_all(apps, None)
    assert SecondFactor.objects.get().secret == "JBSWY3DPEHPK3PXP"
