# SPDX-License-Identifier: GPL-3.0-or-later
"""The window in Chinese: its names, and Chinese typed into it."""

import harness
from harness import run_tests

LANGUAGE = {'LC_ALL': '', 'LANG': 'zh_CN.UTF-8', 'LANGUAGE': 'zh_CN'}
QUESTION = '一升冰和一升水，哪个更重？'


def test_names_and_typing(session, profile):
    if not harness.has_chinese_locale():
        raise harness.Skip('no locale zh_CN.UTF-8')
    simulator = session.simulator()
    window = profile.use(simulator).start(**LANGUAGE)
    for role, name in (('button', '新对话'), ('toggle', '深度思考'), ('button', '主菜单')):
        window.find(role, name)
    window.type_message(QUESTION, '消息')
    window.key('Return')
    window.says(QUESTION)
    window.wait_idle(send='发送', stop='停止')
    window.says('83 克')
    window.close()


if __name__ == '__main__':
    run_tests(test_names_and_typing)
