# SPDX-License-Identifier: GPL-3.0-or-later
"""What the links of an answer do: where they lead is seen, what is dangerous is refused, and nothing is fetched."""

import conversation
from harness import Listener, run_tests, until, xdotool

LINKS = '''
[a page](https://one.example/page)

[a mail](mailto:person@mail.example?subject=Hello&attach=/etc/passwd)

[a script](javascript:alert%281%29)

[a file](file:///etc/passwd)

[some data](data:text/html,x)

[a scheme](sonde-test:x)

[https://bank.example/](https://evil.example/login)

![tracking](SERVER/pixel.png) ![][image]

[image]: SERVER/reference.png
'''


def open_links(session, profile, server=None):
    url = server.url if server else 'https://images.example'
    profile.use(session.simulator())
    opened = profile.use_browser(mail=True)
    conversation.put(profile, [('user', 'Links?', ''), ('assistant', LINKS.replace('SERVER', url), '')])
    window = profile.start()
    window.says('a page')
    return window, opened


def lines(opened):
    return opened.read_text().splitlines() if opened.exists() else []


def test_pages_and_mails(session, profile):
    """By a link object, as a screen reader does it; a mail carries nothing but words."""
    window, opened = open_links(session, profile)
    window.press('link', 'a page')
    until('the page', lambda: lines(opened) == ['https://one.example/page'])
    window.press('link', 'a mail')
    until('the mail', lambda: lines(opened)[1:] == ['mailto:person@mail.example?subject=Hello'])
    window.close()


def test_the_rest_is_refused(session, profile):
    window, opened = open_links(session, profile)
    for name in ('a script', 'a file', 'some data', 'a scheme'):
        window.press('link', name)
        window.find('label', 'Only web pages and mail addresses are opened')
        window.gone('label', 'Only web pages and mail addresses are opened')
    assert not lines(opened), lines(opened)
    window.close()


def test_a_link_that_lies_asks(session, profile):
    """With the true host in the question; Escape and Enter both keep one here, Open goes."""
    window, opened = open_links(session, profile)
    for key in ('Escape', 'Return'):
        window.press('link', 'https://bank.example/')
        window.find('label', lambda name: 'leads to evil.example' in name and 'bank.example' in name)
        until('the dialog to have the focus', lambda: any(node.focused for node in window.all('button', 'Cancel')))
        window.key(key)
        window.gone('label', 'Open This Link?')
    assert not lines(opened)
    window.press('link', 'https://bank.example/')
    window.find('label', 'Open This Link?')
    window.press('button', 'Open')
    until('the page', lambda: lines(opened) == ['https://evil.example/login'])
    window.close()


def test_the_target_is_shown(session, profile):
    """Under the pointer, in the corner."""
    window, opened = open_links(session, profile)
    node = window.find('link', 'https://bank.example/')
    x, y, width, height = node.extents()
    xdotool('mousemove', x + width // 2, y + height // 2)
    window.find('label', 'https://evil.example/login')
    xdotool('click', '1')
    window.find('label', 'Open This Link?')
    window.key('Escape')
    window.gone('label', 'Open This Link?')
    xdotool('mousemove', 600, 600)
    window.gone('label', 'https://evil.example/login')
    assert not lines(opened)
    window.close()


def test_by_the_keyboard(session, profile):
    window, opened = open_links(session, profile)
    window.key('ctrl+l')
    until('the focus in the box', lambda: window.find('text', 'Message').focused)
    for _ in range(30):
        if any(node.focused for node in window.all('link', 'a page')):
            break
        window.key('shift+Tab')
    until('the focus on the link', lambda: any(node.focused for node in window.all('link', 'a page')))
    window.key('Return')
    until('the page', lambda: lines(opened) == ['https://one.example/page'])
    window.close()


def test_images_are_not_fetched(session, profile):
    """The host stands in their place; a click is the person's wish and goes to the browser."""
    server = Listener()
    window, opened = open_links(session, profile, server)
    window.says('tracking (127.0.0.1)')
    node = window.find('label', lambda name: name.startswith('tracking'))
    x, y, _, height = node.extents()
    xdotool('mousemove', x + 20, y + height // 2)
    window.find('label', f'{server.url}/pixel.png')
    window.key('ctrl+a', 'ctrl+c')
    assert server.asked == [], server.asked
    window.close()


if __name__ == '__main__':
    run_tests(test_pages_and_mails, test_the_rest_is_refused, test_a_link_that_lies_asks, test_the_target_is_shown,
              test_by_the_keyboard, test_images_are_not_fetched)
