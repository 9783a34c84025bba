"""What may stand in a company file, section by section."""

from datetime import date
from typing import Final

import msgspec
from pydantic import BaseModel, ConfigDict, model_validator
from typing_extensions import override

from workflows.kernel.company import MOST_RATES, RateCard, Tier
from workflows.kernel.company import Rate as HourRate
from workflows.kernel.digests import Wish
from workflows.kernel.working_time import WorkingTime
from workflows.people import fields, times


class Section(BaseModel):
    """A part of the file: frozen, and a key that it does not know is a fault, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WorkingSection(Section):
    """When somebody works: hours of a week, the place whose holidays are theirs, and days off of their own."""

    time_zone: times.TimeZone = ""
    hours: times.Hours = ""
    holidays: times.Place = ""
    closed: times.Closed = ()

    @property
    def working_time(self) -> WorkingTime:
        """Return it as the rest of csops knows it, without the time zone of somebody who has one beside it."""
        return WorkingTime(hours=self.hours, holidays=self.holidays, closed=self.closed)


class CompanySection(WorkingSection):
    """Whose bot this is. Who has no time zone and no hours of their own has the company's."""

    name: fields.Title
    time_zone: times.TimeZone = "UTC"
    warn_at_percent: fields.Share = 80


class PersonSection(WorkingSection):
    """A person. Somebody with several accounts gets their messages on the first, Slack before Teams."""

    key: fields.Key
    name: fields.Title
    email: fields.Email = ""
    slack: fields.SlackUsers = ()
    teams: fields.TeamsUsers = ()


class CustomerSection(Section):
    """A customer. Its channel is written as `channel` with its platform, or as `slack_channel` with the bare id."""

    key: fields.Key
    name: fields.Title
    tier: fields.TierName = ""
    channel: fields.OptionalAddress = ""
    slack_channel: fields.SlackChannel = ""
    shared_channel: fields.OptionalAddress = ""
    contact_email: fields.Email = ""
    roles: dict[fields.RoleName, fields.People] = {}

    @model_validator(mode="after")
    def _one_channel(self) -> "CustomerSection":
        if self.channel and self.slack_channel:
            raise fields.wrong("It has a 'channel' and a 'slack_channel'.", "keep one of them.")
        return self

    @property
    def address(self) -> str:
        """The address of the customer's channel, or nothing."""
        return self.channel or self.slack_channel


class TeamSection(WorkingSection):
    """When the people of a role work who have no hours of their own; its role is in the section's name."""

    @property
    @override
    def working_time(self) -> WorkingTime:
        """Return it as the rest of csops knows it."""
        return msgspec.structs.replace(super().working_time, time_zone=self.time_zone)


class TierSection(Section):
    """A service tier; its key is in the section's name."""

    title: fields.Title
    first_response_minutes: fields.Minutes
    reviews_per_year: fields.Times = 0
    service_manager: fields.Flag = False
    other_response_hours: fields.WorkingHours = 8

    def tier(self, key: str) -> Tier:
        """Return it as the rest of csops knows it."""
        return Tier(key=key, **self.model_dump())


class DigestSection(Section):
    """What is sent by itself otherwise than it is shipped; its name is in the section's."""

    off: fields.Flag = False
    every: fields.Period = None
    hour: fields.Hour = None
    to: fields.Purpose = ""
    people: fields.Roles = ()

    @model_validator(mode="after")
    def _one_way(self) -> "DigestSection":
        if self.to and self.people:
            raise fields.wrong("It goes 'to' a channel and to 'people'.", "keep one of them.")
        return self

    def wish(self) -> Wish:
        """Return it as the rest of csops knows it."""
        return Wish(**self.model_dump())


class RateSection(Section):
    """What an hour of a role costs."""

    key: fields.RoleName
    title: fields.Title
    rate: fields.Rate
    override: fields.Flag = False


_PROPOSED: Final = RateCard(version="", currency="", valid_from=date.min, rates=())


class RateCardSection(Section):
    """The rates from a day on."""

    version: fields.Title
    currency: fields.Currency
    valid_from: times.Day
    travel: fields.Travel = _PROPOSED.travel
    contingency_percent: fields.Percent = _PROPOSED.contingency_percent
    low_percent: fields.Percent = _PROPOSED.low_percent
    high_percent: fields.Percent = _PROPOSED.high_percent
    roles: tuple[RateSection, ...]

    @model_validator(mode="after")
    def _some_roles(self) -> "RateCardSection":
        keys = [role.key for role in self.roles]
        if not keys:
            raise fields.wrong("The rate card has no roles.", "add [[rate_cards.roles]] with key, title and rate.")
        if len(keys) > MOST_RATES:
            most = f"A form has room for {MOST_RATES} roles; the rate card has {len(keys)}."
            raise fields.wrong(most, "leave out what is not estimated.")
        for index, key in enumerate(keys):
            if key in keys[:index]:
                raise fields.wrong(f"The rate card has '{key}' twice.", "keep one of them.")
        return self

    def card(self) -> RateCard:
        """Return it as the rest of csops knows it."""
        rates = tuple(
            HourRate(key=role.key, title=role.title, per_hour=role.rate, override=role.override) for role in self.roles
        )
        return RateCard(**self.model_dump(exclude={"roles"}), rates=rates)


class CompanyFile(Section):
    """A whole file. Every section may be missing: a company can be spread over several files."""

    company: CompanySection | None = None
    people: tuple[PersonSection, ...] = ()
    customers: tuple[CustomerSection, ...] = ()
    roles: dict[fields.RoleName, fields.People] = {}
    channels: dict[fields.RoleName, fields.Address] = {}
    working_time: dict[fields.RoleName, TeamSection] = {}
    tiers: dict[fields.RoleName, TierSection] = {}
    rate_cards: tuple[RateCardSection, ...] = ()
    digests: dict[fields.RoleName, DigestSection] = {}


SECTIONS: Final[dict[tuple[str, ...], type[Section]]] = {
    (): CompanyFile,
    ("company",): CompanySection,
    ("people",): PersonSection,
    ("customers",): CustomerSection,
    ("working_time",): TeamSection,
    ("tiers",): TierSection,
    ("digests",): DigestSection,
    ("rate_cards",): RateCardSection,
    ("rate_cards", "roles"): RateSection,
}
"""The sections by the names on the way to them."""
