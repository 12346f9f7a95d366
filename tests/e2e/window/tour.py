#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tour of the demonstration through the real window on a virtual display.

Types one question in each mode with the keyboard, prints the conversation as text and leaves pictures in
screenshots/ of the build directory. Usage: tour.py BUILD-DIRECTORY
"""

import pathlib
import shutil
import sys
import textwrap
import time

import harness

CHAT = 'What changed for accessibility in GTK 4.18?'
REASONING = 'Which is heavier: a litre of ice or a litre of water?'
SEARCH = 'Does the same hold for sea ice?'
ACTIONS = {'Copy', 'Edit', 'Regenerate', 'Details', 'Delete', 'More', 'Copy Code', 'Go to the End',
           '复制', '编辑', '重新生成', '详情', '删除', '更多', '复制代码', '转到末尾'}
CHINESE_REASONING = '你是一名数学家,解此微分方程 xdx+ydy=-xdy+ydx'
CHINESE_SEARCH = '一升冰和一升水，哪个更重？'


def say(*words):
    print(*words, flush=True)


def tell(heading, lines):
    """One turn as a person would read it on a terminal."""
    say(f'\n── {heading} ' + '─' * max(2, 72 - len(heading)))
    for line in lines:
        say(textwrap.fill(line, 100, initial_indent='  ', subsequent_indent='  ', replace_whitespace=False))


class Tour:
    def __init__(self, window, pictures):
        self.window = window
        self.pictures = pictures

    def picture(self, name):
        time.sleep(0.4)  # animations of 200 ms end
        self.window.screenshot(self.pictures / f'{name}.png')

    def ask(self, heading, question, fold=None):
        """Types the question into the message box, sends it with Enter and prints what it brought; fold is how the
        button begins that opens what the model thought."""
        window = self.window
        window.type_message(question, self.message_name)
        window.key('Return')
        window.says(question)
        window.wait_idle(60, *self.button_names)
        if fold:
            before = len(window.transcript())
            window.press('toggle', lambda name: name.startswith(fold))
            harness.until('what was thought', lambda: len(window.transcript()) > before)
        text = window.transcript().replace('•\n', '• ')
        lines = [line for line in text.splitlines() if line not in ACTIONS]
        tell(heading, lines[len(lines) - 1 - lines[::-1].index(question):])

    message_name = 'Message'
    button_names = ('Send', 'Stop')


class ChineseTour(Tour):
    message_name = '消息'
    button_names = ('发送', '停止')


def english(session, pictures):
    window = session.profile('english').start()
    window.find('button', 'Try the Demonstration')
    tour = Tour(window, pictures)
    tour.picture('first-run')
    say('The first run offers three ways in: ' +
        ', '.join(node.name for node in window.all('button') if node.name in
                  ('Enter API Key', 'Use Local Server', 'Try the Demonstration')) + '.')
    window.press('button', 'Try the Demonstration')
    window.find('text', 'Message')

    tour.ask('Chat (V3)', CHAT)
    tour.picture('chat')
    window.set_toggle('DeepThink', True)
    tour.ask('DeepThink (R1), the same conversation', REASONING, fold='Thought for')
    tour.picture('reasoning')
    window.set_toggle('DeepThink', False)
    window.set_toggle('Search', True)
    tour.ask('Search, the same conversation', SEARCH)
    tour.picture('search')
    window.close()


def chinese(session, pictures):
    window = session.profile('chinese').start('--demo', LC_ALL='', LANG='zh_CN.UTF-8', LANGUAGE='zh_CN')
    tour = ChineseTour(window, pictures)
    window.find('text', '消息')
    window.set_toggle('深度思考', True)
    tour.ask('深度思考 (R1)', CHINESE_REASONING, fold='思考了')
    window.set_toggle('深度思考', False)
    window.set_toggle('联网搜索', True)
    tour.ask('联网搜索', CHINESE_SEARCH)
    tour.picture('chinese')
    window.close()


def main():
    build = sys.argv[1]
    pictures = pathlib.Path(build).resolve() / 'screenshots'
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir(parents=True)
    with harness.Session(build) as session:
        english(session, pictures)
        if harness.has_chinese_locale():
            chinese(session, pictures)
    say(f'\nPictures: {pictures}')
    for picture in sorted(pictures.iterdir()):
        say(f'  {picture.name}')


if __name__ == '__main__':
    main()
