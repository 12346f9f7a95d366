# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks share: lines, what a process uses, a program, its loop, and the probe inside of it."""

import ctypes
import os
import pathlib
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'e2e' / 'window'))
import harness  # noqa: E402  pylint: disable=wrong-import-position

APPLICATION = ('io.github.sondechat.Sonde', '/io/github/sondechat/Sonde')
COMPLETE = 1  # state of a message
missed = []


def say(name, figure, unit, ratio=None):
    print(f'{name:<64} {figure:>9.1f} {unit:<9} {"" if ratio is None else f"{ratio:.2f} ×":>8}', flush=True)


# What a process uses


def processor_s(process):
    fields = pathlib.Path(f'/proc/{process.pid}/stat').read_text(encoding='ascii').rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def main_thread_ms(process):
    """The time for which the main thread ran."""
    schedstat = pathlib.Path(f'/proc/{process.pid}/task/{process.pid}/schedstat')
    return int(schedstat.read_text(encoding='ascii').split()[0]) / 1e6


def pss_mib(process):
    rollup = pathlib.Path(f'/proc/{process.pid}/smaps_rollup').read_text(encoding='ascii')
    return int(next(line.split()[1] for line in rollup.splitlines() if line.startswith('Pss:'))) / 1024


def wake_ups(process):
    """How often each thread went to sleep."""
    counts = {}
    for task in pathlib.Path(f'/proc/{process.pid}/task').iterdir():
        lines = (task / 'status').read_text(encoding='utf-8').splitlines()
        counts[task.name] = int(next(line.split()[1] for line in lines if line.startswith('voluntary')))
    return counts


def wake_ups_per_s(process, seconds=10):
    """Of threads that were there all the time: those of pools end some time after their work."""
    before = wake_ups(process)
    time.sleep(seconds)
    after = wake_ups(process)
    return sum(after[task] - before[task] for task in before if task in after) / seconds


def rest(process, limit=120):
    """Waits until the process has hardly run for a second."""
    deadline = time.monotonic() + limit
    before = -1.0
    while time.monotonic() < deadline:
        time.sleep(1)
        now = main_thread_ms(process)
        if now - before < 30:
            return
        before = now
    raise SystemExit('the window does not come to rest')


def rest_all(process, limit=300):
    """The same of all its threads: the one that makes the index of a history works longest."""
    deadline = time.monotonic() + limit
    before = -1.0
    while time.monotonic() < deadline:
        time.sleep(2)
        now = processor_s(process)
        if now - before < 0.06:
            return
        before = now
    raise SystemExit('the program does not come to rest')


def judge(name, figure, unit, must, goal, ratio=None):
    """A figure that has a limit; what misses it is told again at the end."""
    say(name, figure, unit, ratio)
    if figure > goal:
        missed.append((figure > must, f'{name}: {figure:.1f} {unit}, {"must" if figure > must else "goal"} '
                                      f'{must if figure > must else goal:g}'))


def verdict():
    """Says what misses its limit; gives whether all that must hold does."""
    for wrong, sentence in sorted(missed, reverse=True):
        print(f'{"MISSED" if wrong else "short of the goal"}: {sentence}')
    if not missed:
        print('all that has a limit is within its goal')
    return not any(wrong for wrong, _ in missed)


class Program:
    """A command and where it runs."""

    def __init__(self, command, profile):
        self.command = command
        self.environment = {**os.environ, **profile.environment}

    def start(self, *arguments, **options):
        return subprocess.Popen([*self.command, *arguments], env=self.environment, stdin=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL, **options)

    def first_frame_ms(self):
        begin = time.monotonic()
        with self.start('--exit-after-startup', stdout=subprocess.PIPE) as process:
            line = process.stdout.readline()
            elapsed = (time.monotonic() - begin) * 1000
        if not line or process.returncode != 0:
            raise SystemExit(f'{self.command[0]} --exit-after-startup ended with {process.returncode}')
        return elapsed

    def resting(self, until=rest):
        """Processor time until it rests, and memory then."""
        process = self.start(stdout=subprocess.DEVNULL)
        try:
            until(process)
            return processor_s(process) * 1000, pss_mib(process)
        finally:
            harness.end(process)


def make_profile(session, name, scenario, pace=0, **options):
    return session.profile(name).use(session.simulator(scenario, pace, **options))


