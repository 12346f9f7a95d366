# SPDX-License-Identifier: GPL-3.0-or-later
"""sonde-cli import: what other programs export, twice the same file, newer states, and files made to do harm.

Of every hostile file it is demanded that the program ends within 10 s and 300 MB with a clear message, and that no
conversation is there in part.
"""

import io
import json
import os
import pathlib
import random
import resource
import signal
import sqlite3
import struct
import subprocess
import time
import zipfile

from cli import COMPLETE, CUT, ERROR, Case, programs, run, until

SECONDS, MEGABYTES = 10, 300
CONFORMANCE = pathlib.Path(os.environ.get('SONDE_CONFORMANCE', '/nonexistent')) / 'imports'
KEY = 'sk-0123456789abcdefSECRET'
PHONE = '+8613800138000'


def chat(identifier='c-1', messages=('question', 'answer'), **members):
    """A conversation as ChatGPT exports it."""
    mapping = {'root': {'id': 'root', 'message': None, 'parent': None, 'children': ['n0']}}
    for i, text in enumerate(messages):
        mapping[f'n{i}'] = node(i, text, f'n{i - 1}' if i else 'root')
    return {'title': f'Title of {identifier}', 'create_time': 1700000000.5, 'update_time': 1700000100.25, 'id': identifier,
            'mapping': mapping, 'current_node': f'n{len(messages) - 1}', **members}


def node(i, text, parent):
    return {'id': f'n{i}', 'parent': parent, 'children': [], 'message': {
        'id': f'n{i}', 'author': {'role': ('user', 'assistant')[i % 2]}, 'create_time': 1700000001 + i,
        'content': {'content_type': 'text', 'parts': [text]}, 'status': 'finished_successfully', 'recipient': 'all',
        'metadata': {'model_slug': 'gpt-4o'} if i % 2 else {}}}


def sanitized():
    return b'__asan_init' in pathlib.Path(programs['cli']).read_bytes()


class Import(Case):
    def file(self, content, name='file.json'):
        path = self.home.path / name
        if not isinstance(content, (bytes, str)):
            content = json.dumps(content)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def bring(self, content, *options, name='file.json'):
        """Imports and gives what --json says."""
        result = self.home.run('import', '--json', *options, self.file(content, name))
        self.assertEqual((result.status, result.err), (COMPLETE, ''))
        return result.json

    def rows(self, query):
        with sqlite3.connect(self.home.data / 'history.db') as history:
            rows = history.execute(query).fetchall()
        history.close()
        return rows

    def assert_whole(self):
        """Every conversation has messages, every parent is there, and SQLite finds nothing."""
        if not (self.home.data / 'history.db').exists():
            return
        self.assertEqual(self.rows('PRAGMA integrity_check'), [('ok',)])
        self.assertEqual(self.rows('PRAGMA foreign_key_check'), [])
        self.assertEqual(self.rows('SELECT id FROM conversation WHERE id NOT IN (SELECT conversation FROM message)'), [])
        self.assertEqual(self.rows('SELECT conversation FROM origin WHERE n_messages <> (SELECT count(*) FROM message '
                                   'WHERE message.conversation = origin.conversation)'), [])


