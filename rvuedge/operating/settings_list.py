"""Every setting of an installation: its environment variable, its meaning and its default; the table of the guide is made of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable; meaning and default are Markdown."""

    name: str
    meaning: str
    default: str


SETTINGS = (
    Setting(
        "DATABASE_URL",
        "PostgreSQL 15 or newer, such as `postgres://user:secret@host/rvuedge`",
        "SQLite in the data folder",
    ),
    Setting(
        "RVUEDGE_DATABASE_ROLES",
        "roles of PostgreSQL, separated by commas, as which web and worker connect: `migrate`, as the owner of the tables, gives them "
        "their rights and keeps organisations apart from them ([roles](deploy.md#roles-in-the-database))",
        "none",
    ),
    Setting(
        "RVUEDGE_ONE_DATABASE_ROLE",
        "`1` lets the web serve as the owner of the tables or a superuser, for whom PostgreSQL keeps no organisations apart; "
        "`up` does without being told",
        "off: it refuses to start",
    ),
    Setting(
        "REDIS_URL",
        "Redis or Valkey, for the queue and the cache",
        "a Valkey from its wheel on a Unix socket",
    ),
    Setting(
        "SECRET_KEY",
        "at least 50 random characters, kept",
        "made by `up` in the data folder",
    ),
    Setting(
        "SECRET_KEY_FALLBACKS",
        "former keys, separated by commas, while a new `SECRET_KEY` takes over ([how](security.md#changing-the-key))",
        "none",
    ),
    Setting(
        "HTTPS",
        "`1` behind one proxy that speaks HTTPS and sets `X-Forwarded-Proto` and `X-Forwarded-For`: secure cookies, "
        "redirect, HSTS; limits of tries count by the address that the proxy added",
        "off",
    ),
    Setting(
        "ALLOWED_HOSTS",
        "names under which the site is reached, separated by commas",
        "`localhost,127.0.0.1,[::1]`",
    ),
    Setting(
        "CSRF_TRUSTED_ORIGINS",
        "`https://` origins that may post forms, separated by commas",
        "none",
    ),
    Setting(
        "EMAIL_URL",
        "mail server, such as `smtp+tls://user:secret@host:587`",
        "none: administrators hand out links",
    ),
    Setting(
        "DEFAULT_FROM_EMAIL",
        "sender of mail",
        "`RVU Edge <rvuedge@localhost>`",
    ),
    Setting(
        "RVUEDGE_DATA",
        "the data folder",
        "`var/`",
    ),
    Setting(
        "RVUEDGE_SIGNUP",
        "`0` closes sign-up; people join by invitation only. While it is open and no mail server is set, sign-up has to say that an "
        "address has an account already",
        "on",
    ),
    Setting(
        "RVUEDGE_SECOND_FACTOR",
        "`0` lets administrators and operators reach their pages without a passkey or an authenticator app; the fictional "
        "people of a demo never need one",
        "on",
    ),
    Setting(
        "RVUEDGE_BREACHED_PASSWORDS",
        "file with the SHA-1 of passwords known from breaches, one a line in the order of the hashes, each with `:` and a count behind "
        "it or without, as the downloader of Have I Been Pwned writes it; a password that stands in it is refused, and no service is asked",
        "none: 20,000 usual passwords are refused",
    ),
    Setting(
        "RVUEDGE_SESSION_HOURS",
        "hours after which a sign-in ends, however busy it is",
        "`12`",
    ),
    Setting(
        "RVUEDGE_IDLE_HOURS",
        "hours without use after which a sign-in ends; matters where a sign-in holds longer",
        "`12`",
    ),
    Setting(
        "RVUEDGE_ADMIN_IDLE_MINUTES",
        "minutes without use after which the sign-in of an administrator or operator ends; the demo's people have the hours above",
        "`30`",
    ),
    Setting(
        "RVUEDGE_CONFIRM_MINUTES",
        "minutes after signing in for which exports of others' work, changes of people and new API tokens ask for no confirmation",
        "`15`",
    ),
    Setting(
        "RVUEDGE_SIGN_ON_PRIVATE",
        "`1` lets the identity provider of an organisation be in a private network, or on this machine over http",
        "off: public addresses over https alone",
    ),
    Setting(
        "RVUEDGE_PUBLIC_SITE",
        "`0` switches the public pages off: visitors are asked to sign in",
        "on",
    ),
    Setting(
        "RVUEDGE_SITE_NAME",
        "the name on every page, in shared links and in the feed",
        "`RVU Edge`",
    ),
    Setting(
        "RVUEDGE_SUPPORT_ADDRESS",
        "shown under Support and in security.txt; messages of the contact form are mailed there, if a mail server is configured",
        "none: messages wait in the Django admin",
    ),
    Setting(
        "RVUEDGE_OFFICIAL_FILES",
        "folder with official files, used by tests and by the build of the sample catalogue",
        "`../shared/data` where it exists",
    ),
    Setting(
        "RVUEDGE_PUBLIC_DESCRIPTORS",
        "`1` shows the official short descriptors of an imported file to everybody; only with a licence of the AMA and "
        "the ADA; without it only members of organisations that declare their licence see them",
        "off",
    ),
    Setting(
        "RVUEDGE_STATIC",
        "folder of the collected static files, as in a container",
        "`static` in the data folder",
    ),
    Setting(
        "RVUEDGE_METRICS",
        "secret for `/metrics`, sent as `Authorization: Bearer SECRET`",
        "none: no such page",
    ),
    Setting(
        "RVUEDGE_ALIVE",
        "file that worker and clock touch while they work: the health check of a container looks how old it is "
        "(`python -m rvuedge.operating.probe FILE`)",
        "none",
    ),
    Setting(
        "RVUEDGE_BACKUPS",
        "folder for scheduled backups, on another disk than the data",
        "none: no scheduled backups",
    ),
    Setting(
        "RVUEDGE_BACKUP_HOURS",
        "hours between two scheduled backups",
        "`24`",
    ),
    Setting(
        "RVUEDGE_BACKUPS_KEPT",
        "how many scheduled backups are kept; older ones go once a new one is whole",
        "`14`",
    ),
    Setting(
        "RVUEDGE_KEEP_FILES_DAYS",
        "days after which the files of imports that ended are removed; what was imported, and what the file was called, stays. `0` keeps "
        "them for good",
        "`0`",
    ),
    Setting(
        "RVUEDGE_KEEP_MESSAGES_DAYS",
        "days after which messages of the contact form are removed. `0` keeps them until somebody deletes them",
        "`0`",
    ),
    Setting(
        "RVUEDGE_KEEP_LOGS_YEARS",
        "years after somebody left an organisation, after which the log that stayed there is removed with its reports "
        "([what goes](#how-long-things-are-kept)). `0` keeps it for good",
        "`0`",
    ),
    Setting(
        "RVUEDGE_LOCAL",
        "set by `up`: plain http on localhost",
        "off",
    ),
    Setting(
        "RVUEDGE_VENV",
        "folder of the environment; `none` takes the Python that runs, as in a container",
        "`.venv` in the checkout",
    ),
    Setting(
        "DEBUG",
        "never in use by others: shows internals",
        "off",
    ),
    Setting(
        "CELERY_EAGER",
        "`1` runs tasks in the web process, where there is no worker (Windows)",
        "off",
    ),
)


def reference() -> str:
    """Return the table of the guide."""
    rows = [f"| `{one.name}` | {one.meaning} | {one.default} |" for one in SETTINGS]
    return "\n".join(["| variable | meaning | default |", "|---|---|---|", *rows]) + "\n"
