# SPDX-License-Identifier: GPL-3.0-or-later
"""The prompt library and what else a conversation is told: variables, the default, parameters."""

import sqlite3

from harness import run_tests, until

ICE = 'Which is heavier: a litre of ice or a litre of water?'


def stored(profile, column):
    with sqlite3.connect(profile.data / 'history.db') as history:
        value = history.execute(f'SELECT {column} FROM conversation ORDER BY id DESC').fetchone()[0]
    history.close()
    return value


def open_library(window):
    window.press('button', 'Main Menu')
    window.press('menu item', 'Prompt Library…')
    window.find('list item', 'Mathematician')


def prompts(window):
    return [node.name for node in window.find('list', 'Prompts').walk() if node.role == 'list item']


def test_use_one_with_a_variable(session, profile):
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    open_library(window)
    window.click(window.find('list item', 'Translator'))
    window.write('Latin', 'language')
    window.press('button', 'Use')
    until('the prompt in the history', lambda: 'into Latin.' in (stored(profile, 'system_prompt') or ''))
    window.close()


def test_write_change_and_remove_one(session, profile):
    window = profile.use(session.simulator()).start()
    window.find('text', 'Message')
    open_library(window)
    window.press('button', 'New Prompt…')
    window.write('Sailor', 'Name')
    window.write('You speak like a sailor of {{sea}}.', 'Prompt')
    window.press('button', 'Save')
    window.find('list item', 'Sailor')

    window.press('button', 'More about Sailor')
    window.press('menu item', 'Move Up')
    until('it before the last', lambda: prompts(window)[-2] == 'Sailor')
    window.press('button', 'More about Sailor')
    assert not window.has('menu item', 'Default for New Chats'), 'what asks for something is no default'
    window.press('menu item', 'Edit…')
    window.write('Old sailor', 'Name')
    window.press('button', 'Save')
    window.find('list item', 'Old sailor')
    window.press('button', 'More about Teacher')
    window.press('menu item', 'Remove')
    window.gone('list item', 'Teacher')
    window.close()

    window = profile.start()
    open_library(window)
    until('the library after a restart', lambda: prompts(window)[-2] == 'Old sailor')
    assert 'Teacher' not in prompts(window), 'what was removed stays away'
    window.close()


def test_the_default_of_new_chats(session, profile):
    window = profile.use(session.simulator()).start()
    window.find('text', 'Message')
    open_library(window)
    window.press('button', 'More about Mathematician')
    window.press('menu item', 'Default for New Chats')
    window.find('label', 'Default')
    window.close()

    window = profile.start()
    window.ask(ICE)
    assert stored(profile, 'system_prompt').startswith('You are a mathematician.')
    window.close()


def test_parameters(session, profile):
    """They are stored and sent; a model that thinks takes no temperature."""
    simulator = session.simulator()
    window = profile.use(simulator).start()
    window.ask(ICE)
    window.press('button', 'Main Menu')
    window.press('menu item', 'Conversation Settings…')
    until('the switch', lambda: window.has(None, 'Set Temperature'))
    window.find(None, 'Set Temperature').press()
    until('the temperature in the history', lambda: stored(profile, 'temperature') == 1.0)
    window.key('Escape')
    window.gone(None, 'Set Temperature')
    window.set_toggle('DeepThink', True)
    window.press('button', 'Main Menu')
    window.press('menu item', 'Conversation Settings…')
    window.find('label', lambda name: name.startswith('DeepThink is on'))
    assert not window.find(None, 'Set Temperature').sensitive
    assert window.find(None, 'Set Longest Answer').sensitive
    window.close()


if __name__ == '__main__':
    run_tests(test_use_one_with_a_variable, test_write_change_and_remove_one, test_the_default_of_new_chats, test_parameters)
