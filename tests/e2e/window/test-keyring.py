# SPDX-License-Identifier: GPL-3.0-or-later
"""The key in a real keyring: unlocked, and locked without anybody who could be asked for the password."""

import os
import subprocess
import time

from harness import run_tests

ICE = 'Which is heavier: a litre of ice or a litre of water?'


def test_unlocked_the_key_is_there_after_a_restart(session, profile):
    simulator = session.simulator()
    profile.put_simulator(simulator).keyring('password')
    window = profile.start()
    window.enter_key()
    window.ask(ICE)
    window.says('83 grams')
    window.close()

    window = profile.start()
    window.ask('Does it hold for sea ice?')
    window.says('nine tenths')
    window.close()


def test_locked_the_window_is_up_and_says_so(session, profile):
    simulator = session.simulator()
    keyring = profile.put_simulator(simulator).keyring('password')
    subprocess.run(['secret-tool', 'store', '--label=other', 'service', 'other'], input=b'other', check=True,
                   env={**os.environ, **profile.environment})
    keyring.end()

    profile.keyring(None)
    begin = time.monotonic()
    window = profile.start()
    assert time.monotonic() - begin < 5, 'the window does not wait for the keyring'
    window.find('button', 'Main Menu')
    window.close()


if __name__ == '__main__':
    run_tests(test_unlocked_the_key_is_there_after_a_restart, test_locked_the_window_is_up_and_says_so)
