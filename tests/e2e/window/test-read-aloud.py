# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of the transcript as a screen reader asks for it: by character, word and line, with caret and selection.

GTK before 4.14 has no interface for that; there the names of the blocks are their text, which test-transcript.py reads.
"""

import re
import time

import conversation
from harness import Node, Skip, atspi, run_tests, until, xdotool

QUESTION = 'How do I keep the mean and variance of a stream without storing it?'
READ = ('label', 'heading', 'table', 'math')
TABLE = 'Left\tCentre\tRight\napple\tcode\t1.50\n梨子\tx^2\t22.75'
FORMULA = 'Inline a^2 + b^2 = c^2 and a displayed one:'
CODE = 'def greet(name):\n    return f"Hello, {name}"'


def need(window, major, minor):
    version = window.root.accessible.get_toolkit_version() or '0.0'
    have = tuple(int(number) for number in re.findall(r'\d+', version)[:2])
    if have < (major, minor):
        window.close()
        raise Skip(f'GTK {version} has no interface for it, {major}.{minor} has')


def open_reference(session, profile, messages=None):
    messages = messages or conversation.MESSAGES
    profile.use(session.simulator())
    conversation.put(profile, messages)
    window = profile.start()
    need(window, 4, 14)
    window.says(messages[-1][1].splitlines()[-1])
    return window


def blocks(window):
    """The blocks of the messages: those of the reading, without the lines around them."""
    return [node for node in window.find('log', 'Transcript').walk()
            if (node.role in READ or node.is_code) and node.accessible.get_text_iface()]


def block(window, text):
    return until(f'the block “{text}”', lambda: next((node for node in blocks(window) if node.text == text), None))


class Reader:
    """What Orca would ask of a block."""

    def __init__(self, node):
        self.node = node
        self.text = node.accessible.get_text_iface()

    def string(self, offset, granularity):
        found = atspi().Text.get_string_at_offset(self.text, offset, granularity)
        assert found.content == atspi().Text.get_text(self.text, found.start_offset, found.end_offset), found.content
        return found.content

    def word(self, offset):
        return self.string(offset, atspi().TextGranularity.WORD)

    def sentence(self, offset):
        return self.string(offset, atspi().TextGranularity.SENTENCE)

    def line(self, offset):
        return self.string(offset, atspi().TextGranularity.LINE)

    def paragraph(self, offset):
        return self.string(offset, atspi().TextGranularity.PARAGRAPH)

    def caret(self):
        return atspi().Text.get_caret_offset(self.text)

    def selected(self):
        if atspi().Text.get_n_selections(self.text) == 0:
            return ''
        span = atspi().Text.get_selection(self.text, 0)
        return atspi().Text.get_text(self.text, span.start_offset, span.end_offset)

    def attributes(self, offset):
        return atspi().Text.get_attribute_run(self.text, offset, False)

    def rectangle(self, start, end):
        found = atspi().Text.get_range_extents(self.text, start, end, atspi().CoordType.WINDOW)
        return found.x + Node.shift, found.y + Node.shift, found.width, found.height


class Events:
    """What the window tells of its own accord."""

    def __init__(self, *kinds):
        self.seen = []
        self.listener = atspi().EventListener.new(self.note)
        self.kinds = kinds
        for kind in kinds:
            assert self.listener.register(kind)

    def note(self, event):
        text = event.any_data if isinstance(event.any_data, str) else ''
        self.seen.append((event.type, event.source, event.detail1, event.detail2, text))

    def gather(self, seconds=0.3):
        from gi.repository import GLib
        context = GLib.MainContext.default()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            while context.iteration(False):
                pass
            time.sleep(0.01)
        return self.seen

    def end(self):
        for kind in self.kinds:
            self.listener.deregister(kind)


def test_every_block_has_its_text(session, profile):
    window = open_reference(session, profile)
    found = blocks(window)
    assert len(found) > 25, [node.text for node in found]
    for node in found:
        text = node.accessible.get_text_iface()
        assert node.text and node.text == node.full_name, (node.role, node.text, node.full_name)
        assert atspi().Text.get_character_count(text) == len(node.text), node.text
    roles = {node.text: node.role for node in found}
    assert roles['Heading one'] == 'heading'
    assert roles[TABLE] == 'table'
    assert roles[r'\int_0^1 x^2 \, dx = \frac{1}{3}'] == 'math'
    for words in (CODE, FORMULA, '你好，世界。水深几何？', 'مرحبا بالعالم، هذا نص عربي.', 'Emoji: 😀 👩‍👩‍👧 🇨🇳', 'Two point one'):
        assert words in roles, words
    window.close()


def test_by_character_word_and_line(session, profile):
    window = open_reference(session, profile, [('user', 'What?', ''), (
        'assistant', 'One sentence. Another 梨子 sentence.\n\n```\nfirst line\n    second\n```\n\n' + 'many words ' * 60 +
        '\n\n| a | b |\n| - | - |\n| c | d |\n\n中文一句。再一句。', '')])
    plain = Reader(block(window, 'One sentence. Another 梨子 sentence.'))
    assert plain.word(5) == 'sentence. ' and plain.word(0) == 'One ', (plain.word(5), plain.word(0))
    assert plain.sentence(3) == 'One sentence. ' and plain.sentence(20) == 'Another 梨子 sentence.', plain.sentence(20)
    assert chr(atspi().Text.get_character_at_offset(plain.text, 22)) == '梨'
    assert plain.line(4) == plain.paragraph(4) == 'One sentence. Another 梨子 sentence.'
    assert atspi().Text.get_text(plain.text, 4, 12) == 'sentence'

    code = Reader(block(window, 'first line\n    second'))
    assert code.line(3) == 'first line\n' and code.line(12) == '    second', (code.line(3), code.line(12))
    assert code.word(18) == 'second', code.word(18)

    wrapped = Reader(block(window, ('many words ' * 60).strip()))
    first = wrapped.line(0)
    assert first.startswith('many words ') and 40 < len(first) < 300, first
    assert wrapped.line(len(first) - 1) == first
    assert wrapped.line(len(first)) != '' and wrapped.line(len(first)).startswith(('many', 'words'))
    lines, at = [], 0
    while at < 659:
        lines.append(wrapped.line(at))
        assert lines[-1], at
        at += len(lines[-1])
    assert ''.join(lines) == wrapped.node.text

    table = Reader(block(window, 'a\tb\nc\td'))
    assert table.line(0) == 'a\tb\n' and table.line(4) == 'c\td', (table.line(0), table.line(4))
    chinese = Reader(block(window, '中文一句。再一句。'))
    assert chinese.sentence(6) == '再一句。', chinese.sentence(6)
    assert chinese.word(99) in chinese.node.text, 'behind the end'
    window.close()


def test_attributes(session, profile):
    window = open_reference(session, profile)
    node = next(node for node in blocks(window) if node.text.startswith('A paragraph with emphasis'))
    reader = Reader(node)
    for words, name, value in (('emphasis', 'style', 'italic'), ('strong words', 'weight', '700'), ('struck', 'strikethrough', 'true'),
                               ('inline code', 'family-name', 'monospace'), ('link to a page', 'underline', 'single')):
        start = node.text.index(words)
        run = reader.attributes(start + 1)
        attributes, first, last = run if isinstance(run, tuple) else (run, None, None)
        assert attributes.get(name) == value, (words, attributes)
        assert (first, last) in ((start, start + len(words)), (None, None)), (words, first, last)
    plain = reader.attributes(0)
    assert not (plain[0] if isinstance(plain, tuple) else plain), plain
    cell = Reader(block(window, TABLE))
    run = cell.attributes(TABLE.index('code'))
    assert (run[0] if isinstance(run, tuple) else run).get('family-name') == 'monospace', run
    window.close()


def test_where_words_are(session, profile):
    window = open_reference(session, profile)
    need(window, 4, 16)
    node = block(window, 'One sentence. Another sentence.')
    reader = Reader(node)
    x, y, width, height = node.resting()
    left, top, first, high = reader.rectangle(0, 3)
    assert abs(left - x) < 3 and y - 3 <= top and high <= height + 3 and 10 < first < width / 3, (
        (x, y, width, height), (left, top, first, high))
    second = reader.rectangle(14, 21)
    assert left + first < second[0] and abs(second[1] - top) < 3, second
    assert atspi().Text.get_offset_at_point(
        reader.text, round(second[0] + 2 - Node.shift), round(second[1] + high / 2 - Node.shift), atspi().CoordType.WINDOW) == 14
    window.close()


def test_selection_and_caret(session, profile):
    """They are told of and can be asked for in every block that they touch."""
    window = open_reference(session, profile)
    first = Reader(block(window, 'One sentence. Another sentence.'))
    last = Reader(block(window, 'The last paragraph.'))
    events = Events('object:text-selection-changed', 'object:text-caret-moved')
    x, y, _, height = first.node.resting()
    window.click(first.node, 0.001)
    until('the selection to be gone', lambda: first.selected() == '')
    window.key('shift+Right', 'shift+Right', 'shift+Right')
    until('three characters', lambda: first.selected() == 'One')
    assert first.caret() == 3 and last.caret() == 0, (first.caret(), last.caret())
    seen = events.gather()
    assert [event[2] for event in seen if event[0].startswith('object:text-caret-moved')][-3:] == [1, 2, 3], seen
    assert sum(event[0].startswith('object:text-selection-changed') for event in seen) >= 3, seen

    window.key('shift+Down', 'shift+Right', 'shift+Right', 'shift+Right')
    until('the next block', lambda: len(last.selected()) >= 3)
    assert first.selected() == first.node.text, first.selected()
    assert 0 < last.caret() == len(last.selected()), (last.caret(), last.selected())

    xdotool('mousemove', x + 60, y + height // 2, 'sleep', '0.6', 'click', '1')
    until('the selection to be gone again', lambda: first.selected() == last.selected() == '')
    place = until('the caret where the click was', first.caret)
    window.key('shift+Left', 'shift+Left')
    until('two characters before', lambda: len(first.selected()) == 2)
    assert first.caret() == place - 2, 'the caret is at the end that moves'

    window.key('ctrl+a')
    table = Reader(block(window, TABLE))
    for reader in (first, last, table, Reader(block(window, CODE)), Reader(block(window, FORMULA))):
        until('all of it', lambda reader=reader: reader.selected() == reader.node.text)
    events.end()
    window.close()


def test_a_selection_around_a_formula(session, profile):
    """What is shown as a picture is selected and read as a whole."""
    window = open_reference(session, profile, [('user', 'A formula?', ''), (
        'assistant', 'Inline $a^2 + b^2 = c^2$ and more.\n\nDone.', '')])
    reader = Reader(block(window, 'Inline a^2 + b^2 = c^2 and more.'))
    window.click(reader.node, 0.001)
    window.key(*['shift+Right'] * 7)
    until('the word before it', lambda: reader.selected() == 'Inline ')
    window.key(*['shift+Right'] * 8)
    assert reader.selected() == 'Inline ', 'not a part of it'
    window.key(*['shift+Right'] * 10)
    until('the formula in it', lambda: reader.selected() == 'Inline a^2 + b^2 = c^2 ')
    assert reader.caret() == len('Inline a^2 + b^2 = c^2 ')
    window.close()


def test_what_streams_is_told_once(session, profile):
    """While an answer comes, what is new of it is told, not all of it with every token."""
    window = profile.use(session.simulator(pace=8)).start()
    need(window, 4, 14)
    events = Events('object:text-changed', 'object:property-change:accessible-name')
    window.send(QUESTION)
    until('the answer', lambda: events.gather(0.2) and window.has('button', 'Stop'))
    until('the answer to end', lambda: events.gather(0.2) and not window.has('button', 'Stop'), 60)
    events.gather(1.5)
    events.end()
    said = '\n'.join(window.transcript().splitlines())
    inserted = [event for event in events.seen if event[0].startswith('object:text-changed:insert')]
    told = sum(len(event[4]) for event in inserted)
    names = [event for event in events.seen if event[0].startswith('object:property-change:accessible-name')]
    named = sum(len(event[4]) for event in names)
    assert len(inserted) > 20, len(inserted)
    assert all(len(event[4]) == event[3] for event in inserted), 'a part is as long as it says'
    assert told < 3 * len(said), (told, len(said))
    print(f'# {len(said)} characters shown, {told} told in {len(inserted)} parts, {named} in {len(names)} names', flush=True)
    for node in blocks(window):
        assert node.text == node.full_name, 'the name follows'
    window.close()


if __name__ == '__main__':
    run_tests(test_every_block_has_its_text, test_by_character_word_and_line, test_attributes, test_where_words_are,
              test_selection_and_caret, test_a_selection_around_a_formula, test_what_streams_is_told_once)
