# SPDX-License-Identifier: GPL-3.0-or-later
"""A Markdown copy of every conversation in a folder, while the command line is used."""

import json

from cli import COMPLETE, KEY, Case, run


class Copies(Case):
    def setUp(self):
        super().setUp()
        self.folder = self.home.path / 'notes'
        self.folder.mkdir()
        self.home.data.mkdir(parents=True)
        (self.home.data / 'sonde.conf').write_text(f'[General]\ncopies-folder={self.folder}\n')

    def names(self):
        return sorted(path.name for path in self.folder.iterdir())

    def test_each_answer(self):
        sim = self.start_sim()
        self.assertEqual(self.ask(sim, 'sim:echo first').status, COMPLETE)
        (conversation,) = self.home.list()
        name = f'sim-echo first - {conversation["id"]}.md'
        self.assertEqual(self.names(), [name])
        text = (self.folder / name).read_text()
        self.assertIn('\n\nsim:echo first\n\n## Assistant', text)
        self.assertEqual(self.ask(sim, '--conversation', conversation['id'], 'sim:echo second').status, COMPLETE)
        self.assertEqual(self.names(), [name])
        self.assertIn('sim:echo second', (self.folder / name).read_text())
        self.assert_no_key(*(path.read_text() for path in self.folder.iterdir()), key=KEY)

    def test_delete(self):
        """The copy goes with the conversation, and comes back with it; what somebody wrote into it stays."""
        sim = self.start_sim()
        for question in ('sim:echo first', 'sim:echo second'):
            self.assertEqual(self.ask(sim, question).status, COMPLETE)
        second, first = [conversation['id'] for conversation in self.home.list()]
        names = self.names()
        self.assertEqual(self.home.run('delete', first).status, COMPLETE)
        self.assertEqual(self.names(), [f'sim-echo second - {second}.md'])
        self.assertEqual(self.home.run('delete', '--restore', first).status, COMPLETE)
        self.assertEqual(self.names(), names)
        with (self.folder / f'sim-echo second - {second}.md').open('a') as copy:
            copy.write('\nMy own note.\n')
        self.assertEqual(self.home.run('delete', second).status, COMPLETE)
        self.assertEqual(self.names(), names)

    def test_unsaved(self):
        sim = self.start_sim()
        self.assertEqual(self.ask(sim, '--no-save', 'sim:echo secret').status, COMPLETE)
        self.assertEqual(self.names(), [])

    def test_import(self):
        path = self.home.path / 'chat.jsonl'
        path.write_text(''.join(json.dumps({'messages': [{'role': 'user', 'content': f'question {i}'}]}) + '\n' for i in range(30)))
        self.assertEqual(self.home.run('import', path).status, COMPLETE)
        self.assertEqual(self.names(), sorted(f'question {i} - {i + 1}.md' for i in range(30)))

    def test_long(self):
        """The window shows the end of a long one first; the copy has all of it."""
        path = self.home.path / 'long.json'
        path.write_text(json.dumps({'messages': [{'role': ('user', 'assistant')[i % 2], 'content': f'line {i}.'} for i in range(4000)]}))
        self.assertEqual(self.home.run('import', path).status, COMPLETE)
        (name,) = self.names()
        text = (self.folder / name).read_text()
        self.assertEqual([f'line {i}.' in text for i in range(4000)], [True] * 4000)

    def test_trouble(self):
        """A folder that is not there is no reason not to answer; it is told, once, and not made."""
        self.folder.rmdir()
        sim = self.start_sim()
        result = self.ask(sim, 'sim:echo first')
        self.assertEqual((result.status, result.out), (COMPLETE, 'sim:echo first\n'))
        self.assertLessEqual(result.err.count('The copies of conversations cannot be written'), 1)
        self.assertFalse(self.folder.exists())


if __name__ == '__main__':
    run()
