# SPDX-License-Identifier: GPL-3.0-or-later
"""Import from the menu: a preview with counts, then the conversations; what cannot be read is told; Cancel and Escape."""

import json

from harness import run_tests, until


def chat(identifier, question='How deep is the sea?', answer='Eleven kilometres.'):
    def node(key, role, text, parent):
        return {'id': key, 'parent': parent, 'message': {
            'author': {'role': role}, 'create_time': 1700000000, 'recipient': 'all', 'status': 'finished_successfully',
            'content': {'content_type': 'text', 'parts': [text]}, 'metadata': {}}}
    return {'id': identifier, 'title': f'Title {identifier}', 'create_time': 1700000000, 'update_time': 1700000001,
            'current_node': 'a', 'mapping': {'q': node('q', 'user', question, None), 'a': node('a', 'assistant', answer, 'q')}}


def write(profile, content, name='conversations.json'):
    path = profile.folder / name
    path.write_text(json.dumps(content), encoding='utf-8')
    return path


def choose(window, path):
    window.press('button', 'Main Menu')
    window.press('menu item', 'Import…')
    window.find('button', 'Open')
    window.key('ctrl+l')
    window.type(str(path))
    window.key('shift+End', 'Delete')  # what is completed while one types may stay behind it
    window.press('button', 'Open')


def test_preview_and_import(session, profile):
    window = profile.use(session.simulator()).start()
    path = write(profile, [chat('one'), chat('two', answer='Very.'), {'id': 'x', 'title': 'Torn'}])
    choose(window, path)
    window.find('label', '2 conversations to import · 4 messages · 1 cannot be read')
    window.find('label', '“Torn”: It holds no messages')
    assert not window.items(lambda name: name.startswith('Title')), 'nothing is imported before it was asked for'
    until('the keyboard on Import', lambda: window.find('button', 'Import').focused)
    window.key('Return')
    window.find('label', '2 conversations imported · 4 messages · 1 cannot be read')
    window.press('button', 'Done')
    until('the conversations', lambda: len(window.items(lambda name: name.startswith('Title'))) == 2)
    window.press_item(lambda name: name.startswith('Title one'))
    window.says('Eleven kilometres.')

    choose(window, path)
    window.find('label', '0 conversations to import · 2 are here already · 1 cannot be read')
    assert not window.has('button', 'Import')
    window.key('Escape')
    window.gone('label', lambda name: 'to import' in name)
    window.close()


def test_cancel_and_other_files(session, profile):
    window = profile.use(session.simulator()).start()
    choose(window, write(profile, [chat('one')]))
    window.find('label', '1 conversation to import · 2 messages')
    window.press('button', 'Cancel')
    window.gone('label', '1 conversation to import · 2 messages')
    assert not window.items(lambda name: name.startswith('Title'))

    choose(window, write(profile, {'name': 'no export'}, 'other.json'))
    window.find('label', lambda name: name.startswith('This is no export that Sonde knows'))
    window.press('button', 'Done')
    window.close()


if __name__ == '__main__':
    run_tests(test_preview_and_import, test_cancel_and_other_files)
