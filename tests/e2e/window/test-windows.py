# SPDX-License-Identifier: GPL-3.0-or-later
"""Several windows of one program, and a second start."""

import os
import subprocess

from harness import TRANSCRIPT, run_tests, until


def frames(window, number):
    """GTK 4.8 gives only the first of them the role of a frame."""
    def probe():
        found = [node for node in window.root.children() if node.name.endswith('Sonde')]
        return found if len(found) == number else None
    return until(f'{number} windows', probe)


def said(frame):
    logs = [node for node in frame.walk() if node.matches('log', TRANSCRIPT)]
    return '\n'.join(logs[0].reading()) if logs else ''


def open_second(window):
    window.press('button', 'Main Menu')
    window.press('menu item', 'New Window')
    return frames(window, 2)


def test_one_conversation_in_two_windows(session, profile):
    """They stay in step while the answer arrives."""
    window = profile.use(session.simulator(pace=10)).start()
    window.send('sim:long 400 in step')
    until('some of the answer', lambda: len(window.transcript()) > 200)
    second = next(frame for frame in open_second(window) if 'in step' not in said(frame))
    item = until('the conversation', lambda: next(
        (node for node in second.walk() if node.role == 'list item' and 'in step' in node.name and node.extents()), None))
    window.click(item, dy=0.9)  # the second window lies above the first
    until('it to be shown', lambda: 'in step' in said(second))
    window.wait_idle(60)
    first, second = (said(frame) for frame in frames(window, 2))
    assert first == second and len(first) > 400, f'{len(first)} and {len(second)} characters'
    window.close()


def items(frame):
    conversations = next(node for node in frame.walk() if node.matches('list', 'Conversations'))
    return [node.name for node in conversations.walk() if node.role == 'list item' and node.name]


def test_each_window_has_its_search(session, profile):
    window = profile.use(session.simulator()).start()
    window.ask('Which is heavier: a litre of ice or a litre of water?')
    window.new_chat()
    window.ask('sim:long 20 words about something')
    until('two conversations', lambda: len(window.items()) == 2)
    first, second = open_second(window)
    until('them in the second too', lambda: len(items(second)) == 2)
    next(node for node in first.walk() if node.matches('text', 'Search Conversations')).write('litre')
    until('one found', lambda: len(items(first)) == 1)
    assert len(items(second)) == 2, 'the other window shows all'
    window.close()


def test_a_second_start_comes_to_the_first(session, profile):
    window = profile.use(session.simulator()).start()
    window.find('text', 'Message')
    program = [str(session.build / 'src' / 'bin' / 'sonde')]
    again = subprocess.run(program, env={**os.environ, **profile.environment}, timeout=20, check=False)
    assert again.returncode == 0
    frames(window, 1)
    again = subprocess.run([*program, '--new-window'], env={**os.environ, **profile.environment}, timeout=20, check=False)
    assert again.returncode == 0
    frames(window, 2)
    window.close()


if __name__ == '__main__':
    run_tests(test_one_conversation_in_two_windows, test_each_window_has_its_search, test_a_second_start_comes_to_the_first)
