"""`alerts/site.yaml` to a Site: every mistake with its line and what to write instead."""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final
from zoneinfo import available_timezones

from reliability.artefacts.site.model import Channel, Chat, Hours, Mail, MailServer, Route, Site, Webhook
from reliability.slo.model import Severity
from reliability.slo.spec.nodes import Place
from reliability.slo.spec.problems import Problems, did_you_mean
from reliability.slo.spec.read_yaml import read_file
from reliability.slo.spec.scalars import choice, flag, text, whole
from reliability.slo.spec.shapes import Field, Form, Series
from reliability.slo.spec.values import Placed, Section

_DAY: Final = r"(?:sun|mon|tues|wednes|thurs|fri|satur)day"
NAME: Final = text(pattern=r"[a-z0-9][a-z0-9_-]*", rule="a name of small letters, digits and -", example="on-call")
NAMES: Final = Series(NAME, alone=True)
URL: Final = text(pattern=r"https?://\S+", rule="an address", example="https://alerts.example/webhook")
ADDRESS: Final = text(pattern=r"\S+:[0-9]+", rule="host:port", example="'mail.example:587'")
DAYS: Final = text(pattern=rf"{_DAY}(?::{_DAY})?", rule="days of the week", example="'monday:friday'")
FILE: Final = text(example="secrets/token")
TIME: Final = text(pattern=r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00", rule="a time of day", example="'09:00'")

WEBHOOK: Final = Form(
    (
        Field("url", URL, "who is called.", required=True),
        Field("credentials_file", FILE, "the file with the bearer token."),
    ),
    "a webhook.",
)
CHAT: Final = Form(
    (
        Field("url_file", FILE, "the file with the incoming webhook's address.", required=True),
        Field("room", text(example="'#operations'"), "where it is written.", required=True),
    ),
    "a chat room.",
)
MAIL: Final = Form((Field("to", text(example="team@example.com"), "who gets it.", required=True),), "a mail.")
CHANNEL: Final = Form(
    (
        Field("name", NAME, "what routes call it.", required=True),
        Field("webhook", WEBHOOK, "a program that is called."),
        Field("chat", CHAT, "a chat room."),
        Field("mail", MAIL, "an address."),
    ),
    "a channel.",
)
MAIL_SERVER: Final = Form(
    (
        Field("address", ADDRESS, "host and port.", required=True),
        Field("from", text(example="alerts@example.com"), "the sender.", required=True),
        Field("user", text(example="alerts"), "who signs in."),
        Field("password_file", FILE, "the file with the password."),
        Field("encrypted", flag(), "whether STARTTLS is asked for."),
    ),
    "the server of mails.",
)
HOURS: Final = Form(
    (
        Field("name", NAME, "what routes call it.", required=True),
        Field("days", DAYS, "which days.", required=True),
        Field("from", TIME, "their first minute.", required=True),
        Field("to", TIME, "the first minute after them.", required=True),
        Field("time_zone", choice(*sorted(available_timezones())), "whose clock.", required=True),
    ),
    "times of the week.",
)
ROUTE: Final = Form(
    (
        Field("severity", choice(*Severity), "page or ticket.", required=True),
        Field("channels", NAMES, "where it goes.", required=True),
        Field("tiers", Series(whole(least=1, most=3), alone=True), "of these services alone."),
        Field("services", NAMES, "of these alone."),
        Field("owners", NAMES, "of these owners' services alone."),
        Field("environment", NAME, "of this one alone."),
        Field("hours", NAME, "told in these hours alone."),
    ),
    "a route.",
)
SITE: Final = Form(
    (
        Field("runbooks", URL, "the address below which each alert's page stands.", required=True),
        Field("dashboards", URL, "the address below which each service's dashboard stands."),
        Field("reports", URL, "the address below which the error budget reports stand."),
        Field("channels", Series(CHANNEL), "where notifications can go.", required=True),
        Field("mail_server", MAIL_SERVER, "the server of mails."),
        Field("hours", Series(HOURS), "times of the week."),
        Field("routing", Series(ROUTE), "which alert goes where; the first that fits holds.", required=True),
        Field("otherwise", NAMES, "where alerts go that come from no definition.", required=True),
        Field("heartbeat", NAMES, "who is told every minute that alerting works.", required=True),
    ),
    "an installation.",
)


def load_site(path: Path) -> Site:
    """Return what the file says. Raises SpecificationError with every mistake as `file:line: what. remedy`."""
    problems = Problems()
    roots = read_file(path, problems)
    if len(roots) != 1:
        problems.add(Place(path, 1), f"this file has {len(roots)} documents. Write one, as alerts/site.yaml has it.")
    sections = [SITE.read(root, "a site", problems) for root in roots]
    problems.raise_if_any()
    site = _site(sections[0], problems)
    problems.raise_if_any()
    return site


def _site(read: Section, problems: Problems) -> Site:
    channels = {each.value.get("name"): _channel(each, problems) for each in read.items("channels")}
    hours = {each.value.get("name"): _hours(each) for each in read.items("hours")}
    for section, names in (("channels", channels), ("hours", hours)):
        if len(names) != len(tuple(read.items(section))):
            problems.add(read.place_of(section), f"two {section} have the same name. Give each a name of its own.")
    for route in read.items("routing"):
        _refers(route.value.items("channels"), channels, "channel", problems)
        if "hours" in route.value.values:
            _refers([route.value.values["hours"]], hours, "hours", problems)
    for name in ("otherwise", "heartbeat"):
        _refers(read.items(name), channels, "channel", problems)
    server = read.get("mail_server")
    if server is None and any(isinstance(channel, Mail) for channel in channels.values()):
        problems.add(read.place_of("channels"), "a mail needs a server. Add mail_server with its address.")
    return Site(
        runbooks=read.get("runbooks").rstrip("/"),
        dashboards=read.get("dashboards", "").rstrip("/"),
        reports=read.get("reports", "").rstrip("/"),
        channels={name: channel for name, channel in channels.items() if channel},
        routing=tuple(_route(each.value) for each in read.items("routing")),
        otherwise=_texts(read, "otherwise"),
        heartbeat=_texts(read, "heartbeat"),
        hours=hours,
        mail_server=server and _mail_server(server),
    )


def _channel(placed: Placed, problems: Problems) -> Channel | None:
    kinds = sorted(placed.value.values.keys() - {"name"})
    if len(kinds) != 1:
        text = f"a channel is {' and '.join(kinds) or 'nothing'}. Write one of webhook, chat, mail."
        problems.add(placed.place, text)
        return None
    section = placed.value.get(kinds[0])
    match kinds[0]:
        case "webhook":
            return Webhook(section.get("url"), section.get("credentials_file"))
        case "chat":
            return Chat(section.get("url_file"), section.get("room"))
        case _:
            return Mail(section.get("to"))


def _hours(placed: Placed) -> Hours:
    read = placed.value
    return Hours(read.get("days"), read.get("from"), read.get("to"), read.get("time_zone"))


def _mail_server(read: Section) -> MailServer:
    return MailServer(
        read.get("address"), read.get("from"), read.get("user"), read.get("password_file"), read.get("encrypted", False)
    )


def _route(read: Section) -> Route:
    return Route(
        severity=Severity(read.get("severity")),
        channels=_texts(read, "channels"),
        tiers=tuple(each.value for each in read.items("tiers")),
        services=_texts(read, "services"),
        owners=_texts(read, "owners"),
        environment=read.get("environment"),
        hours=read.get("hours"),
    )


def _texts(read: Section, name: str) -> tuple[str, ...]:
    return tuple(each.value for each in read.items(name))


def _refers(names: Iterable[Placed], known: Collection[str], what: str, problems: Problems) -> None:
    for name in names:
        if name.value not in known:
            listed = f" Write one of {', '.join(known)}." if known else " None is defined: add it first."
            problems.add(name.place, f"there is no {what} {name.value!r}.{did_you_mean(name.value, known) or listed}")
