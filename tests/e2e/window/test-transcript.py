# SPDX-License-Identifier: GPL-3.0-or-later
"""The transcript: read by assistive technology, selected and copied in the real window."""

import conversation
from harness import run_tests, until, xdotool

TABLE = 'Left\tCentre\tRight\napple\tcode\t1.50\n梨子\tx^2\t22.75'

# Role and name of every block of the reference answer, in order.
BLOCKS = [
    ('heading', 'Heading one'),
    ('label', 'A paragraph with emphasis, strong words, struck, inline code, H2O, x2, Ctrl and a link to a page. '
              'Autolinks too: https://example.net/auto.'),
    ('link', 'link to a page'),
    ('link', 'https://example.net/auto'),
    ('heading', 'Heading two'),
    ('label', 'First item'),
    ('label', 'Nested item'),
    ('label', 'Deeper item'),
    ('label', 'Second item with weight'),
    ('label', 'One'),
    ('label', 'Two'),
    ('label', 'Two point one'),
    ('label', 'Done task'),
    ('label', 'Open task'),
    ('label', 'A quote'),
    ('label', 'in a quote'),
    ('panel', 'def greet(name):\n    return f"Hello, {name}"'),
    ('table', TABLE),
    ('label', 'Inline a^2 + b^2 = c^2 and a displayed one:'),
    ('math', r'\int_0^1 x^2 \, dx = \frac{1}{3}'),
    ('heading', 'Heading three'),
    ('label', 'A footnote one and a picture: a sounding line (images.example.org)'),
    ('link', 'Footnote one'),
    ('separator', ''),
    ('label', '你好，世界。水深几何？'),
    ('label', 'مرحبا بالعالم، هذا نص عربي.'),
    ('label', 'Emoji: 😀 👩‍👩‍👧 🇨🇳'),
    ('label', r'Broken: $\frac{1$ and $\undefinedmacro{x}$'),
    ('label', 'The text of the footnote.'),
]

DESCRIPTIONS = {'First item': 'List item', 'Two point one': '1.', 'Two': '2.', 'Done task': 'Done', 'Open task': 'Not done',
                'A quote': 'Quote', 'def greet(name):': 'Code', 'link to a page': 'https://example.org/page?a=1&b=2'}


def open_reference(session, profile, messages=None, says=None, **environment):
    messages = messages or conversation.MESSAGES
    profile.use(session.simulator())
    conversation.put(profile, messages)
    window = profile.start(**environment)
    window.find('log', 'Transcript')
    window.says(says or messages[-1][1].splitlines()[-1])
    return window


def answer_of(window, number=0):
    return window.all('group', 'deepseek-flash')[number]


def block(window, text):
    """The block with that text."""
    return until(f'the block “{text}”', lambda: next(
        (node for node in window.root.walk() if node.full_name == text and node.extents()), None))


def seen(window):
    """The texts of the blocks that are in the window."""
    top, bottom = 46, window.find('text', 'Message').extents()[1]
    return [node.full_name for node in window.find('log', 'Transcript').walk()
            if node.role == 'label' and node.extents() and top <= node.extents()[1] < bottom]


def centre(node, dx=0.5, dy=0.5):
    x, y, width, height = node.extents()
    return round(x + width * dx), round(y + height * dy)


def primary(window, wanted):
    def read():
        text = window.clipboard('text/plain;charset=utf-8', primary=True)
        return text if (wanted(text) if callable(wanted) else text == wanted) else None
    return until(f'“{wanted}” to be selected', read)


def copied(window, kind='text/plain;charset=utf-8'):
    window.key('ctrl+c')
    return window.clipboard(kind)


