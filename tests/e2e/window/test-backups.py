# SPDX-License-Identifier: GPL-3.0-or-later
"""Preferences, Backups: making one, looking into one, going back and forth while the window is open, and damage."""

import contextlib
import json
import os
import sqlite3
import subprocess
import time

from harness import run_tests, until

ICE = 'Which is heavier: a litre of ice or a litre of water?'
STREAM = 'How do I keep the mean and variance of a stream without storing it?'


def cli(profile, *arguments):
    program = str(profile.session.build / 'src' / 'bin' / 'sonde-cli')
    return subprocess.run([program, *map(str, arguments)], env={**os.environ, **profile.environment}, capture_output=True, text=True,
                          check=False)


def put(profile, *questions):
    """Conversations in the history, without a window."""
    path = profile.folder / 'chat.jsonl'
    path.write_text(''.join(json.dumps({'messages': [
        {'role': 'user', 'content': question}, {'role': 'assistant', 'content': f'answer to {question}'}]}) + '\n'
        for question in questions))
    result = cli(profile, 'import', path)
    assert result.returncode == 0, result.stderr


def titles(window):
    return sorted(node.name for node in window.items())


def open_backups(window):
    window.find('text', 'Message')
    window.click(window.find('text', 'Message'))
    window.key('ctrl+comma')
    window.click(window.find('page tab', 'Backups'))
    window.find('button', 'Back Up Now')


def close_backups(window):
    """Where there is no window manager, a dialog that closed may leave the keyboard with the window below."""
    def escape():
        for tab in window.all('page tab', 'Backups')[:1]:
            window.click(tab)
            window.key('Escape')
        time.sleep(0.5)
        return not window.has('button', 'Back Up Now')
    until('the preferences to close', escape, 90)


def restore_buttons(window):
    return [node for node in window.all('button') if node.name.startswith('Restore 20')]


