# SPDX-License-Identifier: GPL-3.0-or-later
"""Search: the answer has numbered sources, and the second opens in the browser."""

import time

from harness import run_tests, until, xdotool

QUESTION = 'What changed for accessibility in GTK 4.18?'
WORDS = 'notes.example.com · \u2068Release notes, annotated\u2069'


def test_source_two_opens_its_page(session, profile):
    simulator = session.simulator()
    opened = profile.use(simulator).use_browser()
    window = profile.start()
    window.set_toggle('Search', True)
    window.ask(QUESTION)
    window.says('AccessKit')
    assert '[citation:' not in window.transcript(), 'citations are marks, not text'
    sources = [node.name for node in window.all('button', lambda name: name.startswith('Source '))]
    assert any(name.startswith('Source 1: ') for name in sources), sources
    window.press('button', lambda name: name.startswith('Source 2: '))
    until('the browser', lambda: opened.exists() and opened.read_text())
    assert opened.read_text() == 'https://notes.example.com/gtk-4.18\n', opened.read_text()
    window.close()


def test_strip_opens(session, profile):
    """Number, title and site at once; date and snippet when it is opened, with the chips below each other."""
    simulator = session.simulator()
    profile.use(simulator)
    window = profile.start()
    window.set_toggle('Search', True)
    window.ask(QUESTION)
    window.says('AccessKit')
    chips = [window.find('button', lambda name, n=n: name.startswith(f'Source {n}: ')) for n in (1, 2)]
    assert chips[0].resting()[1] == chips[1].resting()[1]
    assert not has_text(window, '14 Mar 2025 · GTK 4.18 has')
    window.press('toggle', 'Sources')
    until('date and snippet', lambda: has_text(window, '14 Mar 2025 · GTK 4.18 has'))
    until('one column', lambda: below(chips[1], chips[0]))
    window.press('toggle', 'Sources')
    until('two columns', lambda: chips[0].extents()[1] == chips[1].extents()[1])
    assert not has_text(window, '14 Mar 2025 · GTK 4.18 has')
    window.close()


def test_marks_name_their_page(session, profile):
    """The pointer and the keyboard are told site and title; Enter opens the page."""
    simulator = session.simulator()
    opened = profile.use(simulator).use_browser()
    window = profile.start()
    window.set_toggle('Search', True)
    window.ask(QUESTION)
    window.says('AccessKit')
    mark = window.find('link', 'Source 2')
    x, y, width, height = mark.resting()
    xdotool('mousemove', x + width // 2, y + height // 2)
    until('the page in the corner', lambda: has_text(window, WORDS))
    xdotool('mousemove', 10, 10)
    until('it to go', lambda: not has_text(window, WORDS))
    window.find('text', 'Message')
    window.key('ctrl+l')
    for _ in range(30):
        if any(node.focused for node in window.all('link', 'Source 2')):
            break
        window.key('shift+Tab')
        time.sleep(0.1)
    until('the page in the corner', lambda: has_text(window, WORDS))
    until('its description', lambda: any(node.description == WORDS for node in window.all('link', 'Source 2')))
    window.key('Return')
    until('the browser', lambda: opened.exists() and opened.read_text() == 'https://notes.example.com/gtk-4.18\n')
    window.key('ctrl+l')
    until('it to go', lambda: not has_text(window, WORDS))
    window.close()


def test_hostile_results_open_nothing(session, profile):
    """What is no web address is no link, whatever the search service says."""
    simulator = session.simulator('search-hostile')
    opened = profile.use(simulator).use_browser()
    window = profile.start()
    window.set_toggle('Search', True)
    window.ask(QUESTION)
    for node in window.all('button', lambda name: name.startswith('Source ')):
        node.press()
    until('a web page at least', lambda: True)
    if opened.exists():
        for line in opened.read_text().splitlines():
            assert line.startswith(('http://', 'https://')), line
    assert window.process.poll() is None
    window.close()


def below(node, other):
    _, y, _, height = other.extents()
    return node.extents()[1] >= y + height


def has_text(window, text):
    return any(text in node.name or text in node.text for node in window.root.walk())


if __name__ == '__main__':
    run_tests(test_source_two_opens_its_page, test_strip_opens, test_marks_name_their_page, test_hostile_results_open_nothing)
