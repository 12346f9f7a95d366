# SPDX-License-Identifier: GPL-3.0-or-later
"""Searching: what is done is seen while it is done and afterwards, it can be stopped, and who is asked is told first."""

import socket

from harness import run_tests, until

QUESTION = 'What changed for accessibility in GTK 4.18?'


def below(node, other):
    _, y, _, height = other.extents()
    return node.extents()[1] >= y + height


def has_text(window, text):
    return any(text in node.name or text in node.text for node in window.root.walk())


def test_searches_are_seen(session, profile):
    """What was searched for stands above the answer, and is there again after a restart."""
    simulator = session.simulator()
    profile.use(simulator)
    window = profile.start()
    window.set_toggle('Search', True)
    window.ask(QUESTION)
    window.says('AccessKit')
    window.press('toggle', lambda name: name.startswith('Searched '))
    until('the query', lambda: has_text(window, f'Searched: {QUESTION}'))
    steps = window.find('label', lambda name: name.startswith('Searched: '))
    answer = window.find('label', lambda name: name.startswith('GTK 4.18 brings'))
    until('the answer below what opened', lambda: below(answer, steps))
    window.close()
    window = profile.start()
    window.says('AccessKit')
    window.press('toggle', lambda name: name.startswith('Searched '))
    until('the query', lambda: has_text(window, f'Searched: {QUESTION}'))
    window.close()


def test_nothing_found(session, profile):
    """The answer goes on, and says that it is without sources."""
    simulator = session.simulator('search-empty')
    profile.use(simulator)
    window = profile.start()
    window.set_toggle('Search', True)
    window.ask(QUESTION)
    window.press('toggle', 'Searched without a result')
    until('the query', lambda: has_text(window, f'Searched: {QUESTION} (Nothing was found)'))
    assert not window.has('toggle', 'Sources')
    window.close()


def test_stop_while_searching(session, profile):
    """A service that never answers: Escape ends it, and the transcript says so, also after a restart."""
    simulator = session.simulator()
    profile.use(simulator)
    with socket.create_server(('127.0.0.1', 0)) as silent:
        settings = profile.data / 'sonde.conf'
        settings.write_text(settings.read_text() +
                            f'\n[Search]\norder=searxng\nsearxng-url=http://127.0.0.1:{silent.getsockname()[1]}/\n')
        window = profile.start()
        window.set_toggle('Search', True)
        window.send(QUESTION)
        window.find('toggle', f'Searching: {QUESTION}')
        window.key('Escape')
        window.wait_idle()
    for _ in range(2):
        window.says('Interrupted')
        window.press('toggle', 'Searched without a result')
        until('what was stopped', lambda: has_text(window, f'Searched: {QUESTION} (stopped)'))
        window.close()
        window = profile.start()
    window.close()


def test_told_before_the_first_search(session, profile):
    """Who will see the queries is said once; without agreement nothing is sent and the text is kept."""
    simulator = session.simulator()
    profile.use(simulator)
    settings = profile.data / 'sonde.conf'
    settings.write_text(settings.read_text() + '\n[Search]\norder=searxng\nsearxng-url=http://searx.invalid/\n')
    window = profile.start()
    window.set_toggle('Search', True)
    window.send(QUESTION)
    until('the notice', lambda: has_text(window, 'SearXNG (searx.invalid)'))
    window.press('button', 'Cancel')
    until('the text', lambda: window.find('text', 'Message').text == QUESTION)
    assert 'told=' not in settings.read_text()
    window.close()


if __name__ == '__main__':
    run_tests(test_searches_are_seen, test_nothing_found, test_stop_while_searching, test_told_before_the_first_search)
