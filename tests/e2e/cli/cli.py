# SPDX-License-Identifier: GPL-3.0-or-later
"""The real command line against the simulator, each test in a private home.

A test file is run as `python3 test-x.py SONDE_CLI SONDE_SIM`; run() at its end does the rest.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

KEY = 'sk-test-' + 'command-line-0123456789'
TIMEOUT = 60
COMPLETE, ERROR, USAGE, CUT = 0, 1, 2, 3
RFC3339 = re.compile(r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$')

programs = {}


class Result:
    """How one call ended."""

    def __init__(self, status, out, err):
        self.status, self.raw, self.out, self.err = status, out, out.decode(), err.decode()

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        """The objects of ask --json, the rules that hold for all of them checked."""
        lines = [json.loads(line) for line in self.out.splitlines()]
        assert lines, f'no lines; standard error says {self.err!r}'
        assert [line['type'] for line in lines].count('finish') == 1 and lines[-1]['type'] == 'finish', lines[-3:]
        assert set(lines[-1]) == {'type', 'reason', 'complete'} and isinstance(lines[-1]['complete'], bool)
        for line in lines[:-1]:
            check_line(line)
        return lines

    def text(self, kind):
        return ''.join(line['text'] for line in self.lines if line['type'] == kind)

    def first(self, kind):
        return next((line for line in self.lines if line['type'] == kind), None)


def check_line(line):
    kind = line['type']
    if kind in ('reasoning', 'content'):
        assert set(line) == {'type', 'text'} and line['text'], line
    elif kind == 'tool_call':
        assert set(line) == {'type', 'id', 'name', 'arguments'}, line
    elif kind == 'source':
        assert set(line) == {'type', 'n', 'title', 'url'} and isinstance(line['n'], int), line
    elif kind == 'error':
        assert {'type', 'code', 'message', 'http_status'} <= set(line) and line['code'] and line['message'], line
    else:
        assert kind == 'usage', line


class Sim:
    """A simulator process. Use it in a with statement."""

    def __init__(self, *options):
        self.log_file = tempfile.NamedTemporaryFile(prefix='sonde-sim-')
        self.process = subprocess.Popen([programs['sim'], '--log', self.log_file.name, *map(str, options)],
                                        stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith('http'), 'the simulator did not start'

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        self.log_file.close()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(TIMEOUT)
        self.process.stdout.close()

    def requests(self, path='/chat/completions'):
        """The JSON bodies of the requests for path so far, when the simulator has ended."""
        self.stop()
        found = []
        for request in pathlib.Path(self.log_file.name).read_text(errors='replace').split('\n--\n'):
            head, _, body = request.partition('\n\n')
            if head.split('\n', 1)[0].split(' ')[1:2] == [path]:
                found.append(json.loads(body) if body else {})
        return found

    def log(self):
        self.stop()
        return pathlib.Path(self.log_file.name).read_text(errors='replace')


class Home:
    """A person's home without a keyring, a session bus or a display."""

    def __init__(self, **variables):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix='sonde-cli-'))
        self.data = self.path / 'data' / 'sonde'
        self.environment = {name: value for name, value in os.environ.items()
                            if name not in ('SONDE_API_KEY', 'DISPLAY', 'WAYLAND_DISPLAY', 'LANGUAGE')}
        self.environment.update(
            HOME=str(self.path), XDG_DATA_HOME=str(self.path / 'data'), XDG_CONFIG_HOME=str(self.path / 'config'),
            XDG_RUNTIME_DIR=str(self.path), DBUS_SESSION_BUS_ADDRESS=f'unix:path={self.path}/no-bus', **variables)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def start(self, *arguments, key=KEY, **options):
        environment = dict(self.environment, **({'SONDE_API_KEY': key} if key else {}))
        options = {'stdin': subprocess.DEVNULL, 'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, **options}
        return subprocess.Popen([programs['cli'], *map(str, arguments)], env=environment, **options)

    def run(self, *arguments, stdin=None, key=KEY, **options):
        if stdin is not None:
            options['stdin'] = subprocess.PIPE
        process = self.start(*arguments, key=key, **options)
        try:
            out, err = process.communicate(stdin.encode() if isinstance(stdin, str) else stdin, timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        return Result(process.returncode, out or b'', err or b'')

    def files(self):
        return [path for path in self.path.rglob('*') if path.is_file()]

    def list(self):
        return self.run('list', '--json').json

    def show(self, conversation):
        return self.run('show', conversation, '--json').json


class Case(unittest.TestCase):
    """A home and, where a test asks for it, a simulator."""

    maxDiff = None

    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.__exit__)

    def start_sim(self, *options):
        sim = Sim(*options)
        self.addCleanup(sim.__exit__)
        return sim

    def ask(self, sim, *arguments, **options):
        """DeepSeek's dialect at the simulator."""
        return self.home.run('ask', '--provider', 'deepseek', '--base-url', sim.url, *arguments, **options)

    def assert_usage(self, result):
        """One clear sentence on standard error and nothing else."""
        self.assertEqual(result.status, USAGE, result.err)
        self.assertEqual(result.out, '')
        self.assertEqual(len(result.err.strip().splitlines()), 1, result.err)
        self.assertTrue(result.err.startswith('sonde-cli: '), result.err)

    def assert_no_key(self, *texts, key=KEY):
        """The key is in no file of the home and in none of the texts."""
        for path in self.home.files():
            self.assertNotIn(key.encode(), path.read_bytes(), path)
        for text in texts:
            self.assertNotIn(key, text)


def until(probe, timeout=TIMEOUT):
    deadline = time.monotonic() + timeout
    while not (value := probe()):
        assert time.monotonic() < deadline, 'waited in vain'
        time.sleep(0.02)
    return value


def run():
    programs['cli'], programs['sim'] = (os.path.abspath(path) for path in sys.argv[1:3])
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
