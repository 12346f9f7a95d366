# SPDX-License-Identifier: GPL-3.0-or-later
"""Export from the menu: Markdown and JSON, with what was said and without the key."""

import json

import harness
from harness import run_tests, until

ICE = 'Which is heavier: a litre of ice or a litre of water?'


def test_markdown_and_json(session, profile):
    simulator = session.simulator()
    window = profile.use(simulator).start()
    window.ask(ICE)
    window.says('83 grams')

    markdown = profile.folder / 'ice.md'
    window.export('Markdown', markdown)
    text = markdown.read_text(encoding='utf-8')
    assert ICE in text and '**The litre of water**, by about 83 grams' in text, text

    document = profile.folder / 'ice.json'
    window.export('JSON', document)
    said = json.dumps(json.loads(document.read_text(encoding='utf-8')), ensure_ascii=False)
    assert ICE in said and '83 grams' in said
    assert harness.TEST_KEY not in text + said
    window.close()


def test_window(session, profile):
    profile.remember_export(format="'html'", details='false')
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.says('83 grams')
    window.open_export()
    path = profile.folder / 'ice.html'
    window.press('button', lambda name: name.startswith('Export…'))
    window.write(str(path), 'Name:')
    window.press('button', 'Export')
    until('the file', lambda: path.exists() and path.stat().st_size > 0)
    text = path.read_text(encoding='utf-8')
    assert '<strong>The litre of water</strong>' in text and harness.TEST_KEY not in text, text
    assert 'tokens' not in text, 'details were not wanted'
    window.says('83 grams')
    window.gone(None, 'Format')
    window.close()


def test_formats(session, profile):
    """PDF and docx through the window too."""
    for kind, magic in (('pdf', b'%PDF-'), ('docx', b'PK')):
        profile.remember_export(format=f"'{kind}'")
        window = profile.use(session.simulator()).start()
        window.ask(ICE)
        window.says('83 grams')
        window.open_export()
        path = profile.folder / f'ice.{kind}'
        window.press('button', lambda name: name.startswith('Export…'))
        window.write(str(path), 'Name:')
        window.press('button', 'Export')
        until('the file', lambda: path.exists() and path.read_bytes().startswith(magic))
        window.close()


if __name__ == '__main__':
    run_tests(test_markdown_and_json, test_window, test_formats)
