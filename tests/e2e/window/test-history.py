# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is lost: after closing, after kill -9; several answers at once; scrolling."""

import os
import subprocess
import time

from harness import run_tests, until

ICE = 'Which is heavier: a litre of ice or a litre of water?'


def test_found_again_after_a_restart(session, profile):
    simulator = session.simulator()
    window = profile.use(simulator).start()
    window.ask(ICE)
    window.says('83 grams')
    window.close()

    window = profile.start()
    window.write('litre', 'Search Conversations')
    until('the conversation to be found', lambda: window.items(lambda name: 'litre' in name or 'ice' in name.lower()))
    window.press_item(lambda name: 'litre' in name or 'ice' in name.lower())
    window.says('83 grams')
    window.says(ICE)
    window.close()


def test_title_by_the_model(session, profile):
    simulator = session.simulator()
    window = profile.use(simulator, titles=True).start()
    window.ask(ICE)
    until('the title', lambda: window.items(lambda name: name.startswith('About: Which is heavier')))
    window.close()
    window = profile.start()
    until('the title', lambda: window.items(lambda name: name.startswith('About: Which is heavier')))
    window.key('ctrl+comma')
    window.click(window.find('label', 'Titles by the Model'))
    until('the setting', lambda: 'titles=off' in (profile.data / 'sonde.conf').read_text())
    window.key('Escape')
    asked = simulator.log().count('POST /chat/completions')
    window.new_chat()
    window.ask(ICE)
    time.sleep(1)
    assert simulator.log().count('POST /chat/completions') == asked + 1
    window.close()


def test_killed_while_streaming(session, profile):
    simulator = session.simulator('long', pace=10)
    window = profile.use(simulator).start()
    window.send('Tell me a long story')
    until('some of the answer', lambda: len(window.transcript()) > 200)
    time.sleep(0.6)  # deltas are written every 250 ms
    before = window.transcript()
    window.kill()

    check = subprocess.run([str(session.build / 'src' / 'bin' / 'sonde-cli'), 'check'], env={**os.environ, **profile.environment},
                           capture_output=True, check=False)
    assert check.returncode == 0, check
    window = profile.start()
    window.says('Tell me a long story')
    assert window.items(lambda name: 'long story' in name)
    until('the mark', lambda: 'interrupted' in window.transcript().lower())
    after = window.transcript()
    piece = before[60:160]
    assert piece in after, 'what was shown before is there again'
    window.close()


def test_a_damaged_history_is_kept_and_told(session, profile):
    simulator = session.simulator()
    profile.use(simulator)
    (profile.data / 'history.db').write_bytes(b'not a database ' * 500)
    window = profile.start()
    kept = until('the old file', lambda: next(profile.data.glob('history.db.broken-*'), None))
    window.find('label', lambda name: str(kept) in name)
    window.ask(ICE)
    window.says('83 grams')
    window.close()


def test_several_answers_at_once(session, profile):
    simulator = session.simulator(pace=15)
    window = profile.use(simulator).start()
    for number in (1, 2, 3):
        window.send(f'sim:long 120 number {number}')
        window.find('button', 'Stop')
        if number < 3:
            window.new_chat()
    until('three conversations', lambda: len(window.items()) == 3)
    window.press_item(lambda name: 'number 1' in name)
    window.says('number 1')
    window.wait_idle(40)
    for number in (2, 3):
        window.press_item(lambda name, wanted=number: f'number {wanted}' in name)
        window.says(f'number {number}')
        window.wait_idle(40)
        assert 'interrupted' not in window.transcript().lower()
    window.close()


def test_scrolling_up_is_not_undone(session, profile):
    simulator = session.simulator(pace=8)
    window = profile.use(simulator).start()
    text = (380, 80, 600, 500)  # a part of the reading column, without the bar that shows how much there is
    window.send('sim:long 3000')
    until('an answer longer than the window', lambda: len(window.transcript()) > 2500)
    window.scroll_up(window.find('log', 'Transcript'), 15)
    time.sleep(0.5)
    seen, length = window.pixels(*text), len(window.transcript())
    until('more of the answer', lambda: len(window.transcript()) > length + 500)
    assert window.has('button', 'Stop'), 'the answer goes on'
    assert window.pixels(*text) == seen, 'the view stays where the person scrolled to'
    window.close()


def test_find_in_the_conversation(session, profile):
    """Each match is seen as it is stepped to, and a find bar that is opened again lets its word be replaced."""
    def shown():
        return window.pixels(350, 90, 760, 220)

    def changed(seen):
        until('another match to be shown', lambda: shown() not in seen)
        time.sleep(0.3)
        return shown()

    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.click(window.find('text', 'Message'))
    window.key('ctrl+f')
    window.find(None, 'Next Match')
    time.sleep(0.5)
    plain = shown()
    window.type('water')
    window.find('label', '1 of 4')
    seen = [plain]
    for _ in range(4):
        seen.append(changed(seen))
        window.key('Return')
    until('the first match again', lambda: shown() == seen[1])
    window.key('Escape')
    window.gone('label', '1 of 4')
    window.key('ctrl+f')
    window.find('label', '4 matches')
    window.type('lattice')
    window.find('label', '1 of 1')
    window.close()


if __name__ == '__main__':
    run_tests(test_found_again_after_a_restart, test_title_by_the_model, test_killed_while_streaming,
              test_a_damaged_history_is_kept_and_told, test_several_answers_at_once, test_scrolling_up_is_not_undone, test_find_in_the_conversation)
