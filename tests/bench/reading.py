# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations that are opened and read: long ones, and messages that were made to be slow."""

import json
import sqlite3
import statistics
import time

from measure import Probe, Program, judge, make_profile, pss_mib, rest, say

SHORT, LONG = 10, 10000  # messages
PAIRS = 5  # conversations of each length
STEPS, STEP = 120, 120
ROUNDS = 3
MIB = 1 << 20

QUESTION = 'How deep is the water under the bridge in the {}. lock, and who has measured it? 水有多深？'
ANSWER = ('The sounding line says **{} fathoms**, which is `{}` m. Three things matter:\n\n'
          '1. where the line is *thrown*, since the ground rises to the north;\n2. how long it runs;\n3. what the lead brings up.\n\n'
          'Here the ground is sand and shells, so the anchor holds. The pilot of the harbour has written the same into his book '
          'for twenty years; 港口的领航员二十年来在他的书里写着同样的话。\n')


def insert_conversation(history, number, texts):
    now = time.time_ns() // 1000
    history.execute('INSERT INTO conversation (id, title, created, updated) VALUES (?, ?, ?, ?)',
                    (number, f'Conversation {number}', now, now))
    parent = None
    for i, text in enumerate(texts):
        cursor = history.execute('INSERT INTO message (conversation, parent, role, state, content, created) '
                                 'VALUES (?, ?, ?, 1, ?, ?)', (number, parent, 1 + i % 2, text, now))
        parent = cursor.lastrowid


def fill(profile, conversations):
    """The history of a profile that was started once."""
    with sqlite3.connect(profile.data / 'history.db') as history:
        for number, texts in conversations.items():
            insert_conversation(history, number, texts)
    history.close()


def messages(count):
    return [(ANSWER if i % 2 else QUESTION).format(i, i * 2) for i in range(count)]


def make_history(session, name, conversations):
    profile = make_profile(session, name, 'demo')
    with Probe(profile):
        pass
    fill(profile, conversations)
    with Probe(profile) as window:  # the index is made
        rest(window.process)
        time.sleep(5)
        rest(window.process)
    return profile


def open_in_turns(window):
    """First frames in ms: conversations of 10 and of 10,000 messages, one after the other, each for the first time."""
    pairs = []
    for i in range(PAIRS):
        short = window.shown_ms(2 * i + 1)
        time.sleep(1)
        long = window.shown_ms(2 * i + 2)
        time.sleep(1)
        pairs.append((short, long))
    return pairs


def scroll(window):
    """Up from the end and down again; gives by how many px what is on the screen missed, by how many the adjustment, which takes
    heights that become known into account, and the gaps."""
    off = off_by_adjustment = 0

    def run():
        nonlocal off, off_by_adjustment
        for step in (-STEP, STEP):
            moved, by_adjustment = window.probe('Scroll', '(ui)', STEPS, step)
            off = max(off, abs(moved - STEPS * step))
            off_by_adjustment = max(off_by_adjustment, abs(by_adjustment - STEPS * step))
    gaps = window.gaps(run)
    return off, gaps, off_by_adjustment


def scrolling(window):
    runs = [scroll(window) for _ in range(ROUNDS)]
    name = f'{STEPS} frames of {STEP} px in {LONG:,} messages'
    judge(f'{name}: missed by', max(run[0] for run in runs), 'px', 0, 0)
    say(f'{name}: the adjustment moved by other', max(run[2] for run in runs), 'px')
    say(f'{name}: largest gap, best of {ROUNDS}', min(gaps[0] for _, gaps, _ in runs), 'ms')
    judge(f'{name}: … net of other programs', min(gaps[1] for _, gaps, _ in runs), 'ms', 34, 16)
    say(f'{name}: … net, worst of {ROUNDS}', max(gaps[1] for _, gaps, _ in runs), 'ms')
    say(f'{name}: … processor time in one', min(gaps[2] for _, gaps, _ in runs), 'ms')


def resizing(window):
    """One other width after the other."""
    def run():
        for width in (1000, 1150, 800, 1200):
            window.probe('Resize', '(ii)', width, 780)
            time.sleep(0.4)
    gaps = min((window.gaps(run) for _ in range(ROUNDS)), key=lambda figures: figures[1])
    say(f'another width with {LONG:,} messages: largest gap net of other programs', gaps[1], 'ms')


