# SPDX-License-Identifier: GPL-3.0-or-later
"""Where conversations lie: folders, the archive, the trash; several at once; what was not read yet."""

import sqlite3
import time

from harness import run_tests, until, xdotool

ICE = 'Which is heavier: a litre of ice or a litre of water?'
DAY = 24 * 3600 * 10 ** 6
TITLES = ('Tides', 'Bread', 'Boats', 'Dates', 'Letters', 'Wells')


def titled(title):
    return lambda name: name == title


def fill(profile):
    """A history without asking anybody."""
    window = profile.start()
    window.find('text', 'Message')
    window.close()
    now = time.time_ns() // 1000
    with sqlite3.connect(profile.data / 'history.db') as history:
        for i, title in enumerate(TITLES):
            updated = now - i * 60 * 10 ** 6
            history.execute('INSERT INTO conversation (title, created, updated) VALUES (?, ?, ?)', (title, updated, updated))
            history.execute('INSERT INTO message (conversation, role, state, content, created) VALUES '
                            '((SELECT max (id) FROM conversation), 1, 1, ?, ?)', (f'About {title.lower()}', updated))
    history.close()


def names(window):
    return [node.name for node in window.items()]


def started(session, profile):
    profile.use(session.simulator())
    fill(profile)
    window = profile.start()
    until('the conversations', lambda: sorted(names(window)) == sorted(TITLES))
    return window


def test_folders(session, profile):
    """By the menu: a new folder, one that is there, out of it; renamed and removed."""
    window = started(session, profile)
    window.item_menu(titled('Bread'), 'Move to Folder', 'New Folder…')
    window.write('Kitchen', 'Folder Name')
    window.press('button', 'Create')
    window.go_to('Kitchen')
    until('what lies in it', lambda: names(window) == ['Bread'])
    window.press('button', 'All Conversations')
    until('all of them', lambda: len(names(window)) == len(TITLES))
    window.item_menu(titled('Wells'), 'Move to Folder', 'Kitchen')
    window.go_to('Kitchen')
    until('both', lambda: sorted(names(window)) == ['Bread', 'Wells'])
    window.item_menu(titled('Bread'), 'Move to Folder', 'Out of Its Folder')
    until('it to go', lambda: names(window) == ['Wells'])
    window.close()

    window = profile.start()
    window.press(None, 'Folders')
    window.click(window.find(None, 'Kitchen'))
    until('the folder after a restart', lambda: names(window) == ['Wells'])
    window.press(None, 'Folders')
    folder_menu(window, 'Kitchen', 'Remove Folder')
    until('its conversations to stay', lambda: len(names(window)) == len(TITLES))
    until('it to go', lambda: not window.has('list item', 'Kitchen'))
    window.close()


def folder_menu(window, folder, entry):
    """With the mouse, on a folder that is unfolded."""
    window.click(until('the folder', lambda: next(
        (node for node in window.all('list item', folder) if node.extents()), None)), button=3)
    window.press('menu item', entry)


def test_folders_are_arranged(session, profile):
    window = started(session, profile)
    for title, folder in (('Tides', 'Sea'), ('Wells', 'Land')):
        window.item_menu(titled(title), 'Move to Folder', 'New Folder…')
        window.write(folder, 'Folder Name')
        window.press('button', 'Create')
        window.gone('button', 'Create')
    window.press(None, 'Folders')

    def order():
        names_shown = [node.name for node in window.find('list', 'Folders').walk() if node.role == 'list item']
        return [name for name in names_shown if name in ('Sea', 'Land')]

    until('both', lambda: order() == ['Sea', 'Land'])
    folder_menu(window, 'Land', 'Move Up')
    until('the other order', lambda: order() == ['Land', 'Sea'])
    folder_menu(window, 'Sea', 'Rename…')
    window.write('Ocean', 'Folder Name')
    window.press('button', 'Rename')
    window.click(window.find('list item', 'Ocean'))
    until('what lies in it', lambda: names(window) == ['Tides'])
    window.press(None, 'Folders')
    folder_menu(window, 'Ocean', 'Rename…')
    window.write('Deep', 'Folder Name')
    window.press('button', 'Rename')
    window.find('list item', 'Deep')
    assert names(window) == ['Tides'], 'a folder that is looked into stays open under its new name'
    window.close()


def test_archive(session, profile):
    window = started(session, profile)
    window.item_menu(titled('Boats'), 'Archive')
    until('it to go', lambda: 'Boats' not in names(window))
    window.press('button', 'Undo')
    until('it to come back', lambda: 'Boats' in names(window))
    window.item_menu(titled('Boats'), 'Archive')
    window.go_to('Archive')
    until('it in the archive', lambda: names(window) == ['Boats'])
    window.press_item(titled('Boats'))
    window.says('About boats')
    window.item_menu(titled('Boats'), 'Out of the Archive')
    until('an empty archive', lambda: window.has('label', 'Nothing Here'))
    window.press('button', 'All Conversations')
    until('it to be back', lambda: 'Boats' in names(window))
    window.close()


