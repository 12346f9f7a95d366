# SPDX-License-Identifier: GPL-3.0-or-later
"""sonde-cli export: formats, places, names that no title can make dangerous."""

import json
import pathlib
import signal
import unittest

try:
    import jsonschema
except ImportError:
    jsonschema = None

from cli import COMPLETE, CUT, ERROR, KEY, Case, Home, run, until

SOURCE = pathlib.Path(__file__).resolve().parents[3]
TITLES = ['../../../../etc/passwd', '/etc/passwd', '..', '-rf /', 'Readme', 'README', 'CON', 'a*?<>|"b', 'x' * 400,
          '深' * 200, '\u202egpj.exe', 'a\033[2Jb', 'Readme', '\u200b', "quote \" and ' and: colon"]


class Export(Case):
    def fill(self, *questions):
        sim = self.start_sim()
        for question in questions:
            self.assertEqual(self.ask(sim, '--mode', 'reasoning', question).status, COMPLETE)
        return self.home.list()

    def export(self, *arguments):
        return self.home.run('export', *arguments)

    def test_markdown(self):
        (conversation,) = self.fill('sim:echo # Head\n`x`')
        result = self.export(conversation['id'], '--format', 'md', '--output', '-')
        self.assertEqual((result.status, result.err), (COMPLETE, ''))
        self.assertTrue(result.out.startswith('---\ntitle: "'))
        self.assertIn('\n\nsim:echo # Head\n`x`\n\n## Assistant\n\n', result.out)
        self.assertIn('\n> I shall repeat: sim:echo # Head\n> `x`\n\n', result.out)

    def test_json(self):
        (conversation,) = self.fill('sim:echo hello')
        document = json.loads(self.export(conversation['id'], '--format', 'json', '--output', '-').out)
        self.assertEqual((document['format'], document['version'], document['complete']), ('sonde-conversation', 1, True))
        self.assertEqual([message['role'] for message in document['messages']], ['user', 'assistant'])
        self.assertEqual(json.loads(document['messages'][1]['raw'])['content'], 'sim:echo hello')
        shown = self.home.show(conversation['id'])['messages'][1]
        self.assertEqual(json.loads(document['messages'][1]['usage']), shown['usage'])

    def test_searches(self):
        """For readers what was looked for, for programs what went to the model too."""
        sim = self.start_sim()
        self.assertEqual(self.ask(sim, '--mode', 'search+reasoning', 'How deep is the sea?').status, COMPLETE)
        (conversation,) = self.home.list()
        for kind in ('md', 'txt', 'html'):
            text = self.export(conversation['id'], '--format', kind, '--output', '-').out
            self.assertEqual(text.count('Searched: '), 1, kind)
            self.assertNotIn('webpage 1 begin', text, kind)
            self.assertNotIn('web_search', text, kind)
        self.assertNotIn('Searched: ', self.export(conversation['id'], '--format', 'md', '--no-sources', '--output', '-').out)
        first = self.export(conversation['id'], '--format', 'json', '--output', '-').out
        messages = json.loads(first)['messages']
        self.assertEqual([message['role'] for message in messages], ['user', 'assistant', 'tool', 'assistant'])
        self.assertIn('[webpage 1 begin]', messages[2]['content'])
        step = messages[3]['search_steps'][0]
        self.assertEqual((step['kind'], step['state']), ('search', 'done'))
        (self.home.path / 'export.json').write_text(first, encoding='utf-8')
        with Home() as other:
            self.assertEqual(other.run('import', self.home.path / 'export.json').status, COMPLETE)
            self.assertEqual(other.run('export', '1', '--format', 'json', '--output', '-').out, first)

    @unittest.skipUnless(jsonschema, 'python3-jsonschema is missing')
    def test_json_schema(self):
        (conversation,) = self.fill('sim:echo hello')
        schema = json.loads((SOURCE / 'data' / 'sonde-conversation.schema.json').read_text(encoding='utf-8'))
        jsonschema.Draft202012Validator.check_schema(schema)
        document = json.loads(self.export(conversation['id'], '--format', 'json', '--output', '-').out)
        jsonschema.Draft202012Validator(schema).validate(document)
        # Every member that is written is described, and the check notices what is wrong.
        self.assertEqual(set(document) - set(schema['properties']), set())
        for message in document['messages']:
            self.assertEqual(set(message) - set(schema['$defs']['message']['properties']), set())
        document['messages'][0]['created'] = 'yesterday'
        self.assertFalse(jsonschema.Draft202012Validator(schema).is_valid(document))

    def test_openai(self):
        (conversation,) = self.fill('sim:echo hello')
        for name in ('openai', 'jsonl'):
            out = self.export(conversation['id'], '--format', name, '--output', '-').out
            self.assertEqual([(message['role'], message['content']) for message in json.loads(out)['messages']],
                             [('user', 'sim:echo hello'), ('assistant', 'sim:echo hello')])
        self.assertEqual(out.count('\n'), 1)

    def test_text(self):
        (conversation,) = self.fill('sim:echo hello')
        self.assertIn('sim:echo hello', self.export(conversation['id'], '--format', 'txt', '--output', '-').out)

    def test_file(self):
        (conversation,) = self.fill('sim:echo hello')
        path = self.home.path / 'out.md'
        path.write_text('old')
        result = self.export(conversation['id'], '--format', 'md', '--output', path)
        self.assertEqual((result.status, result.out, path.read_text()), (ERROR, '', 'old'))
        self.assertIn('--force', result.err)
        result = self.export(conversation['id'], '--format', 'md', '--force', '--output', path)
        self.assertEqual((result.status, result.out, result.err), (COMPLETE, '', ''))
        self.assertTrue(path.read_text().startswith('---\n'))
        self.assertEqual([path.name for path in self.home.path.glob('out*')], ['out.md'])

    def test_binary(self):
        (conversation,) = self.fill('sim:echo $x^2$')
        for name, magic in (('pdf', b'%PDF-1.'), ('docx', b'PK\x03\x04'), ('html', b'<!DOCTYPE html>')):
            path = self.home.path / f'out.{name}'
            self.assertEqual(self.export(conversation['id'], '--format', name, '--output', path).status, COMPLETE)
            self.assertTrue(path.read_bytes().startswith(magic))

    def test_options(self):
        (conversation,) = self.fill('sim:echo hello')
        shown = self.home.show(conversation['id'])['messages']
        whole = self.export(conversation['id'], '--format', 'txt', '--output', '-').out
        self.assertIn('I shall repeat', whole)
        self.assertIn('deepseek', whole)
        without = self.export(conversation['id'], '--format', 'txt', '--output', '-', '--no-reasoning', '--no-details').out
        self.assertNotIn('I shall repeat', without)
        self.assertNotIn('deepseek', without)
        document = json.loads(self.export(conversation['id'], '--format', 'json', '--output', '-', '--no-reasoning').out)
        self.assertFalse(document['complete'])
        self.assertNotIn('I shall repeat', json.dumps(document))
        one = self.export(conversation['id'], '--format', 'md', '--output', '-', '--message', shown[1]['id']).out
        self.assertNotIn('## You', one)
        self.assertIn('## Assistant', one)
        result = self.export(conversation['id'], '--format', 'md', '--output', '-', '--message', '999')
        self.assertEqual((result.status, result.out), (ERROR, ''))

    def test_wrap(self):
        (conversation,) = self.fill('sim:echo ' + 'word ' * 60 + '深' * 100)
        out = self.export(conversation['id'], '--format', 'txt', '--output', '-', '--wrap', '40').out
        for line in out.splitlines()[2:]:
            width = sum(2 if character == '深' else 1 for character in line)
            self.assertLessEqual(width, 40, line)
        self.assertEqual(out.count('深'), 300)

    def test_jsonl_joined(self):
        self.fill('sim:echo one', 'sim:echo two')
        path = self.home.path / 'all.jsonl'
        self.assertEqual(self.export('--all', '--format', 'jsonl', '--output', path).status, COMPLETE)
        said = {json.loads(line)['messages'][0]['content'] for line in path.read_text().splitlines()}
        self.assertEqual(said, {'sim:echo one', 'sim:echo two'})
        self.assertEqual(self.export('--all', '--format', 'jsonl', '--output', path).status, ERROR)
        # One that fails in the middle leaves what was there, and nothing beside it.
        before = path.read_text()
        names = sorted(path.name for path in self.home.path.iterdir())
        ids = [conversation['id'] for conversation in self.home.list()]
        self.assertEqual(self.export(*ids, '999', '--format', 'jsonl', '--force', '--output', path).status, ERROR)
        self.assertEqual((path.read_text(), sorted(path.name for path in self.home.path.iterdir())), (before, names))
        self.assertEqual(self.export(ids[0], ids[1], '--format', 'jsonl', '--force', '--output', path).status, COMPLETE)

    def test_interrupt(self):
        """A long one that is stopped leaves no file, and the one that was there."""
        source = self.home.path / 'long.json'
        source.write_text(json.dumps({'messages': [{'role': ('user', 'assistant')[i % 2], 'content': f'**line** {i} ' * 60} for i in range(8000)]}))
        self.assertEqual(self.home.run('import', source).status, COMPLETE)
        (conversation,) = self.home.list()
        path = self.home.path / 'out.pdf'
        path.write_text('old')
        process = self.home.start('export', conversation['id'], '--format', 'pdf', '--force', '--output', path)
        until(lambda: list(self.home.path.glob('.sonde-export-*')))
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual((process.returncode, path.read_text()), (CUT, 'old'))
        self.assertEqual(list(self.home.path.glob('.sonde-export-*')), [])

    def test_several(self):
        ids = [conversation['id'] for conversation in self.fill('sim:echo one', 'sim:echo two', 'sim:echo three')]
        folder = self.home.path / 'some'
        self.assertEqual(self.export(*ids[:2], '--format', 'md', '--output', folder).status, COMPLETE)
        self.assertEqual(len(list(folder.iterdir())), 2)

    def test_folder(self):
        (conversation,) = self.fill('sim:echo hello')
        for expected in ('sim-echo hello.md', 'sim-echo hello (2).md'):
            result = self.export(conversation['id'], '--format', 'md', '--output', self.home.path)
            self.assertEqual(result.out, f'{self.home.path}/{expected}\n')

    def test_all(self):
        for title in TITLES:
            sim = self.start_sim('--scenario', 'echo')
            self.assertEqual(self.ask(sim, '-', stdin=title).status, COMPLETE)
        folder = self.home.path / 'new' / 'folder'
        folder.mkdir(parents=True)
        (folder / 'Readme.json').write_text('mine')
        result = self.export('--all', '--format', 'json', '--output', folder)
        self.assertEqual((result.status, result.err), (COMPLETE, ''))
        self.assertEqual((folder / 'Readme.json').read_text(), 'mine')
        files = set(folder.iterdir()) - {folder / 'Readme.json'}
        self.assertEqual(len(files), len(TITLES))
        self.assertEqual(set(result.out.splitlines()), {str(path) for path in files})
        for path in files:
            name = path.name
            self.assertTrue(1 <= len(name.encode()) <= 255 and name[0] not in '.-' and name.isprintable(), name)
        titles = sorted(conversation['title'] for conversation in self.home.list())
        self.assertEqual(sorted(json.loads(path.read_text())['title'] for path in files), titles)
        self.assertEqual({path.name for path in folder.parent.iterdir()}, {'folder'})

    def test_failures(self):
        (conversation,) = self.fill('sim:echo hello')
        for path in (self.home.path / 'none' / 'a.md', '/dev/full'):
            result = self.export(conversation['id'], '--format', 'md', '--output', path)
            self.assertEqual((result.status, result.out), (ERROR, ''))
            self.assertTrue(result.err)
        self.assertEqual(self.export('999', '--format', 'md', '--output', '-').status, ERROR)

    def test_usage(self):
        for arguments in [['1'], ['1', '--format', 'md'], ['1', '--output', '-'], ['--format', 'md', '--output', '-'],
                          ['1', '--all', '--format', 'md', '--output', 'x'], ['--all', '--format', 'md', '--output', '-'],
                          ['x', '--format', 'md', '--output', '-']]:
            with self.subTest(arguments):
                self.assert_usage(self.export(*arguments))
        result = self.export('1', '--format', 'nonsense', '--output', '-')
        self.assert_usage(result)
        self.assertIn('md, ', result.err)

    def test_key_is_nowhere(self):
        self.fill('sim:echo hello')
        for name in ('md', 'json', 'txt', 'html', 'openai'):
            self.export('--all', '--format', name, '--output', self.home.path / 'exports')
        self.assertEqual(len(list((self.home.path / 'exports').iterdir())), 5)
        self.assert_no_key(key=KEY)


if __name__ == '__main__':
    run()
