# SPDX-License-Identifier: GPL-3.0-or-later
"""Export through the window of all conversations, of those that are selected, and of one message."""

from harness import run_tests, until

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
    profile.remember_export(format="'md'")
    window, folder = with_three(session, profile)
    window.open_export()
    assert window.has('label', 'All conversations') and not window.has('label', 'This conversation'), 'nothing is shown'
    export_into(window, folder)
    window.find('label', '3 conversations were exported')
    said = sorted(path.read_text(encoding='utf-8') for path in folder.iterdir())
    assert len(said) == 3 and all(any(question in text for text in said) for question in QUESTIONS), said
    window.close()


def test_selection(session, profile):
    profile.remember_export(format="'html'")
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
    profile.remember_export(format="'md'")
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
    run_tests(test_all, test_selection, test_message)
