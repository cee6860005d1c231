"""Four days at the desk, played through the real actions in the order of time."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from dozvon.core.actor import SYSTEM, Actor
from dozvon.core.hours import day_start, local_date, may_call
from dozvon.core.pipeline.facts import Form
from dozvon.demo import cast
from dozvon.dispatch.actions import take_next
from dozvon.geo import queries as geo
from dozvon.intake.actions.single import take_in
from dozvon.orders.actions.age import age
from dozvon.orders.actions.claims import release
from dozvon.orders.actions.edit import Changes, edit
from dozvon.orders.actions.perform import perform
from dozvon.orders.errors import Refused
from dozvon.orders.models import OPEN, Order
from dozvon.orders.rules import pipeline_of
from dozvon.pipelines.queries import read_pipeline
from dozvon.presets.plays import Play, ScriptLine, play
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop

MOSCOW = ZoneInfo("Europe/Moscow")
DAYS = 4
ORDERS_A_DAY = {"matras": 36, "okna": 6, "futbol": 6}
WORK_FROM, WORK_UNTIL = 8, 22
CITIES = [name for name, _ in cast.CITIES]
WEEK_OLD = 6
"""Orders of the week before: the clients of some are to be asked about them now, one complains."""
LEFT_FRESH = timedelta(minutes=12)
"""How long before now the operators of the demo put down their phones, so that something is left to do."""


def _play(shop: Shop) -> Play:
    """What is pressed in that shop."""
    return play(shop.pipeline.code)


def _form(line: ScriptLine, moment: datetime, track: str = "") -> Form:
    """The line's form, filled in at that moment."""
    fields = {line.track: track} if line.track and track else {}
    if line.lesson:
        fields[line.lesson] = (moment + timedelta(days=line.lesson_days)).isoformat()
    later = None if line.call_back_days is None else moment + timedelta(days=line.call_back_days)
    return Form(line.call, line.problem, line.comment, later, line.choice, fields)