def test_every_block_is_read(session, profile):
    window = open_reference(session, profile)
    window.says('Inline a^2 + b^2 = c^2')  # not its source any more
    # A group has another role in newer ones.
    found = [(node.role.replace('grouping', 'panel'), node.full_name) for node in answer_of(window).walk()]
    at = 0
    for wanted in BLOCKS:
        assert wanted in found[at:], f'{wanted} is missing, or in another place, in {found[at:]}'
        at = found.index(wanted, at) + 1
    for name, description in DESCRIPTIONS.items():
        nodes = [node for node in answer_of(window).walk() if node.full_name.split('\n')[0] == name]
        assert [node.description for node in nodes] == [description], (name, [node.description for node in nodes])
    window.press('toggle', 'Thought for 4 s')
    window.says('First the headings, then the lists.')
    window.says('and E = mc^2')
    window.press('toggle', 'Thought for 4 s')
    until('the reasoning to be folded', lambda: 'then the lists' not in window.transcript())
    window.close()


def test_select_all_and_copy(session, profile):
    """Everything, in all forms at once, whether it is in sight or not."""
    window = open_reference(session, profile)
    window.click(block(window, 'The last paragraph.'), 0.02)
    window.key('ctrl+a')
    plain = copied(window)
    assert plain.startswith('What does every kind of block look like?\nTwo lines, and `as written`.\n\nHeading one\n'), plain
    assert plain.rstrip().endswith('One sentence. Another sentence.\n\nThe last paragraph.'), plain
    for words in ('你好，世界。', 'مرحبا بالعالم', '👩‍👩‍👧', 'def greet(name):\n    return', '1.50', r'\frac{1}{3}'):
        assert words in plain, (words, plain)
    assert 'then the lists' not in plain, 'what is folded is not copied'

    types = window.clipboard().splitlines()
    assert {'text/html', 'text/markdown', 'text/plain;charset=utf-8'} <= set(types), types
    markdown = window.clipboard('text/markdown')
    for words in ('# Heading one', '**strong words**', '~~struck~~', '```python\ndef greet(name):', '|:--|:-:|--:|',
                  '[link to a page](https://example.org/page?a=1&b=2)', '$a^2 + b^2 = c^2$', '- [x] Done task', '> > in a quote',
                  '![a sounding line](https://images.example.org/line.png)', '[^one]'):
        assert words in markdown, (words, markdown)
    html = window.clipboard('text/html')
    for words in ('<h1>Heading one</h1>', '<strong>strong words</strong>', '<del>struck</del>', '<th', '<td', '<blockquote>',
                  '<a href="https://example.org/page?a=1&amp;b=2">', '<sub>2</sub>', '你好'):
        assert words in html, (words, html)
    assert '<img' not in html and '<script' not in html
    window.close()


def test_a_table_is_copied_as_cells(session, profile):
    window = open_reference(session, profile, [('user', 'A table?', ''), (
        'assistant', 'Before.\n\n| Name | Price |\n| --- | ---: |\n| tea | 1.50 |\n| 茶 & "x" | 22 |\n\nAfter.', '')])
    node = block(window, 'Name\tPrice\ntea\t1.50\n茶 & "x"\t22')
    window.drag(centre(node, 0.001, 0.12), centre(node, 0.999, 0.9))
    plain = copied(window)
    assert plain.split('\n')[0] == 'Name\tPrice' and plain.split('\n')[1] == 'tea\t1.50', plain
    assert window.clipboard('text/tab-separated-values').rstrip('\n').split('\n')[1:] == ['tea\t1.50', '茶 & "x"\t22']
    html = window.clipboard('text/html')
    assert '<table>' in html and '<td' in html and '茶 &amp;' in html and 'Before' not in html, html
    window.close()


def test_words_and_paragraphs(session, profile):
    """A double click takes a word, a triple click a paragraph; the middle button pastes it."""
    window = open_reference(session, profile)
    node = block(window, 'One sentence. Another sentence.')
    x, y = centre(node, 0)
    xdotool('mousemove', x + 12, y, 'click', '--repeat', '2', '--delay', '40', '1')
    primary(window, 'One')
    xdotool('mousemove', x + 60, y, 'sleep', '0.6', 'click', '--repeat', '3', '--delay', '40', '1')
    primary(window, 'One sentence. Another sentence.')
    window.close()


def test_across_messages(session, profile):
    window = open_reference(session, profile)
    question = block(window, 'And shorter?')
    answer = block(window, 'The last paragraph.')
    window.drag(centre(question, 0.001), (answer.extents()[0] + 60, centre(answer)[1]))
    text = primary(window, lambda text: text.startswith('And shorter?'))
    assert text.startswith('And shorter?\n\nOne sentence. Another sentence.\n\nThe '), text
    assert copied(window) == text
    window.close()


