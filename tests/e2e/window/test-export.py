# SPDX-License-Identifier: GPL-3.0-or-later
"""Export from the menu: Markdown and JSON, with what was said and without the key."""

import json

import harness
from harness import run_tests, until

ICE = 'Which is heavier: a litre of ice or a litre of water?'


def export(window, profile, kind, path):
    window.press('button', 'Main Menu')
    window.press('menu item', lambda name: name.startswith('Export'))
    window.choose_format_and_save(kind, path)
    until(f'{path.name}', lambda: path.exists() and path.stat().st_size > 0)


def test_markdown_and_json(session, profile):
    simulator = session.simulator()
    window = profile.use(simulator).start()
    window.ask(ICE)
    window.says('83 grams')

    markdown = profile.folder / 'ice.md'
    export(window, profile, 'Markdown', markdown)
    text = markdown.read_text(encoding='utf-8')
    assert ICE in text and '**The litre of water**, by about 83 grams' in text, text

    document = profile.folder / 'ice.json'
    export(window, profile, 'JSON', document)
    said = json.dumps(json.loads(document.read_text(encoding='utf-8')), ensure_ascii=False)
    assert ICE in said and '83 grams' in said
    assert harness.TEST_KEY not in text + said
    window.close()


if __name__ == '__main__':
    run_tests(test_markdown_and_json)
