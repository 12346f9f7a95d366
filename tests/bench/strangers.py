# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of the conformance data that made some parser slow, and formulas of all kinds, opened in the window."""

import json
import os
import pathlib
import sys

from measure import Probe, judge, rest, say
from reading import make_history

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'tools'))
import pathological  # noqa: E402  pylint: disable=wrong-import-position

WORST = 5  # that are named


def formulas(folder):
    """A long message of each of the sets."""
    math = pathlib.Path(folder) / 'math'
    for name, key in (('mathjax-tex2mml', 'tex'), ('delimiters', 'input')):
        cases = json.loads((math / f'{name}.json').read_text(encoding='utf-8'))['cases']
        texts = (f'$${case[key]}$$' if key == 'tex' else case[key] for case in cases)
        yield f'formulas of {name}', '\n\n'.join(texts)


def strangers(session):
    folder = os.environ.get('SONDE_CONFORMANCE', '')
    if not folder:
        print('strangers: skipped, SONDE_CONFORMANCE names no folder', flush=True)
        return
    texts = [*pathological.texts(folder), *formulas(folder)]
    profile = make_history(session, 'strangers', {number: ['?', text] for number, (_, text) in enumerate(texts, 1)})
    turns = []
    with Probe(profile) as window:
        for number, (name, _) in enumerate(texts, 1):
            def run():
                window.shown_ms(number)
                rest(window.process)
            turns.append((window.gaps(run)[2], name))
    turns.sort(reverse=True)
    judge(f'{len(texts)} texts of strangers, opened: longest turn, processor time', turns[0][0], 'ms', 100, 34)
    for turn, name in turns[:WORST]:
        say(f'… {name}', turn, 'ms')
