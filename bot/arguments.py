"""What each command of the command line takes, and the function that carries it out."""

import argparse
from collections.abc import Callable
from pathlib import Path

Command = Callable[[argparse.Namespace], int]


def carry_out(name: str, summary: str, words: list[str]) -> int:
    """Read the words after the command's name and carry the command out; the exit code is returned.

    argparse itself ends the process on --help (0) and on words that it does not understand (2).
    """
    parser = argparse.ArgumentParser(prog=f"csops {name}", description=_sentence(summary))
    DESCRIBED[name](parser)
    options = parser.parse_args(words)
    code: int = options.carry_out(options)
    return code


def _describe_play(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fresh", action="store_true", help="forget what was done and begin with the example company")
    parser.add_argument("--no-open", action="store_true", help="leave the browser alone; only print the address")
    parser.add_argument("--port", type=int, default=8140, metavar="N", help="where its page is; 0 takes a free one")
    parser.set_defaults(carry_out=_play)


def _describe_serve(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(carry_out=_serve)


def _describe_load(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help="csops.toml, or a .csv of people or customers")
    parser.add_argument("--prune", action="store_true", help="take away what the files no longer name")
    parser.add_argument("--force", action="store_true", help="let the files take back what was changed in chat")
    parser.set_defaults(carry_out=_load)


def _describe_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output", metavar="FILE", default="", help="write to this file instead of standard output")
    parser.set_defaults(carry_out=_export)


def _describe_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--offline", action="store_true", help="look only at this machine and the database, not at Slack"
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.set_defaults(carry_out=_check)


def _describe_process(parser: argparse.ArgumentParser) -> None:
    verb = _verbs(parser)
    check = verb("check", "print every fault with its file, its line and how to mend it", _process_check)
    check.add_argument("files", metavar="FILE", nargs="*", help="definitions to check; those of csops if none is named")
    draw = verb("draw", "draw the flow chart of a process", _process_draw)
    draw.add_argument("name", metavar="NAME", help="the key of the process, such as services-engagement")
    draw.add_argument("--format", choices=("json", "mermaid", "svg", "png"), default="mermaid", help="default: mermaid")
    draw.add_argument("--at", metavar="STEP", help="mark this step as the current one")
    draw.add_argument("--output", metavar="FILE", help="write to this file instead of standard output")


def _describe_db(parser: argparse.ArgumentParser) -> None:
    _verbs(parser)("upgrade", "bring the tables to the version that this csops needs", _db_upgrade)


def _describe_timers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--most", type=int, default=20, metavar="N", help="how many, those first that are due; default: 20"
    )
    parser.set_defaults(carry_out=_timers)


def _describe_audit(parser: argparse.ArgumentParser) -> None:
    verb = _verbs(parser)
    verb("verify", "name the first entry that was altered, deleted, inserted or moved", _audit_verify)
    verb("head", "print the digest of the newest checkpoint, to be kept elsewhere", _audit_head)


def _describe_manifest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", metavar="URL", default="", help="where Slack reaches csops; without it, Socket Mode")
    parser.add_argument("--output", metavar="FILE", default="", help="write to this file instead of standard output")
    parser.set_defaults(carry_out=_manifest)


def _describe_teams_package(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output", metavar="FILE", default="csops-teams.zip", help="default: csops-teams.zip")
    parser.add_argument(
        "--slash", action="store_true", help="with slash commands and private answers, for clients that have them"
    )
    parser.set_defaults(carry_out=_teams_package)


DESCRIBED = {
    "play": _describe_play,
    "serve": _describe_serve,
    "load": _describe_load,
    "export": _describe_export,
    "check": _describe_check,
    "process": _describe_process,
    "db": _describe_db,
    "timers": _describe_timers,
    "audit": _describe_audit,
    "manifest": _describe_manifest,
    "teams-package": _describe_teams_package,
}


def _verbs(parser: argparse.ArgumentParser) -> Callable[[str, str, Command], argparse.ArgumentParser]:
    """Return a function that adds one verb to a command of several."""
    verbs = parser.add_subparsers(metavar="VERB", title="verbs", required=True)

    def add(name: str, summary: str, command: Command) -> argparse.ArgumentParser:
        verb: argparse.ArgumentParser = verbs.add_parser(name, help=summary, description=_sentence(summary))
        verb.set_defaults(carry_out=command)
        return verb

    return add


def _sentence(summary: str) -> str:
    return f"{summary[0].upper()}{summary[1:]}."


def _play(options: argparse.Namespace) -> int:
    from bot import garbage

    garbage.put_off()
    from bot.play import play

    return play(fresh=options.fresh, open_browser=not options.no_open, port=options.port)


def _serve(_: argparse.Namespace) -> int:
    from bot import garbage

    garbage.put_off()
    from bot.serve import serve

    return serve()


def _timers(options: argparse.Namespace) -> int:
    from bot.due import list_timers

    return list_timers(most=options.most)


def _audit_verify(_: argparse.Namespace) -> int:
    from bot.audit import verify

    return verify()


def _audit_head(_: argparse.Namespace) -> int:
    from bot.audit import head

    return head()


def _check(options: argparse.Namespace) -> int:
    from bot.doctor import check

    return check(offline=options.offline, as_json=options.json)


def _load(options: argparse.Namespace) -> int:
    from bot.load import main

    return main(options.files, prune=options.prune, force=options.force)


def _export(options: argparse.Namespace) -> int:
    from bot.export import export

    return export(output=options.output)


def _process_check(options: argparse.Namespace) -> int:
    from workflows.process.commandline import check

    return check(options.files, _own_definitions() if not options.files else None)


def _process_draw(options: argparse.Namespace) -> int:
    from workflows.process.commandline import draw

    return draw(options.name, options.format, options.at, options.output, _own_definitions())


def _own_definitions() -> Path | None:
    """Return the folder of the company's own definitions; SystemExit with the faults of the settings."""
    from bot.settings import SettingsError, read_settings

    try:
        return read_settings().definitions
    except SettingsError as error:
        raise SystemExit(str(error)) from None


def _db_upgrade(_: argparse.Namespace) -> int:
    from bot.upgrade import upgrade

    return upgrade()


def _manifest(options: argparse.Namespace) -> int:
    from bot.manifest import write_manifest

    return write_manifest(url=options.url, output=options.output)


def _teams_package(options: argparse.Namespace) -> int:
    from bot.teams_package import write_package

    return write_package(output=options.output, slash=options.slash)
