# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are dropped on the window out of another program: an export is offered for import, anything else attached."""

import json

from harness import run_tests, until


def middle(node):
    x, y, width, height = node.extents()
    return int(x + width / 2), int(y + height / 2)


def chats(profile):
    """OpenAI's messages under a name that says nothing: what counts is what is in the file."""
    path = profile.folder / 'something.txt'
    path.write_text(''.join(json.dumps({'messages': [{'role': 'user', 'content': question}, {'role': 'assistant', 'content': 'Eleven.'}]})
                            + '\n' for question in ('How deep?', 'How wide?')), encoding='utf-8')
    return path


def note(profile):
    path = profile.folder / 'note.txt'
    path.write_text('The sea is deep.', encoding='utf-8')
    return path


def started(session, profile):
    window = profile.use(session.simulator()).start()
    window.find('text', 'Message')
    return window


def test_export_is_imported(session, profile):
    """On the transcript; nothing is imported before it was asked for."""
    window = started(session, profile)
    assert window.drop_files((700, 300), chats(profile)), 'nothing took the file'
    window.find('label', '2 conversations to import · 4 messages')
    assert not window.items(lambda name: name.startswith('How'))
    window.press('button', 'Import')
    window.find('label', '2 conversations imported · 4 messages')
    window.press('button', 'Done')
    until('the conversations', lambda: len(window.items(lambda name: name.startswith('How'))) == 2)
    window.close()


def test_export_on_the_message_box(session, profile):
    window = started(session, profile)
    assert window.drop_files(middle(window.find('text', 'Message')), chats(profile))
    window.find('label', '2 conversations to import · 4 messages')
    window.press('button', 'Cancel')
    window.gone('label', '2 conversations to import · 4 messages')
    assert not window.items(lambda name: name.startswith('How'))
    window.close()


def test_note_is_attached(session, profile):
    window = started(session, profile)
    assert window.drop_files((700, 300), note(profile))
    window.find(None, lambda name: 'note.txt' in name)
    assert not window.has('label', lambda name: 'to import' in name)
    window.close()


def test_both(session, profile):
    window = started(session, profile)
    assert window.drop_files((700, 300), note(profile), chats(profile))
    window.find('label', '2 conversations to import · 4 messages')
    window.press('button', 'Cancel')
    window.find(None, lambda name: 'note.txt' in name)
    window.close()


if __name__ == '__main__':
    run_tests(test_export_is_imported, test_export_on_the_message_box, test_note_is_attached, test_both)
