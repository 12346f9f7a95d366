# SPDX-License-Identifier: GPL-3.0-or-later
"""The first start: three ways in, in every state of the keyring."""

import socketserver
import threading
import time
from http.server import BaseHTTPRequestHandler

import harness
from harness import run_tests, until

def test_demonstration_says_that_it_is_canned(session, profile):
    window = profile.start()
    window.press('button', 'Try the Demonstration')
    window.ask('Which is heavier: a litre of ice or a litre of water?')
    window.says('83 grams')
    until('a mark that the answer is canned',
          lambda: any('demonstration' in text.lower() or 'recorded' in text.lower()
                      for node in window.root.walk() for text in node.words() + [node.name, node.description]))
    window.close()


def test_a_key_is_asked_for_and_used(session, profile):
    """Without a keyring on the bus the person is asked whether to keep the key until the program ends."""
    simulator = session.simulator()
    window = profile.put_simulator(simulator).start()
    window.enter_key()
    window.press('button', 'Use Until Sonde Closes')
    window.ask('Which is heavier: a litre of ice or a litre of water?')
    window.says('83 grams')
    window.close()
    for path in profile.folder.rglob('*'):
        if path.is_file():
            assert harness.TEST_KEY.encode() not in path.read_bytes(), f'the key is in {path}'


class Ollama(BaseHTTPRequestHandler):
    """As much of a local server as answers a look for models."""

    def do_GET(self):  # pylint: disable=invalid-name
        self.send_response(200)
        self.send_header('Content-Type', 'application/json')
        self.end_headers()
        self.wfile.write(b'{"object":"list","data":[{"id":"deepseek-r1:7b","object":"model"}],"models":[{"name":"deepseek-r1:7b"}]}')

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass


def test_three_ways_in(session, profile):
    """The local server is offered only while one answers."""
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    try:
        server = socketserver.ThreadingTCPServer(('127.0.0.1', 11434), Ollama)
    except OSError as error:
        raise harness.Skip('something listens on port 11434') from error
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        window = profile.start()
        for name in ('Enter API Key', 'Use Local Server', 'Try the Demonstration'):
            window.find('button', name)
        assert not window.has('button', 'Send'), 'nothing can be sent before one way is taken'
        window.press('button', 'Use Local Server')
        window.find('text', 'Message')
        window.close()
        server.shutdown()

    window = session.profile('without-server').start()
    window.find('button', 'Try the Demonstration')
    time.sleep(1)
    assert not any(node.sensitive for node in window.all('button', 'Use Local Server'))
    window.close()


if __name__ == '__main__':
    run_tests(test_three_ways_in, test_demonstration_says_that_it_is_canned, test_a_key_is_asked_for_and_used)