class Formats(Import):
    def test_conformance(self):
        if not CONFORMANCE.is_dir():
            self.skipTest('no conformance data')
        expected = json.loads((CONFORMANCE / 'expected.json').read_text())['files']
        for name, what in expected.items():
            with self.subTest(name):
                self.home.__exit__()
                self.setUp()
                result = self.home.run('import', CONFORMANCE / name, '--json')
                self.assertEqual(result.status, COMPLETE, result.err)
                self.assertEqual(set(result.json), {'conversations', 'messages', 'skipped', 'errors'})
                self.assertEqual(result.json['conversations'], what['conversations'])
                if 'visible_messages' in what and name != 'chatgpt-branches.json':
                    self.assertEqual(result.json['messages'], sum(what['visible_messages']))
                self.assertEqual(len(self.home.list()), what['conversations'])
                self.assertEqual(result.json['skipped'], len(what.get('skipped', [])))
                again = self.home.run('import', CONFORMANCE / name, '--json')
                self.assertEqual(again.json['conversations'], 0)
                self.assertEqual(len(self.home.list()), what['conversations'])
                self.assert_whole()

    def test_dry_run(self):
        self.assertEqual(self.bring([chat('a')])['conversations'], 1)
        found = self.bring([chat('a'), chat('b'), chat('b')], '--dry-run')
        self.assertEqual(found, {'conversations': 1, 'messages': 2, 'skipped': 2, 'duplicates': 2, 'updated': 0, 'errors': []})
        self.assertEqual(len(self.home.list()), 1)

    def test_text(self):
        result = self.home.run('import', self.file([chat('a'), {'title': 'Bad', 'id': 'x'}]))
        self.assertEqual(result.status, COMPLETE)
        self.assertEqual(result.out, '1 conversation imported · 2 messages · 1 cannot be read\n')
        self.assertEqual(result.err, 'sonde-cli: “Bad”: It holds no messages\n')

    def test_newer_state(self):
        """The next export of the same account: nothing twice, and nothing of the person's own lost."""
        self.bring([chat('a'), chat('b')])
        grown = [chat('a', ('question', 'answer', 'more', 'still more')), chat('b'), chat('c')]
        self.assertEqual(self.bring(grown), {'conversations': 2, 'messages': 6, 'skipped': 1, 'errors': []})
        self.assertEqual(sorted(conversation['messages'] for conversation in self.home.list()), [2, 2, 4])
        self.assertEqual(self.rows('SELECT count(*) FROM conversation WHERE deleted IS NOT NULL'), [(1,)])
        # One that was gone on with here stays beside the newer one.
        self.rows("INSERT INTO message (conversation, parent, role, content, state) SELECT conversation, max(id), 1, 'mine', 1 "
                  "FROM message WHERE conversation = (SELECT conversation FROM origin WHERE source = 'chatgpt:b')")
        self.bring([chat('b', ('question', 'answer', 'theirs', 'too'))])
        self.assertEqual(sorted(conversation['messages'] for conversation in self.home.list()), [2, 3, 4, 4])

    def test_trash(self):
        """What was deleted comes back when it is imported again."""
        self.bring([chat('a')])
        (conversation,) = self.home.list()
        self.home.run('delete', conversation['id'])
        self.assertEqual(self.bring([chat('a')])['conversations'], 1)

    def test_replace(self):
        self.bring([chat('a'), chat('b')])
        self.assertEqual(self.home.run('import', '--replace', self.file('{"a": 1}')).status, ERROR)
        self.assertEqual(len(self.home.list()), 2)
        self.bring([chat('b'), chat('c')], '--replace')
        self.assertEqual(sorted(conversation['title'] for conversation in self.home.list()), ['Title of b', 'Title of c'])

    def test_own_format(self):
        """Export, import elsewhere, export: the same bytes."""
        sim = self.start_sim()
        for question in ('sim:echo # Head\n`x`', 'sim:search', 'sim:tool-call', 'sim:cut', 'sim:usage'):
            self.ask(sim, '--mode', 'search+reasoning', '--', question)
        first = self.home.path / 'first'
        self.home.run('export', '--all', '--format', 'json', '--output', first)
        paths = sorted(first.iterdir())
        self.assertGreater(len(paths), 3)
        for path in paths:
            with self.subTest(path.name):
                self.assertEqual(self.home.run('import', path, '--json').json['conversations'], 0)
                other = self.home.path / 'other' / path.stem
                result = self.home.run('import', '--data-dir', other, path)
                self.assertEqual(result.status, COMPLETE, result.err)
                again = self.home.run('export', '1', '--data-dir', other, '--format', 'json', '--output', '-')
                self.assertEqual(again.raw, path.read_bytes())

    def test_archive_of_files(self):
        """DeepSeek's third version: a manifest, a file for each session, an account that is not read."""
        session = {'chat_session': {'id': 's1', 'title': 'Tides', 'inserted_at': '2026-03-01T10:00:00Z', 'current_message_id': 2},
                   'chat_messages': [
                       {'message_id': 1, 'parent_id': None, 'role': 'USER', 'inserted_at': '2026-03-01T10:00:00Z',
                        'fragments': [{'type': 'REQUEST', 'content': 'Why tides?'}]},
                       {'message_id': 2, 'parent_id': 1, 'role': 'ASSISTANT', 'status': 'FINISHED', 'model': 'deepseek-r1',
                        'fragments': [{'type': 'SEARCH', 'results': [{'url': 'https://a.example/', 'title': 'A', 'cite_index': 3}]},
                                      {'type': 'THINK', 'content': 'The Moon.'}, {'type': 'TIP', 'content': 'hidden'},
                                      {'type': 'RESPONSE', 'content': 'The Moon pulls [citation:3].'}]},
                       {'message_id': 3, 'parent_id': 1, 'role': 'ASSISTANT', 'status': 'INCOMPLETE',
                        'fragments': [{'type': 'RESPONSE', 'content': 'Half'}]}]}
        data = io.BytesIO()
        with zipfile.ZipFile(data, 'w', zipfile.ZIP_DEFLATED) as archive:
            archive.writestr('manifest.json', json.dumps({'export_format_version': 3}))
            archive.writestr('chat_sessions/s1.json', json.dumps(session))
            archive.writestr('chat_sessions/s1_files/1_secret.json', json.dumps([chat('never')]))
            archive.writestr('user.json', json.dumps({'mobile': PHONE, 'messages': [{'role': 'user', 'content': PHONE}]}))
            archive.writestr('chat_session_index.json', json.dumps({'sessions': []}))
        self.assertEqual(self.bring(data.getvalue(), name='any name')['messages'], 3)
        (conversation,) = self.home.list()
        question, answer = self.home.show(conversation['id'])['messages']
        self.assertEqual((conversation['title'], answer['content']), ('Tides', 'The Moon pulls [citation:3].'))
        self.assertEqual((answer['reasoning'], answer['mode'], answer['model']), ('The Moon.', 'search+reasoning', 'deepseek-r1'))
        self.assertEqual(self.rows('SELECT number, url FROM source'), [(3, 'https://a.example/')])
        self.assertEqual(self.rows("SELECT state FROM message WHERE content = 'Half'"), [(3,)])
        self.assertEqual(question['content'], 'Why tides?')
        self.assert_unread(PHONE)

    def assert_unread(self, *secrets):
        for path in self.home.data.rglob('*'):
            for secret in secrets:
                if path.is_file():
                    self.assertNotIn(secret.encode(), path.read_bytes(), path)

    def test_chatbox(self):
        session = {'id': 'cb', 'name': 'Box', 'type': 'chat', 'starred': True, 'messages': [
            {'id': 'm1', 'role': 'system', 'contentParts': [{'type': 'text', 'text': 'Be brief.'}], 'timestamp': 1700000000000},
            {'id': 'm2', 'role': 'user', 'contentParts': [{'type': 'text', 'text': 'Hi'}], 'timestamp': 1700000001000},
            {'id': 'm3', 'role': 'assistant', 'model': 'deepseek-r1', 'timestamp': 1700000002000, 'apiKey': KEY, 'contentParts': [
                {'type': 'reasoning', 'text': 'Greet.'}, {'type': 'text', 'text': 'Hello'},
                {'type': 'tool-call', 'toolCallId': 't', 'toolName': 'clock', 'args': {'zone': 'UTC'}, 'result': 'noon'}]}],
            'messageForksHash': {'m2': {'position': 1, 'lists': [
                {'id': 'l', 'messages': [{'id': 'm4', 'role': 'assistant', 'content': 'Another'}]}, {'id': 'k', 'messages': []}]}}}
        backup = {'settings': {'openaiKey': KEY, 'providers': {'deepseek': {'apiKey': KEY, 'messages': [{'role': 'user', 'content': KEY}]}}},
                  'configVersion': 9, 'chat-sessions-list': [{'id': 'cb', 'name': 'Box'}], 'session:cb': session}
        self.assertEqual(self.bring(backup), {'conversations': 1, 'messages': 3, 'skipped': 0, 'errors': []})
        (conversation,) = self.home.list()
        shown = self.home.show(conversation['id'])['messages']
        self.assertTrue(conversation['pinned'])
        self.assertEqual([message['content'] for message in shown], ['Hi', 'Hello'])
        self.assertEqual((shown[1]['reasoning'], shown[1]['model'], shown[1]['created']),
                         ('Greet.', 'deepseek-r1', '2023-11-14T22:13:22Z'))
        self.assertEqual(self.rows('SELECT system_prompt FROM conversation'), [('Be brief.',)])
        self.assertIn('clock', self.rows('SELECT raw FROM message WHERE raw IS NOT NULL')[0][0])
        self.assert_unread(KEY)
        old = {'chat-sessions': [{'id': 'o', 'name': 'Old', 'messages': [{'role': 'user', 'content': 'plain'}]}], 'settings': {'k': KEY}}
        self.assertEqual(self.bring(old)['conversations'], 1)
        self.assert_unread(KEY)

    def test_cherry(self):
        assistants = {'assistants': [{'id': 'as', 'name': 'Helper', 'topics': [{'id': 'tp', 'name': 'Cherries'}]}]}
        persisted = {'assistants': json.dumps(assistants), 'llm': json.dumps({'providers': [{'id': 'deepseek', 'apiKey': KEY}]}),
                     'settings': json.dumps({'webdavPass': KEY})}
        message = {'assistantId': 'as', 'topicId': 'tp', 'createdAt': '2025-05-01T10:00:00.000Z', 'status': 'success'}
        topic = {'id': 'tp', 'messages': [
            {'id': 'q', 'role': 'user', 'blocks': ['b1'], **message},
            {'id': 'a1', 'role': 'assistant', 'askId': 'q', 'blocks': ['b2', 'b3'], 'model': {'id': 'deepseek-r1', 'apiKey': KEY}, **message},
            {'id': 'a2', 'role': 'assistant', 'askId': 'q', 'blocks': ['b4'], 'foldSelected': True, **message},
            {'id': 'q2', 'role': 'user', 'blocks': ['b5'], **message}]}
        blocks = [{'id': f'b{i}', 'messageId': 'x', 'type': kind, 'content': text} for i, (kind, text) in enumerate(
            [('main_text', 'Red?'), ('thinking', 'Colour.'), ('main_text', 'Yes'), ('main_text', 'Mostly'), ('main_text', 'Thanks')], 1)]
        for order in (('topics', 'message_blocks'), ('message_blocks', 'topics')):
            with self.subTest(order):
                self.home.__exit__()
                self.setUp()
                tables = {'topics': [topic, {'id': 'empty', 'messages': []}], 'message_blocks': blocks}
                backup = {'time': 1, 'version': 5, 'localStorage': {'persist:cherry-studio': json.dumps(persisted)},
                          'indexedDB': {**{name: tables[name] for name in order}, 'settings': [{'id': 'k', 'value': KEY}]}}
                data = io.BytesIO()
                with zipfile.ZipFile(data, 'w') as archive:
                    archive.writestr('data.json', json.dumps(backup))
                self.assertEqual(self.bring(data.getvalue(), name='backup.bak'),
                                 {'conversations': 1, 'messages': 4, 'skipped': 0, 'errors': []})
                (conversation,) = self.home.list()
                self.assertEqual(conversation['title'], 'Cherries')
                shown = self.home.show(conversation['id'])['messages']
                self.assertEqual([item['content'] for item in shown], ['Red?', 'Mostly', 'Thanks'])
                self.assertEqual(self.rows("SELECT reasoning, model FROM message WHERE content = 'Yes'"), [('Colour.', 'deepseek-r1')])
                self.assert_unread(KEY)
        old = {'version': 1, 'localStorage': {}, 'indexedDB': [
            {'key': 'topic:t1', 'value': {'id': 't1', 'messages': [{'id': 'x', 'role': 'user', 'content': 'old words'}]}},
            {'key': 'image://avatar', 'value': KEY}]}
        self.assertEqual(self.bring(old)['conversations'], 1)
        self.assert_unread(KEY)

    def test_openai(self):
        messages = [{'role': 'system', 'content': 'Be brief.'}, {'role': 'user', 'content': [
            {'type': 'text', 'text': 'What is this?'}, {'type': 'image_url', 'image_url': {'url': 'data:image/png;base64,' + 'A' * 4000}}]},
                    {'role': 'assistant', 'content': None, 'tool_calls': [
                        {'id': 'c', 'type': 'function', 'function': {'name': 'look', 'arguments': '{}'}}]},
                    {'role': 'tool', 'tool_call_id': 'c', 'content': 'A cat'},
                    {'role': 'assistant', 'content': 'A cat.', 'reasoning_content': 'Furry.'}]
        for name, content, n in (('object', {'messages': messages}, 1), ('array', messages, 1),
                                 ('lines', ''.join(json.dumps({'messages': messages[:1 + i]}) + '\n' for i in (1, 4)), 2),
                                 ('messages', '\n'.join(map(json.dumps, messages)), 1)):
            with self.subTest(name):
                self.home.__exit__()
                self.setUp()
                self.assertEqual(self.bring(content)['conversations'], n)
                shown = self.home.show(max(int(conversation['id']) for conversation in self.home.list()))['messages']
                self.assertEqual([message['role'] for message in shown], ['user', 'assistant', 'tool', 'assistant'])
                self.assertEqual(shown[0]['content'], 'What is this?\n\n[A picture that is not in the file]')
                self.assertEqual((shown[3]['content'], shown[3]['reasoning']), ('A cat.', 'Furry.'))
                self.assertEqual({row for (row,) in self.rows('SELECT system_prompt FROM conversation')}, {'Be brief.'})

    def test_citations(self):
        conversation = chat('cited', ('q', 'Seen \ue200cite\ue202turn0search0\ue201, \ue200entity\ue202x\ue201 and \ue200cite\ue202gone\ue201.'))
        conversation['mapping']['n1']['message']['metadata']['content_references'] = [
            {'matched_text': '\ue200cite\ue202turn0search0\ue201', 'items': [
                {'title': 'A', 'url': 'https://a.example/'}, {'title': 'B', 'url': 'https://b.example/'}]},
            {'matched_text': '\ue200entity\ue202x\ue201', 'name': 'X'}]
        self.bring([conversation])
        shown = self.home.show(self.home.list()[0]['id'])['messages'][1]
        self.assertEqual(shown['content'], 'Seen [citation:1][citation:2], X and .')
        self.assertEqual(self.rows('SELECT number, title, url FROM source ORDER BY seq'),
                         [(1, 'A', 'https://a.example/'), (2, 'B', 'https://b.example/')])

    def test_kill(self):
        """Killed at any moment there are only whole conversations, and the rest comes with the next run."""
        path = self.file([chat(f'k{i}', [f'text {k} ' * 200 for k in range(40)]) for i in range(300)])
        chance = random.Random(7)
        for _ in range(6):
            process = self.home.start('import', path)
            time.sleep(chance.uniform(0.02, 0.4))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            self.assert_whole()
        self.assertEqual(self.home.run('import', path).status, COMPLETE)
        self.assertEqual(self.rows('SELECT count(*), count(DISTINCT source) FROM origin'), [(300, 300)])
        self.assertEqual(self.rows('SELECT count(*) FROM message'), [(300 * 40,)])
        self.assert_whole()

    def test_interrupt(self):
        path = self.file([chat(f'k{i}', [f'text {k} ' * 200 for k in range(40)]) for i in range(1500)])
        process = self.home.start('import', '--json', path)
        until((self.home.data / 'history.db').exists)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=SECONDS)
        self.assertEqual(process.returncode, CUT)
        self.assertEqual(json.loads(out)['conversations'], len(self.home.list()))
        self.assert_whole()