class Loop:
    """How long the main loop of a window does not answer."""

    def __init__(self, process):
        from gi.repository import Gio
        self.process = process
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.longest = self.longest_busy = 0.0

    def call(self, interface, method, parameters=None):
        from gi.repository import GLib
        try:
            self.bus.call_sync(*APPLICATION, interface, method, parameters, None, 0, 20000)
            return True
        except GLib.Error:  # not there yet
            return False

    def ask(self):
        """A question that the main thread answers between two of its turns."""
        begin, busy = time.monotonic(), main_thread_ms(self.process)
        if self.call('org.gtk.Actions', 'List'):
            self.longest = max(self.longest, (time.monotonic() - begin) * 1000)
            self.longest_busy = max(self.longest_busy, main_thread_ms(self.process) - busy)
        time.sleep(0.01)

    def command(self, option, kind, value):
        """As a second start with that option does."""
        from gi.repository import GLib
        options = {'options': GLib.Variant('a{sv}', {option: GLib.Variant(kind, value)})}
        parameters = GLib.Variant('(oaaya{sv})', (APPLICATION[1], [b'sonde'], options))
        if not self.call('org.gtk.Application', 'CommandLine', parameters):
            raise SystemExit(f'the window does not do --{option}')


class Probe(Loop):
    """A window with the probe in it (probe.c). Wall-clock figures are what a person sees; "net" ones leave out the time for which
    the main thread was ready to run and another program had the processor."""

    def __init__(self, profile, *arguments):
        program = Program([str(profile.session.build / 'src' / 'bin' / 'sonde')], profile)
        program.environment['LD_PRELOAD'] = str(profile.session.build / 'tests' / 'bench' / 'probe.so')
        self.profile = profile
        super().__init__(program.start(*arguments, stdout=subprocess.DEVNULL))
        harness.until('the probe', lambda: self.try_probe('Mark'), pause=0.1)
        rest(self.process)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        harness.end(self.process)

    def probe(self, method, signature=None, *values):
        from gi.repository import GLib
        parameters = GLib.Variant(signature, values) if signature else None
        return self.bus.call_sync(APPLICATION[0], '/probe', 'io.github.sondechat.Probe', method, parameters, None, 0,
                                  120000).unpack()

    def try_probe(self, method):
        from gi.repository import GLib
        try:
            self.probe(method)
            return True
        except GLib.Error:
            return False

    def gaps(self, what):
        """The longest gaps while what() goes on: as it was, net, and the processor time of the main thread in one."""
        self.probe('Watch', '(b)', True)
        what()
        figures = self.probe('Figures')
        self.probe('Watch', '(b)', False)
        return figures

    def is_answered(self):
        with sqlite3.connect(f'file:{self.profile.data / "history.db"}?mode=ro', uri=True) as history:
            row = history.execute('SELECT role, state FROM message ORDER BY id DESC LIMIT 1').fetchone()
        history.close()
        return row is not None and row[0] == 2 and row[1] == COMPLETE

    def ask_until_answered(self, text, limit=300):
        self.command('ask', 's', text)
        time.sleep(1)
        harness.until('the answer', self.is_answered, limit, 0.25)
        time.sleep(0.5)

    def shown_ms(self, conversation, timeout=60):
        """From the command that opens a conversation to its first frame."""
        self.probe('Mark')
        begin = time.monotonic()
        self.command('conversation', 'x', conversation)
        shown = harness.until('the conversation', lambda: self.probe('Shown')[0], timeout, 0.02)
        return shown / 1000 - begin * 1000


class Keyboard:
    """Keys through XTest, at a known time."""

    def __init__(self):
        self.xlib, self.xtest = ctypes.CDLL('libX11.so.6'), ctypes.CDLL('libXtst.so.6')
        self.xlib.XOpenDisplay.restype = ctypes.c_void_p
        self.display = ctypes.c_void_p(self.xlib.XOpenDisplay(None))
        self.code = self.xlib.XKeysymToKeycode(self.display, ctypes.c_ulong(ord('a')))

    def press(self):
        """Gives when."""
        now = time.monotonic()
        for is_press in (1, 0):
            self.xtest.XTestFakeKeyEvent(self.display, self.code, is_press, ctypes.c_ulong(0))
        self.xlib.XFlush(self.display)
        return now
