# SPDX-License-Identifier: GPL-3.0-or-later
"""A reference conversation with every kind of block, and how one gets into a history."""

import sqlite3
import subprocess
import time

# 2026-03-14 09:26:53 UTC, so that pictures do not change with the day.
THEN = 1773480413000000

QUESTION = 'What does every kind of block look like?\nTwo lines, and `as written`.'
REASONING = 'First the **headings**, then the lists.\n\n- a list in what is thought\n- and $E = mc^2$\n\nThat is all.'

ANSWER = r'''# Heading one

A paragraph with *emphasis*, **strong words**, ~~struck~~, `inline code`, H<sub>2</sub>O, x<sup>2</sup>, <kbd>Ctrl</kbd> and a
[link to a page](https://example.org/page?a=1&b=2). Autolinks too: https://example.net/auto.

## Heading two

- First item
  - Nested item
    - Deeper item
- Second item with **weight**

1. One
2. Two
   1. Two point one

- [x] Done task
- [ ] Open task

> A quote
>
> > in a quote

```python
def greet(name):
    return f"Hello, {name}"
```

| Left | Centre | Right |
| :--- | :---: | ---: |
| apple | `code` | 1.50 |
| 梨子 | $x^2$ | 22.75 |

Inline $a^2 + b^2 = c^2$ and a displayed one:

$$
\int_0^1 x^2 \, dx = \frac{1}{3}
$$

### Heading three

A footnote[^one] and a picture: ![a sounding line](https://images.example.org/line.png)

---

你好，世界。水深几何？

مرحبا بالعالم، هذا نص عربي.

Emoji: 😀 👩‍👩‍👧 🇨🇳

Broken: $\frac{1$ and $\undefinedmacro{x}$

[^one]: The text of the footnote.
'''

SECOND_QUESTION = 'And shorter?'
SECOND_ANSWER = 'One sentence. Another sentence.\n\nThe last paragraph.'

MESSAGES = [
    ('user', QUESTION, ''),
    ('assistant', ANSWER, REASONING),
    ('user', SECOND_QUESTION, ''),
    ('assistant', SECOND_ANSWER, ''),
]


def put(profile, messages, title='Reference', last=True):
    """Writes a conversation of (role, text, reasoning) into the history of a profile; it opens at the next start."""
    if not (profile.data / 'history.db').exists():
        subprocess.run([str(profile.session.build / 'src' / 'bin' / 'sonde-cli'), 'list', '--json'],
                       env={'PATH': '/usr/bin:/bin', **profile.environment}, check=True, stdout=subprocess.DEVNULL)
    with sqlite3.connect(profile.data / 'history.db') as history:
        cursor = history.execute('INSERT INTO conversation (title, title_typed, created, updated) VALUES (?, 1, ?, ?)',
                                 (title, THEN, THEN + int(time.monotonic() * 1000) % 1000))
        conversation, parent = cursor.lastrowid, None
        for role, text, reasoning in messages:
            parent = history.execute(
                'INSERT INTO message (conversation, parent, role, state, content, reasoning, thinking_ms, model, created, finished) '
                'VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?)',
                (conversation, parent, 1 if role == 'user' else 2, text, reasoning, 4200 if reasoning else 0,
                 'deepseek-flash' if role == 'assistant' else None, THEN, THEN + 5000000)).lastrowid
    history.close()
    if last:
        settings = profile.data / 'sonde.conf'
        lines = [line for line in settings.read_text().splitlines() if not line.startswith('last-conversation=')]
        lines.insert(lines.index('[General]') + 1, f'last-conversation={conversation}')
        settings.write_text('\n'.join(lines) + '\n')
    return conversation


def read_view(profile, conversation):
    """Where the transcript was left."""
    with sqlite3.connect(profile.data / 'history.db') as history:
        return history.execute('SELECT view FROM conversation WHERE id = ?', (conversation,)).fetchone()[0]
