# SPDX-License-Identifier: GPL-3.0-or-later
"""Export from the menu: Markdown and JSON, with what was said and without the key."""

import json

import harness
from harness import run_tests

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


if __name__ == '__main__':
    run_tests(test_markdown_and_json)
