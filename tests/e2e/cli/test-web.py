# SPDX-License-Identifier: GPL-3.0-or-later
"""sonde-cli web: the services in their order, and a SearXNG that is not ours (Debian's searx) where it is installed."""

import http.server
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

from cli import COMPLETE, ERROR, KEY, USAGE, Case, run

SEARX = shutil.which('searx-run')
SHARE = pathlib.Path('/usr/share/python3-searx')

SETTINGS = """
general: {{instance_name: test, debug: false}}
search: {{safe_search: 0, autocomplete: "", default_lang: "", formats: [html, json]}}
server: {{port: {port}, bind_address: 127.0.0.1, secret_key: "0123456789", base_url: false, image_proxy: false,
         http_protocol_version: "1.0", method: GET}}
ui: {{static_path: {share}/static, templates_path: {share}/templates, default_theme: oscar, default_locale: "",
     theme_args: {{oscar_style: logicodev}}, results_on_new_tab: false, infinite_scroll: false, query_in_title: false,
     advanced_search: false, center_alignment: false}}
outgoing: {{request_timeout: 5.0, useragent_suffix: "", pool_connections: 10, pool_maxsize: 10, enable_http2: false}}
engines:
  - {{name: local, engine: json_engine, shortcut: loc, categories: general, paging: false, enable_http: true,
      search_url: "http://127.0.0.1:{backend}/?q={{query}}", url_query: url, title_query: title,
      content_query: content, results_query: results}}
locales: {{en: English}}
doi_resolvers: {{oadoi.org: 'https://oadoi.org/'}}
default_doi_resolver: oadoi.org
"""


class Backend(http.server.BaseHTTPRequestHandler):
    """What searx asks: an engine with two pages."""

    def do_GET(self):
        body = json.dumps({'results': [
            {'url': 'https://one.example.org/', 'title': 'Page one', 'content': 'The first text.'},
            {'url': 'https://two.example.org/', 'title': 'Page two', 'content': 'The second text.'}]}).encode()
        self.send_response(200)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Searx:
    """Debian's searx with one engine, which stands on loopback."""

    def __init__(self):
        self.backend = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Backend)
        threading.Thread(target=self.backend.serve_forever, daemon=True).start()
        self.settings = tempfile.NamedTemporaryFile('w', suffix='.yml')
        self.url = f'http://127.0.0.1:{(port := free_port())}'
        self.settings.write(SETTINGS.format(port=port, share=SHARE, backend=self.backend.server_address[1]))
        self.settings.flush()
        environment = {**os.environ, 'SEARX_SETTINGS_PATH': self.settings.name}
        for name in ('http_proxy', 'https_proxy', 'all_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'):
            environment.pop(name, None)
        self.process = subprocess.Popen(['/usr/bin/python3', SEARX], env=environment, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)

    def wait(self):
        for _ in range(300):
            try:
                urllib.request.urlopen(self.url, timeout=5).close()
                return True
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None:
                    return False
                time.sleep(0.1)
        return False

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.backend.shutdown()
        self.backend.server_close()
        self.settings.close()


class Web(Case):
    def configure(self, **values):
        path = self.home.data / 'sonde.conf'
        lines = ''.join(f'{name.replace("_", "-")}={value}\n' for name, value in values.items())
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text('[Search]\n' + lines)
        path.chmod(0o600)

    def web(self, *arguments, **options):
        return self.home.run('web', *arguments, **options)

    def test_deepseek(self):
        sim = self.start_sim('--key', KEY)
        place = ('--provider', 'deepseek', '--base-url', sim.url)
        result = self.web(*place, '--json', 'ice')
        self.assertEqual(result.status, COMPLETE, result.err)
        self.assertEqual([page['n'] for page in result.json], list(range(1, len(result.json) + 1)))
        self.assertEqual({page['service'] for page in result.json}, {'deepseek'})
        self.assertEqual(set(result.json[0]), {'n', 'title', 'url', 'date', 'snippet', 'service'})
        text = self.web(*place, 'ice').out
        self.assertTrue(text.startswith(f"[1] {result.json[0]['title']}\n    {result.json[0]['url']}\n"), text)
        self.assert_no_key(result.out, result.err)

    def test_order(self):
        """Who fails is named; the next one answers."""
        sim = self.start_sim()
        self.configure(order='searxng;deepseek', searxng_url='http://127.0.0.1:9/')
        result = self.web('--provider', 'deepseek', '--base-url', sim.url, '--json', 'ice')
        self.assertEqual(result.status, COMPLETE, result.err)
        self.assertIn('SearXNG: The server does not accept connections', result.err)
        self.assertEqual(result.json[0]['service'], 'deepseek')

    def test_no_json(self):
        sim = self.start_sim('--scenario', 'search-no-json')
        self.configure(order='searxng', searxng_url=sim.url)
        result = self.web('ice')
        self.assertEqual(result.status, ERROR)
        self.assertIn('does not give results as JSON', result.err)

    def test_nobody(self):
        self.configure(order='none')
        result = self.web('ice')
        self.assertEqual(result.status, ERROR)
        self.assertIn('No search service is set up', result.err)

    def test_usage(self):
        for arguments in [[], [''], ['a', 'b'], ['--service', 'nobody', 'x'], ['--nonsense', 'x']]:
            with self.subTest(arguments):
                self.assert_usage(self.web(*arguments))

    def searx(self):
        if SEARX is None or not SHARE.is_dir():
            raise unittest.SkipTest('Debian’s searx is not installed')
        server = Searx()
        self.addCleanup(server.stop)
        if not server.wait():
            raise unittest.SkipTest('searx does not start here')
        return server

    def test_searx(self):
        """The true shape of a true instance."""
        server = self.searx()
        self.configure(order='searxng', searxng_url=server.url, language='en-US', safe='strict')
        result = self.web('--json', 'deep water')
        self.assertEqual(result.status, COMPLETE, result.err)
        self.assertEqual([(page['title'], page['url'], page['snippet'], page['service']) for page in result.json],
                         [('Page one', 'https://one.example.org/', 'The first text.', 'searxng'),
                          ('Page two', 'https://two.example.org/', 'The second text.', 'searxng')])


if __name__ == '__main__':
    run()
