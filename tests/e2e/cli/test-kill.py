# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at random moments of ask: the question and what was shown survive, marked interrupted."""

import concurrent.futures
import os
import random
import threading
import time
import json

from cli import Case, Home, run

KILLS = int(os.environ.get('SONDE_KILLS', '120'))
WORKERS = 4
LATEST = 0.5   # seconds after the start
FRESH = 1.0    # what was printed this long ago must be on the disk


class Reader(threading.Thread):
    """Notes when which text was printed."""

    def __init__(self, pipe):
        super().__init__()
        self.pipe, self.pieces = pipe, []
        self.start()

    def run(self):
        for line in self.pipe:
            try:
                piece = json.loads(line)
            except json.JSONDecodeError:
                break  # the line that the kill cut
            if piece['type'] in ('reasoning', 'content'):
                self.pieces.append((time.monotonic(), piece['type'], piece['text']))
        self.pipe.close()

    def printed(self, kind, before):
        return ''.join(text for at, what, text in self.pieces if what == kind and at < before)


class Kill(Case):
    def kill_once(self, home, url, question, chance):
        process = home.start('ask', '--json', '--mode', 'reasoning', '--provider', 'deepseek', '--base-url', url, question)
        reader = Reader(process.stdout)
        time.sleep(chance.uniform(0, LATEST if chance.random() < 0.9 else LATEST * 4))
        process.kill()
        killed = time.monotonic()
        process.wait()
        process.stderr.close()
        reader.join()
        return reader, killed

    def check(self, home, question, reader, killed):
        conversations = {conversation['title']: conversation for conversation in home.list()}
        if question not in conversations:
            self.assertEqual(reader.pieces, [], 'an answer was printed, but its question is lost')
            return 'before'
        messages = home.show(conversations[question]['id'])['messages']
        self.assertNotEqual(messages, [], 'a conversation without the message that began it')
        user, *answers = messages
        self.assertEqual(user['content'], question)
        self.assertTrue(user['complete'])
        if not answers:
            return 'question'
        (answer,) = answers
        if answer['complete']:
            return 'after'
        for kind in ('reasoning', 'content'):
            text = answer[kind]
            self.assertTrue(self.whole[kind].startswith(text), f'{kind} is not the beginning of the answer')
            self.assertGreaterEqual(len(text), len(reader.printed(kind, killed - FRESH)), f'{kind} lost more than {FRESH} s')
        return 'during' if answer['content'] or answer['reasoning'] else 'waiting'

    def work(self, worker, url):
        chance = random.Random(worker)
        seen = {}
        with Home() as home:
            for i in range(KILLS // WORKERS):
                question = f'sim:long 1500 kill {worker} {i}'
                reader, killed = self.kill_once(home, url, question, chance)
                seen[question] = self.check(home, question, reader, killed)
        return seen

    def test_kills(self):
        sim = self.start_sim('--pace', '1')
        fast = self.start_sim()
        whole = self.ask(fast, '--json', '--mode', 'reasoning', 'sim:long 1500')
        self.whole = {kind: whole.text(kind) for kind in ('reasoning', 'content')}
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            seen = {}
            for part in pool.map(lambda worker: self.work(worker, sim.url), range(WORKERS)):
                seen.update(part)
        moments = list(seen.values())
        counts = {moment: moments.count(moment) for moment in sorted(set(moments))}
        print(f'{len(seen)} kills: {counts}')
        self.assertEqual(len(seen), KILLS // WORKERS * WORKERS)
        self.assertGreater(counts.get('during', 0), len(seen) // 10, 'the kills came at the wrong moments')
        # A question is on the disk before the request leaves.
        sent = {request['messages'][-1]['content'] for request in sim.requests()}
        lost = {question for question, moment in seen.items() if moment == 'before'}
        self.assertEqual(sent & lost, set())
        self.assertGreater(len(sent), len(seen) // 2)



if __name__ == '__main__':
    run()
