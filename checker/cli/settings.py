"""What a configuration says, as the values of options that are not given on the command line.

There is no second list of options. A setting is called like an option of `caveat check` (`fail-on` like `--fail-on`),
and is held against what that option takes; the PATHs to check are `paths`. It holds for each command that has the very
same option. click keeps where a value comes from.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from checker.cli.types import Assignment, OutputFile, PathText
from checker.config import Configuration, ConfigurationRefused, as_text, find_configuration, read_configuration
from checker.errors import Problem, did_you_mean
from checker.quoting import name as quoted

_WITHOUT: Final = "caveat.without-configuration"


@dataclass
class Session:
    """What later steps of a command have to know of how its options were read.

    configuration: what is in force. given: the names that options such as --set were given on the command line, by the
    name of the parameter.
    """

    configuration: Configuration | None = None
    given: dict[str, Collection[str]] = field(default_factory=dict)

    @property
    def note(self) -> str | None:
        """What users are told, who may not know that there is a configuration."""
        if self.configuration is None:
            return None
        return f"settings are taken from {shown(self.configuration.path)} (`--no-config` leaves them out)"


def session(context: click.Context) -> Session:
    """Return the session that a command belongs to."""
    return context.ensure_object(Session)


class Assignments(click.Option):
    """NAME=VALUE, repeatable: what the command line does not name is still taken from the configuration."""

    def consume_value(self, ctx: click.Context, opts: Mapping[str, Any]) -> tuple[Any, ParameterSource]:
        value, source = super().consume_value(ctx, opts)
        if source is ParameterSource.COMMANDLINE:
            given = {text.partition("=")[0].strip() for text in value}
            session(ctx).given[str(self.name)] = given
            configured = ctx.lookup_default(str(self.name)) or ()
            value = [*value, *(text for text in configured if text.partition("=")[0] not in given)]
        return value, source


def take_configuration(context: click.Context, _parameter: click.Parameter, given: Path | None) -> None:
    """Read the configuration before the options that it may stand in for: the callback of --config.

    While a command line is being completed, a configuration that can't be used is none.
    """
    try:
        _take(context, given)
    except ConfigurationRefused:
        if not context.resilient_parsing:
            raise


def _take(context: click.Context, given: Path | None) -> None:
    without = context.meta.get(_WITHOUT, False)
    if given is not None and without:
        raise click.UsageError("--config and --no-config exclude each other.", context)
    if without:
        return
    found = read_configuration(given) if given is not None else find_configuration(Path.cwd())
    if found is not None:
        context.default_map = _defaults(context, found)
        session(context).configuration = found


def leave_out_configuration(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    """Remember that no configuration is wanted: the callback of --no-config."""
    if wanted and session(context).configuration is not None:
        raise click.UsageError("--config and --no-config exclude each other.", context)
    context.meta[_WITHOUT] = wanted


def _defaults(context: click.Context, configuration: Configuration) -> dict[str, Any]:
    """Return the values for the parameters of a command. Raises ConfigurationRefused with everything that is wrong."""
    known = settings()
    own = {parameter.name: parameter.to_info_dict() for parameter in context.command.params}
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in configuration.settings.items():
        parameter = known.get(key)
        if parameter is None:
            problems.append(_unknown(key, configuration))
            continue
        try:
            converted = _converted(key, value, parameter, configuration)
            parameter.type_cast_value(context, converted)
        except click.BadParameter as error:
            problems.append(configuration.problem(f"`{key}`: {error.message}", key))
        except ConfigurationRefused as error:
            problems.extend(error.problems)
        else:
            if own.get(parameter.name) == parameter.to_info_dict():
                values[str(parameter.name)] = converted
    if problems:
        raise ConfigurationRefused(problems)
    return values


def settings() -> dict[str, click.Parameter]:
    """Return the parameters of `caveat check` that a configuration may set, by key."""
    from checker.cli.check import command

    return {key(parameter): parameter for parameter in command.params if is_setting(parameter)}


def is_setting(parameter: click.Parameter) -> bool:
    """Return whether a configuration may set a parameter; not what only one run can mean, such as --debug."""
    return parameter.expose_value and not parameter.is_eager


def key(parameter: click.Parameter) -> str:
    """Return what a configuration calls a parameter."""
    long = [name for name in parameter.opts if name.startswith("--")]
    return long[0].removeprefix("--") if long else str(parameter.name)


def _unknown(key: str, configuration: Configuration) -> Problem:
    from checker.cli.check import command

    options = [name.removeprefix("--") for one in command.params for name in (*one.opts, "--help")]
    if key in options:
        hint = "it is for the command line only"
    else:
        hint = did_you_mean(key, settings()) or "`caveat check --show-config` lists the settings"
    return configuration.problem(f"there is no setting `{key}`.", key, keyword="unknown-setting", hint=hint)


def _converted(key: str, value: object, parameter: click.Parameter, configuration: Configuration) -> Any:
    """Return a value as the command line would give it. Raises ConfigurationRefused where it has another form."""

    def wrong(expected: str) -> ConfigurationRefused:
        return ConfigurationRefused([configuration.problem(f"`{key}` has to be {expected}.", key)])

    if isinstance(parameter.type, Assignment):
        if not isinstance(value, dict):
            raise wrong(f"a table: `[{key}]`, and in the lines below it `name = value`")
        texts = {name: _joined(one) for name, one in value.items()}
        if unfit := [name for name, text in texts.items() if text is None]:
            message = f"`{unfit[0]}` has to be a text, a number, a date or a list of them."
            raise ConfigurationRefused([configuration.problem(message, key, unfit[0])])
        return [f"{name}={text}" for name, text in texts.items()]
    if isinstance(parameter, click.Option) and parameter.is_flag:
        if not isinstance(value, bool):
            raise wrong("true or false")
        return value
    several = parameter.multiple or parameter.nargs == -1
    texts_given = [as_text(one) for one in (value if several and isinstance(value, list) else [value])]
    if isinstance(value, bool) or None in texts_given:
        raise wrong('a text, or a list of texts such as ["one", "two"]' if several else "a text, a number or a date")
    placed = [_placed(key, text, parameter, configuration) for text in texts_given if text is not None]
    return placed if several else placed[0]


def _joined(value: object) -> str | None:
    """Return the value of a name in a table: a list is written with commas, as in `--set`."""
    texts = [as_text(one) for one in (value if isinstance(value, list) else [value])]
    return None if None in texts else ",".join(text for text in texts if text is not None)


def _placed(key: str, text: str, parameter: click.Parameter, configuration: Configuration) -> str:
    """Return a path, which is relative to the folder of the configuration, as it is called in the working folder.

    A configuration may come from somebody else, so it can't have reports written outside of its own folder.
    """
    if not isinstance(parameter.type, PathText) or text in parameter.type.words:
        return text
    if "\0" in text:
        message = f"`{key}` is {quoted(text)}, which no file can be called."
        raise ConfigurationRefused([configuration.problem(message, key)])
    folder = configuration.path.parent
    path = folder / text
    inside = Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
    if isinstance(parameter.type, OutputFile) and not inside:
        message = f"`{key}` is `{text}`, outside of the folder of the configuration."
        raise ConfigurationRefused([configuration.problem(message, key, hint="give it on the command line")])
    return text if folder.resolve() == Path.cwd() else os.path.relpath(path)


def shown(path: Path) -> str:
    """Return what messages call the file of a configuration."""
    from checker.reporters.display import harmless

    return harmless(path.as_posix())