def test_trash(session, profile):
    window = started(session, profile)
    for title in ('Dates', 'Tides'):
        window.select_item(titled(title))
        window.key('Delete')
        until('it to go', lambda wanted=title: wanted not in names(window))
    window.go_to('Trash')
    until('both, the last one first', lambda: names(window) == ['Tides', 'Dates'])
    window.item_menu(titled('Dates'), 'Restore')
    until('one to go', lambda: names(window) == ['Tides'])
    window.press('button', 'Empty Trash…')
    window.press('button', 'Cancel')
    window.gone('button', 'Cancel')
    window.take_keyboard()
    assert names(window) == ['Tides'], 'nothing goes that was not confirmed'
    window.press_item(titled('Tides'))
    until('the focus', lambda: any(node.focused for node in window.items()))
    window.key('Delete')
    question = window.find(None, 'Delete “Tides” for Good?')
    next(node for node in question.walk() if node.matches('button', 'Delete')).press()
    until('an empty trash', lambda: window.has('label', 'Nothing Here'))
    window.close()
    with sqlite3.connect(profile.data / 'history.db') as history:
        left = {title for title, in history.execute('SELECT title FROM conversation')}
    assert left == set(TITLES) - {'Tides'}, left


def test_several_at_once(session, profile):
    """Selected with Control; deleted and brought back together."""
    window = started(session, profile)
    window.press_item(titled('Tides'))
    window.says('About tides')
    window.select_item(titled('Boats'), 'Control_L')
    window.select_item(titled('Wells'), 'Control_L')
    window.key('Delete')
    until('three to go', lambda: len(names(window)) == len(TITLES) - 3)
    window.find('label', '3 conversations deleted')
    window.press('button', 'Undo')
    until('them to come back', lambda: len(names(window)) == len(TITLES))
    window.close()


def test_pinned(session, profile):
    window = started(session, profile)
    window.item_menu(titled('Wells'), 'Pin')
    until('it to be first', lambda: names(window)[0] == 'Wells')
    window.find('label', 'Pinned')
    window.item_menu(titled('Wells'), 'Unpin')
    until('it to be last', lambda: names(window)[-1] == 'Wells')
    window.close()


def test_duplicate(session, profile):
    window = started(session, profile)
    window.item_menu(titled('Boats'), 'Duplicate')
    until('the copy', lambda: names(window)[0] == 'Boats (copy)')
    window.says('About boats')
    window.close()


def drag_to_folder(window, title, folder):
    """By the mouse: the places unfold while something is on its way."""
    x, y, width, height = window.items(titled(title))[0].extents()
    xdotool('mousemove', x + 60, y + height - 12, 'mousedown', '1')
    for step in range(1, 5):
        xdotool('mousemove', x + 60 + 6 * step, y + height - 12 + 3 * step)
        time.sleep(0.05)
    place = until('the places to unfold', lambda: next((node for node in window.all(None, folder) if node.extents()), None))
    x, y, width, height = place.resting()
    for step in range(3):
        xdotool('mousemove', x + width // 2 + step, y + height // 2)
        time.sleep(0.1)
    xdotool('mouseup', '1')
    until('the places to fold again', lambda: not window.has('list', 'Folders'))


def test_dragged_into_a_folder(session, profile):
    """One, and then several that are selected."""
    window = started(session, profile)
    window.press(None, 'Folders')
    window.click(window.find(None, 'New Folder…'))
    window.write('Sea', 'Folder Name')
    window.press('button', 'Create')
    until('the folder', lambda: window.has('list item', 'Sea') or window.has('row', 'Sea'))
    window.press(None, 'Folders')
    until('the places to fold', lambda: not window.has('list', 'Folders'))
    drag_to_folder(window, 'Tides', 'Sea')
    window.press_item(titled('Boats'))
    window.says('About boats')
    window.select_item(titled('Wells'), 'Control_L')
    drag_to_folder(window, 'Boats', 'Sea')
    window.go_to('Sea')
    until('all three in the folder', lambda: sorted(names(window)) == ['Boats', 'Tides', 'Wells'])
    window.close()


def test_not_read_yet(session, profile):
    """An answer that ends while another conversation is shown leaves a mark until it is looked at."""
    window = profile.use(session.simulator(pace=15)).start()
    # Long enough to be still coming when the other conversation is opened, on a slow machine too.
    window.send('sim:long 200 unseen')
    window.find('button', 'Stop')
    window.new_chat()
    until('the mark', lambda: any(node.description == 'Not read yet' for node in window.items(lambda name: 'unseen' in name)), 60)
    window.press_item(lambda name: 'unseen' in name)
    until('no mark', lambda: all(node.description == '' for node in window.items()))
    window.close()


if __name__ == '__main__':
    run_tests(test_folders, test_folders_are_arranged, test_archive, test_trash, test_several_at_once, test_pinned,
              test_duplicate, test_dragged_into_a_folder, test_not_read_yet)
