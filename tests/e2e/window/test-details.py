# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known about an answer: the line below it, and Details with request and reply as JSON."""

import json
import os
import subprocess
import time

from harness import TEST_KEY, atspi, run_tests, until, xdotool

ICE = 'Which is heavier: a litre of ice or a litre of water?'


def choose(window, entry):
    """An entry of the menu of the last answer."""
    until('an answer', lambda: window.all('button', 'More'))
    window.all('button', 'More')[-1].press()
    window.press('menu item', entry)


def open_details(window):
    until('an answer', lambda: window.all('button', 'Details'))
    window.all('button', 'Details')[-1].press()
    window.find('frame', 'Details')


def press_page(window, page):
    window.press('page tab', page)
    time.sleep(0.3)  # pages that are not shown are in the tree too


def selection(node):
    interface = node.accessible.get_text_iface()
    place = atspi().Text.get_selection(interface, 0)
    return node.text[place.start_offset:place.end_offset]


def show(window, page):
    """The JSON of a page, as it stands in the view."""
    press_page(window, page)
    view = window.find('text', page)
    until('its text', lambda: view.text.rstrip().endswith('}'))
    return view.text


def unbroken(text):
    """A view breaks long strings into lines; JSON has no line ends in strings."""
    return json.loads(text.replace('\n', ''))


def test_details(session, profile):
    simulator = session.simulator()
    window = profile.use(simulator).start()
    window.ask(ICE)
    line = window.find('label', lambda name: ' tokens' in name and ' · ' in name)
    assert line.name.startswith('DeepSeek Flash · '), line.name

    open_details(window)
    for row in ('Model', 'Question and History', 'Answer', 'Together', 'Finish Reason', 'First Token After'):
        assert window.has(None, row), row
    request = show(window, 'Request')
    assert window.has('label', 'As it was sent, without the key.')
    head, _, body = request.partition('\n\n')
    assert 'Authorization: Bearer ••••' in head and head.startswith('POST http://127.0.0.1')
    assert TEST_KEY not in request
    sent = json.JSONDecoder().raw_decode(simulator.log().split('POST /chat/completions')[-1].partition('\n\n')[2])[0]
    assert unbroken(body) == sent
    assert unbroken(show(window, 'Reply'))['role'] == 'assistant'

    press_page(window, 'Request')
    entry = until('the search', lambda: window.all(None, 'Find'))[0]
    entry.write('thinking')
    view = window.find('text', 'Request')
    until('the word to be selected', lambda: selection(view) == 'thinking')
    window.key('Escape')
    window.key('Escape')
    window.gone('frame', 'Details')
    window.close()


def test_speed_is_kept(session, profile):
    """Also after the program has ended, and in what programs read."""
    window = profile.use(session.simulator(pace=30)).start()
    window.ask(ICE)
    line = window.find('label', lambda name: ' tokens/s' in name).name
    window.close()
    window = profile.start()
    window.says('83 grams')
    assert window.find('label', lambda name: ' tokens/s' in name).name == line
    open_details(window)
    for row in ('First Token After', 'Speed'):
        assert window.has(None, row), row
    window.close()
    shown = json.loads(subprocess.run(
        [str(session.build / 'src' / 'bin' / 'sonde-cli'), 'show', '1', '--json'], check=True, capture_output=True, text=True,
        env={**os.environ, **profile.environment}).stdout)['messages'][-1]
    assert shown['first_token_ms'] >= 0 and shown['tokens_per_second'] > 0, shown


def test_continue_only_where_it_was_cut(session, profile):
    simulator = session.simulator()
    window = profile.use(simulator).start()
    window.ask(ICE)
    until('an answer', lambda: window.all('button', 'More'))
    window.all('button', 'More')[-1].press()
    window.find('menu item', 'Copy as Plain Text')
    window.key('Escape')
    assert not window.has('button', 'Continue'), 'it is complete'
    until('buttons of both messages', lambda: len(window.all('button', 'Delete')) == 2)
    window.all('button', 'Delete')[-1].press()
    dialog = until('whether it shall go', lambda: next(
        (child for child in window.root.children() if any(node.matches(None, 'Delete This Message?') for node in child.walk())), None))
    next(node for node in dialog.walk() if node.matches('button', lambda name: 'Delete' in name)).press()
    until('the answer to go', lambda: '83 grams' not in window.transcript())
    window.close()


def test_answer_again_and_branch(session, profile):
    simulator = session.simulator()
    window = profile.use(simulator).start()
    window.ask(ICE)
    window.says('83 grams')
    assert '"enabled"' not in simulator.log(), 'it was not told to think'
    choose(window, 'Answer Again in the Other Mode')
    window.find('label', '2 / 2')
    window.wait_idle()
    assert '"enabled"' in simulator.log(), 'this time it was told to think'

    assert len(window.items()) == 1
    asked = simulator.log().count('POST /chat/completions')
    choose(window, 'Branch into New Conversation')
    until('the branch', lambda: len(window.items()) == 2)
    window.says(ICE)
    window.says('83 grams')
    window.gone('label', '2 / 2')
    assert simulator.log().count('POST /chat/completions') == asked, 'a branch asks nobody'
    window.close()


def test_under_the_pointer(session, profile):
    """The transcript hears that the pointer leaves an answer in the midst of taking it away."""
    window = profile.use(session.simulator()).start()
    window.ask(ICE)
    x, y, width, height = next(
        node for node in window.root.walk() if node.role == 'label' and '83 grams' in node.name).resting()
    xdotool('mousemove', x + width // 3, y + height // 2)
    choose(window, 'Answer Again in the Other Mode')
    window.find('label', '2 / 2')
    window.wait_idle()
    for button, place in (('Previous Version', '1 / 2'), ('Next Version', '2 / 2')) * 3:
        window.press('button', button)
        window.find('label', place)
        xdotool('mousemove_relative', '--', 3, 0)
    choose(window, 'Branch into New Conversation')
    until('the branch', lambda: len(window.items()) == 2)
    window.press_item(lambda name: True)
    window.close()


if __name__ == '__main__':
    run_tests(test_details, test_speed_is_kept, test_continue_only_where_it_was_cut, test_answer_again_and_branch,
              test_under_the_pointer)
