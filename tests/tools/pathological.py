#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that made some Markdown parser slow, from the conformance data: Python expressions, each for its greatest size.

Usage: pathological.py FOLDER prints a list of [name, text] as JSON; also a module for the benchmarks.
"""

import json
import pathlib
import sys

NAMES = {'__builtins__': {'range': range}}


def evaluate(expression, size=0):
    try:
        return eval(expression, NAMES, {'n': size})  # pylint: disable=eval-used
    except SyntaxError:  # described in words
        return None


def texts(folder):
    """Gives pairs of name and text."""
    markdown = pathlib.Path(folder) / 'markdown'
    for case in json.loads((markdown / 'pathological.json').read_text(encoding='utf-8')):
        text = evaluate(case['python'])
        if text is not None:
            yield case['name'], text
    for case in json.loads((markdown / 'pathological-league.json').read_text(encoding='utf-8'))['cases']:
        if 'python_input' in case:
            yield case['name'], evaluate(case['python_input'], max(case['sizes']))


if __name__ == '__main__':
    json.dump(list(texts(sys.argv[1])), sys.stdout)
