"""``bajigong completion``: the script that lets a shell complete commands."""

import click

_PROGRAM = "bajigong"
_VARIABLE = "_BAJIGONG_COMPLETE"
#: What makes each shell use the script, for good.
_HOW = {
    "bash": "echo 'eval \"$(bajigong completion bash)\"' >> ~/.bashrc",
    "zsh": "echo 'eval \"$(bajigong completion zsh)\"' >> ~/.zshrc",
    "fish": "bajigong completion fish > ~/.config/fish/completions/bajigong.fish",
}


@click.command()
@click.argument("shell", type=click.Choice(list(_HOW)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell (命令补全)."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # click knows these three
    click.echo(kind(ctx.find_root().command, {}, _PROGRAM, _VARIABLE).source())
    click.echo(f"# {shell}: {_HOW[shell]}", err=True)
