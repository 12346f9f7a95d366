# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking: three modes in one conversation, stopping, the keyboard, errors."""

import contextlib
import json
import sqlite3
import time

from harness import run_tests, until

ICE = 'Which is heavier: a litre of ice or a litre of water?'
STREAM = 'How do I keep the mean and variance of a stream without storing it?'
LITTLE_PACE = 20


def bodies(simulator):
    """The JSON bodies of the chat requests that the simulator got, oldest first."""
    found = []
    for part in simulator.log().split('POST /chat/completions')[1:]:
        start = part.find('\n\n{')
        if start >= 0:
            found.append(json.JSONDecoder().raw_decode(part[start + 2:])[0])
    return found


def test_v3_then_r1_in_the_same_conversation(session, profile):
    simulator = session.simulator(pace=12)
    window = profile.use(simulator).start()
    window.ask(ICE)
    window.says('83 grams')
    assert not window.has('toggle', lambda name: name.startswith('Thought')), 'V3 does not think'

    window.set_toggle('DeepThink', True)
    window.send(STREAM)
    window.find('toggle', 'Thinking…')
    fold = window.find('toggle', lambda name: name.startswith('Thought for '))
    window.says('Welford')
    window.wait_idle()
    assert '83 grams' in window.transcript(), 'the first answer is still there'

    reasoning = 'One pass and constant memory'
    assert not fold.checked and reasoning not in window.transcript(), 'the fold closes when the answer begins'
    window.press('toggle', fold.name)
    window.says(reasoning)

    first, second = [body for body in bodies(simulator) if body.get('stream')][:2]
    assert first['thinking']['type'] == 'disabled' and second['thinking']['type'] == 'enabled'
    assert [message['role'] for message in second['messages'] if message['role'] != 'system'] == ['user', 'assistant', 'user']
    window.close()


def test_stop_keeps_what_came(session, profile):
    simulator = session.simulator('long', pace=LITTLE_PACE)
    window = profile.use(simulator).start()
    window.send('Tell me everything')
    window.find('button', 'Stop')
    until('some of the answer', lambda: len(window.transcript()) > 60)
    begin = time.monotonic()
    window.press('button', 'Stop')
    window.wait_idle()
    assert time.monotonic() - begin < 3
    text = window.transcript()
    time.sleep(0.5)
    assert window.transcript() == text, 'nothing comes after Stop'
    assert len(text) > 60
    window.close()


def test_stopped_before_the_first_word(session, profile):
    """There is nothing to continue, and asking a model to would be put into the conversation."""
    simulator = session.simulator()
    window = profile.use(simulator).start()
    window.send('sim:keep-alive')
    window.press('button', 'Stop')
    window.find('button', 'Retry')
    assert not window.has('button', 'Continue')
    window.close()


def test_keyboard_only(session, profile):
    simulator = session.simulator()
    window = profile.use(simulator).start()
    window.click(window.find('text', 'Message'))
    window.type('Which is heavier:')
    window.key('shift+Return')
    window.type('a litre of ice or a litre of water?')
    assert window.find('text', 'Message').text == 'Which is heavier:\na litre of ice or a litre of water?'
    window.key('ctrl+2')
    until('DeepThink by the keyboard', lambda: window.find('toggle', 'DeepThink').checked)
    window.key('ctrl+3')
    until('Search by the keyboard', lambda: window.find('toggle', 'Search').checked)
    window.key('ctrl+1')
    until('plain chat by the keyboard',
          lambda: not window.find('toggle', 'DeepThink').checked and not window.find('toggle', 'Search').checked)
    window.key('Return')
    window.says('83 grams')
    window.wait_idle()
    assert window.find('text', 'Message').text == ''
    window.key('ctrl+n')
    until('a new conversation', lambda: '83 grams' not in window.transcript())
    window.close()


def test_regenerate_makes_a_sibling(session, profile):
    simulator = session.simulator()
    window = profile.use(simulator).start()
    window.ask(ICE)
    window.press('button', 'Regenerate')
    until('a second answer', lambda: len([body for body in bodies(simulator) if body.get('stream')]) >= 2)
    window.wait_idle()
    window.press('button', 'Previous Version')
    window.says('83 grams')
    window.find('button', 'Next Version')
    window.close()


