# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that means harm: what it names, says and lists is shown as it is, and nothing is fetched or opened.

The server of this file answers in the place of DeepSeek. What it shall say stands in the question's first line
as the name of a case; GTK complains on stderr about markup that it cannot read, and close() looks there.
"""

import http.server
import json
import os
import pathlib
import re
import threading

from harness import Skip, run_tests, until

MARKUPS = [
    '<b>bold</b>',
    '<b>&amp;"\'',
    '</span><span size="999999">',
    'a & b < c > d _e_ &#0; &bogus;',
    '<a href="file:///etc/passwd">x</a>',
]
# As an answer, which is Markdown: entities are characters and underscores emphasis, but tags are text.
SHOWN = [MARKUPS[0], '<b>&"\'', MARKUPS[2], 'a & b < c > d e \ufffd &bogus;', MARKUPS[4]]


class HostileServer(http.server.ThreadingHTTPServer):
    """Says of each case what it was told to say, and remembers what it was asked for."""

    daemon_threads = True

    def __init__(self):
        super().__init__(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self.server_port}'
        self.answers, self.errors, self.results, self.asked = {}, {}, [], []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    """One request."""

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass

    def reply(self, status, kind, body):
        self.send_response(status)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def reply_json(self, value, status=200):
        self.reply(status, 'application/json', json.dumps(value).encode())

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path.endswith('/models'):
            self.reply_json({'data': [{'id': markup} for markup in MARKUPS]})
        elif self.path.endswith('/user/balance'):
            self.reply_json({'is_available': True, 'balance_infos': [
                {'currency': markup, 'total_balance': markup} for markup in MARKUPS]})
        else:
            self.reply_json({}, 404)

    def do_POST(self):
        self.server.asked.append(self.path)
        body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        if self.path.endswith('/search'):
            self.reply_json({'results': self.server.results})
            return
        said = body['messages'][-1]['content']
        case = max((name for name in {**self.server.answers, **self.server.errors} if name in said), key=len)
        if case in self.server.errors:
            self.reply_json({'error': {'message': self.server.errors[case]}}, 400)
            return
        chunk = {'model': MARKUPS[0], 'choices': [{'index': 0, 'delta': {'content': self.server.answers[case]}}]}
        end = {'choices': [{'index': 0, 'delta': {}, 'finish_reason': 'stop'}]}
        stream = ''.join(f'data: {json.dumps(part)}\n\n' for part in (chunk, end)) + 'data: [DONE]\n\n'
        self.reply(200, 'text/event-stream', stream.encode())


def start(profile, server, name='DeepSeek', model='m'):
    profile.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    (profile.data / 'sonde.conf').write_text(
        '[General]\ndefault-provider=deepseek\ntitles=off\n\n'
        f'[Provider deepseek]\nbase-url={server.url}\nname={name}\nmodel-chat={model}\nmodel-search={model}\n')
    profile.environment['SONDE_API_KEY'] = 'sk-test-' + 'hostile'
    return profile.start()


def has_text(window, text):
    return any(text in node.name or text in node.text for node in window.root.walk())


def test_markup_is_text(session, profile):
    """As title, model, provider, error and in the details: each wherever it is shown."""
    server = HostileServer()
    for i, markup in enumerate(MARKUPS):
        server.answers[markup] = f'answer {i} {markup}'
        server.errors[f'fail {markup}'] = f'words {i} {markup}'
    window = start(profile, server, name=MARKUPS[1], model=MARKUPS[2])
    for i, markup in enumerate(MARKUPS):
        window.new_chat()
        window.ask(markup)
        window.says(f'answer {i} {SHOWN[i]}')
        until('the title in the sidebar', lambda markup=markup: window.items(lambda name: name.startswith(markup)))
        window.ask(f'fail {markup}')
        window.says(f'words {i} {markup}')
    for node in window.all('button', 'Details')[-2:]:
        node.press()
    until('the details', lambda: has_text(window, f'words {len(MARKUPS) - 1} {MARKUPS[-1]}'))
    window.key('Escape')
    window.key('Escape')
    window.close()


def test_sources_are_web_pages(session, profile):
    """Nothing but http and https becomes a source, with its true host."""
    server = HostileServer()
    opened = profile.use_browser()
    server.answers['look'] = 'Found [citation:1] [citation:2] [citation:3].'
    addresses = ['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'x-scheme:y', 'https:///nohost',
                 'https://api.deepseek.com@evil.test/', 'https://good.test/\u202emoc.evil', 'http://a b/', 'https://e.test/\nx',
                 'vbscript:x', '//evil.test/x', 'HTTPS://UPPER.test/', 'https://%E2%80%AEmoc.good/', 'https://plain.test/?q=<b>&x']
    server.results = [{'title': MARKUPS[i % len(MARKUPS)], 'url': url, 'summary': '<b>'} for i, url in enumerate(addresses)]
    window = start(profile, server)
    window.set_toggle('Search', True)
    window.ask('look')
    window.says('Found')
    sources = window.all('button', lambda name: re.match(r'Source \d+: ', name))
    for number, node in enumerate(sources):
        node.press()
        until('the browser', lambda number=number: opened.exists() and len(opened.read_text().splitlines()) > number)
    lines = opened.read_text().splitlines()
    assert [line.lower() for line in lines] == ['https://upper.test/', 'https://plain.test/?q=<b>&x'], lines
    window.close()


def conformance_cases():
    path = pathlib.Path(os.environ.get('SONDE_CONFORMANCE', '/nonexistent')) / 'adversarial' / 'markdown-security.json'
    if not path.exists():
        raise Skip('no conformance data')
    return json.loads(path.read_text(encoding='utf-8'))['cases']


def test_answers_fetch_nothing(session, profile):
    """Images, links, HTML, formulas and odd characters, with the server in the place of the host that would be told."""
    server = HostileServer()
    groups = {}
    for case in conformance_cases():
        if len(case['input']) > 10000:
            continue
        groups.setdefault(case['group'], []).append(case['input'])
    for group, inputs in groups.items():
        text = '\n\n'.join(inputs).replace('https://evil.test', server.url).replace('evil.test', server.url[7:])
        server.answers[f'all {group}.'] = f'{text}\n\nthe end of {group}'
    window = start(profile, server)
    for group in groups:
        window.new_chat()
        window.send(f'all {group}.')
        window.wait_idle()
        window.says(f'the end of {group}')
    assert set(server.asked) == {'/chat/completions'}, set(server.asked)
    assert len(server.asked) == len(groups)
    window.close()


if __name__ == '__main__':
    run_tests(test_markup_is_text, test_sources_are_web_pages, test_answers_fetch_nothing)
