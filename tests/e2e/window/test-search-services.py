# SPDX-License-Identifier: GPL-3.0-or-later
"""Search services in the preferences: keys in a real keyring, the order by keyboard and mouse, and what is said before
the first search."""

import http.server
import json
import os
import pathlib
import subprocess
import threading
import time

from harness import Failure, run_tests, until

QUESTION = 'What changed for accessibility in GTK 4.18?'
BRAVE_KEY = 'BSA-' + 'window-brave-key'


class Brave(http.server.ThreadingHTTPServer):
    """A service in the shape of Brave's, which remembers what it was asked and with which key."""

    daemon_threads = True

    def __init__(self):
        super().__init__(('127.0.0.1', 0), BraveHandler)
        self.url = f'http://127.0.0.1:{self.server_port}/res/v1/web/search'
        self.keys = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class BraveHandler(http.server.BaseHTTPRequestHandler):
    """One search."""

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass

    def do_GET(self):
        self.server.keys.append(self.headers['X-Subscription-Token'])
        body = json.dumps({'web': {'results': [
            {'title': 'From <strong>Brave</strong>', 'url': 'https://brave.example.org/', 'description': 'Text.',
             'page_age': '2026-05-04T00:00:00'}]}}).encode()
        self.send_response(200)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def set_search(profile, **values):
    path = profile.data / 'sonde.conf'
    lines = ''.join(f'{name.replace("_", "-")}={value}\n' for name, value in values.items())
    path.write_text(path.read_text() + '\n[Search]\n' + lines)


def get_search(profile, name):
    for line in (profile.data / 'sonde.conf').read_text().splitlines():
        if line.startswith(name + '='):
            return line.partition('=')[2]
    return None


def open_services(window):
    """Gives the rows of the services, each with what it opens."""
    window.find('button', 'Main Menu')
    window.key('ctrl+comma')
    window.click(window.find('page tab', 'Search'))
    services = window.find('list', 'Search Services')
    services.resting()
    return services


def find_row(services, name):
    return next(row for row in services.children() if any(node.name == name for node in row.walk()))


def find_in(row, role, name):
    return until(f'{role} {name}', lambda: next((node for node in row.walk() if node.matches(role, name)), None))


def tab_to(window, node):
    """By the keyboard alone, as far as it takes."""
    for _ in range(40):
        window.key('Tab')
        time.sleep(0.1)
        if node.focused:
            return
    raise Failure(f'Tab does not lead to “{node.name}”')


def stored_keys(profile):
    """What the keyring holds, asked for by somebody else."""
    result = subprocess.run(['secret-tool', 'search', '--all', '--unlock', 'xdg:schema', 'io.github.sondechat.Sonde.Key'],
                            capture_output=True, check=False, env={**os.environ, **profile.environment})
    return result.stdout.decode()


def test_key_goes_to_the_keyring(session, profile):
    """Written in the preferences, used for the search, told after a restart, and removed; in no file."""
    simulator = session.simulator()
    brave = Brave()
    profile.use(simulator).keyring('password')
    set_search(profile, order='brave', brave_url=brave.url)
    window = profile.start()
    row = find_row(open_services(window), 'Brave')
    window.click(next(node for node in row.walk() if node.name == 'Brave' and node.role == 'list item'), dx=0.3)
    window.click(find_in(row, 'text', 'API Key'))
    window.type(BRAVE_KEY)
    window.key('Return')
    until('the key to be stored', lambda: find_in(row, 'button', 'Remove Key').sensitive)
    assert find_in(row, 'text', 'API Key').text == '', 'the key is not shown again'
    assert BRAVE_KEY in stored_keys(profile), stored_keys(profile)
    window.key('Escape')
    window.set_toggle('Search', True)
    window.ask(QUESTION)
    until('the source', lambda: window.has('button', 'Source 1: From Brave'))
    assert brave.keys == [BRAVE_KEY], brave.keys
    assert BRAVE_KEY not in simulator.log()
    window.close()

    window = profile.start()
    row = find_row(open_services(window), 'Brave')
    window.click(next(node for node in row.walk() if node.name == 'Brave' and node.role == 'list item'), dx=0.3)
    until('the key to be found', lambda: any(node.name == 'A key is in the keyring' for node in row.walk()))
    find_in(row, 'button', 'Remove Key').press()
    until('the key to be gone', lambda: BRAVE_KEY not in stored_keys(profile))
    window.key('Escape')
    window.close()
    for path in pathlib.Path(profile.folder).rglob('*'):
        if path.is_file() and 'keyrings' not in path.parts:
            assert BRAVE_KEY.encode() not in path.read_bytes(), path


