# SPDX-License-Identifier: GPL-3.0-or-later
"""sonde-cli backup, restore, check and folder: what keeps a history from being lost, and in order."""

import contextlib
import datetime
import json
import os
import pathlib
import sqlite3
import stat

from cli import COMPLETE, ERROR, RFC3339, USAGE, Case, run, until


class Filled(Case):
    def setUp(self):
        super().setUp()
        self.history = self.home.data / 'history.db'
        self.backups = self.home.data / 'backups'
        self.add('one', 'two')

    def add(self, *questions):
        path = self.home.path / 'chat.jsonl'
        path.write_text(''.join(json.dumps({'messages': [
            {'role': 'user', 'content': question}, {'role': 'assistant', 'content': f'answer to {question}'}]}) + '\n'
            for question in questions))
        self.assertEqual(self.home.run('import', path).status, COMPLETE)

    def titles(self):
        return sorted(conversation['title'] for conversation in self.home.list())

    def back_up(self):
        result = self.home.run('backup', '--json')
        self.assertEqual(result.status, COMPLETE, result.err)
        return result.json

    def change(self, sql):
        with contextlib.closing(sqlite3.connect(self.history)) as database:
            database.execute(sql)
            database.commit()


class Backup(Filled):
    def test_written(self):
        self.assertEqual(self.home.run('backup', '--list', '--json').json, [])
        backup = self.back_up()
        self.assertEqual(set(backup), {'date', 'path', 'time', 'size', 'made'})
        self.assertTrue(backup['made'])
        self.assertEqual(backup['path'], str(self.backups / f'history-{backup["date"]}.db'))
        self.assertRegex(backup['time'], RFC3339)
        self.assertEqual(backup['size'], os.path.getsize(backup['path']))
        self.assertEqual(stat.S_IMODE(os.stat(backup['path']).st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(self.backups).st_mode), 0o700)
        self.assertEqual([path.name for path in self.backups.iterdir()], [f'history-{backup["date"]}.db'])
        with contextlib.closing(sqlite3.connect(f'file:{backup["path"]}?mode=ro', uri=True)) as database:
            self.assertEqual(database.execute('PRAGMA integrity_check').fetchall(), [('ok',)])
            self.assertEqual(database.execute('PRAGMA journal_mode').fetchall(), [('delete',)])
            self.assertEqual(database.execute('SELECT count(*) FROM message').fetchall(), [(4,)])
        (listed,) = self.home.run('backup', '--list', '--json').json
        self.assertEqual(listed['path'], backup['path'])
        self.assertIn(backup['date'], self.home.run('backup', '--list').out)
        self.assert_no_key()

    def test_nothing_new(self):
        first = self.back_up()
        inode = os.stat(first['path']).st_ino
        second = self.back_up()
        self.assertEqual((second['path'], second['made']), (first['path'], False))
        self.assertEqual(os.stat(first['path']).st_ino, inode)
        self.add('three')
        third = self.back_up()
        self.assertEqual((third['path'], third['made']), (first['path'], True))

    def test_seven(self):
        """The oldest go, and nothing that only looks like a backup."""
        self.backups.mkdir(mode=0o700)
        today = datetime.date.today()
        for days in range(1, 11):
            (self.backups / f'history-{today - datetime.timedelta(days)}.db').write_bytes(b'old')
        others = ['history-2001-01-1.db', 'history-.db', 'history-2001-01-01.db.txt', 'notes.txt']
        for name in others:
            (self.backups / name).write_bytes(b'mine')
        self.back_up()
        kept = [f'history-{today - datetime.timedelta(days)}.db' for days in range(7)]
        self.assertEqual(sorted(path.name for path in self.backups.iterdir()), sorted(kept + others))

    def test_beside_others(self):
        """An answer that is being written keeps nobody from copying, nor is it kept."""
        sim = self.start_sim()
        process = self.home.start('ask', '--provider', 'deepseek', '--base-url', sim.url, 'sim:stall')
        try:
            until(lambda: len(self.titles()) == 3)
            self.assertTrue(self.back_up()['made'])
        finally:
            process.kill()
            process.communicate()

    def test_damaged(self):
        """What cannot be read is no backup, and takes the place of none."""
        good = self.back_up()
        before = pathlib.Path(good['path']).read_bytes()
        with contextlib.closing(sqlite3.connect(self.history)) as database:
            (size,) = database.execute('PRAGMA page_size').fetchone()
            (page,) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'origin'").fetchone()
        contents = bytearray(self.history.read_bytes())
        contents[(page - 1) * size] = 0xff  # no kind of page
        self.history.write_bytes(contents)
        result = self.home.run('backup')
        self.assertEqual((result.status, result.out), (ERROR, ''))
        self.assertIn('damaged', result.err)
        self.assertEqual([path.name for path in self.backups.iterdir()], [f'history-{good["date"]}.db'])
        self.assertEqual(pathlib.Path(good['path']).read_bytes(), before)


