# SPDX-License-Identifier: GPL-3.0-or-later
"""sonde-cli list, show, search, delete, and the program itself."""

import contextlib
import os
import sqlite3

from cli import COMPLETE, ERROR, RFC3339, USAGE, Case, run

KEYS = {'id', 'parent', 'role', 'content', 'reasoning', 'model', 'mode', 'complete', 'created', 'usage'}


class History(Case):
    def fill(self):
        sim = self.start_sim()
        self.ask(sim, '--mode', 'reasoning', 'sim:echo the sounding line')
        self.ask(sim, 'sim:echo 深谈 lead')
        return self.home.list()

    def test_empty(self):
        self.assertEqual(self.home.list(), [])
        self.assertEqual(self.home.run('list').out, '')

    def test_list(self):
        newer, older = self.fill()
        for conversation in (newer, older):
            self.assertEqual(set(conversation), {'id', 'title', 'created', 'updated', 'pinned', 'folder', 'messages'})
            self.assertRegex(conversation['id'], r'^[1-9]\d*$')
            self.assertRegex(conversation['created'], RFC3339)
            self.assertRegex(conversation['updated'], RFC3339)
            self.assertEqual((conversation['pinned'], conversation['folder'], conversation['messages']), (False, None, 2))
        self.assertIn('深谈', newer['title'])
        self.assertIn('sounding', older['title'])
        self.assertIn(newer['title'], self.home.run('list').out)

    def test_show(self):
        conversation = self.fill()[1]
        shown = self.home.show(conversation['id'])
        self.assertEqual((shown['id'], shown['title']), (conversation['id'], conversation['title']))
        user, answer = shown['messages']
        for message in (user, answer):
            self.assertLessEqual(KEYS, set(message))
            self.assertRegex(message['id'], r'^[1-9]\d*$')
            self.assertRegex(message['created'], RFC3339)
            self.assertTrue(message['complete'])
        self.assertEqual((user['parent'], user['role'], user['content']), (None, 'user', 'sim:echo the sounding line'))
        self.assertEqual((answer['parent'], answer['role'], answer['mode']), (user['id'], 'assistant', 'reasoning'))
        self.assertEqual(answer['reasoning'], 'I shall repeat: sim:echo the sounding line')
        self.assertEqual(answer['model'], 'deepseek-flash')
        self.assertGreater(answer['usage']['total_tokens'], 0)
        self.assertIsNone(user['usage'])
        self.assertEqual(self.home.run('show', conversation['id'], '--json', '--tree').json, shown)
        text = self.home.run('show', conversation['id']).out
        self.assertIn('── assistant #', text)
        self.assertIn('I shall repeat', text)

    def test_tree(self):
        sim = self.start_sim()
        self.ask(sim, 'sim:echo one')
        (conversation,) = self.home.list()
        self.ask(sim, '--conversation', conversation['id'], 'sim:echo two')
        one, first, two, second = [message['id'] for message in self.home.show(conversation['id'])['messages']]
        # The second answer becomes another answer to the first question, which is not the shown one.
        with contextlib.closing(sqlite3.connect(self.home.data / 'history.db')) as database:
            database.execute('UPDATE message SET parent = ? WHERE id = ?', (one, second))
            database.commit()
        shown = self.home.show(conversation['id'])['messages']
        self.assertEqual([message['id'] for message in shown], [one, first, two])
        tree = self.home.run('show', conversation['id'], '--json', '--tree').json['messages']
        self.assertEqual({message['id']: message['parent'] for message in tree}, {one: None, first: one, two: first, second: one})
        self.assertIn(f'#{second} ← #{one}', self.home.run('show', '--tree', conversation['id']).out)
        self.assertNotIn(f'#{second}', self.home.run('show', conversation['id']).out)

    def test_search(self):
        newer, older = self.fill()
        hits = self.home.run('search', '--json', '深谈').json
        self.assertTrue(hits)
        for hit in hits:
            self.assertEqual(set(hit), {'conversation', 'message', 'title', 'role', 'snippet'})
            self.assertEqual((hit['conversation'], hit['title']), (newer['id'], newer['title']))
        self.assertTrue({'user', 'assistant'} <= {hit['role'] for hit in hits})
        self.assertTrue(all('深谈' in hit['snippet'] for hit in hits))
        self.assertEqual(len(self.home.run('search', '--json', 'sounding', '--limit', '1').json), 1)
        self.assertEqual(self.home.run('search', '--json', 'nowhere-to-be-found').json, [])
        self.assertIn(older['title'], self.home.run('search', 'SOUNDING').out)
        self.assertEqual(self.home.run('search', '--json', '深谈', 'nowhere-to-be-found').json, [])
        best = self.home.run('search', '--json', '--best', '深谈').json
        self.assertEqual({hit['message'] for hit in best}, {hit['message'] for hit in hits})
        self.assertEqual(self.home.run('search', '--json', '--', 'sounding', '-line').json, [])
        self.assertEqual(self.home.run('search', '--json', 'sounding', 'in:nowhere').json, [])
        self.assertEqual(self.home.run('search', '--json', '深谈', 'after:2020').json, hits)
        self.assertEqual(self.home.run('search', '--json', '深谈', 'before:2020').json, [])
        self.assertIn('before:2026-03-01', self.home.run('search', '--help').out)

    def test_delete(self):
        newer, older = self.fill()
        result = self.home.run('delete', newer['id'], '--json')
        self.assertEqual((result.status, result.json), (COMPLETE, {'deleted': newer['id']}))
        self.assertEqual([conversation['id'] for conversation in self.home.list()], [older['id']])
        self.assertEqual(self.home.run('delete', older['id']).out, '')
        self.assertEqual(self.home.list(), [])
        trash = self.home.run('list', '--trash', '--json').json
        self.assertEqual([conversation['id'] for conversation in trash], [older['id'], newer['id']])
        self.assertEqual(self.home.run('list', '--archived', '--json').json, [])
        self.assertEqual(self.home.run('list', '--folder', 'None', '--json').json, [])
        self.assert_usage(self.home.run('list', '--trash', '--archived'))
        self.assert_usage(self.home.run('delete', older['id'], '--restore', '--purge'))
        self.assertEqual(self.home.run('delete', older['id'], '--restore', '--json').json, {'restored': older['id']})
        self.assertEqual(self.home.run('delete', older['id'], '--purge').status, ERROR)
        self.assertEqual([conversation['id'] for conversation in self.home.list()], [older['id']])
        self.home.run('delete', older['id'])
        self.assertEqual(self.home.run('delete', older['id'], '--purge', '--json').json, {'purged': older['id']})
        self.assertEqual(self.home.run('delete', older['id'], '--restore').status, ERROR)
        self.assertEqual(self.home.run('search', '--json', 'sounding').json, [])

    def test_not_found(self):
        for command in ('show', 'delete'):
            result = self.home.run(command, '999', '--json')
            self.assertEqual((result.status, result.out), (ERROR, ''))
            self.assertEqual(result.err, 'sonde-cli: There is no conversation 999\n')

    def test_newer_history(self):
        self.fill()
        database = self.home.data / 'history.db'
        header = bytearray(database.read_bytes())
        header[60:64] = (9999).to_bytes(4, 'big')  # user_version (SQLite file format, 1.3)
        database.write_bytes(header)
        result = self.home.run('list', '--json')
        self.assertEqual(result.status, ERROR)
        self.assertIn('newer', result.err)


