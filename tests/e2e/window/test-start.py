# SPDX-License-Identifier: GPL-3.0-or-later
"""How the program starts and what it opens: options, a second start, windows beside the main one."""

import json
import os
import re
import subprocess

from harness import run_tests, until

ICE = 'Which is heavier: a litre of ice or a litre of water?'


def test_ask_and_a_second_start(session, profile):
    """A second start gives its question to the program that runs, and ends."""
    simulator = session.simulator()
    window = profile.use(simulator).start('--ask', ICE)
    window.says('83 grams')
    window.wait_idle()
    second = subprocess.run([window.process.args[0], '--ask', 'What changed for accessibility in GTK 4.18?'], timeout=20,
                            env={**os.environ, **profile.environment}, check=False)
    assert second.returncode == 0
    window.says('AccessKit')
    until('both conversations', lambda: len(window.items()) == 2)
    window.close()


def test_new_window(session, profile):
    """A second window of the same program begins a new chat beside the conversation that is shown."""
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    second = subprocess.run([window.process.args[0], '--new-window'], timeout=20, env={**os.environ, **profile.environment},
                            check=False)
    assert second.returncode == 0
    until('two message boxes', lambda: len(window.all('text', 'Message')) == 2)
    until('a list in both', lambda: len(window.all('list', 'Conversations')) == 2)
    assert [len(node.text) for node in window.all('text', 'Message')] == [0, 0]
    assert len([node for node in window.all('log', 'Transcript') if '83 grams' in str([n.words() for n in node.walk()])]) == 1
    window.close()


def test_conversation_by_number(session, profile):
    simulator = session.simulator()
    window = profile.use(simulator).start()
    window.ask(ICE)
    window.close()
    listed = subprocess.run([str(session.build / 'src' / 'bin' / 'sonde-cli'), 'list', '--json'], check=True, capture_output=True,
                            text=True, env={**os.environ, **profile.environment}).stdout
    number = json.loads(listed)[0]['id']
    window = profile.start('--conversation', str(number))
    window.says('83 grams')
    window.close()


def test_started_by_the_bus(session, profile):
    """As the desktop does it: the service is started without a window, then activated."""
    profile.use(session.simulator())
    call = ['gdbus', 'call', '--session', '--dest=io.github.sondechat.Sonde', '--object-path=/io/github/sondechat/Sonde',
            '--method=org.freedesktop.Application.Activate', '{}']
    window = profile.start('--gapplication-service', before=lambda: until('the service', lambda: subprocess.run(
        call, capture_output=True, check=False).returncode == 0))
    window.find('text', 'Message')
    window.close()


def test_windows_beside_the_main_one(session, profile):
    """Each opens by keyboard, closes with Escape, and nothing complains (close() looks)."""
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    for keys, title in (('ctrl+comma', 'Preferences'), ('ctrl+question', 'Shortcuts')):
        window.click(window.find('text', 'Message'))
        window.key(keys)
        until(title, lambda wanted=title: window.has(None, wanted))
        window.key('Escape')
        until(f'{title} to close', lambda wanted=title: not window.has(None, wanted))
    window.close()


def test_the_model_is_chosen_from_the_servers_list(session, profile):
    """With the keyboard; the request has it, a new chat has not, and it is remembered."""
    def last_model():
        return re.findall(r'"model":"([^"]+)"', simulator.log())[-1]

    simulator = session.simulator()
    window = profile.use(simulator).start()
    window.click(window.find('text', 'Message'))
    window.press('button', 'Model')
    until('the keyboard in the list', lambda: any(node.focused for node in window.all('list item')))
    window.key('Down', 'Return')
    until('the keyboard in the message', lambda: window.find('text', 'Message').focused)
    window.type('Which model is this?')
    window.key('ctrl+Return')
    window.says('demonstration')
    window.wait_idle()
    assert last_model() == 'deepseek-v4-pro', last_model()
    window.new_chat()
    window.ask(ICE)
    assert last_model() == 'deepseek-flash', last_model()
    window.close()

    window = profile.start()
    window.press_item(lambda name: name.startswith('Which model'))
    window.says('demonstration')
    window.ask('And now?')
    assert last_model() == 'deepseek-v4-pro', last_model()
    window.close()


def test_edit_makes_another_branch(session, profile):
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.press('button', 'Edit')
    until('the message in the box', lambda: window.find('text', 'Message').text == ICE)
    window.ask('How do I keep the mean and variance of a stream without storing it?')
    window.says('Welford')
    assert '83 grams' not in window.transcript()
    window.press('button', 'Previous Version')
    window.says('83 grams')
    window.close()


if __name__ == '__main__':
    run_tests(test_ask_and_a_second_start, test_new_window, test_conversation_by_number, test_started_by_the_bus,
              test_windows_beside_the_main_one,
              test_the_model_is_chosen_from_the_servers_list, test_edit_makes_another_branch)
