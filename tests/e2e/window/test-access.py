# SPDX-License-Identifier: GPL-3.0-or-later
"""Names, and everything by the keyboard: what Orca reads, and where the focus is."""

from harness import atspi, run_tests, until

ICE = 'Which is heavier: a litre of ice or a litre of water?'
STREAM = 'How do I keep the mean and variance of a stream without storing it?'
BUTTONS = {'push button', 'button', 'toggle button', 'check box', 'radio button', 'combo box', 'entry', 'text', 'link'}


def focus(window):
    """Role and name of what has the keyboard focus."""
    for node in window.root.walk():
        if node.accessible.get_state_set().contains(atspi().StateType.FOCUSED):
            return node.role, node.name
    return None, None


def until_focus(window, name):
    until(f'the focus on “{name}”', lambda: focus(window)[1] == name)


def check_names(window, *allowed_twice):
    """Nothing that acts is without a name or named after its class, and in one place no name is twice."""
    nodes = [node for node in window.root.walk() if node.role in BUTTONS]
    for node in nodes:
        assert node.name and not node.name.startswith(('Gtk', 'Adw')), f'{node.role} “{node.name}”'
    names = [node.name for node in nodes]
    twice = {name for name in names if names.count(name) > 1} - set(allowed_twice)
    assert not twice, twice


def test_names(session, profile):
    simulator = session.simulator()
    window = profile.put_simulator(simulator).start()
    window.find('button', 'Enter API Key')
    check_names(window)
    window.close()

    window = session.profile('names').use(simulator).start()
    window.ask(ICE)
    check_names(window, 'Copy', 'Delete')
    for name in ('You', 'Transcript'):
        window.find('group' if name == 'You' else 'log', name)
    assert window.find('button', 'Model').description.startswith('Chat · V3'), window.find('button', 'Model').description
    window.set_toggle('DeepThink', True)
    window.ask(STREAM)
    fold = window.find('toggle', lambda name: name.startswith('Thought for '))
    assert fold.accessible.get_state_set().contains(atspi().StateType.EXPANDABLE)
    window.close()


def test_preferences_have_names(session, profile):
    window = profile.use(session.simulator()).start()
    window.click(window.find('text', 'Message'))
    window.key('ctrl+comma')
    window.find(None, 'Preferences')
    window.click(window.find('page tab', 'Models'))  # newer ones show only that to assistive technology which is seen
    window.find('list item', 'SiliconFlow')
    assert not window.has('button', 'Set Key'), 'what is folded away is not read'
    for node in window.all('button'):
        assert node.name and not node.name.startswith(('Gtk', 'Adw')), f'{node.role} “{node.name}”'
    window.close()


def test_first_run_by_keyboard(session, profile):
    """Enter on the first card, Escape back; the menu is the page's own."""
    window = profile.put_simulator(session.simulator()).start()
    until_focus(window, 'Enter API Key')
    window.key('F10')
    window.find('menu item', 'Preferences')
    window.key('Escape')
    until_focus(window, 'Enter API Key')
    window.key('Return')
    window.find('text', 'API Key')
    window.type('sk-')
    until('the key to be typed', lambda: any(node.sensitive for node in window.all('button', 'Check and Save')))
    window.key('Escape')
    until_focus(window, 'Enter API Key')
    window.close()


def test_the_focus_comes_back(session, profile):
    window = profile.use(session.simulator()).start()
    window.click(window.find('text', 'Message'))
    window.type(ICE)
    window.key('Return')
    window.says('83 grams')
    window.wait_idle()
    assert focus(window)[1] == 'Message', 'one goes on writing'

    window.key('ctrl+k', 'Tab')
    until('the focus on the row', lambda: focus(window)[0] == 'list item')
    row = focus(window)
    window.key('Menu')
    window.find('menu item', 'Rename…')
    window.key('Escape')
    until('the focus on the row again', lambda: focus(window) == row)
    window.key('F2')
    until_focus(window, 'Title')
    window.key('Escape')
    until('the focus on the row after renaming', lambda: focus(window) == row)

    window.key('ctrl+l', 'shift+Tab')
    until_focus(window, 'More')
    window.key('space')
    window.find('menu item', 'Copy as Markdown')
    window.key('Escape')
    until_focus(window, 'More')
    window.key('ctrl+f')
    until_focus(window, 'Find in Conversation')
    window.key('Escape')
    until_focus(window, 'Message')
    window.close()


def test_escape_gives_up_an_edit(session, profile):
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    window.write('half a thought')
    window.press('button', 'Edit')
    until('the message in the box', lambda: window.find('text', 'Message').text == ICE)
    window.key('Escape')
    until('the draft in the box', lambda: window.find('text', 'Message').text == 'half a thought')
    window.close()


if __name__ == '__main__':
    run_tests(test_names, test_preferences_have_names, test_first_run_by_keyboard, test_the_focus_comes_back,
              test_escape_gives_up_an_edit)
