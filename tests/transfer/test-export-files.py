# SPDX-License-Identifier: GPL-3.0-or-later
"""Exported files as other programs read them. Usage: test-export-files.py EXPORT-DUMP"""

import html.parser
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

DUMP = sys.argv.pop(1) if len(sys.argv) > 1 else ''
TITLE = 'How deep? 多深？ <&"\'>'
# What would load something, by element; links are followed only by people.
LOADING = {'src', 'srcset', 'poster', 'data', 'action', 'formaction', 'background', 'ping', 'manifest'}
VOID = {'meta', 'br', 'hr', 'input', 'link', 'img'}


def have(program):
    """Skips the test, saying so, where a program is missing."""
    found = subprocess.run(['which', program], stdout=subprocess.DEVNULL, check=False).returncode == 0
    return unittest.skipUnless(found, f'{program} is missing')


class Page(html.parser.HTMLParser):
    """What a page has: elements, ids, links, text; complains about what does not nest."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.ids, self.links, self.loads, self.events = [], set(), [], [], []
        self.text, self.open, self.policy = '', [], None
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if 'id' in attributes:
            assert attributes['id'] not in self.ids, attributes['id']
            self.ids.add(attributes['id'])
        if tag == 'a' and 'href' in attributes:
            self.links.append(attributes['href'])
        elif 'href' in attributes:
            self.loads.append((tag, attributes['href']))
        self.loads += [(tag, attributes[name]) for name in LOADING & set(attributes)]
        self.events += [name for name in attributes if name.startswith('on')]
        if attributes.get('http-equiv') == 'Content-Security-Policy':
            self.policy = attributes['content']

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        self.text += data


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def dump(self, name, kind=None):
        path = self.folder / f'out.{name}'
        subprocess.run([DUMP, name, path] + ([kind] if kind else []), check=True, timeout=120)
        return path

    def output(self, *command):
        return subprocess.run([str(word) for word in command], check=True, timeout=120, capture_output=True,
                              encoding='utf-8').stdout


class Html(Files):
    def test_page(self):
        text = self.dump('html').read_text(encoding='utf-8')
        page = Page(text)
        self.assertIn(f'<title>{TITLE}</title>'.replace('<&"', '&lt;&amp;&quot;').replace("'>", "'&gt;"), text)
        for part in ('探测器在深海中下降', 'هذه فقرة باللغة العربية', '👩🏽‍🚀', '<b>no markup</b>', 'Thought for 4 seconds',
                     'System prompt', '1200 + 350 tokens'):
            self.assertIn(part, page.text)
        self.assertNotIn('[citation:', page.text)
        self.assertEqual(page.elements.count('details'), 2)
        self.assertEqual(page.elements.count('thead'), 2)
        self.assertIn('<span class="k">def</span>', text)
        self.assertRegex(text, r'<span class="c"># 近似值</span>')

    def test_no_request(self):
        for kind in (None, 'tree'):
            page = Page(self.dump('html', kind).read_text(encoding='utf-8'))
            self.assertEqual((page.loads, page.events), ([], []))
            self.assertFalse({'script', 'link', 'img', 'iframe', 'object', 'embed', 'base', 'form'} & set(page.elements))
            self.assertTrue(page.policy.startswith("default-src 'none';"))
            for link in page.links:
                self.assertTrue(link.startswith(('https://example.org/', '#')), link)
                if link.startswith('#'):
                    self.assertIn(link[1:], page.ids)
        self.assertNotRegex(re.sub(r'(?s)<body>.*', '', self.dump('html').read_text(encoding='utf-8')), r'url\(|@import')

    @unittest.skipUnless(os.environ.get('SONDE_MATH_HELPER'), 'formulas are not built')
    def test_formulas(self):
        text = self.dump('html').read_text(encoding='utf-8')
        page = Page(text)
        self.assertEqual((page.elements.count('svg'), page.elements.count('math')), (2, 2))
        self.assertIn('<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>', text)
        self.assertNotIn('class="tex', text)
        self.assertNotIn('data-', re.sub('data-language', '', text))

    def test_tree(self):
        page = Page(self.dump('html', 'tree').read_text(encoding='utf-8'))
        self.assertIn('Another version.', page.text)
        self.assertIn('version 2 of 2', page.text)
        self.assertIn('after message 1', page.text)
        self.assertNotIn('Another version.', Page(self.dump('html').read_text(encoding='utf-8')).text)

    @have('xmllint')
    def test_other_parser(self):
        self.output('xmllint', '--html', '--nowarning', '--noout', '--recover', self.dump('html'))
        paragraphs = self.output('xmllint', '--html', '--nowarning', '--recover', '--xpath', 'count(//article)',
                                 self.folder / 'out.html')
        self.assertEqual(paragraphs.strip(), '4')

    def test_long(self):
        page = Page(self.dump('html', '5000').read_text(encoding='utf-8'))
        self.assertEqual(page.elements.count('article'), 5000)


class Pdf(Files):
    @have('pdftotext')
    def test_text(self):
        path = self.dump('pdf')
        text = self.output('pdftotext', '-layout', path, '-')
        for part in (TITLE, '探测器在深海中下降到一万零九百米', 'العربية', '日本語のテキスト', 'def depth(pressure: float)',
                     'Deepsea Challenger', 'Thought for 4 seconds', '<b>no markup</b>', '1. Bathyscaphe <Trieste> & co'):
            self.assertIn(part, text)
        words = text.split()
        for word in ('باللغة', 'وفيها', 'English', 'שלום', 'end"'):
            self.assertTrue(any(word in found for found in words), word)
        self.assertNotIn('[citation:', text)

    @have('pdftotext')
    def test_table_over_pages(self):
        pages = self.output('pdftotext', '-layout', self.dump('pdf'), '-').split('\f')
        rows = [page for page in pages if re.search(r'(?m)^ *\d+ +\d+ +row \d+', page)]
        self.assertGreater(len(rows), 2)
        for page in rows:
            self.assertRegex(page, r'(?m)^ *n +square +remark')
        found = [int(number) for number in re.findall(r'(?m)^ *(\d+) +\d+ +row \d+', '\n'.join(rows))]
        self.assertEqual(found, list(range(1, 121)))
        for number, page in enumerate(pages[:-1], 1):
            self.assertEqual(page.split()[-1], str(number))

    @have('pdffonts')
    def test_fonts(self):
        lines = self.output('pdffonts', self.dump('pdf')).splitlines()[2:]
        self.assertTrue(lines)
        for line in lines:
            embedded, subset, unicode_map = line.split()[-5:-2]
            self.assertEqual((embedded, unicode_map), ('yes', 'yes'), line)

    @have('pdfinfo')
    def test_info(self):
        path = self.dump('pdf')
        info = dict(line.split(':', 1) for line in self.output('pdfinfo', path).splitlines())
        self.assertEqual(info['Title'].strip(), TITLE)
        self.assertIn('A4', info['Page size'])
        self.assertEqual(info['JavaScript'].strip(), 'no')
        urls = self.output('pdfinfo', '-url', path)
        self.assertIn('https://example.org/trieste?a=1&b=2', urls)
        self.assertIn('https://example.org/%E5%A5%8B%E6%96%97%E8%80%85', urls)
        self.assertNotIn('javascript', urls)
        names = re.findall(r'"(m2-s\d)"', self.output('pdfinfo', '-dests', path))
        self.assertEqual(names, ['m2-s1', 'm2-s2', 'm2-s3'])

    def test_outline(self):
        data = self.dump('pdf').read_bytes()
        titles = [bytes.fromhex(title.decode()).decode('utf-16') for title in re.findall(rb'/Title <([0-9A-F]+)>\n +/Parent', data)]
        titles += [title.decode() for title in re.findall(rb'/Title \(([^)]*)\)\n +/Parent', data)]
        self.assertEqual(sorted(titles), ['Assistant: A long table', 'Assistant: 潜水艇能下多深？', 'You: And a table?',
                                          'You: How deep can a submarine dive?'])

    @have('pdfinfo')
    def test_letter(self):
        environment = {'LC_ALL': 'en_US.UTF-8', 'PATH': '/usr/bin:/bin'}
        path = self.folder / 'letter.pdf'
        subprocess.run([DUMP, 'pdf', path], check=True, env=environment, timeout=120)
        have_locale = 'en_US.utf8' in self.output('locale', '-a').split()
        self.assertIn('letter' if have_locale else 'A4', self.output('pdfinfo', path))


if __name__ == '__main__':
    unittest.main()