def test_by_the_keyboard(session, profile):
    """Shift with the arrow keys, words, lines, and to the ends: also over what is not in sight."""
    window = open_reference(session, profile)
    node = block(window, 'One sentence. Another sentence.')
    x, y, _, height = node.extents()
    xdotool('mousemove', x + 1, y + height // 2, 'click', '1')
    window.key('shift+Right', 'shift+Right', 'shift+Right')
    primary(window, 'One')
    window.key('ctrl+shift+Right')
    primary(window, lambda text: text.strip() == 'One sentence.')
    window.key('shift+End')
    primary(window, 'One sentence. Another sentence.')
    window.key('shift+Down', 'ctrl+shift+Right', 'ctrl+shift+Right')
    primary(window, lambda text: text.startswith('One sentence. Another sentence.\n\nThe last'))
    window.key('ctrl+shift+Home')
    text = primary(window, lambda text: text.startswith('What does every kind'))
    assert 'def greet' in text and text.rstrip().endswith('And shorter?'), text[-100:]
    window.key('ctrl+shift+End')
    primary(window, 'One sentence. Another sentence.\n\nThe last paragraph.')
    window.key('ctrl+shift+a', 'ctrl+c')
    window.close()


def test_code_and_formulas(session, profile):
    """Copy Code has the text of the block, the menu of a formula its TeX."""
    window = open_reference(session, profile, [('user', 'Code?', ''), (
        'assistant', '```python\nprint("hello")\n```\n\n$$\n\\frac{a}{b}\n$$\n\nWith $x^2$ in it.', '')], 'With ')
    window.press('button', 'Copy Code')
    until('the code to be copied', lambda: window.clipboard('text/plain;charset=utf-8') == 'print("hello")')
    node = window.find('math', r'\frac{a}{b}')
    xdotool('mousemove', *centre(node), 'click', '3')
    window.press('menu item', 'Copy as LaTeX')
    until('the formula to be copied', lambda: window.clipboard('text/plain;charset=utf-8') == r'\frac{a}{b}')
    window.close()


def test_footnotes_jump(session, profile):
    """There and back, by the keyboard and with the mouse beside the small mark; they stand at the end."""
    filler = '\n\n'.join(f'Paragraph {i}.' for i in range(80))
    window = open_reference(session, profile, [('user', 'Footnotes?', ''), (
        'assistant', f'Look below[^far].\n\n[^far]: Far below.\n\n{filler}\n\nThe end.', '')], 'Far below.')
    assert block(window, 'The end.').extents()[1] < block(window, 'Far below.').extents()[1], 'it stands at the end'
    window.click(block(window, 'Far below.'), 0.02)
    window.key('Home')
    until('the begin', lambda: 0 < block(window, 'Paragraph 0.').extents()[1] < 300)
    assert 'Far below.' not in seen(window)
    window.press('link', 'Footnote far')
    until('the footnote', lambda: 'Far below.' in seen(window))
    until('the way back to have the keyboard', lambda: window.find('link', 'Back From Footnote far').focused)
    window.key('Return')
    until('where it is named', lambda: 'Look below far.' in seen(window) and 'Far below.' not in seen(window))
    until('the mark to have the keyboard', lambda: window.find('link', 'Footnote far').focused)

    x, y, width, height = window.find('link', 'Footnote far').extents()
    xdotool('mousemove', x + width // 2, y + height + 5, 'click', '1')
    until('the footnote again', lambda: 'Far below.' in seen(window))
    window.click(window.find('link', 'Back From Footnote far'))
    until('where it is named, again', lambda: 'Look below far.' in seen(window))
    window.close()


if __name__ == '__main__':
    run_tests(test_every_block_is_read, test_select_all_and_copy, test_a_table_is_copied_as_cells, test_words_and_paragraphs,
              test_across_messages, test_by_the_keyboard, test_code_and_formulas, test_footnotes_jump)
