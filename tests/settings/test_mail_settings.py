"""What it takes to send mail: whole or not at all, and never without encryption to another machine."""

import pytest

from bot.extras import need
from bot.mail_settings import MailSettings
from bot.on_mail import mail_poster
from bot.settings import SettingsError, read_settings
from tests.office import MONDAY
from workflows.kernel.people import Directory

SMTP = {"CSOPS_MAIL": "smtp", "CSOPS_MAIL_FROM": "csops@example.com", "SMTP_HOST": "mail.example.com"}
NOBODY = Directory(
    version=0, company="", time_zone="UTC", people={}, identities={}, addresses={}, roles={}, channels={}
)


def mailing(**environment: str) -> MailSettings | None:
    return read_settings(environment).mailing()


def refused(**environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        mailing(**environment)
    return str(caught.value)


def test_without_it_no_mail_is_sent() -> None:
    """Nothing is set, and nothing is asked for."""
    assert mailing() is None
    assert mailing(SMTP_HOST="mail.example.com") is None


def test_a_mail_server_has_its_usual_terms() -> None:
    """Port 587 with STARTTLS, unless something else is said; the password is kept as a secret."""
    found = mailing(**SMTP, SMTP_USER="csops", SMTP_PASSWORD="pass-words")

    assert found is not None
    assert found.server is not None
    assert (found.sender, found.server.port, found.server.encryption) == ("csops@example.com", 587, "starttls")
    assert "pass-words" not in repr(found)


def test_graph_needs_no_server() -> None:
    """The mailbox is enough; who may send from it is Exchange's to say."""
    found = mailing(CSOPS_MAIL="graph", CSOPS_MAIL_FROM="csops@example.com")

    assert found is not None
    assert found.server is None


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"CSOPS_MAIL_FROM": ""}, "CSOPS_MAIL_FROM"),
        ({"SMTP_HOST": ""}, "SMTP_HOST"),
        ({"SMTP_ENCRYPTION": "none"}, "SMTP_ENCRYPTION"),
    ],
)
def test_each_missing_part_is_named(changed: dict[str, str], named: str) -> None:
    """A half of it is no silent nothing: mail that was promised would wait for ever."""
    assert named in refused(**{**SMTP, **changed})
    assert " Mend: " in refused(**{**SMTP, **changed})


def test_a_server_on_this_machine_may_go_without_encryption() -> None:
    """What does not leave the machine need not be hidden."""
    found = mailing(**{**SMTP, "SMTP_HOST": "127.0.0.1", "SMTP_ENCRYPTION": "none"})

    assert found is not None


def test_graph_without_an_app_is_a_fault() -> None:
    """The bot does not start with a way to send mail that cannot work."""
    with pytest.raises(SettingsError, match="TEAMS_APP_ID"):
        mail_poster(
            MailSettings(sender="csops@example.com", server=None), None, directory=lambda: NOBODY, now=lambda: MONDAY
        )


def test_an_extra_that_is_not_installed_is_named() -> None:
    """What is there is fine; what is not is told with how to get it."""
    need("aiosmtplib", extra="mail", because="CSOPS_MAIL is smtp")
    with pytest.raises(SettingsError, match=r"csops\[mail\]"):
        need("no_such_module_of_anybody", extra="mail", because="CSOPS_MAIL is smtp")
