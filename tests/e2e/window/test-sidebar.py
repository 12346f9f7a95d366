# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of conversations by keyboard and mouse: rename, delete, undo, search in texts."""

from harness import run_tests, until

ICE = 'Which is heavier: a litre of ice or a litre of water?'
STREAM = 'How do I keep the mean and variance of a stream without storing it?'


def is_ice(name):
    """Which is heavier…"""
    return name.startswith('Which is heavier')


def test_rename(session, profile):
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.press_item(is_ice)
    window.key('F2')
    window.write('Ice and water', 'Title')
    window.key('Return')
    until('the new title', lambda: window.items(lambda name: name == 'Ice and water'))
    window.close()

    window = profile.start()
    until('the title after a restart', lambda: window.items(lambda name: name == 'Ice and water'))
    window.close()


def test_delete_and_undo(session, profile):
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.new_chat()
    window.ask(STREAM)
    until('two conversations', lambda: len(window.items()) == 2)

    window.press_item(is_ice)
    window.says('83 grams')
    window.key('Delete')
    until('it to go', lambda: not window.items(is_ice))
    window.press('button', 'Undo')
    until('it to come back', lambda: window.items(is_ice))
    window.press_item(is_ice)
    window.says('83 grams')

    window.key('Delete')
    until('it to go again', lambda: not window.items(is_ice))
    window.close()
    window = profile.start()
    until('the other one', lambda: len(window.items()) == 1)
    assert not window.items(is_ice), 'what was deleted stays so'
    window.close()


def test_search_finds_what_was_answered(session, profile):
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.new_chat()
    window.ask(STREAM)
    until('two conversations', lambda: len(window.items()) == 2)
    window.key('ctrl+k')
    window.type('lattice')
    until('the one whose answer has the word', lambda: [node.name for node in window.items()] == [ICE])
    window.write('', 'Search Conversations')
    until('both again', lambda: len(window.items()) == 2)
    window.close()


def searched(session, profile):
    """Two conversations, and one of them found."""
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.new_chat()
    window.ask(STREAM)
    until('two conversations', lambda: len(window.items()) == 2)
    window.key('ctrl+k')
    window.type('lattice')
    until('the one that has the word', lambda: [node.name for node in window.items()] == [ICE])
    return window


def test_menu_of_a_result(session, profile):
    """What can be done with a conversation can be done with one that was found, by mouse and keyboard."""
    window = searched(session, profile)
    window.click(window.items(is_ice)[0], button=3)
    window.press('menu item', 'Rename…')
    window.write('Ice and water', 'Title')
    window.key('Return')
    until('the new title', lambda: [node.name for node in window.items()] == ['Ice and water'])
    window.key('ctrl+k', 'Down')
    until('the focus', lambda: any(node.focused for node in window.items()))
    window.key('F2')
    window.write('Only ice', 'Title')
    window.key('Return')
    until('another title', lambda: [node.name for node in window.items()] == ['Only ice'])
    window.key('ctrl+k', 'Down', 'Menu')
    window.press('menu item', 'Archive')
    window.find('label', '“Only ice” archived')
    until('it to stay, since the archive is searched too', lambda: [node.name for node in window.items()] == ['Only ice'])
    window.key('ctrl+k', 'Down', 'Delete')
    window.find('label', 'Nothing Found')
    window.find('label', '“Only ice” deleted')
    window.close()


def test_from_row_to_entry(session, profile):
    """Up from the first row goes to the entry of the search, Down into the list again."""
    window = searched(session, profile)
    entry = window.find('text', 'Search Conversations')
    window.key('Down')
    until('the focus in the results', lambda: any(node.focused for node in window.items()))
    window.key('Up')
    until('it in the entry', lambda: entry.focused)
    window.write('', 'Search Conversations')
    until('both', lambda: len(window.items()) == 2)
    window.key('Down', 'Down', 'Up')
    until('the focus in the list', lambda: window.items()[0].focused)
    window.key('Up')
    until('it in the entry again', lambda: entry.focused)
    window.close()


def test_rename_while_searching(session, profile):
    """From the main menu, when the row of the conversation cannot be seen."""
    window = searched(session, profile)
    window.press('button', 'Main Menu')
    window.press('menu item', 'Rename…')
    window.write('Streams', 'Title')
    window.key('Return')
    window.write('', 'Search Conversations')
    until('the new title', lambda: window.items(lambda name: name == 'Streams'))
    window.close()


if __name__ == '__main__':
    run_tests(test_rename, test_delete_and_undo, test_search_finds_what_was_answered, test_menu_of_a_result,
              test_from_row_to_entry, test_rename_while_searching)
