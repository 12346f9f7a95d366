# SPDX-License-Identifier: GPL-3.0-or-later
"""How full the model's window is, what no longer fits, and the other mode's answer."""

import sqlite3

from harness import run_tests, until

ICE = 'Which is heavier: a litre of ice or a litre of water?'


def test_the_meter(session, profile):
    """It comes with a long text and goes with it."""
    window = profile.use(session.simulator()).start()
    window.find('text', 'Message')
    assert not window.has(None, 'Context'), 'a short text needs no meter'
    window.write('The sounding line tells how deep the water is. ' * 4000)
    meter = window.find(None, 'Context')
    until('the numbers', lambda: ' tokens (estimated)' in meter.description)
    window.write('Short')
    window.gone(None, 'Context')
    window.close()


def test_what_was_left_out_is_told(session, profile):
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.close()
    with sqlite3.connect(profile.data / 'history.db') as history:
        history.execute('UPDATE message SET left_out = 3 WHERE role = 2')
    history.close()
    window = profile.start()
    window.says('83 grams')
    window.find('label', 'The oldest 3 turns no longer fit and were not sent.')
    window.new_chat()
    window.gone('label', 'The oldest 3 turns no longer fit and were not sent.')
    window.close()


if __name__ == '__main__':
    run_tests(test_the_meter, test_what_was_left_out_is_told)
