# SPDX-License-Identifier: GPL-3.0-or-later
"""Searching the conversations: as one types, by keyboard, with operators, to the very message."""

import time

from harness import run_tests, until

ICE = 'Which is heavier: a litre of ice or a litre of water?'
STREAM = 'How do I keep the mean and variance of a stream without storing it?'


def names(window):
    """What was found, by the questions; a long one is no whole title."""
    return [next(question for question in (ICE, STREAM) if question.startswith(node.name.rstrip('…'))) for node in window.items()]


def started(session, profile):
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.new_chat()
    window.ask(STREAM)
    until('two conversations', lambda: len(window.items()) == 2)
    return window


def test_by_the_keyboard(session, profile):
    """Ctrl+K, letters, Enter: the first one opens with the words marked."""
    window = started(session, profile)
    window.new_chat()
    window.key('ctrl+k')
    window.type('lattice')
    until('the one', lambda: names(window) == [ICE])
    window.find('label', '1 found')
    found = window.items()[0]
    assert 'lattice' in found.description, f'the piece of text is read: {found.description}'
    window.key('Return')
    window.says('83 grams')
    window.find('label', '1 match')
    window.close()


def test_down_into_the_list(session, profile):
    window = started(session, profile)
    window.new_chat()
    window.key('ctrl+k')
    window.type('the')
    until('both', lambda: len(names(window)) == 2)
    wanted = names(window)[1]
    window.key('Down', 'Down', 'Return')
    window.says(wanted)
    window.key('ctrl+k')
    window.key('Escape')
    until('all of them again', lambda: not window.has('button', 'Search Tips'))
    window.close()


def test_operators_and_tips(session, profile):
    window = started(session, profile)
    window.key('ctrl+k')
    window.type('the -lattice')
    until('the one without it', lambda: names(window) == [STREAM])
    window.write('"litre of ice"', 'Search Conversations')
    until('the phrase', lambda: names(window) == [ICE])
    window.write('the after:2099', 'Search Conversations')
    window.find('label', 'Nothing Found')
    window.write('varian', 'Search Conversations')
    until('a word that is not typed to its end', lambda: names(window) == [STREAM])
    window.write('variance', 'Search Conversations')
    window.press('button', 'Search Tips')
    window.press('button', lambda name: name.startswith('mode:'))
    until('the operator in the entry', lambda: window.has('label', 'Nothing Found'))
    window.type('chat')
    until('what the mode of chatting answered', lambda: names(window) == [STREAM])
    window.close()


def test_the_order(session, profile):
    window = started(session, profile)
    window.key('ctrl+k')
    window.type('a')
    until('the newest first', lambda: names(window)[:1] == [STREAM])
    window.press('toggle', 'Best')
    time.sleep(0.5)
    until('both', lambda: sorted(names(window)) == sorted((ICE, STREAM)))
    window.press('toggle', 'Newest')
    until('the newest first again', lambda: names(window)[:1] == [STREAM])
    window.close()


def test_in_a_version_that_is_not_shown(session, profile):
    """What was found is shown, though another version of the question was; and that is remembered."""
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.press('button', 'Edit')
    until('the question in the box', lambda: window.find('text', 'Message').text == ICE)
    window.ask(STREAM)
    window.says('Welford')
    assert 'lattice' not in window.transcript()
    window.new_chat()
    window.key('ctrl+k')
    window.type('lattice')
    window.find('label', '1 found')
    window.key('Return')
    window.says('open lattice')
    window.find('label', lambda name: name in ('1 match', '1 of 1'))
    window.close()

    window = profile.start()
    window.says('open lattice')
    window.close()


if __name__ == '__main__':
    run_tests(test_by_the_keyboard, test_down_into_the_list, test_operators_and_tips, test_the_order,
              test_in_a_version_that_is_not_shown)