def test_order_by_keyboard_and_mouse(session, profile):
    simulator = session.simulator()
    profile.use(simulator)
    window = profile.start()
    services = open_services(window)
    earlier = find_in(services, 'button', 'Ask SearXNG Earlier')
    tab_to(window, earlier)
    window.key('space')
    until('SearXNG to be first', lambda: get_search(profile, 'order') == 'searxng;deepseek')
    # What cannot go further up has given the focus to its neighbour.
    until('the focus on the other button', lambda: find_in(services, 'button', 'Ask SearXNG Later').focused)
    window.key('space')
    until('SearXNG to be second', lambda: get_search(profile, 'order') == 'deepseek;searxng')
    find_in(services, 'check box', 'Ask Tavily').press()
    until('Tavily to be asked', lambda: get_search(profile, 'order') == 'deepseek;searxng;tavily')

    # From the handle of the fifth onto the first.
    def handle(name):
        x, y, _, height = next(node for node in services.walk() if node.name == name and node.role == 'list item').resting()
        return int(x + 22), int(y + height / 2)
    window.drag_and_drop(handle('Tavily'), handle('DeepSeek'))
    until('Tavily to be first', lambda: get_search(profile, 'order') == 'tavily;deepseek;searxng')
    names = [node.name for node in services.walk() if node.role == 'list item' and node.name in ('DeepSeek', 'Tavily', 'SearXNG')]
    assert names == ['Tavily', 'DeepSeek', 'SearXNG'], names
    window.key('Escape')
    window.close()


def searxng_elsewhere(simulator):
    """An address of this computer that does not look like one, so that it is told."""
    return simulator.url.replace('127.0.0.1', 'searx.localhost')


def says(window, text):
    return any(text in node.name or text in node.text for node in window.root.walk())


def test_agreed_to_once(session, profile):
    """Nothing leaves before the person agrees; then the question is answered, and it is not asked again."""
    simulator = session.simulator()
    profile.use(simulator)
    set_search(profile, order='searxng;wikipedia', searxng_url=searxng_elsewhere(simulator))
    window = profile.start()
    window.set_toggle('Search', True)
    window.send(QUESTION)
    until('who gets the queries', lambda: says(
        window, 'go to SearXNG (searx.localhost), and when that fails or finds nothing to Wikipedia (wikipedia.org).'))
    assert 'GET /search' not in simulator.log() and 'POST /chat' not in simulator.log()
    window.press('button', 'Search the Web')
    window.says('AccessKit')
    window.wait_idle()
    until('the sources', lambda: window.has('button', lambda name: name.startswith('Source 1: ')))
    assert get_search(profile, 'told') == 'searxng;wikipedia'
    window.ask(QUESTION + ' Again.')
    window.close()


def test_answered_without(session, profile):
    """Search is switched off and the question asked; it is told again the next time."""
    simulator = session.simulator()
    profile.use(simulator)
    set_search(profile, order='searxng', searxng_url=searxng_elsewhere(simulator))
    window = profile.start()
    window.set_toggle('Search', True)
    window.send(QUESTION)
    window.press('button', 'Answer Without Search')
    window.says(QUESTION)
    window.wait_idle()
    assert not window.find('toggle', 'Search').checked
    assert get_search(profile, 'told') is None
    assert 'GET /search' not in simulator.log()
    window.close()


def test_wikipedia_is_asked_for_where_it_is_blocked(session, profile):
    """In China it is used when the person says so; when it cannot be reached the answer goes on and says that."""
    simulator = session.simulator(key=None)
    profile.data.mkdir(parents=True, mode=0o700)
    (profile.data / 'sonde.conf').write_text(
        '[General]\ndefault-provider=ollama\ntitles=off\n\n'
        f'[Provider ollama]\nbase-url={simulator.url}\nmodel-search=deepseek-flash\nmodel-chat=deepseek-flash\n')
    set_search(profile, wikipedia_url='http://127.0.0.1:9/')
    window = profile.start(TZ='Asia/Shanghai')
    window.set_toggle('Search', True)
    window.send(QUESTION)
    window.press('button', 'Use Wikipedia')
    window.says(QUESTION)
    window.wait_idle()
    until('the failure', lambda: says(window, 'Web search with Wikipedia: The server does not accept connections'))
    assert get_search(profile, 'order') == 'deepseek;searxng;wikipedia'
    assert get_search(profile, 'told') == 'wikipedia'
    window.close()


if __name__ == '__main__':
    run_tests(test_key_goes_to_the_keyring, test_order_by_keyboard_and_mouse, test_agreed_to_once, test_answered_without,
              test_wikipedia_is_asked_for_where_it_is_blocked)