def long(session):
    profile = make_history(session, 'long', {
        number: messages(LONG if number % 2 == 0 else SHORT) for number in range(1, 2 * PAIRS + 1)})
    with Probe(profile) as window:
        pairs = open_in_turns(window)
        short, long_ = (statistics.median(figures) for figures in zip(*pairs))
        least = [min(figures) for figures in zip(*pairs)]
        say(f'opening {SHORT} messages to the first frame, median of {PAIRS}', short, 'ms')
        say(f'opening {LONG:,} messages to the first frame, median of {PAIRS}', long_, 'ms', long_ / short)
        judge(f'opening {LONG:,} messages against {SHORT}, fastest of {PAIRS}', least[1] / least[0], '×', 1.5, 1.1)
    memory(session, profile)


def memory(session, profile):
    empty = Program([str(session.build / 'tests' / 'bench' / 'empty-window')], profile).resting()[1]
    with Probe(profile) as window:
        rest(window.process)
        before = pss_mib(window.process)
        window.shown_ms(2)
        rest(window.process)
        time.sleep(2)
        rest(window.process)
        after = pss_mib(window.process)
        say(f'memory (PSS) with {LONG:,} messages open, above sonde without', after - before, 'MiB')
        judge(f'memory (PSS) with {LONG:,} messages open, above an empty window', after - empty, 'MiB', 60, 30)
        scrolling(window)
        resizing(window)


# Messages that were made to be slow


def hostile_texts():
    line = 'The sounding line tells how deep the water is. '
    return {
        'a paragraph of 10 MB': line * (10 * MIB // len(line)),
        'a table of 100,000 rows': '| depth | ground |\n| --- | --- |\n' + '| 12 | sand |\n' * 100000,
        'a fence of 10 MB': '```python\n' + 'print("The sounding line")  # how deep\n' * (10 * MIB // 38) + '```\n',
        'a list of 100,000 items': '- sand and shells\n' * 100000,
        'lists nested 50 deep': ''.join(f'{"  " * depth}- {line}\n' for depth in range(50)) * 200,
        'one line of 10 MB in a fence': '```\n' + line * (10 * MIB // len(line)) + '\n```\n',
        'emphasis of 1 MB': '*a **b _c ' * (MIB // 10),
    }


def write_recording(path, text, size=4096):
    """An answer as a host would stream it, so many letters at once."""
    with open(path, 'w', encoding='utf-8') as out:
        for i in range(0, len(text), size):
            delta = json.dumps({'id': 'x', 'object': 'chat.completion.chunk', 'choices': [
                {'index': 0, 'delta': {'content': text[i:i + size]}, 'finish_reason': None}]})
            out.write(f'data: {delta}\n\n')
        end = json.dumps({'id': 'x', 'object': 'chat.completion.chunk',
                          'choices': [{'index': 0, 'delta': {}, 'finish_reason': 'stop'}]})
        out.write(f'data: {end}\n\ndata: [DONE]\n\n')


def tell_gaps(name, gaps):
    judge(f'{name}: longest turn net of other programs', gaps[1], 'ms', 100, 34)


def open_hostile(session, texts):
    profile = make_history(session, 'hostile', {
        number: ['What is it?', text] for number, text in enumerate(texts.values(), 1)})
    with Probe(profile) as window:
        for number, name in enumerate(texts, 1):
            def run():
                window.shown_ms(number)
                rest(window.process)
            tell_gaps(f'{name}, opened', window.gaps(run))


def stream_hostile(session, name, text):
    path = session.folder / 'hostile.sse'
    write_recording(path, text)
    with Probe(make_profile(session, f'stream-{abs(hash(name))}', 'demo', recording=path)) as window:
        def run():
            window.ask_until_answered('What is it?')
            rest(window.process)
        tell_gaps(f'{name}, streamed', window.gaps(run))


def hostile(session):
    texts = hostile_texts()
    open_hostile(session, texts)
    for name, text in texts.items():
        stream_hostile(session, name, text)