class Restore(Filled):
    def test_there_and_back(self):
        date = self.back_up()['date']
        self.add('three')
        preview = self.home.run('restore', date, '--dry-run', '--json').json
        self.assertEqual((preview['conversations'], preview['messages'], preview['restored'], preview['aside']), (2, 4, False, None))
        self.assertRegex(preview['newest'], RFC3339)
        self.assertEqual((preview['returning'], preview['leaving'], preview['older']), (0, 1, 0))
        self.assertIn('Only in the present history: 1\n', self.home.run('restore', date, '--dry-run').out)
        self.assertEqual(self.titles(), ['one', 'three', 'two'])
        self.assertEqual(len(self.home.run('search', '--json', 'three').json), 3)
        restored = self.home.run('restore', date, '--json').json
        self.assertEqual((restored['conversations'], restored['restored']), (2, True))
        self.assertEqual(self.titles(), ['one', 'two'])
        self.assertEqual(self.home.run('search', '--json', 'three').json, [])
        self.assertEqual(len(self.home.run('search', '--json', 'two').json), 3)
        # What was there before is a history too, and comes back in the same way.
        self.assertEqual(self.home.run('restore', restored['aside']).status, COMPLETE)
        self.assertEqual(self.titles(), ['one', 'three', 'two'])
        self.assertEqual(stat.S_IMODE(os.stat(self.history).st_mode), 0o600)
        self.assertEqual([path for path in self.home.data.iterdir() if path.name.startswith('.restored-')], [])

    def test_lost(self):
        date = self.back_up()['date']
        self.history.unlink()
        text = self.home.run('restore', date)
        self.assertEqual(text.status, COMPLETE, text.err)
        self.assertIn('Messages: 4', text.out)
        self.assertEqual(self.titles(), ['one', 'two'])

    def test_in_use(self):
        date = self.back_up()['date']
        self.add('three')
        sim = self.start_sim()
        process = self.home.start('ask', '--provider', 'deepseek', '--base-url', sim.url, 'sim:stall')
        try:
            until(lambda: len(self.titles()) == 4)
            result = self.home.run('restore', date)
            self.assertEqual((result.status, result.out), (ERROR, ''))
            self.assertIn('has the history open', result.err)
            self.assertEqual(self.home.run('restore', date, '--dry-run').status, COMPLETE)
        finally:
            process.kill()
            process.communicate()
        self.assertEqual(len(self.titles()), 4)
        self.assertEqual(self.home.run('restore', date).status, COMPLETE)
        self.assertEqual(self.titles(), ['one', 'two'])

    def test_refused(self):
        """What is no whole history of Sonde changes nothing."""
        path = self.home.path / 'file.db'
        good = self.back_up()['path']
        contents = pathlib.Path(good).read_bytes()

        def refuse(sentence):
            for arguments in ([], ['--dry-run']):
                result = self.home.run('restore', path, *arguments)
                self.assertEqual((result.status, result.out), (ERROR, ''))
                self.assertIn(sentence, result.err)
            self.assertEqual(self.titles(), ['one', 'two'])
            self.assertEqual([file for file in self.home.data.iterdir() if 'restore' in file.name], [])

        refuse('There is no backup')
        path.write_bytes(b'')
        refuse('The file is damaged')
        path.write_bytes(b'no database at all' * 100)
        refuse('The file is damaged')
        path.write_bytes(contents[:len(contents) // 2])
        refuse('The file is damaged')
        path.write_bytes(contents)
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.execute('CREATE TRIGGER harm AFTER INSERT ON message BEGIN DELETE FROM message; END')
            database.commit()
        refuse('not what it says it is')
        self.assertEqual(self.home.run('restore', '2001-01-01').err, 'sonde-cli: There is no backup “2001-01-01”\n')


class Check(Filled):
    def test_whole(self):
        result = self.home.run('check', '--json')
        self.assertEqual((result.status, result.json), (COMPLETE, {'history': True, 'index': True, 'repaired': False}))
        self.assertIn('whole', self.home.run('check').out)

    def test_index(self):
        self.home.run('search', 'two')
        with contextlib.closing(sqlite3.connect(self.home.data / 'search.db')) as database:
            (table,) = database.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'message_text%_data'").fetchone()
            database.execute(f'DELETE FROM {table} WHERE id > 10')
            database.commit()
        result = self.home.run('check', '--repair', '--json')
        self.assertEqual((result.status, result.json), (COMPLETE, {'history': True, 'index': True, 'repaired': True}))
        self.assertEqual(self.home.run('check', '--json').json, {'history': True, 'index': True, 'repaired': False})
        self.assertEqual(len(self.home.run('search', '--json', 'two').json), 3)

    def test_history(self):
        """An index of SQLite that does not fit its table: the next start saves everything."""
        self.change('PRAGMA wal_checkpoint(TRUNCATE)')
        with contextlib.closing(sqlite3.connect(self.history)) as database:
            (size,) = database.execute('PRAGMA page_size').fetchone()
            pages = [page for page, in database.execute("SELECT rootpage FROM sqlite_schema WHERE type = 'index'")]
        contents = bytearray(self.history.read_bytes())
        cells = [(page - 1) * size + 3 for page in pages]  # SQLite file format, 1.6: how many there are on the page
        at = next(at for at in cells if int.from_bytes(contents[at:at + 2], 'big') > 1)
        contents[at:at + 2] = (1).to_bytes(2, 'big')
        self.history.write_bytes(contents)
        result = self.home.run('check', '--json')
        self.assertEqual((result.status, result.json['history']), (ERROR, False))
        self.assertEqual(self.titles(), ['one', 'two'])
        self.assertTrue([path for path in self.home.data.iterdir() if '.broken-' in path.name])
        self.assertEqual(self.home.run('check', '--json').json['history'], True)


class Folder(Filled):
    def names(self):
        return [folder['name'] for folder in self.home.run('folder', 'list', '--json').json]

    def do(self, *arguments):
        result = self.home.run('folder', *arguments, '--json')
        self.assertEqual((result.status, result.json), (COMPLETE, {'done': True}), result.err)

    def folders(self):
        return {conversation['title']: conversation['folder'] for conversation in self.home.list()}

    def test_all(self):
        identity = next(conversation['id'] for conversation in self.home.list() if conversation['title'] == 'one')
        self.assertEqual(self.names(), [])
        self.do('add', '海洋')
        self.do('add', 'Work')
        self.assertEqual(self.names(), ['海洋', 'Work'])
        self.do('move', identity, 'Work')
        self.assertEqual(self.folders(), {'one': 'Work', 'two': None})
        self.do('rename', 'Work', 'Labour')
        self.assertEqual(self.folders(), {'one': 'Labour', 'two': None})
        self.do('move', identity)
        self.assertEqual(self.folders(), {'one': None, 'two': None})
        self.do('move', identity, '海洋')
        self.do('remove', '海洋')
        self.assertEqual((self.names(), self.folders()), (['Labour'], {'one': None, 'two': None}))
        self.assertEqual(self.home.run('folder', 'list').out, 'Labour\n')

    def test_trouble(self):
        self.do('add', 'Work')
        self.do('add', 'Rest')
        for arguments in [['add', 'Work'], ['rename', 'Work', 'Rest'], ['move', 'x', 'Work'], ['add'], ['add', ' '],
                          ['list', 'x'], ['rename', 'Work'], ['nonsense'], []]:
            with self.subTest(arguments):
                self.assert_usage_like(self.home.run('folder', *arguments))
        for arguments in [['rename', 'Nowhere', 'x'], ['remove', 'Nowhere'], ['move', '999', 'Work']]:
            with self.subTest(arguments):
                result = self.home.run('folder', *arguments)
                self.assertEqual((result.status, result.out), (ERROR, ''))
                self.assertIn('There is no', result.err)
        self.assertEqual(self.names(), ['Work', 'Rest'])

    def assert_usage_like(self, result):
        self.assertEqual((result.status, result.out, len(result.err.splitlines())), (USAGE, '', 1), result.err)


if __name__ == '__main__':
    run()
