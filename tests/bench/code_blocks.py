# SPDX-License-Identifier: GPL-3.0-or-later
"""The first code of a language in a window: what the main loop does for its colours, and what the helper takes that finds them."""

import pathlib

from measure import Probe, judge, make_profile, pss_mib, rest, say
from reading import write_recording

LINES = 120
DELTA = 4  # letters
CHUNK, PACE = 1200, 25  # bytes each so many ms: about 400 deltas in a second
ROUNDS = 2  # the best counts, since other programs only make gaps longer

PIECES = {
    'text': 'the line goes down {0} fathoms\n',
    'js': 'const depth{0} = async (line) => `${{line}} at {0}` // how deep\n',
    'json': '{{"station": {0}, "ground": "sand", "deep": true}},\n',
    'ts': 'export function depth{0}(line: number): string {{ return "sand" + line * {0} }}\n',
    'html': '<p class="depth" id="s{0}">The <em>line</em></p> <!-- how deep -->\n',
    'php': '<?php function depth{0}($line) {{ return "sand $line" . {0}; }} // how deep ?>\n',
    'latex': '\\section{{Sounding {0}}} The line is \\emph{{deep}}, $d = {0}$ % how deep\n',
    'python': 'def depth_{0}(line):\n    return f"sand {{line}}" * {0}  # how deep\n',
    'c': 'static int depth_{0} (const char *line) {{ return line[0] == \'s\' ? {0} : -1; }} /* how deep */\n',
}


def answer(language):
    """Plain code first, so that what any code costs is not told of the language."""
    code = ''.join(PIECES[language].format(i) for i in range(LINES))
    return f'First plain code.\n\n```\nthe line\n```\n\nNow the other.\n\n```{language}\n{code}```\n\nThat was all.\n'


def children(process):
    """The helpers of a window, by the names of their programs."""
    found = {}
    for task in pathlib.Path(f'/proc/{process.pid}/task').iterdir():
        for pid in (task / 'children').read_text(encoding='ascii').split():
            found[pathlib.Path(f'/proc/{pid}/comm').read_text(encoding='ascii').strip()] = int(pid)
    return found


class Child:
    def __init__(self, pid):
        self.pid = pid


def stream(session, language, number):
    """Gives the gaps while it streams, and the memory of the helper that finds colours, if there is one."""
    path = session.folder / 'code.sse'
    write_recording(path, answer(language), DELTA)
    profile = make_profile(session, f'code-{language}-{number}', 'demo', PACE, recording=path, chunk=CHUNK)
    with Probe(profile) as window:
        gaps = window.gaps(lambda: window.ask_until_answered('Show me.'))
        helper = children(window.process).get('sonde-highlight')
        return gaps, pss_mib(Child(helper)) if helper else None


def code(session):
    for language in PIECES:
        runs = [stream(session, language, number) for number in range(ROUNDS)]
        say(f'first code, {language}: longest turn net of other programs', min(gaps[1] for gaps, _ in runs), 'ms')
        judge(f'first code, {language}: … processor time in one', min(gaps[2] for gaps, _ in runs), 'ms', 34, 16)
        if runs[-1][1]:
            say(f'first code, {language}: memory (PSS) of the helper', runs[-1][1], 'MiB')
