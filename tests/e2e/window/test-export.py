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


def remember(profile, **values):
    """Choices as the window keeps them."""
    keyfile = profile.folder / '.config' / 'glib-2.0' / 'settings' / 'keyfile'
    keyfile.parent.mkdir(parents=True, exist_ok=True)
    lines = ''.join(f'export-{name.replace("_", "-")}={value}\n' for name, value in values.items())
    keyfile.write_text('[io/github/sondechat/Sonde]\n' + lines)


def open_export(window):
    window.press('button', 'Main Menu')
    window.press('menu item', lambda name: name in ('Export…', 'Export… Export…'))
    window.find(None, 'Format')


def test_window(session, profile):
    remember(profile, format="'html'", details='false')
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.says('83 grams')
    open_export(window)
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
        remember(profile, format=f"'{kind}'")
        window = profile.use(session.simulator()).start()
        window.ask(ICE)
        window.says('83 grams')
        open_export(window)
        path = profile.folder / f'ice.{kind}'
        window.press('button', lambda name: name.startswith('Export…'))
        window.write(str(path), 'Name:')
        window.press('button', 'Export')
        until('the file', lambda: path.exists() and path.read_bytes().startswith(magic))
        window.close()


QUESTIONS = ('sim:echo one', 'sim:echo two', 'sim:echo three')


def with_three(session, profile):
    """A window with three conversations, and an empty folder to export into."""
    window = profile.use(session.simulator()).start()
    for question in QUESTIONS:
        window.ask(question)
        window.new_chat()
    until('the conversations', lambda: len(window.items()) == 3)
    folder = profile.folder / 'exported'
    folder.mkdir()
    return window, folder


def export_into(window, folder):
    """The folder chooser of the export window that is open."""
    window.press('button', lambda name: name.startswith('Export…'))
    window.find('button', 'Export')
    window.key('ctrl+l')
    window.type(str(folder))
    window.press('button', 'Export')


def test_all(session, profile):
    remember(profile, format="'md'")
    window, folder = with_three(session, profile)
    open_export(window)
    assert window.has('label', 'All conversations') and not window.has('label', 'This conversation'), 'nothing is shown'
    export_into(window, folder)
    window.find('label', '3 conversations were exported')
    said = sorted(path.read_text(encoding='utf-8') for path in folder.iterdir())
    assert len(said) == 3 and all(any(question in text for text in said) for question in QUESTIONS), said
    window.close()


def test_selection(session, profile):
    remember(profile, format="'html'")
    window, folder = with_three(session, profile)
    window.select_item(lambda name: 'one' in name)
    window.select_item(lambda name: 'three' in name, 'ctrl')
    window.key('Menu')
    window.press('menu item', 'Export…')
    window.find(None, 'Format')
    window.find(None, '2 conversations')
    export_into(window, folder)
    window.find('label', '2 conversations were exported')
    assert sorted(path.name for path in folder.iterdir()) == ['sim-echo one.html', 'sim-echo three.html'], list(folder.iterdir())
    window.close()


def test_message(session, profile):
    """The answer alone, without its question."""
    remember(profile, format="'md'")
    window = profile.use(session.simulator()).start()
    window.ask('sim:echo first')
    window.ask('sim:echo second')
    window.press('button', 'More')
    window.press('menu item', 'Export…')
    window.find(None, 'This message')
    path = profile.folder / 'answer.md'
    window.press('button', lambda name: name.startswith('Export…'))
    window.write(str(path), 'Name:')
    window.press('button', 'Export')
    until('the file', lambda: path.exists() and path.stat().st_size > 0)
    text = path.read_text(encoding='utf-8')
    assert text.count('\n## ') == 1, text
    assert 'second' not in text or 'first' not in text.split('\n## ')[1], text
    window.close()


if __name__ == '__main__':
    run_tests(test_markdown_and_json, test_window, test_formats, test_all, test_selection, test_message)