class Program(Case):
    def test_usage(self):
        for arguments in [[], ['nonsense'], ['--nonsense'], ['list', 'x'], ['show'], ['show', 'x'], ['show', '-1'],
                          ['show', '99999999999999999999'], ['search'], ['search', 'x', '--limit', '-1'],
                          ['search', 'x', '--limit', 'many'], ['delete'], ['key'], ['key', 'set'], ['key', 'set', 'nobody'],
                          ['key', 'status', 'nobody'], ['key', 'nonsense', 'deepseek'], ['provider'], ['provider', 'default'],
                          ['provider', 'default', 'nobody'], ['provider', 'add'], ['models', '--provider', 'nobody'],
                          ['balance', 'x'], ['providers', 'x'], ['export'], ['import']]:
            with self.subTest(arguments):
                self.assert_usage(self.home.run(*arguments))

    def test_version_and_help(self):
        self.assertRegex(self.home.run('--version').out, r'^sonde-cli \d+\.\d+')
        text = self.home.run('--help')
        self.assertEqual(text.status, COMPLETE)
        for command in ('ask', 'providers', 'provider', 'key', 'models', 'balance', 'list', 'show', 'search', 'delete', 'export'):
            self.assertIn('\n  ' + command + ' ', text.out)
            own = self.home.run(command, '--help')
            self.assertEqual((own.status, own.err), (COMPLETE, ''))
            self.assertIn('sonde-cli ' + command, own.out)
        self.assertIn('--conversation', self.home.run('ask', '--help').out)

    def test_unwritable(self):
        if os.geteuid() == 0:
            self.skipTest('root may write anywhere')
        folder = self.home.path / 'locked'
        folder.mkdir(mode=0o500)
        sim = self.start_sim()
        result = self.ask(sim, '--data-dir', folder / 'data', 'sim:echo x')
        self.assertEqual((result.status, result.out), (COMPLETE, 'sim:echo x\n'))
        self.assertTrue(result.err)

    def test_no_display_no_bus_needed(self):
        self.home.environment.pop('DBUS_SESSION_BUS_ADDRESS')
        self.assertEqual(self.home.run('list').status, COMPLETE)
        self.assertEqual(self.home.run('key', 'status', 'deepseek', key=None).status, USAGE)


if __name__ == '__main__':
    run()