@dataclass
class Days:
    """The play: arrivals and operators as moments in a heap."""

    now: datetime
    random: Random
    shops: dict[str, Shop]
    operators: list[Actor]
    warehouse: Actor
    courier: Actor
    quality: Actor
    told: Callable[[str], None]
    moments: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    turn: Iterator[int] = field(default_factory=count)
    placed: int = 0

    def play(self) -> None:
        """Plays from four days ago until now."""
        first = (self.now.astimezone(MOSCOW) - timedelta(days=DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
        for day in range(DAYS + 1):
            midnight = first + timedelta(days=day)
            self._at(midnight + timedelta(minutes=1), self._midnight)
            self._at(midnight + timedelta(hours=10), self._warehouse_day)
            self._arrivals(midnight)
        for place in range(WEEK_OLD):
            self._at(self.now - timedelta(days=9, hours=place), partial(self._week_old, place))
        for actor in self.operators:
            self._at(first + timedelta(hours=WORK_FROM), partial(self._work, actor))
        while self.moments:
            moment, _, what = heapq.heappop(self.moments)
            what(moment)
        self._last_minutes()

    def _at(self, moment: datetime, what: Callable[[datetime], None]) -> None:
        if moment < self.now:
            heapq.heappush(self.moments, (moment, next(self.turn), what))

    def _arrivals(self, midnight: datetime) -> None:
        for code, number in ORDERS_A_DAY.items():
            for _ in range(number):
                hour = min(23.9, max(0.1, self.random.gauss(14, 4.5)))
                moment = midnight + timedelta(hours=hour)
                if moment < self.now - LEFT_FRESH:
                    self._at(moment, partial(self._arrival, code))

    def _arrival(self, code: str, moment: datetime) -> None:
        self._arrive(code, moment)

    def _arrive(self, code: str, moment: datetime, city: str | None = None) -> int:
        storefront = next(shop for shop in cast.SHOPS if shop.code == code)
        taken = take_in(SYSTEM, json.dumps(self._order(storefront, city)).encode(), moment)
        self.placed += 1
        if self.placed % 50 == 0:
            self.told(f"{self.placed} orders, {moment:%d.%m %H:%M}")
        return taken.order_id

    def _order(self, storefront: cast.Storefront, city: str | None) -> dict[str, object]:
        draw = self.random
        sku, name, price = draw.choice(storefront.products)
        client = draw.choice(cast.WOMEN if draw.random() < 0.65 else cast.MEN)
        city = city or draw.choices(CITIES, [weight for _, weight in cast.CITIES])[0]
        oddity = draw.random()
        number = f"{draw.choice('0123456789')}{draw.randrange(10**8):08}"
        phone = f"+380 67 {number[:7]}" if city == "Киев" else f"8 9{number}"
        if oddity < 0.03:
            phone = "7000000000"
        elif oddity < 0.06:
            client = draw.choice(cast.ODD_NAMES)
        return {
            "shop": storefront.code,
            "external_id": f"{storefront.code}-{1000 + self.placed}",
            "channel": draw.choice(cast.CHANNELS),
            "client": {"name": client, "phone": phone, "city": city},
            "lines": [{"sku": sku, "name": name, "quantity": draw.choice((1, 1, 1, 2)), "price": str(price)}],
            "comment": draw.choice(("", "", "", "Позвоните после шести", "Нужна доставка на дачу")),
        }

    def _work(self, actor: Actor, moment: datetime) -> None:
        """An operator takes the next order, works on it, and is free again."""
        local = moment.astimezone(MOSCOW)
        if moment > self.now - LEFT_FRESH:
            return
        if not WORK_FROM <= local.hour < WORK_UNTIL:
            tomorrow = local + timedelta(days=local.hour >= WORK_UNTIL)
            morning = tomorrow.replace(hour=WORK_FROM, minute=self.random.randrange(10))
            self._at(morning, partial(self._work, actor))
            return
        handed = take_next(actor, moment)
        if handed is None:
            self._at(moment + timedelta(minutes=15), partial(self._work, actor))
            return
        done = moment + timedelta(seconds=self.random.randrange(120, 900))
        self._finish(actor, handed.order, done)
        self._at(done + timedelta(seconds=20), partial(self._work, actor))

    def _finish(self, actor: Actor, order: Order, moment: datetime) -> None:
        play = _play(order.shop)
        line, form = self._answer(play, order, moment)
        try:
            perform(actor, order.pk, line.action, form, moment)
        except Refused:
            release(actor, order.pk, moment)
        else:
            if line == play.settled and play.delivery:
                self._note_address(actor, order, moment)

    def _note_address(self, actor: Actor, order: Order, moment: datetime) -> None:
        draw = Random(order.number)
        places = {"street": draw.choice(cast.STREETS), "house": draw.randrange(1, 90), "flat": draw.randrange(1, 200)}
        address = {"city": order.client.city, **{name: str(text) for name, text in places.items()}}
        edit(actor, order.pk, Changes(address=address), moment)

    def _answer(self, play: Play, order: Order, moment: datetime) -> tuple[ScriptLine, Form]:
        """How this call ends. A client is of one nature: some never answer, whoever calls."""
        if play.wrong is not None and {"invalid_phone", "too_short"} & set(order.flags):
            return play.wrong, _form(play.wrong, moment)
        nature = Random(order.number).random()
        if nature < 0.24 or self.random.random() < 0.25:
            line = self.random.choice(play.unreached)
        elif nature < 0.40 and order.status == pipeline_of(order).arrival.status:
            later = moment + timedelta(minutes=self.random.choice((40, 90, 180, 600, 1500)))
            return play.later, replace(_form(play.later, moment), call_back_at=later)
        else:
            line = play.refused if nature > 0.86 else play.settled
        return line, _form(line, moment)

    def _week_old(self, place: int, moment: datetime) -> None:
        """An order of the week before, all the way to its delivery; the client of the first complains."""
        pk, play = self._arrive("matras", moment, "Москва"), _play(self.shops["matras"])
        operator, people = self.operators[place % len(self.operators)], self._people(play)
        steps = [(operator, play.settled), *((people[line.action], line) for line in play.delivery)]
        for hours, (actor, line) in zip((1, 20, 26, 44), steps, strict=True):
            self._at(moment + timedelta(hours=hours), partial(self._step, actor, pk, line, f"RU{20000 + place}CN"))
        if place == 0 and play.complaint is not None:
            self._at(self.now - timedelta(hours=20), partial(self._step, self.quality, pk, play.complaint, ""))

    def _people(self, play: Play) -> dict[str, Actor]:
        """Who does the steps of delivery, by action: the warehouse, the last of them the courier."""
        return {line.action: self.courier if line == play.delivery[-1] else self.warehouse for line in play.delivery}

    def _step(self, actor: Actor, order_id: int, line: ScriptLine, track: str, moment: datetime) -> None:
        perform(actor, order_id, line.action, _form(line, moment, track), moment)
        if line == _play(self.shops["matras"]).settled:
            self._note_address(actor, Order.objects.select_related("client").get(pk=order_id), moment)

    def _midnight(self, moment: datetime) -> None:
        for shop in self.shops.values():
            age(shop, moment)

    def _warehouse_day(self, moment: datetime) -> None:
        """The warehouse and the courier move yesterday's confirmed orders on."""
        shop = self.shops["matras"]
        play, pipeline = _play(shop), read_pipeline(shop.pipeline_id)
        people = self._people(play)
        steps = {status: line for line in play.delivery for status in pipeline.action[line.action].sources}
        waiting = Order.objects.filter(shop=self.shops["matras"], status_kind=OPEN, status__in=steps).order_by("id")
        for order in waiting.select_related("shop"):
            if self.random.random() < 0.75:
                line = steps[order.status]
                perform(people[line.action], order.pk, line.action, _form(line, moment, f"RU{order.number}CN"), moment)

    def _last_minutes(self) -> None:
        """Orders of the last minutes, so that no tab is empty at whatever hour the demo is tried."""
        awake = self._awake_city()
        for minutes in (9, 7, 4, 3, 2, 1, 0):
            self._arrive("matras", self.now - timedelta(minutes=minutes, seconds=20), awake)
        for code in ("okna", "futbol"):
            self._arrive(code, self.now - timedelta(minutes=2), awake)
        midnight = day_start("Europe/Moscow", local_date("Europe/Moscow", self.now))
        start = max(self.now - timedelta(minutes=40), midnight + timedelta(seconds=1))
        play = _play(self.shops["matras"])
        for calls in (1, 1, 2, 3, 4, 5):
            order = self._arrive("matras", start, awake)
            for call in range(calls):
                moment = start + (self.now - start) * (call + 1) / (calls + 1)
                line = play.unreached[1]
                perform(self.operators[-1], order, line.action, _form(line, moment), moment)
        for minutes in (-3, -1, 8, 30):
            order = self._arrive("matras", start, awake)
            later = max(self.now + timedelta(minutes=minutes), start + timedelta(seconds=2))
            form = replace(_form(play.later, start), comment="просил набрать в это время", call_back_at=later)
            perform(self.operators[-1], order, play.later.action, form, start + timedelta(seconds=1))

    def _awake_city(self) -> str:
        """A city whose people may be called now."""
        hours = shops.hours_of(self.shops["matras"])
        zones = {
            city: geo.client_zone(manual=None, city=city, e164=None, shop="", country="RU").zone for city in CITIES
        }
        return next((city for city, zone in zones.items() if may_call(hours, zone, self.now)), "Москва")
