"""Secrets are sealed for one purpose and one owner, and survive the rotation of the key."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from dozvon.config.cli import _installation, main
from dozvon.platform.accounts import second_factor
from dozvon.platform.accounts.access import actor_of
from dozvon.platform.accounts.models import SecondFactor
from dozvon.platform.secrets import rotation, sealing
from dozvon.platform.secrets.sealing import Unreadable
from tests import factories as make

pytestmark = pytest.mark.django_db
CANARY = "canary-7d1c"


def version_of(envelope: str) -> int:
    return int(envelope.split(":")[1])


def test_a_sealed_secret_opens_for_its_purpose_and_owner_only() -> None:
    envelope = sealing.seal("connection", "woo", CANARY)
    assert CANARY not in envelope
    assert sealing.unseal("connection", "woo", envelope) == CANARY
    for purpose, owner in (("connection", "other"), ("webhook", "woo"), ("connectionwoo", "")):
        with pytest.raises(Unreadable):
            sealing.unseal(purpose, owner, envelope)


@pytest.mark.parametrize("broken", ["", "v2:", "v2:1", "v1:1:AAAA", "v2:x:AAAA", "v2:999999:AAAA", "v2:1:%%%"])
def test_what_is_no_envelope_is_unreadable(broken: str) -> None:
    with pytest.raises(Unreadable):
        sealing.unseal("connection", "woo", broken)


def test_two_envelopes_of_one_secret_differ() -> None:
    assert sealing.seal("connection", "woo", CANARY) != sealing.seal("connection", "woo", CANARY)


def test_rotation_seals_everything_with_a_new_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "AT_ONCE", 2)
    factors = [second_factor.begin(actor_of(make.user())) for _ in range(5)]
    before = {factor.pk: second_factor.secret_of(factor) for factor in factors}
    done = {column.purpose: column for column in rotation.rotate()}
    assert done["second-factor"].count == 5
    for factor in SecondFactor.objects.all():
        assert second_factor.secret_of(factor) == before[factor.pk]
        assert version_of(factor.secret) > version_of(factors[0].secret)


def test_a_new_key_of_the_installation_takes_over_what_the_old_one_sealed(settings: Settings) -> None:
    factor = second_factor.begin(actor_of(make.user()))
    secret, old = second_factor.secret_of(factor), settings.SECRET_KEY
    settings.SECRET_KEY = "another-key-of-forty-characters-in-length"
    assert second_factor.secret_of(factor) is None
    assert [column.unreadable for column in rotation.unreadable()] == [(str(factor.user_id),)]
    settings.SECRET_KEY_FALLBACKS = [old]
    assert second_factor.secret_of(factor) == secret
    rotation.rotate()
    settings.SECRET_KEY_FALLBACKS = []
    assert second_factor.secret_of(SecondFactor.objects.get()) == secret
    assert rotation.unreadable() == []


def test_what_cannot_be_read_is_named_and_left(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_installation, "prepare", lambda: None)
    assert main(["secrets", "rotate"]) == 0
    factor = second_factor.begin(actor_of(make.user()))
    settings.SECRET_KEY = "another-key-of-forty-characters-in-length"
    assert main(["secrets", "rotate"]) == 1
    assert f"second-factor: {factor.user_id} cannot be read" in capsys.readouterr().out
    assert SecondFactor.objects.get().secret == factor.secret
