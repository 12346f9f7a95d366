# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of conversations by keyboard and mouse: rename, delete, undo, search in texts."""

from harness import run_tests, until

ICE = 'Which is heavier: a litre of ice or a litre of water?'
STREAM = 'How do I keep the mean and variance of a stream without storing it?'


def is_ice(name):
    """Which is heavier…"""
    return name.startswith('Which is heavier')


def test_rename(session, profile):
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.press_item(is_ice)
    window.key('F2')
    window.write('Ice and water', 'Title')
    window.key('Return')
    until('the new title', lambda: window.items(lambda name: name == 'Ice and water'))
    window.close()

    window = profile.start()
    until('the title after a restart', lambda: window.items(lambda name: name == 'Ice and water'))
    window.close()


def test_delete_and_undo(session, profile):
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.new_chat()
    window.ask(STREAM)
    until('two conversations', lambda: len(window.items()) == 2)

    window.press_item(is_ice)
    window.says('83 grams')
    window.key('Delete')
    until('it to go', lambda: not window.items(is_ice))
    window.press('button', 'Undo')
    until('it to come back', lambda: window.items(is_ice))
    window.press_item(is_ice)
    window.says('83 grams')

    window.key('Delete')
    until('it to go again', lambda: not window.items(is_ice))
    window.close()
    window = profile.start()
    until('the other one', lambda: len(window.items()) == 1)
    assert not window.items(is_ice), 'what was deleted stays so'
    window.close()


def test_search_finds_what_was_answered(session, profile):
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.new_chat()
    window.ask(STREAM)
    until('two conversations', lambda: len(window.items()) == 2)
    window.key('ctrl+k')
    window.type('lattice')
    until('the one whose answer has the word', lambda: [node.name for node in window.items()] == [ICE])
    window.write('', 'Search Conversations')
    until('both again', lambda: len(window.items()) == 2)
    window.close()


if __name__ == '__main__':
    run_tests(test_rename, test_delete_and_undo, test_search_finds_what_was_answered)