def test_an_error_is_a_sentence_with_what_helps(session, profile):
    simulator = session.simulator()
    window = profile.use(simulator).start()
    window.send('sim:http-402')
    window.find('button', 'Top Up')
    window.find('button', 'Retry')
    window.send('sim:http-500')
    until('a second Retry', lambda: window.all('button', 'Retry'))
    window.close()


def test_a_wrong_key_says_so(session, profile):
    simulator = session.simulator(key='sk-test-another')
    window = profile.use(simulator).start()
    window.send(ICE)
    window.find('button', 'Set Key')
    window.close()


def test_a_cut_answer_is_marked(session, profile):
    simulator = session.simulator()
    window = profile.use(simulator).start()
    window.send('sim:cut')
    until('a mark', lambda: 'interrupted' in window.transcript().lower() or window.has('button', 'Continue'))
    window.close()


def answers(profile):
    with contextlib.closing(sqlite3.connect(profile.data / 'history.db')) as history:
        return history.execute('SELECT parent, content, state, reasoning FROM message WHERE role = 2 ORDER BY id').fetchall()


def interrupt(window):
    window.send('sim:long 300')
    window.says('sounding line')
    window.press('button', 'Stop')
    window.wait_idle()


def test_continue(session, profile):
    """DeepSeek goes on with what it is given: another version, which grows from the first; thinking is not done again."""
    simulator = session.simulator(pace=10)
    window = profile.use(simulator).start()
    window.set_toggle('DeepThink', True)
    interrupt(window)
    (cut,) = answers(profile)
    assert cut[1] and cut[2] == 3, cut
    window.press('button', 'Continue')
    until('a whole answer', lambda: len(answers(profile)) == 2 and answers(profile)[1][2] == 1, 60)
    first, second = answers(profile)
    assert first == cut, 'the first stays as it is'
    assert second[0] == first[0] and second[3] == first[3]
    assert second[1].startswith(first[1]) and len(second[1]) > len(first[1])
    assert second[1].count('The sounding line') == 1
    assert '/beta/chat/completions' in simulator.log() and '"prefix":true' in simulator.log()
    window.find('button', 'Previous Version')
    assert len(window.all(None, 'You')) == 1
    window.close()


def test_continue_elsewhere(session, profile):
    """A host that is given no beginnings is asked in words, by a message that is seen."""
    simulator = session.simulator(pace=10)
    profile.use(simulator)
    (profile.data / 'sonde.conf').write_text(
        '[General]\ndefault-provider=mine\ntitles=off\n\n[Provider mine]\nname=Mine\n'
        f'base-url={simulator.url}\nmodel-chat=deepseek-flash\n')
    window = profile.start()
    interrupt(window)
    window.press('button', 'Continue')
    window.says('Please continue exactly where you stopped.')
    window.wait_idle()
    assert '/beta/' not in simulator.log()
    window.close()


def test_narrow(session, profile):
    """At 360 pixels everything that acts is there, and nothing is cut off at the right."""
    simulator = session.simulator()
    window = profile.use(simulator).start()
    window.find('text', 'Message')
    window.resize(360, 640)
    window.ask(ICE)
    window.says('83 grams')
    for role, name in (('button', 'Send'), ('toggle', 'DeepThink'), ('toggle', 'Search'), ('button', 'Attach'),
                       ('button', 'Main Menu'), ('button', 'Toggle Sidebar')):
        x, _, width, _ = window.find(role, name).extents()
        assert 0 <= x and x + width <= 376, f'{name} reaches from {x} to {x + width}'
    window.close()


if __name__ == '__main__':
    run_tests(test_v3_then_r1_in_the_same_conversation, test_stop_keeps_what_came,
              test_stopped_before_the_first_word, test_keyboard_only,
              test_regenerate_makes_a_sibling, test_an_error_is_a_sentence_with_what_helps, test_a_wrong_key_says_so,
              test_a_cut_answer_is_marked, test_continue, test_continue_elsewhere, test_narrow)