def zip_of(*entries, method=zipfile.ZIP_DEFLATED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, 'w', method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return data.getvalue()


def children_seconds():
    """What the processes that have ended had of the processor."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


GOOD = json.dumps([chat('good')])


class Hostile(Import):
    """adversarial/import-hostile.json, case by case."""

    def attack(self, content, name='file'):
        path = content if isinstance(content, pathlib.Path) else self.file(content, name)
        before = len(self.home.list())
        out, err = ((self.home.path / part).open('w+b') for part in ('out', 'err'))
        # Beyond the limit an allocation fails, which ends the program. (The peak that the kernel tells of a child
        # holds that of this process.)
        limit = [] if sanitized() else ['prlimit', f'--data={MEGABYTES << 20}']
        # Its own time, not that of a machine on which more is running.
        begin = children_seconds()
        process = subprocess.run([*limit, programs['cli'], 'import', '--json', str(path)], env=self.home.environment,
                                 stdin=subprocess.DEVNULL, stdout=out, stderr=err, timeout=6 * SECONDS, check=False)
        seconds = children_seconds() - begin
        texts = [stream.seek(0) or stream.read().decode() for stream in (out, err)]
        for stream in (out, err):
            stream.close()
        self.assertIn(process.returncode, (COMPLETE, ERROR), texts)
        if not sanitized():
            self.assertLess(seconds, SECONDS)
        said = json.loads(texts[0])
        self.assert_whole()
        self.assertEqual(len(self.home.list()) - before, said['conversations'])
        if process.returncode == ERROR:
            self.assertTrue(texts[1].startswith('sonde-cli: '), texts[1])
            self.assertTrue(said['errors'])
        return process.returncode, said

    def refused(self, content, words):
        status, said = self.attack(content)
        self.assertEqual((status, said['conversations']), (ERROR, 0))
        self.assertIn(words, said['errors'][-1])

    def test_zip_many(self):
        self.refused(zip_of(('conversations.json', GOOD), *((f'{i}', b'') for i in range(100_000))), 'too many files')

    def test_zip_overlap(self):
        """The second entry lies within the first; and many entries share one piece of data."""
        data = bytearray(zip_of(('conversations.json', GOOD), ('more.json', GOOD)))
        second = data.rindex(b'PK\1\2')
        for offset in (0, 10):
            data[second + 42:second + 46] = struct.pack('<I', offset)
            with self.subTest(offset):
                self.refused(bytes(data), 'lie over one another')

    def test_zip_nested(self):
        data = zip_of(('conversations.json', GOOD))
        for _ in range(5):
            data = zip_of(('inner.zip', data))
        self.refused(data, 'No conversation was found')

    def test_zip_lying_size(self):
        """It says ten bytes, in its header and its directory, and inflates to a gigabyte."""
        path = self.home.path / 'bomb.zip'
        with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            with archive.open('conversations.json', 'w', force_zip64=False) as entry:
                entry.write(b'[')
                for _ in range(1024):
                    entry.write(b' ' * (1024 * 1024))
        self.refused(path, 'larger than it says')  # honest, but a thousand times what it takes
        data = bytearray(path.read_bytes())
        for signature, at in ((b'PK\3\4', 22), (b'PK\1\2', 24)):
            begin = data.index(signature) + at
            data[begin:begin + 4] = struct.pack('<I', 10)
        self.refused(bytes(data), 'The file')

    def test_zip_slip(self):
        content = zip_of(('../../.config/autostart/x.desktop', 'evil'), ('../conversations.json', GOOD), ('/etc/x.json', GOOD),
                         ('..\\..\\x.json', GOOD))
        before = {path for path in self.home.files()}
        self.refused(content, 'No conversation was found')
        after = {path.relative_to(self.home.path).parts[0] for path in set(self.home.files()) - before}
        self.assertLessEqual(after, {'data', 'file', 'out', 'err'})

    def test_zip_twice(self):
        data = zip_of(('conversations.json', GOOD), ('conversationz.json', json.dumps([chat('other')])))
        self.refused(data.replace(b'conversationz', b'conversations'), 'twice')

    def test_zip_encrypted(self):
        data = bytearray(zip_of(('conversations.json', GOOD)))
        for signature, at in ((b'PK\3\4', 6), (b'PK\1\2', 8)):
            data[data.index(signature) + at] |= 1
        self.refused(bytes(data), 'password')

    def test_zip_truncated(self):
        data = zip_of(('conversations.json', GOOD))
        for end in (len(data) // 2, len(data) - 1, 22, 4):
            with self.subTest(end):
                self.refused(data[:end], 'cut short')

    def test_zip_wrong_sum(self):
        data = bytearray(zip_of(('conversations.json', json.dumps([chat(f'{i}') for i in range(500)])), method=zipfile.ZIP_STORED))
        data[5000] ^= 1
        self.refused(bytes(data), 'damaged')

    def test_json_truncated(self):
        data = json.dumps([chat(f'c{i}') for i in range(10)])
        status, said = self.attack(data[:len(data) // 2])
        self.assertEqual((status, said['conversations']), (ERROR, 5))
        self.assertIn('damaged', said['errors'][-1])

    def test_json_deep(self):
        for text in ('[' * 100_000, '{"a":' * 100_000, '[{"mapping":' + '[' * 100_000):
            with self.subTest(text[:5]):
                self.refused(text, 'Nested too deeply')

    def test_json_utf16(self):
        for i, encoding in enumerate(('utf-16', 'utf-16-le', 'utf-16-be', 'utf-8-sig')):
            with self.subTest(encoding):
                text = json.dumps([chat(f'{i}', ('深 💧', encoding))], ensure_ascii=False)
                status, said = self.attack(text.encode(encoding))
                self.assertEqual((status, said['conversations']), (COMPLETE, 1))
        self.assertEqual(self.rows("SELECT DISTINCT content FROM message WHERE role = 1"), [('深 💧',)])

    def test_json_big_string(self):
        path = self.home.path / 'big.json'
        before, after = json.dumps([chat('big', ('@@', 'x')), chat('next')]).split('@@')
        with path.open('w') as file:
            file.write(before)
            for _ in range(512):
                file.write('x' * 1024 * 1024)
            file.write(after)
        status, said = self.attack(path)
        self.assertEqual((status, said['conversations'], said['skipped']), (COMPLETE, 1, 1))
        self.assertIn('larger than a conversation', said['errors'][0])

    def test_json_many_small(self):
        """A value takes a hundred times the bytes that it is made of."""
        status, said = self.attack('[' + json.dumps(chat('good')) + ',{"mapping":{"a":[' + '0,' * 20_000_000 + '0]}}]')
        self.assertEqual((status, said['conversations'], said['skipped']), (COMPLETE, 1, 1))

    def test_json_times(self):
        now = time.time()
        times = ('NaN', '1e400', '-1', '"yesterday"', 'null', '9999999999999', '{}', '-Infinity')
        chats = []
        for i, value in enumerate(times):
            text = json.dumps([chat(f't{i}', [f'{k}' for k in range(4)], create_time='@@', update_time='@@')])[1:-1]
            text = text.replace('"@@"', value)
            for k in range(4):
                text = text.replace(f'"create_time": {1700000001 + k}', f'"create_time": {value}')
            chats.append(text)
        status, said = self.attack('[' + ','.join(chats) + ']')
        self.assertEqual((status, said['conversations']), (COMPLETE, len(times)))
        for conversation in self.home.list():
            messages = self.home.show(conversation['id'])['messages']
            self.assertEqual([message['content'] for message in messages], ['0', '1', '2', '3'])
        for (created,) in self.rows('SELECT created FROM message UNION SELECT created FROM conversation'):
            self.assertLess(abs(created / 1e6 - now), 60)

    def test_json_surrogates(self):
        text = json.dumps([chat('s', ('@@', 'x'))]).replace('@@', '\\ud83d\\ude00 \\ud83d \\udc00 \\u0000 \\ud83d\\u0041')
        self.attack(text)
        self.assertEqual(self.rows('SELECT content FROM message WHERE role = 1'), [('😀 \ufffd \ufffd \ufffd \ufffdA',)])

    def test_json_not_utf8(self):
        self.attack(json.dumps([chat('s', ('@@', 'x'))]).encode().replace(b'@@', b'a\xff\x00\xc3b'))
        self.assertEqual(self.rows('SELECT content FROM message WHERE role = 1'), [('a\ufffd\ufffd\ufffdb',)])

    def test_tree_orphan(self):
        conversation = chat('o', ('a', 'b', 'c'))
        conversation['mapping']['n1']['parent'] = 'nowhere'
        self.assertEqual(self.attack(json.dumps([conversation]))[1]['messages'], 3)
        self.assertEqual(self.rows('SELECT content FROM message WHERE parent IS NULL ORDER BY id'), [('a',), ('b',)])

    def test_tree_rings(self):
        conversation = chat('r', ('a', 'b', 'c'))
        conversation['mapping']['n0']['parent'] = 'n2'
        conversation['mapping']['self'] = node(1, 'self', 'self')
        self.assertEqual(self.attack(json.dumps([conversation]))[1]['messages'], 4)

    def test_tree_dangling_current(self):
        conversation = chat('d', ('a', 'b', 'c', 'd'), current_node='nowhere')
        conversation['mapping']['late'] = node(9, 'short branch', 'n0')
        self.attack(json.dumps([conversation]))
        (shown,) = self.home.list()
        self.assertEqual([message['content'] for message in self.home.show(shown['id'])['messages']], ['a', 'b', 'c', 'd'])

    def test_tree_deep(self):
        self.assertEqual(self.attack(json.dumps([chat('deep', [f'{i}' for i in range(100_000)])]))[1]['messages'], 100_000)

    def test_tree_wide(self):
        conversation = chat('wide', ('root', 'x'))
        conversation['mapping'].update((f'w{i}', node(1, f'{i}', 'n0')) for i in range(50_000))
        self.assertEqual(self.attack(json.dumps([conversation]))[1]['messages'], 50_002)

    def test_tree_hidden_thoughts(self):
        """Thoughts are repeated in every answer below them, but not without end."""
        conversation = chat('hidden', ('root',))
        parent = 'n0'
        for i in range(2000):
            name = f'h{i}'
            conversation['mapping'][name] = {'id': name, 'parent': parent, 'message': {
                'author': {'role': 'assistant'}, 'content': {'content_type': 'thoughts', 'thoughts': [{'summary': '', 'content': 'y' * 500}]}}}
            parent = name
        conversation['mapping'].update((f'w{i}', node(1, f'{i}', parent)) for i in range(2000))
        self.assertEqual(self.attack(json.dumps([conversation]))[1]['messages'], 2001)

    def test_marks(self):
        """Broken marks of citations are read in linear time."""
        self.attack(json.dumps([chat('m', ('q', '\ue200' * 2_000_000 + '【' * 1_000_000))], ensure_ascii=False))

    def test_twice(self):
        self.attack(GOOD)
        status, said = self.attack(GOOD)
        self.assertEqual((status, said['conversations'], said['skipped']), (COMPLETE, 0, 1))
        self.assertEqual(len(self.home.list()), 1)

    def test_no_export(self):
        for content in (b'', b'\0' * 100, b'PK', b'\x89PNG\r\n', b'{}', b'[]', b'[[]]', b'null', b'{"a":1}', b'[{"b":2}]', b'hello',
                        b'{"messages":[]}', b'%PDF-1.7', b'{"messages":{"de":"x"}}'):
            with self.subTest(content[:10]):
                status, said = self.attack(content)
                self.assertEqual((status, said['conversations']), (ERROR, 0) if b'messages":[' not in content else (COMPLETE, 0))
        for path in (self.home.path / 'none', self.home.path, pathlib.Path('/dev/zero')):
            with self.subTest(path):
                result = self.home.run('import', path)
                self.assertEqual((result.status, result.out), (ERROR, ''))
                self.assertEqual(len(result.err.splitlines()), 1)


class Archive(Import):
    """Everything but keys in one file, and back on another computer."""

    def fill(self):
        sim = self.start_sim()
        for question in ('sim:echo first', 'sim:search', 'sim:tool-call', 'sim:cut'):
            self.ask(sim, '--mode', 'search+reasoning', '--', question)
        self.home.run('provider', 'add', '--id', 'mine', '--base-url', 'http://127.0.0.1:9/v1')
        self.bring([chat('a'), chat('b')])
        self.home.run('delete', self.home.list()[0]['id'])
        return sorted(self.exports('first', self.home.data))

    def exports(self, name, data):
        folder = self.home.path / name
        self.home.run('export', '--all', '--data-dir', data, '--format', 'json', '--output', folder)
        return [path.read_bytes() for path in folder.iterdir()]

    def archive(self):
        path = self.home.path / 'everything.zip'
        result = self.home.run('archive', path)
        self.assertEqual((result.status, result.err), (COMPLETE, ''))
        self.assertEqual([path.name for path in self.home.data.iterdir() if path.name.startswith('.')], [])
        return path

    def test_there_and_back(self):
        before = self.fill()
        path = self.archive()
        with zipfile.ZipFile(path) as packed:
            self.assertIsNone(packed.testzip())
            self.assertEqual(packed.namelist(), ['sonde-archive.json', 'history.db', 'sonde.conf'])
            content = b''.join(packed.read(name) for name in packed.namelist())
        self.assertNotIn(b'sk-test-', content)
        other = self.home.path / 'other'
        result = self.home.run('import', '--data-dir', other, path)
        self.assertEqual(result.status, COMPLETE, result.err)
        self.assertEqual(sorted(self.exports('second', other)), before)
        # Where there was nothing the settings come too.
        self.assertIn('mine', self.home.run('providers', '--data-dir', other, '--json').out)
        again = self.home.run('import', '--data-dir', other, '--json', path)
        self.assertEqual((again.json['conversations'], again.json['skipped']), (0, len(before)))
        # The next export of the other program is recognised there too.
        self.assertEqual(self.home.run('import', '--data-dir', other, '--json', self.file([chat('a'), chat('b')])).json['skipped'], 2)

    def furnish(self):
        """What only the window writes, into a history that no program has open."""
        with sqlite3.connect(self.home.data / 'history.db') as history:
            ids = [row[0] for row in history.execute('SELECT id FROM conversation WHERE deleted IS NULL ORDER BY id')]
            history.executemany('INSERT INTO folder (name, position) VALUES (?, ?)',
                                [('Zoo', 1), ('Alpha', 3), ('Empty', 2)])
            history.executemany('INSERT INTO prompt (name, text, position) VALUES (?, ?, ?)',
                                [('Poet', 'Write {{what}} in verse.', 2), ('Dry', '简短。', 1), ('Poet', 'Another one', 3)])
            history.execute("UPDATE conversation SET pinned = 1, folder = 'Zoo', draft = 'not sent yet', system_prompt = 'Be brief',"
                            "temperature = 0.3, max_tokens = 77, effort = 2, title_typed = 1, model_chat = 'x' WHERE id = ?", ids[:1])
            history.execute("UPDATE conversation SET archived = 1, folder = 'Alpha', unread = 1 WHERE id = ?", ids[1:2])
        history.close()

    @staticmethod
    def everything(data):
        """All that a history says, without the numbers that it gives."""
        history = sqlite3.connect(data / 'history.db')
        history.row_factory = sqlite3.Row
        whole = {'folders': [row['name'] for row in history.execute('SELECT name FROM folder ORDER BY position, id')],
                 'prompts': [tuple(row) for row in history.execute('SELECT name, text FROM prompt ORDER BY position, id')],
                 'conversations': []}
        for row in history.execute('SELECT * FROM conversation').fetchall():
            conversation = {**row, 'messages': []}
            messages = history.execute('SELECT * FROM message WHERE conversation = ? ORDER BY id', (row['id'],)).fetchall()
            numbers = {message['id']: i for i, message in enumerate(messages)}
            for message in messages:
                one = {**message, 'id': numbers[message['id']], 'conversation': None}
                for name in ('parent', 'chosen_child'):
                    one[name] = numbers.get(one[name])
                for table in ('source', 'search_step'):
                    one[table] = [dict(part, message=None) for part in history.execute(
                        f'SELECT * FROM {table} WHERE message = ? ORDER BY seq', (message['id'],))]
                conversation['messages'].append(one)
            conversation['chosen_root'] = numbers.get(conversation['chosen_root'])
            conversation['origin'] = [tuple(part) for part in history.execute(
                'SELECT source FROM origin WHERE conversation = ? AND source IS NOT NULL', (row['id'],))]
            del conversation['id'], conversation['view']
            whole['conversations'].append(conversation)
        history.close()
        whole['conversations'].sort(key=lambda conversation: json.dumps(conversation, sort_keys=True, default=str))
        return whole

    def test_everything(self):
        """Folders and prompts in their order, pins, drafts, archive, trash, parameters, sources, steps: all but keys."""
        self.fill()
        self.home.run('delete', self.home.list()[-1]['id'])
        self.furnish()
        before = self.everything(self.home.data)
        self.assertEqual((before['folders'], [name for name, _text in before['prompts']]), (['Zoo', 'Empty', 'Alpha'], ['Dry', 'Poet', 'Poet']))
        self.assertEqual(len([1 for conversation in before['conversations'] if conversation['deleted']]), 2)
        self.assertTrue(any(message['source'] and message['search_step'] for conversation in before['conversations']
                            for message in conversation['messages']))
        path = self.archive()
        other = self.home.path / 'other'
        result = self.home.run('import', '--data-dir', other, '--json', path)
        self.assertEqual((result.status, result.json['conversations']), (COMPLETE, len(before['conversations']) - 2))
        after = self.everything(other)
        self.assertEqual(after.pop('folders'), before.pop('folders'))
        self.assertEqual(after.pop('prompts'), before.pop('prompts'))
        for there, here in zip(before['conversations'], after['conversations'], strict=True):
            self.assertEqual(here, there)
        self.assertEqual((other / 'sonde.conf').read_text().splitlines(), (self.home.data / 'sonde.conf').read_text().splitlines())
        # Once more brings nothing twice, what is in the trash neither.
        self.home.run('import', '--data-dir', other, path)
        self.assertEqual(self.everything(other)['conversations'], after['conversations'])
        self.assertEqual(len(self.home.run('list', '--data-dir', other, '--trash', '--json').json), 2)

    def test_merge_and_replace(self):
        before = self.fill()
        path = self.archive()
        other = self.home.path / 'other'
        self.home.run('import', '--data-dir', other, self.file([chat('only there')]))
        self.home.run('import', '--data-dir', other, path)
        self.assertEqual(len(self.exports('merged', other)), len(before) + 1)
        self.assertNotIn('mine', self.home.run('providers', '--data-dir', other, '--json').out)
        self.assertEqual(self.home.run('import', '--data-dir', other, '--replace', path).status, COMPLETE)
        self.assertEqual(sorted(self.exports('replaced', other)), before)
        self.assertIn('mine', self.home.run('providers', '--data-dir', other, '--json').out)

    def test_not_over_a_file(self):
        path = self.home.path / 'everything.zip'
        path.write_text('precious')
        self.assertEqual(self.home.run('archive', path).status, ERROR)
        self.assertEqual(path.read_text(), 'precious')
        self.assertEqual(self.home.run('archive', self.home.path / 'none' / 'x.zip').status, ERROR)

    def refused(self, path, words):
        result = self.home.run('import', '--data-dir', self.home.path / 'other', '--json', path)
        self.assertEqual((result.status, result.json['conversations']), (ERROR, 0))
        self.assertIn(words, result.err)

    def test_history_of_a_stranger(self):
        """Triggers, views, virtual tables, functions in indexes, and what is no history at all."""
        self.fill()
        with zipfile.ZipFile(self.archive()) as packed:
            history = packed.read('history.db')
        for sql in ('CREATE TRIGGER evil AFTER INSERT ON message BEGIN DELETE FROM conversation; END',
                    "CREATE VIEW evil AS SELECT load_extension('/tmp/evil.so')",
                    "CREATE TABLE evil (x DEFAULT (load_extension('/tmp/evil.so')))",
                    'CREATE VIRTUAL TABLE evil USING fts5 (x)',
                    'DROP TABLE message; CREATE VIEW message AS SELECT 1 AS id',
                    'ALTER TABLE message ADD COLUMN evil BLOB GENERATED ALWAYS AS (zeroblob(900000000))',
                    *(';'.join(f'CREATE TABLE t{i} (x)' for i in range(2000)),)):
            with self.subTest(sql[:40]):
                path = self.file(history, 'history.db')
                database = sqlite3.connect(path)
                database.executescript(f'PRAGMA synchronous = OFF; BEGIN; {sql}; COMMIT')
                database.close()
                self.refused(path, 'The file is')
        self.refused(self.file(history[:len(history) // 2], 'cut.db'), 'The file is')
        self.refused(self.file(b'SQLite format 3\0' + b'\xff' * 5000, 'bad.db'), 'The file is')
        self.refused(self.file(zip_of(('sonde-archive.json', '{}'), ('history.db', history[:5000])), 'a.zip'), 'The file is')
        self.refused(self.file(zip_of(('sonde-archive.json', '{}')), 'b.zip'), 'history.db')
        whole = self.home.run('import', '--data-dir', self.home.path / 'other', self.file(history, 'good.db'))
        self.assertEqual(whole.status, COMPLETE, whole.err)
        self.assertEqual([path.name for path in (self.home.path / 'other').iterdir() if path.name.startswith('.')], [])


if __name__ == '__main__':
    run()
