# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorded streams played back through the whole command line, at random cuts."""

import json
import os
import pathlib

from cli import COMPLETE, CUT, ERROR, Case, run


def first_round(lines):
    """The first answer: after calls of tools, which Sonde answers itself, another one follows."""
    called = False
    for line in lines:
        if called and line['type'] in ('reasoning', 'content'):
            return
        called = called or line['type'] == 'tool_call'
        yield line


class Streams(Case):
    def play(self, path):
        recording = json.loads(path.with_suffix('.json').read_text())
        expected = recording['expected']
        sim = self.start_sim('--recording', path, '--chunk', '-1')
        try:
            result = self.home.run('ask', '--no-save', '--json', '--base-url', sim.url, '--model', 'm', 'Hello')
        finally:
            sim.stop()
        lines = list(first_round(result.lines))

        def text(kind):
            return ''.join(line['text'] for line in lines if line['type'] == kind)
        content, reasoning = text('content'), text('reasoning')
        if reasoning and not expected['reasoning'] and '<think>' in (expected['content'] or ''):
            # The expectation leaves the tags in the content; here they are reasoning.
            self.assertIn(reasoning.strip(), expected['content'])
            self.assertTrue(expected['content'].strip().endswith(content.strip()))
        elif not expected['reasoning'] and 'reasoning_details' in recording.get('delta_fields', []):
            # The expectation does not know this third place for reasoning.
            self.assertEqual(content, expected['content'] or '')
        else:
            self.assertEqual((content, reasoning), (expected['content'] or '', expected['reasoning'] or ''))
        calls = [(line['name'], line['arguments']) for line in lines if line['type'] == 'tool_call']
        wanted = [(call['name'], call['arguments']) for call in expected['tool_calls'] or []]
        self.assertEqual(calls[:len(wanted)], wanted)
        self.assertEqual(bool(calls), bool(wanted))
        usage = next((line for line in lines if line['type'] == 'usage'), None)
        if expected['usage']:
            self.assertLessEqual(expected['usage'].items(), usage.items())
        self.check_end(expected, result)

    def check_end(self, expected, result):
        finish = result.lines[-1]
        if expected['error']:
            self.assertEqual(result.status, ERROR)
            self.assertIsNotNone(result.first('error'))
        elif expected['finish_reason'] in ('stop', 'tool_calls'):
            self.assertEqual((result.status, finish['complete']), (COMPLETE, True))
            self.assertEqual(finish['reason'], expected['finish_reason'])
        elif expected['finish_reason']:
            self.assertEqual((result.status, finish['complete']), (CUT, False))

    def test_recordings(self):
        folder = pathlib.Path(os.environ.get('SONDE_CONFORMANCE', '')) / 'streams'
        recordings = sorted(folder.glob('*.sse'))
        if not recordings:
            self.skipTest('the conformance data is not here')
        for path in recordings:
            with self.subTest(path.stem):
                self.play(path)
        print(f'{len(recordings)} streams')


if __name__ == '__main__':
    run()