def damage(path):
    """Where SQLite meets it when it reads through, and not before: an index that does not fit its table."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute('PRAGMA wal_checkpoint(TRUNCATE)')
        (size,) = database.execute('PRAGMA page_size').fetchone()
        pages = [page for page, in database.execute("SELECT rootpage FROM sqlite_schema WHERE type = 'index'")]
    contents = bytearray(path.read_bytes())
    cells = [(page - 1) * size + 3 for page in pages]  # SQLite file format, 1.6: how many there are on the page
    at = next(at for at in cells if int.from_bytes(contents[at:at + 2], 'big') > 1)
    contents[at:at + 2] = (1).to_bytes(2, 'big')
    with open(path, 'r+b') as file:
        file.write(contents)


def test_there_and_back(session, profile):
    """What was said after the backup goes and comes back, and the window goes on working in between."""
    profile.use(session.simulator())
    put(profile, 'first thing', 'second thing')
    window = profile.start()
    until('two conversations', lambda: titles(window) == ['first thing', 'second thing'])
    open_backups(window)
    window.press('button', 'Back Up Now')
    # That of the day may have been made by itself just before.
    window.find(None, lambda name: name in ('The backup was made', 'Nothing has changed since the last backup'))
    until('one backup', lambda: len(restore_buttons(window)) == 1)
    assert window.has(None, lambda name: name.startswith('2 conversations · '))
    window.press('button', 'Back Up Now')
    window.find(None, 'Nothing has changed since the last backup')
    close_backups(window)

    window.ask(ICE)
    until('three conversations', lambda: len(titles(window)) == 3)
    window.press_item(lambda name: name == 'first thing')
    window.says('answer to first thing')
    window.write('unsent words')
    open_backups(window)
    restore_buttons(window)[0].press()
    window.find(None, 'Is Not in the Backup')
    assert window.has(None, ICE) and not window.has(None, 'Comes Back')
    window.press('button', 'Restore')
    until('the history as it was', lambda: titles(window) == ['first thing', 'second thing'])
    window.gone('button', 'Restore')
    until('two to go back to', lambda: len(restore_buttons(window)) == 2)
    assert window.has(None, lambda name: name.startswith('Before a restore · 3 conversations'))
    close_backups(window)
    assert 'answer to first thing' not in window.transcript()
    window.press_item(lambda name: name == 'first thing')
    window.says('answer to first thing')
    window.ask(STREAM)
    window.says('Welford')

    # Back to what was there before, with the draft.
    open_backups(window)
    next(node for node in restore_buttons(window) if ':' in node.name).press()
    window.find(None, 'Comes Back')
    assert window.has(None, 'Conversations That Went On Since')
    window.press('button', 'Restore')
    until('all three', lambda: len(titles(window)) == 3)
    window.gone('button', 'Restore')
    close_backups(window)
    window.press_item(lambda name: name == 'first thing')
    window.says('answer to first thing')
    assert 'Welford' not in window.transcript()
    until('the draft', lambda: window.find('text', 'Message').text == 'unsent words')
    window.close()
    with contextlib.closing(sqlite3.connect(profile.data / 'history.db')) as database:
        assert database.execute('PRAGMA integrity_check').fetchall() == [('ok',)]
        assert database.execute('SELECT count(*) FROM conversation').fetchone() == (3,)
    assert not [path.name for path in profile.data.iterdir() if path.name.startswith('.restored-')]


def test_another_file_and_what_is_refused(session, profile):
    profile.use(session.simulator())
    put(profile, 'first thing')
    bad = profile.folder / 'bad.db'
    bad.write_bytes(b'no database at all' * 500)
    window = profile.start()
    until('the conversation', lambda: titles(window) == ['first thing'])
    open_backups(window)
    window.find(None, 'There is none yet')
    window.press('button', 'Choose File…')
    window.key('ctrl+l') if not window.has('text', 'Location') else None
    until('the place of the file', lambda: any(node.focused for node in window.all('text')))
    window.type(str(bad))
    window.key('Return')
    window.find(None, 'The file is damaged. Nothing was changed.')
    assert not window.find('button', 'Restore').sensitive
    window.key('Escape')
    window.gone('button', 'Restore')
    close_backups(window)
    assert titles(window) == ['first thing']
    window.close()


def test_busy(session, profile):
    """While an answer is written nothing is exchanged under it; nor under another program."""
    simulator = session.simulator('stall')
    profile.use(simulator)
    put(profile, 'first thing')
    assert cli(profile, 'backup').returncode == 0
    window = profile.start()
    window.send('hold on')
    window.find('button', 'Stop')
    open_backups(window)
    until('the backup', lambda: restore_buttons(window))
    restore_buttons(window)[0].press()
    until('what is in it', lambda: window.find('button', 'Restore').sensitive)
    window.press('button', 'Restore')
    window.find(None, 'An answer is being written. Stop it, or wait for its end.')
    window.key('Escape')
    window.gone('button', 'Restore')
    close_backups(window)
    window.press('button', 'Stop')
    window.wait_idle()

    other = subprocess.Popen(
        [str(session.build / 'src' / 'bin' / 'sonde-cli'), 'ask', 'wait'], env={**os.environ, **profile.environment},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    session.processes.append(other)
    until('its question', lambda: simulator.log().count('wait') > 0)
    open_backups(window)
    restore_buttons(window)[0].press()
    until('what is in it', lambda: window.find('button', 'Restore').sensitive)
    window.press('button', 'Restore')
    window.find(None, lambda name: name.startswith('Another program'))
    window.key('Escape')
    window.gone('button', 'Restore')
    close_backups(window)
    other.kill()
    other.wait()
    window.new_chat()
    until('all that was there', lambda: len(titles(window)) == 3)
    window.close()


def test_check_and_salvage(session, profile):
    profile.use(session.simulator())
    put(profile, 'first thing', 'second thing', 'third thing')
    window = profile.start()
    until('the conversations', lambda: len(titles(window)) == 3)
    open_backups(window)
    window.press('button', 'Check Now')
    window.find(None, 'The history is whole')
    damage(profile.data / 'history.db')
    window.press('button', 'Back Up Now')
    window.find(None, 'The history is damaged')
    window.press('button', 'Check Now')
    window.find(None, lambda name: name.startswith('The history is damaged. Save'))
    window.press('button', 'Save What Can Be Read')
    window.find(None, lambda name: name.startswith('What can be read was saved'))
    window.find(None, lambda name: name.startswith('Damaged, put aside'))
    window.find(None, lambda name: name.startswith('The history was damaged. 3 conversations could be saved'))
    window.press('button', 'Check Now')
    window.find(None, 'The history is whole')
    close_backups(window)
    window.press_item(lambda name: name == 'second thing')
    window.says('answer to second thing')
    window.close()


def test_damaged_at_start(session, profile):
    """The window says what was saved and where the damaged file is, until it is read; and leads to the backups."""
    profile.use(session.simulator())
    put(profile, 'first thing', 'second thing')
    assert cli(profile, 'backup').returncode == 0
    damage(profile.data / 'history.db')
    assert cli(profile, 'backup').returncode == 1
    window = profile.start()
    until('the conversations', lambda: titles(window) == ['first thing', 'second thing'])
    if not list(profile.data.glob('history.db.broken-*')):  # what opens without being read through is met later
        open_backups(window)
        window.press('button', 'Check Now')
        window.find(None, lambda name: name.startswith('The history is damaged. Save'))
        window.close()
        window = profile.start()
    window.find(None, lambda name: name.startswith('The history was damaged. 2 conversations could be saved') and
                '.broken-' in name)
    window.press('button', 'Backups…')
    until('the backup', lambda: len(restore_buttons(window)) == 1)
    window.find(None, lambda name: name.startswith('Damaged, put aside'))
    close_backups(window)
    assert not window.has('button', 'Backups…')
    window.close()


if __name__ == '__main__':
    run_tests(test_there_and_back, test_another_file_and_what_is_refused, test_busy, test_check_and_salvage, test_damaged_at_start)
