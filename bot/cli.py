"""The command line's front door: the list of commands, and the way to the one that was asked for.

It imports nothing, so that `csops --help` costs little more than Python itself; what each command takes is told by
bot/arguments.py, and each command imports its own module when it runs (docs/decisions/0003-command-line.md).
"""

COMMANDS = {
    "play": "run the whole bot on this machine, with no workspace",
    "serve": "run the bot against Slack, as the environment says",
    "load": "bring in people, customers, roles and channels; safe to repeat",
    "export": "write the company as it is kept as csops.toml, with what was changed in chat",
    "check": "look at everything that running needs, and say how to mend what is missing",
    "process": "check the definitions of processes, and draw them",
    "db": "bring the database to the version that this csops needs",
    "timers": "list what happens by itself next, and why",
    "audit": "prove that the history is as it was written",
    "manifest": "print the manifest of the Slack app, from the registered commands",
    "teams-package": "write the package of the Teams app, from the registered commands",
}
DONE = 0
NOT_UNDERSTOOD = 2


def run(words: list[str]) -> int:
    """Carry out one command line and return the exit code: 0 done, 1 found faults, 2 not understood."""
    name = words[0] if words else "--help"
    if name in COMMANDS:
        from bot.arguments import carry_out

        return carry_out(name, COMMANDS[name], words[1:])
    if name in {"-h", "--help", "help"}:
        print(overview())
        return DONE
    if name == "--version":
        from importlib.metadata import version

        print("csops", version("csops"))
        return DONE
    import sys

    print(f"csops: there is no command {name!r}. csops --help lists them.", file=sys.stderr)
    return NOT_UNDERSTOOD


def overview() -> str:
    """Return what `csops --help` prints."""
    width = max(map(len, COMMANDS))
    listed = "\n".join(f"  {name:{width}}  {words}" for name, words in COMMANDS.items())
    return (
        "usage: csops COMMAND ...\n\n"
        "Carries every customer success and services engagement along its written process, from Slack, in SQL.\n\n"
        f"commands:\n{listed}\n\n"
        "csops COMMAND --help tells more of one command; csops --version names the version."
    )
