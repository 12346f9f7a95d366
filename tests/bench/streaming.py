# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that stream, at a given rate, beside a GtkTextView and a GtkBox of GtkLabels that are given the same."""

import os
import sqlite3
import statistics
import subprocess
import time

from measure import Keyboard, Probe, harness, judge, make_profile, processor_s, pss_mib, rest, say, wake_ups_per_s

ROUNDS = 3  # of what has gaps: the best counts, since other programs only make them longer
RATE = 4000
SECTION = 8000  # tokens
BLINKING = 12  # seconds, after which GTK stops the cursor
TYPED_RATE = 200
KEYS = 60
READING_RATE = 60
SECONDS = 30


def start(session, name, scenario, rate):
    return Probe(make_profile(session, name, scenario, rate=rate))


def answer_of(window):
    with sqlite3.connect(window.profile.data / 'history.db') as history:
        text = history.execute('SELECT content FROM message ORDER BY id DESC LIMIT 1').fetchone()[0]
    history.close()
    return text


def stream_book(session, number):
    """Gives processor time, gaps and the answer."""
    with start(session, f'book-{number}', 'book', RATE) as window:
        before = processor_s(window.process)
        gaps = window.gaps(lambda: window.ask_until_answered('Write a book.'))
        used = processor_s(window.process) - before
        memory = 0
        if number == 0:
            rest(window.process)
            memory = pss_mib(window.process)
            time.sleep(BLINKING)
            say('wake-ups at rest, with the long answer open', wake_ups_per_s(window.process), '/s')
        return used, gaps, answer_of(window), memory


def baseline_s(session, kind, path, bytes_per_token):
    """Processor time of the window that it is held against."""
    program = [str(session.build / 'tests' / 'bench' / 'baseline-window'), kind, str(path), str(RATE), str(bytes_per_token)]
    environment = {**os.environ, **session.profile(f'baseline-{kind}').environment}
    process = subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        before = processor_s(process)
        process.stdout.readline()
        time.sleep(0.5)
        return processor_s(process) - before
    finally:
        harness.end(process)


def book(session):
    runs = [stream_book(session, number) for number in range(ROUNDS)]
    used = statistics.median(run[0] for run in runs)
    gaps = [run[1] for run in runs]
    name = f'51,000 tokens at {RATE:,}/s'
    judge(f'{name}: processor time, median of {ROUNDS}', used, 's', 6, 3)
    say(f'{name}: largest gap of the main loop, best of {ROUNDS}', min(gap[0] for gap in gaps), 'ms')
    judge(f'{name}: … net of other programs', min(gap[1] for gap in gaps), 'ms', 34, 16)
    say(f'{name}: … net, worst of {ROUNDS}', max(gap[1] for gap in gaps), 'ms')
    say(f'{name}: … processor time in one', min(gap[2] for gap in gaps), 'ms')
    say(f'{name}: gaps above 17 ms', min(gap[4] for gap in gaps), '')
    say(f'{name}: frames painted', gaps[0][5], '')
    say('51,000 tokens: memory (PSS)', runs[0][3], 'MiB')

    text = runs[0][2].encode()
    path = session.folder / 'book.md'
    path.write_bytes(text)
    for kind, what in (('view', 'one GtkTextView'), ('labels', 'a GtkBox of GtkLabels')):
        against = baseline_s(session, kind, path, len(text) / 51000)
        say(f'{name}: processor time of {what}; ratio of sonde to it', against, 's', used / against)


def cost_per_token(window, after):
    """Processor time of a token, in µs, in the section that begins some tokens after now."""
    time.sleep(after / RATE)
    before, begin = processor_s(window.process), time.monotonic()
    time.sleep(SECTION / RATE)
    return (processor_s(window.process) - before) * 1e6 / ((time.monotonic() - begin) * RATE)


def growth(session):
    """What a token costs early and late in an answer; best of the pairs, as the pages differ in what they hold."""
    with start(session, 'growth', 'book 200000', RATE) as window:
        window.command('ask', 's', 'Write two hundred thousand tokens.')
        early = cost_per_token(window, 2000)
        late = cost_per_token(window, 200000 - 2000 - 2 * SECTION)
        say('a token, at 2,000 to 10,000 tokens', early, 'µs')
        say('a token, at 192,000 to 200,000 tokens', late, 'µs')
        judge('a token at 200,000 tokens against one at 2,000', late / early, '×', 1.3, 1.1)


def press_keys(window):
    keyboard = Keyboard()
    pressed = []
    window.probe('Paints')
    for _ in range(KEYS):
        pressed.append(keyboard.press())
        time.sleep(35 / KEYS)
    paints = window.probe('Paints')[0]
    if len(paints) != KEYS:
        raise SystemExit(f'{KEYS} keys were pressed and {len(paints)} seen')
    return sorted(paint / 1000 - when * 1000 for paint, when in zip(paints, pressed))


def focus_composer():
    """There is no window manager: a click gives the focus."""
    harness.xdotool('mousemove', 760, 720)
    harness.xdotool('click', 1)


def typing(session):
    """The peers' own measure: 20,000 tokens at 200 a second, and 60 keys from the fifth second on."""
    with start(session, 'typing', 'long 20000', TYPED_RATE) as window:
        focus_composer()
        before, begin = processor_s(window.process), time.monotonic()
        window.command('ask', 's', 'Write for a while.')
        time.sleep(5)
        focus_composer()
        latencies = press_keys(window)
        harness.until('the answer', window.is_answered, 200, 0.25)
        time.sleep(0.5)
        used = processor_s(window.process) - before
        name = f'20,000 tokens at {TYPED_RATE}/s'
        say(f'{name}: time', time.monotonic() - begin, 's')
        judge(f'{name}: processor time', used, 's', 10, 6)
        say(f'{name}: key to paint, median', statistics.median(latencies), 'ms')
        say(f'{name}: key to paint, 57th of {KEYS}', latencies[56], 'ms')
        judge(f'{name}: key to paint, worst of {KEYS}', latencies[-1], 'ms', 50, 30)


def share(window):
    before = processor_s(window.process)
    time.sleep(SECONDS)
    return (processor_s(window.process) - before) / SECONDS * 100


def steady(session):
    """A pace at which one reads; then the same while one has scrolled away from the end."""
    with start(session, 'steady', 'long 8000', READING_RATE) as window:
        window.command('ask', 's', 'Write slowly.')
        time.sleep(5)
        judge(f'{READING_RATE} tokens/s: share of one core', share(window), '%', 8, 5)
        window.probe('Scroll', '(ui)', 20, -120)
        say(f'{READING_RATE} tokens/s: the same, scrolled away', share(window), '%')
