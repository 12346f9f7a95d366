# SPDX-License-Identifier: GPL-3.0-or-later
"""What was typed and not sent is there again, also after kill -9."""

import time

from harness import run_tests, until

ICE = 'Which is heavier: a litre of ice or a litre of water?'
SAVED = 1.0  # seconds after the last key


def draft(window):
    return window.find('text', 'Message').text


def test_killed_with_a_draft(session, profile):
    """In a conversation and in a new chat."""
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.type_message('And on the moon?')
    time.sleep(SAVED)
    window.new_chat()
    window.type_message('Something else')
    time.sleep(SAVED)
    window.kill()

    window = profile.start()
    window.says(ICE)
    until('the draft of the conversation', lambda: draft(window) == 'And on the moon?')
    window.new_chat()
    until('the draft of the new chat', lambda: draft(window) == 'Something else')
    window.close()


def test_the_last_key_of_a_burst(session, profile):
    """Each key counts: the last word of a burst is saved too."""
    window = profile.use(session.simulator()).start()
    window.type_message('one two three')
    window.type(' four')
    until('the last word', lambda: draft(window) == 'one two three four')
    time.sleep(SAVED)
    window.kill()
    window = profile.start()
    until('all of it', lambda: draft(window) == 'one two three four')
    window.close()


def test_what_was_sent_is_no_draft(session, profile):
    window = profile.use(session.simulator()).start()
    window.type_message(ICE)
    time.sleep(SAVED)
    window.key('Return')
    window.says('83 grams')
    window.wait_idle()
    window.type_message('Second')
    window.key('Return')
    window.says('Second')
    window.wait_idle()
    time.sleep(2)
    window.kill()
    window = profile.start()
    window.says('Second')
    assert draft(window) == '', 'what was sent is not in the box'
    window.new_chat()
    assert draft(window) == '', 'nor in the new chat'
    window.close()


def test_killed_while_editing(session, profile):
    """The edit is the draft then; sent, it leaves none."""
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.press('button', 'Edit')
    until('the question in the box', lambda: draft(window) == ICE)
    window.type_message('And on the moon?')
    time.sleep(SAVED)
    window.kill()

    window = profile.start()
    window.says(ICE)
    until('the edit', lambda: draft(window) == 'And on the moon?')
    window.write('')
    window.press('button', 'Edit')
    until('the question in the box', lambda: draft(window) == ICE)
    window.ask('And on Mars?')
    window.kill()
    window = profile.start()
    window.says('And on Mars?')
    assert draft(window) == '', 'what was sent is not in the box'
    window.close()


def test_each_window_has_its_new_chat(session, profile):
    window = profile.use(session.simulator()).start()
    window.type_message('The first')
    window.press('button', 'Main Menu')
    window.press('menu item', 'New Window')
    boxes = until('two boxes', lambda: (lambda found: found if len(found) == 2 else None)(window.all('text', 'Message')))
    empty = next(box for box in boxes if box.text == '')
    empty.write('The second')
    time.sleep(SAVED)
    window.kill()

    window = profile.start()
    until('the first', lambda: draft(window) == 'The first')
    window.press('button', 'Main Menu')
    window.press('menu item', 'New Window')
    until('the second', lambda: 'The second' in [box.text for box in window.all('text', 'Message')])
    window.close()


def test_attached_files(session, profile):
    """They are read again; one that is gone is told; what is taken away stays so."""
    profile.use(session.simulator())
    notes = profile.folder / 'notes.txt'
    notes.write_text('High water at noon\n')
    drafts = profile.data / 'drafts'
    drafts.write_text(f'[Files]\nnew-1={notes.as_uri()};{(profile.folder / "gone.txt").as_uri()};\n')
    window = profile.start()
    window.find('button', 'Remove notes.txt')
    window.find('label', lambda name: name.startswith('“gone.txt” cannot be read'))
    until('what is left', lambda: 'gone.txt' not in drafts.read_text() and 'notes.txt' in drafts.read_text())
    window.kill()
    window = profile.start()
    window.press('button', 'Remove notes.txt')
    until('it to go', lambda: 'notes.txt' not in drafts.read_text())
    window.close()


if __name__ == '__main__':
    run_tests(test_killed_with_a_draft, test_the_last_key_of_a_burst, test_what_was_sent_is_no_draft,
              test_killed_while_editing, test_each_window_has_its_new_chat, test_attached_files)
