# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference conversation as it looks, beside the pictures that somebody has looked at.

They hold for one renderer (cairo) and one set of libraries and fonts, which renderer.txt names; elsewhere the test
says that it skips. SONDE_PICTURES=new makes them anew: look at each before it is committed.
"""

import os
import pathlib
import shutil
import subprocess
import time

import conversation
from harness import Failure, Skip, has_chinese_locale, run_tests, until

PICTURES = pathlib.Path(__file__).resolve().parent / 'pictures'
WIDTH, HEIGHT = 800, 2300
TOLERANCE = 0.03  # root mean square of the difference; pictures have few colours, which alone is 0.01

RIGHT_TO_LEFT = [
    ('user', 'ما هو العمق؟', ''),
    ('assistant', '# العنوان الأول\n\nهذه فقرة مع **كلمات قوية** و`code` وصيغة $a^2 + b^2$.\n\n- العنصر الأول\n  - عنصر داخلي\n'
                  '- العنصر الثاني\n\n1. واحد\n2. اثنان\n\n> اقتباس\n\n| الاسم | السعر |\n| --- | ---: |\n| شاي | 1.50 |\n\n'
                  'Latin in between.\n\nשלום עולם', ''),
]

CHINESE = [
    ('user', '水深几何？', ''),
    ('assistant', '# 标题一\n\n这是一个段落，有**粗体**、*斜体*和`代码`，还有公式 $a^2 + b^2 = c^2$。它长得足以换行，看看行距和标点的位置是否合适，'
                  '“引号”与——破折号也在里面。\n\n- 第一项\n  - 嵌套\n- 第二项\n\n1. 一\n2. 二\n\n> 引文\n\n| 名称 | 价格 |\n| --- | ---: |\n'
                  '| 茶 | 1.50 |\n| 咖啡 | 22.00 |\n\n```python\nprint("你好")\n```\n\n$$\\sum_{i=1}^n i = \\frac{n(n+1)}{2}$$', '想一想。'),
]


def renderer():
    versions = subprocess.run(['pkg-config', '--modversion', 'gtk4', 'libadwaita-1', 'pangocairo', 'freetype2', 'librsvg-2.0'],
                              capture_output=True, text=True, check=False).stdout.split()
    fonts = subprocess.run(['fc-match', '-f', '%{family[0]} ', 'Cantarell'], capture_output=True, text=True, check=False).stdout
    mono = subprocess.run(['fc-match', '-f', '%{family[0]}', 'monospace'], capture_output=True, text=True, check=False).stdout
    return ' '.join([*versions, fonts.strip(), mono.strip()]) + '\n'


def difference(picture, reference):
    """From 0 to 1; 1 where the sizes differ."""
    said = subprocess.run(['compare', '-metric', 'RMSE', str(picture), str(reference), 'null:'],
                          capture_output=True, text=True, check=False).stderr
    return float(said.split('(')[1].split(')')[0]) if '(' in said else 1.0


def check(session, window, name, width, height):
    made = session.build / 'pictures' / f'{name}.png'
    made.parent.mkdir(exist_ok=True)
    reference = PICTURES / f'{name}.png'
    subprocess.run(['import', '-window', 'root', '-crop', f'{width}x{height}+5+5', '+repage', '-strip', '+dither', '-colors', '96',
                    '-define', 'png:compression-level=9', str(made)], check=True)
    if os.environ.get('SONDE_PICTURES') == 'new':
        PICTURES.mkdir(exist_ok=True)
        shutil.copy(made, reference)
        (PICTURES / 'renderer.txt').write_text(renderer())
        return
    found = difference(made, reference)
    if found > TOLERANCE:
        raise Failure(f'{made} differs from {reference} by {found:.3f}')


def take(session, profile, name, messages=None, width=WIDTH, height=HEIGHT, box='Message', **environment):
    noted = PICTURES / 'renderer.txt'
    if os.environ.get('SONDE_PICTURES') != 'new' and (not noted.exists() or noted.read_text() != renderer()):
        raise Skip(f'the pictures are of another renderer than {renderer().strip()}')
    profile.use(session.simulator())
    settings = profile.folder / '.config' / 'glib-2.0' / 'settings'
    settings.mkdir(parents=True)
    (settings / 'keyfile').write_text(f'[io/github/sondechat/Sonde]\nsidebar-shown=false\nwindow-width={width}\nwindow-height={height}\n')
    conversation.put(profile, messages or conversation.MESSAGES)
    window = profile.start(**environment)
    window.find('text', box)
    window.resize(width + 10, height + 10)
    until('the formulas', lambda: window.all('heading'))
    time.sleep(2.5)  # formulas come, and what moves has moved
    check(session, window, name, width, height)
    window.close()


def test_light(session, profile):
    take(session, profile, 'light')


def test_dark(session, profile):
    take(session, profile, 'dark', ADW_DEBUG_COLOR_SCHEME='prefer-dark')


def test_high_contrast(session, profile):
    take(session, profile, 'high-contrast', ADW_DEBUG_HIGH_CONTRAST='1')


def test_narrow(session, profile):
    take(session, profile, 'narrow', width=360)


def test_chinese(session, profile):
    if not has_chinese_locale():
        raise Skip('no Chinese locale')
    take(session, profile, 'chinese', CHINESE, height=1000, box='消息', LC_ALL='', LANG='zh_CN.UTF-8', LANGUAGE='zh_CN')


def test_right_to_left(session, profile):
    take(session, profile, 'right-to-left', RIGHT_TO_LEFT, height=900)


if __name__ == '__main__':
    run_tests(test_light, test_dark, test_high_contrast, test_narrow, test_chinese, test_right_to_left, width=820, height=2330)
