# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding one's way in a long conversation: the search, the size of the text, where one was, and an answer that comes."""

import re
import time

import conversation
from harness import run_tests, until


def open_long(session, profile, n_turns, thought=None):
    messages = []
    for i in range(n_turns):
        messages.append(('user', f'Question {i}', ''))
        messages.append(('assistant', f'Answer {i} about the *depth*.\n\n- one\n- two', thought(i) if thought else ''))
    profile.use(session.simulator())
    identity = conversation.put(profile, messages)
    window = profile.start()
    window.says(f'Answer {n_turns - 1}')
    return window, identity


def y_of(window, text):
    nodes = [node for node in window.root.walk() if node.role in ('label', 'heading') and node.full_name == text]
    return nodes[0].extents()[1] if nodes and nodes[0].extents() else None


def height_of(window, text):
    return next(node for node in window.root.walk() if node.full_name == text and node.extents()).extents()[3]


def is_seen(window, text):
    y = y_of(window, text)
    return y is not None and 40 <= y < window.find('text', 'Message').extents()[1]


def test_find_in_2000_messages(session, profile):
    """All matches at once, also far away and in folded reasoning; next and previous."""
    window, _ = open_long(session, profile, 1000, lambda i: 'A needle in the thoughts.' if i == 3 else '')
    window.click(window.find('text', 'Message'))
    window.key('ctrl+f')
    window.find('text', 'Find in Conversation')
    window.write('about the depth', 'Find in Conversation')
    window.find('label', lambda name: re.fullmatch(r'(\d+ of )?1,?000( matches)?', name) is not None)
    window.write('Answer 500', 'Find in Conversation')
    window.find('label', '1 of 1')
    until('the match in sight', lambda: is_seen(window, 'Answer 500 about the depth.'))
    window.write('needle', 'Find in Conversation')
    until('what was folded', lambda: is_seen(window, 'A needle in the thoughts.'))
    window.write('Question 99', 'Find in Conversation')
    window.find('label', lambda name: name.endswith(' of 11'))
    here = window.find('label', lambda name: name.endswith(' of 11')).name
    window.key('Return')
    until('the next one', lambda: window.find('label', lambda name: name.endswith(' of 11')).name != here)
    window.key('shift+Return')
    window.find('label', here)
    window.key('Escape')
    window.gone('text', 'Find in Conversation')
    window.close()


def test_the_size_of_the_text(session, profile):
    """It grows and shrinks, without overlap, and is kept."""
    window, _ = open_long(session, profile, 2)
    before = height_of(window, 'Answer 1 about the depth.')
    window.click(window.find('text', 'Message'))
    for _ in range(5):
        window.key('ctrl+plus')
    until('larger text', lambda: height_of(window, 'Answer 1 about the depth.') > before * 1.3)
    time.sleep(0.3)
    blocks = [node for node in window.find('log', 'Transcript').walk() if node.role == 'label' and node.full_name and
              node.description in ('', 'List item') and node.full_name.startswith(('Question', 'Answer', 'one', 'two'))]
    extents = sorted(node.extents() for node in blocks if node.extents())
    extents.sort(key=lambda extent: extent[1])
    for above, below in zip(extents, extents[1:]):
        assert above[1] + above[3] <= below[1] + 1, f'{above} overlaps {below}'
    large = height_of(window, 'Answer 1 about the depth.')
    window.close()

    window = profile.start()
    window.says('Answer 1')
    until('the size that was kept', lambda: height_of(window, 'Answer 1 about the depth.') == large)
    window.click(window.find('text', 'Message'))
    window.key('ctrl+minus')
    until('smaller text', lambda: height_of(window, 'Answer 1 about the depth.') < large)
    window.key('ctrl+0')
    until('the usual size', lambda: height_of(window, 'Answer 1 about the depth.') == before)
    window.close()


def box_height(window):
    return window.find('text', 'Message').extents()[3]


