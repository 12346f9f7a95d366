# SPDX-License-Identifier: GPL-3.0-or-later
"""sonde-cli providers, provider, models, balance."""

from cli import COMPLETE, ERROR, KEY, USAGE, Case, run


class Providers(Case):
    def providers(self):
        return {provider['id']: provider for provider in self.home.run('providers', '--json').json}

    def test_builtin(self):
        providers = self.providers()
        self.assertTrue({'deepseek', 'ollama'} <= set(providers))
        self.assertEqual([name for name, provider in providers.items() if provider['default']], ['deepseek'])
        self.assertEqual(providers['deepseek']['base_url'], 'https://api.deepseek.com')
        self.assertEqual(providers['deepseek']['models']['chat'], 'deepseek-flash')
        self.assertIn('* deepseek  ', self.home.run('providers').out)

    def test_own(self):
        sim = self.start_sim()
        result = self.home.run('provider', 'add', '--id', 'mine', '--base-url', sim.url, '--name', 'Mine 深',
                               '--model-chat', 'deepseek-flash', '--model-reasoning', 'deepseek-v4-pro')
        self.assertEqual((result.status, result.out, result.err), (COMPLETE, '', ''))
        mine = self.providers()['mine']
        self.assertEqual((mine['name'], mine['builtin'], mine['models']['chat'], mine['models']['reasoning']),
                         ('Mine 深', False, 'deepseek-flash', 'deepseek-v4-pro'))
        self.assertEqual(self.home.run('provider', 'default', 'mine').status, COMPLETE)
        self.assertTrue(self.providers()['mine']['default'])
        self.assertEqual(self.home.run('ask', 'sim:echo x').status, COMPLETE)
        self.assertEqual(self.home.run('ask', '--mode', 'reasoning', 'sim:echo x').status, COMPLETE)
        self.assertEqual([request['model'] for request in sim.requests()], ['deepseek-flash', 'deepseek-v4-pro'])
        self.assertEqual(self.home.run('provider', 'remove', 'mine').status, COMPLETE)
        self.assertNotIn('mine', self.providers())
        self.assertTrue(self.providers()['deepseek']['default'])
        self.assert_no_key()

    def test_wrong(self):
        for arguments in [['--id', 'a'], ['--base-url', 'http://localhost'], ['--id', 'a', '--base-url', 'ftp://x'],
                          ['--id', 'a b\n[General]', '--base-url', 'http://localhost']]:
            with self.subTest(arguments):
                self.assert_usage(self.home.run('provider', 'add', *arguments))
        self.assertEqual(self.home.run('provider', 'remove', 'nobody').status, USAGE)

    def test_models(self):
        sim = self.start_sim('--key', KEY)
        here = ['--provider', 'deepseek', '--base-url', sim.url]
        models = [model['id'] for model in self.home.run('models', *here, '--json').json]
        self.assertIn('deepseek-flash', models)
        self.assertEqual(self.home.run('models', *here).out.split(), models)
        wrong = self.home.run('models', *here, key=KEY + 'x')
        self.assertEqual((wrong.status, wrong.out), (ERROR, ''))
        self.assertNotIn(KEY, wrong.err)
        self.assertEqual(self.home.run('models', *here, key=None).status, USAGE)

    def test_balance(self):
        sim = self.start_sim()
        here = ['--provider', 'deepseek', '--base-url', sim.url]
        balance = self.home.run('balance', *here, '--json').json
        self.assertIs(balance['is_available'], True)
        info = balance['balance_infos'][0]
        self.assertEqual(set(info), {'currency', 'total_balance', 'granted_balance', 'topped_up_balance'})
        self.assertRegex(info['total_balance'], r'^\d+\.\d+$')
        self.assertIn(f'{info["total_balance"]} {info["currency"]}\n', self.home.run('balance', *here).out)

    def test_no_balance_address(self):
        sim = self.start_sim()
        self.home.run('provider', 'add', '--id', 'mine', '--base-url', sim.url)
        result = self.home.run('balance', '--provider', 'mine')
        self.assertEqual((result.status, result.out), (ERROR, ''))
        self.assertTrue(result.err)


if __name__ == '__main__':
    run()
