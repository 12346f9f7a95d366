# SPDX-License-Identifier: GPL-3.0-or-later
"""sonde-cli key with a real keyring, without one, and with a locked one."""

import os
import pty
import subprocess
import termios

from cli import COMPLETE, USAGE, Case, run, until

SECRET = 'sk-test-' + 'kept-in-the-keyring'


class WithoutKeyring(Case):
    def test_all(self):
        for arguments, stdin in [(['set', 'deepseek'], SECRET), (['clear', 'deepseek'], None), (['status', 'deepseek'], None)]:
            result = self.home.run('key', *arguments, stdin=stdin, key=None)
            self.assertEqual((result.status, result.out), (USAGE, ''), arguments)
            self.assertIn('There is no keyring on this system', result.err)
            self.assert_no_key(result.err, key=SECRET)

    def test_variable(self):
        result = self.home.run('key', 'status', 'deepseek', key=SECRET)
        self.assertEqual(result.status, COMPLETE)
        self.assertIn('SONDE_API_KEY', result.out)
        self.assert_no_key(result.out, result.err, key=SECRET)

    def test_local_host_needs_none(self):
        self.assertEqual(self.home.run('key', 'status', 'ollama', key=None).status, COMPLETE)

    def test_never_an_argument(self):
        result = self.home.run('key', 'set', 'deepseek', SECRET, key=None)
        self.assert_usage(result)
        self.assertNotIn(SECRET, result.err)


class OnBus(Case):
    """On the session bus that tests/lib/with-keyring has made."""

    def setUp(self):
        super().setUp()
        self.home.environment.update(DBUS_SESSION_BUS_ADDRESS=os.environ['DBUS_SESSION_BUS_ADDRESS'])

    def key(self, *arguments, **options):
        return self.home.run('key', *arguments, key=None, **options)


class Unlocked(OnBus):
    def test_round(self):
        self.assertEqual(self.key('status', 'deepseek').status, USAGE)
        stored = self.key('set', 'deepseek', stdin=f'  {SECRET}\n')
        self.assertEqual((stored.status, stored.err), (COMPLETE, ''))
        self.assertIn('in the keyring', self.key('status', 'deepseek').out)
        sim = self.start_sim('--key', SECRET)
        result = self.ask(sim, 'sim:echo x', key=None)
        self.assertEqual((result.status, result.out), (COMPLETE, 'sim:echo x\n'))
        self.assertEqual(self.ask(sim, 'sim:echo x', key='sk-test-other').status, 1, 'the variable comes first')
        self.assertEqual(self.key('clear', 'deepseek').status, COMPLETE)
        gone = self.key('status', 'deepseek')
        self.assertEqual((gone.status, gone.out), (USAGE, ''))
        self.assertEqual(self.ask(sim, 'sim:echo x', key=None).status, USAGE)
        self.assert_no_key(stored.out, result.out, result.err, key=SECRET)

    def test_prompt_without_echo(self):
        main, side = pty.openpty()
        process = self.home.start('key', 'set', 'deepseek', key=None, stdin=side, stdout=side, stderr=subprocess.PIPE)
        os.close(side)
        prompt = process.stderr.read(len('API key of DeepSeek: '))
        self.assertEqual(prompt, b'API key of DeepSeek: ')
        until(lambda: not echoes(main))
        os.write(main, SECRET.encode() + b'\n')
        self.assertEqual(process.wait(60), COMPLETE)
        process.stderr.close()
        self.assertNotIn(SECRET.encode(), os.read(main, 4096))
        os.close(main)
        self.assertIn('in the keyring', self.key('status', 'deepseek').out)
        self.key('clear', 'deepseek')

    def test_not_a_key(self):
        for typed in ('', '\n', 'two words', 'ключ'):
            result = self.key('set', 'deepseek', stdin=typed)
            self.assertEqual((result.status, result.out), (USAGE, ''), typed)
            self.assertTrue(result.err)


def echoes(terminal):
    return termios.tcgetattr(terminal)[3] & termios.ECHO


class Locked(OnBus):
    def test_all(self):
        for arguments, stdin in [(['set', 'deepseek'], SECRET), (['status', 'deepseek'], None)]:
            result = self.key(*arguments, stdin=stdin)
            self.assertEqual((result.status, result.out), (USAGE, ''), arguments)
            self.assertIn('The keyring is locked', result.err)
        result = self.home.run('ask', '--json', 'Hello', key=None)
        self.assertEqual((result.status, result.first('error')['code']), (USAGE, 'keyring-locked'))
        self.assertEqual(self.home.list()[0]['messages'], 2)
        self.assert_no_key(result.out, result.err, key=SECRET)


if __name__ == '__main__':
    run()