def test_the_composer_grows_with_it(session, profile):
    """The text that is written has the size of what is read, and its box the width of the column."""
    window, _ = open_long(session, profile, 2)
    height, (x, _, width, _) = box_height(window), window.find('text', 'Message').resting()
    window.click(window.find('text', 'Message'))
    window.key('ctrl+plus', 'ctrl+plus')
    until('larger text', lambda: box_height(window) > height * 1.1)
    wider = window.find('text', 'Message').resting()
    assert wider[2] >= width * 1.15 and wider[0] < x, f'{wider} is not wider than {(x, width)}'
    question, box = (window.find('label', 'Question 1').extents(), wider)
    assert abs((question[0] + question[2]) - (box[0] + box[2])) < 40, f'{question} and {box} are of different columns'

    window.press('button', 'Main Menu')
    window.find('button', 'Reset Zoom (120%)')
    window.press('button', 'Zoom Out')
    window.find('button', 'Reset Zoom (110%)')
    window.press('button', 'Reset Zoom (110%)')
    window.find('button', 'Reset Zoom (100%)')
    until('the usual size', lambda: box_height(window) == height)
    window.key('Escape')
    window.gone('button', 'Zoom In')
    window.key('F10')
    until('the first button to have the focus', lambda: window.find('button', 'Zoom Out').focused)
    window.key('Tab', 'Tab')
    until('the last one', lambda: window.find('button', 'Zoom In').focused)
    window.key('space')
    window.find('button', 'Reset Zoom (110%)')
    window.key('Escape')
    window.gone('button', 'Zoom In')
    window.key(*['ctrl+plus'] * 20)
    until('the largest text', lambda: box_height(window) > height * 2)
    window.key('F10')
    window.find('button', 'Reset Zoom (300%)')
    assert not window.find('button', 'Zoom In').sensitive, 'there is nothing larger'
    window.key('Escape')
    window.close()


def test_where_one_was(session, profile):
    """To the pixel, after the program has ended."""
    window, identity = open_long(session, profile, 40)
    window.scroll_up(window.find('log', 'Transcript'), 40)
    time.sleep(0.5)
    texts = [f'Answer {i} about the depth.' for i in range(40)]
    text = next(text for text in texts if is_seen(window, text))
    y = y_of(window, text)
    window.close()
    assert conversation.read_view(profile, identity), 'nothing was remembered'

    window = profile.start()
    until('the same place', lambda: y_of(window, text) == y)
    window.press('button', 'Go to the End')
    until('the end', lambda: is_seen(window, 'Answer 39 about the depth.'))
    window.close()


def test_a_reader_is_not_moved(session, profile):
    """While an answer comes its end is followed; whoever scrolls up stays where he is."""
    profile.use(session.simulator('long', pace=15))
    conversation.put(profile, [('user', 'Before', ''), ('assistant', '\n\n'.join(f'Line {i}.' for i in range(40)), '')])
    window = profile.start()
    window.says('Line 39.')
    window.send('sim:long go on')
    until('the answer', lambda: window.has('button', 'Stop'))
    until('the answer to be taller than the window', lambda: not is_seen(window, 'Line 39.'))
    assert not window.has('button', 'Go to the End'), 'the end is followed'
    window.scroll_up(window.find('log', 'Transcript'), 6)
    window.find('button', 'Go to the End')
    time.sleep(0.5)
    labels = [node for node in window.find('log', 'Transcript').walk() if node.role == 'label' and node.full_name and
              node.extents() and 100 < node.extents()[1] < 400]
    where = [(node.full_name, node.extents()[1]) for node in labels]
    assert where, window.transcript()[-500:]
    time.sleep(1.5)
    assert window.has('button', 'Stop'), 'the answer came too fast for this test'
    assert [(node.full_name, node.extents()[1]) for node in labels] == where
    window.press('button', 'Stop')
    window.close()


def test_thinking_is_folded_with_a_preview(session, profile):
    window = profile.use(session.simulator('demo', pace=40)).start()
    window.set_toggle('DeepThink', True)
    window.send('Which is heavier: a litre of ice or a litre of water?')
    fold = window.find('toggle', 'Thinking…')
    assert fold.extents()
    window.find('toggle', lambda name: name.startswith('Thought for '), 60)
    window.wait_idle(60)
    shown = window.transcript()
    window.press('toggle', lambda name: name.startswith('Thought for '))
    until('what was thought', lambda: len(window.transcript()) > len(shown))
    window.close()

    window = profile.start()
    window.find('toggle', lambda name: name.startswith('Thought for '))
    assert len(window.transcript()) > 100
    window.close()


if __name__ == '__main__':
    run_tests(test_find_in_2000_messages, test_the_size_of_the_text, test_the_composer_grows_with_it, test_where_one_was, test_a_reader_is_not_moved,
              test_thinking_is_folded_with_a_preview)
