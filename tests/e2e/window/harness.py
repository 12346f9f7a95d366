# SPDX-License-Identifier: GPL-3.0-or-later
"""The real window on a virtual display, a private bus and a private home, driven through AT-SPI.

A Session is the display and the bus, one for a process (libatspi connects once). A Profile is a person's
home. A Window is a running program; things in it are found by role and name, never by
their place in the tree. GTK 4.8 reports SHOWING for the frame only, so being in the tree is being visible.
"""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
import traceback

TEST_KEY = 'sk-test-' + 'window'
WAIT = 20.0
LIB = pathlib.Path(__file__).resolve().parents[2] / 'lib'

# libadwaita 1.2 measures the hidden label of a combo row so, and 1.7 the buttons of a message dialog; and a preferences
# window that is closed soon after one of its tabs was clicked unbinds an expression whose object is gone.
KNOWN_COMPLAINT = re.compile(r"GtkLabel .* reported min width -\d|Trying to measure GtkLabel .* for width of"
                             r"|g_object_weak_unref: couldn't find weak ref")

# GTK renamed some roles on their way to AT-SPI (4.8 has no toggle button), so each has all its names.
ROLES = {
    'button': {'push button', 'button', 'link'},
    'toggle': {'toggle button', 'push button', 'button'},
    'text': {'text', 'entry'},
    'list': {'list', 'list box'},
    'log': {'log'},
    'menu item': {'menu item', 'radio menu item', 'check menu item'},
    'group': {'grouping', 'panel', 'group', 'article', 'alert', 'notification', 'filler'},
}

# Roles of what has no other text than its name.
READ = {'label', 'static', 'heading', 'paragraph', 'math', 'table'}


def TRANSCRIPT(name):  # pylint: disable=invalid-name
    """Transcript"""
    return name in ('Transcript', '对话内容')


class Failure(Exception):
    """What was awaited did not happen."""


def until(what, probe, timeout=WAIT, pause=0.05):
    """Gives the first true value of probe(); what is said when there is none in time."""
    deadline = time.monotonic() + timeout
    while True:
        value = probe()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failure(f'waited {timeout:g} s for {what}')
        time.sleep(pause)


class Session:
    """A display, a bus with accessibility and nothing else, and what was started on them."""

    def __init__(self, build, width=1200, height=800):
        self.build = pathlib.Path(build).resolve()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='sonde-e2e-'))
        self.processes = []
        self.width, self.height = width, height

    def __enter__(self):
        try:
            self._start_display()
            self._start_bus()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            end(process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start_display(self):
        reader, writer = os.pipe()
        self.processes.append(subprocess.Popen(
            ['Xvfb', '-displayfd', str(writer), '-screen', '0', f'{self.width}x{self.height}x24', '-nolisten', 'tcp', '-noreset'],
            pass_fds=[writer], stderr=subprocess.DEVNULL))
        os.close(writer)
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise Failure('Xvfb did not start')
        os.environ['DISPLAY'] = ':' + number

    def _start_bus(self):
        runtime = self.folder / 'runtime'
        runtime.mkdir(mode=0o700)
        os.environ['XDG_RUNTIME_DIR'] = str(runtime)
        os.environ['LC_ALL'] = 'C.UTF-8'
        for name in ('AT_SPI_BUS_ADDRESS', 'WAYLAND_DISPLAY', 'GNOME_KEYRING_CONTROL', 'SSH_AUTH_SOCK', 'SONDE_API_KEY',
                     'http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'):
            os.environ.pop(name, None)
        bus = subprocess.Popen(['dbus-daemon', f'--config-file={LIB / "bus.conf"}', '--nofork', '--print-address=1'],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.processes.append(bus)
        os.environ['DBUS_SESSION_BUS_ADDRESS'] = bus.stdout.readline().strip()

    def profile(self, name='home'):
        return Profile(self, self.folder / name)

    def simulator(self, scenario='demo', pace=0, key=TEST_KEY, **options):
        return Simulator(self, scenario, pace, key, **options)


def end(process, grace=3):
    """Ends a process that was started here."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(grace)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def has_chinese_locale():
    names = subprocess.run(['locale', '-a'], capture_output=True, text=True, check=False).stdout.lower().split()
    return 'zh_cn.utf8' in names or 'zh_cn.utf-8' in names


class Simulator:
    """The DeepSeek of src/sim in a process of its own."""

    def __init__(self, session, scenario, pace, key, **options):
        self.log_path = session.folder / f'sim-{len(session.processes)}.log'
        self.log_path.unlink(missing_ok=True)
        arguments = [str(session.build / 'src' / 'sim' / 'sonde-sim'), '--port', '0', '--scenario', scenario,
                     '--pace', str(pace), '--log', str(self.log_path)]
        if key:
            arguments += ['--key', key]
        for option, value in options.items():
            arguments += [f'--{option}', str(value)]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        session.processes.append(self.process)
        line = self.process.stdout.readline()
        self.url = next((word for word in line.split() if word.startswith('http://')), None)
        if self.url is None:
            raise Failure(f'the simulator said {line!r}')

    def log(self):
        return self.log_path.read_text(encoding='utf-8', errors='replace') if self.log_path.exists() else ''


class Listener(socketserver.ThreadingTCPServer):
    """Hears every connection on loopback, answers none, and notes what was asked."""

    daemon_threads = True

    def __init__(self):
        super().__init__(('127.0.0.1', 0), None)
        self.asked = []
        self.url = f'http://127.0.0.1:{self.server_address[1]}'
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def finish_request(self, request, client_address):
        request.settimeout(2)
        with contextlib.suppress(OSError):
            self.asked.append(request.recv(4096).decode(errors='replace'))


class Keyring:
    """A gnome-keyring-daemon with its files in a profile; without a password it stays locked."""

    def __init__(self, session, profile, password):
        environment = {**os.environ, **profile.environment}
        unlock = ['--unlock'] if password is not None else []
        self.process = subprocess.Popen(
            ['gnome-keyring-daemon', '--foreground', '--components=secrets', *unlock],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        session.processes.append(self.process)
        self.process.stdin.write((password or '').encode())
        self.process.stdin.close()
        until('the keyring on the bus', lambda: b'true' in subprocess.run(
            ['dbus-send', '--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner',
             'string:org.freedesktop.secrets'], capture_output=True, check=False).stdout)

    def end(self):
        end(self.process)


class Profile:
    """One person's home: where the history and the settings of the windows started from it lie."""

    def __init__(self, session, folder):
        self.session = session
        self.folder = folder
        self.data = folder / '.local' / 'share' / 'sonde'
        self.environment = {
            'HOME': str(folder),
            'XDG_DATA_HOME': str(folder / '.local' / 'share'),
            'XDG_CONFIG_HOME': str(folder / '.config'),
            'XDG_CACHE_HOME': str(folder / '.cache'),
            'XDG_STATE_HOME': str(folder / '.local' / 'state'),
            'GSETTINGS_BACKEND': 'keyfile',
            'GSETTINGS_SCHEMA_DIR': str(session.build / 'data'),
            'SONDE_LOCALEDIR': str(session.build / 'po'),
            'GSK_RENDERER': 'cairo',
            'GTK_A11Y': 'atspi',
            'GIO_USE_VFS': 'local',
            'NO_AT_BRIDGE': '0',
            'G_ENABLE_DIAGNOSTIC': '0',
            'NO_PROXY': '*',
        }
        folder.mkdir(parents=True)
        settings = folder / '.config' / 'gtk-4.0' / 'settings.ini'
        settings.parent.mkdir(parents=True)
        settings.write_text('[Settings]\ngtk-font-name=Cantarell 11\ngtk-decoration-layout=:close\n')
        # As desktops have it. A bare X server means "medium", with which GTK cuts the tops off DejaVu Sans Mono.
        (folder / '.Xdefaults').write_text('Xft.hintstyle: hintslight\nXft.antialias: 1\nXft.rgba: none\n')

    def put_simulator(self, simulator, first_run=True, titles=False):
        """Settings in which the simulator stands in the place of DeepSeek. Requests for titles would be among those that
        tests count."""
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.data / 'sonde.conf').write_text(
            '[General]\n' + ('' if first_run else 'default-provider=deepseek\n') + ('' if titles else 'titles=off\n') + '\n' +
            f'[Provider deepseek]\nbase-url={simulator.url}\n')
        return self

    def use(self, simulator, titles=False):
        """The simulator, a key for it, and the first run behind."""
        self.environment['SONDE_API_KEY'] = TEST_KEY
        return self.put_simulator(simulator, first_run=False, titles=titles)

    def keyring(self, password):
        return Keyring(self.session, self, password)

    def use_browser(self, mail=False):
        """A browser (and a program for mail) that writes the address it was given into a file, and the key if it was given
        that."""
        schemes = ['http', 'https', *(['mailto'] if mail else [])]
        applications = pathlib.Path(self.environment['XDG_DATA_HOME']) / 'applications'
        applications.mkdir(parents=True, exist_ok=True)
        opened = self.folder / 'opened'
        script = self.folder / 'browser'
        script.write_text(f'#!/bin/sh\nprintf "%s%s\\n" "$1" "$SONDE_API_KEY" >>"{opened}"\n')
        script.chmod(0o755)
        (applications / 'test-browser.desktop').write_text(
            f'[Desktop Entry]\nType=Application\nName=Test Browser\nExec={script} %u\n'
            'MimeType=' + ''.join(f'x-scheme-handler/{scheme};' for scheme in schemes) + 'text/html;\n')
        (applications / 'mimeapps.list').write_text(
            '[Default Applications]\n' + ''.join(f'x-scheme-handler/{scheme}=test-browser.desktop\n' for scheme in schemes))
        subprocess.run(['update-desktop-database', str(applications)], check=False, stderr=subprocess.DEVNULL)
        return opened

    def remember_export(self, **values):
        """Choices of exports as the window keeps them."""
        keyfile = self.folder / '.config' / 'glib-2.0' / 'settings' / 'keyfile'
        keyfile.parent.mkdir(parents=True, exist_ok=True)
        lines = ''.join(f'export-{name.replace("_", "-")}={value}\n' for name, value in values.items())
        keyfile.write_text('[io/github/sondechat/Sonde]\n' + lines)

    def start(self, *arguments, before=None, **environment):
        """Starts the program; before() is what must happen for its window to come."""
        return Window(self, arguments, environment, before)


class Window:
    """A running program and the accessible tree of it."""

    def __init__(self, profile, arguments, environment, before):
        self.session = profile.session
        self.errors = open(profile.folder / 'stderr', 'ab+')
        self.process = subprocess.Popen(
            [str(self.session.build / 'src' / 'bin' / 'sonde'), *arguments],
            env={**os.environ, **profile.environment, **environment}, stdin=subprocess.DEVNULL, stderr=self.errors)
        self.session.processes.append(self.process)
        if before:
            before()
        self.root = until('the window', self._find_root)
        self._find_shift()

    def _find_root(self):
        if self.process.poll() is not None:
            raise Failure(f'the program ended with {self.process.returncode}\n{self.stderr()}')
        desktop = atspi().get_desktop(0)
        for i in range(desktop.get_child_count()):
            with contextlib.suppress(Exception):
                application = desktop.get_child_at_index(i)
                if application.get_process_id() == self.process.pid and application.get_child_count() > 0:
                    application.set_cache_mask(atspi().Cache.NONE)
                    return Node(application)
        return None

    def _find_shift(self):
        """GTK 4.18 begins to count 5 pixels outside of the frame and forgets the paddings of what is around a thing: all is 5
        pixels, some is up to 14 more to the left and to the top than on 4.8."""
        Node.shift = 0
        Node.shift = 7 if until('the size of the window', lambda: next(
            (node.extents() for node in self.root.children() if (node.extents() or (0, 0, 0))[2]), None))[0] < 0 else 0

    def stderr(self):
        self.errors.flush()
        return pathlib.Path(self.errors.name).read_text(encoding='utf-8', errors='replace')

    # Looking

    def all(self, role=None, name=None):
        return [node for node in self.root.walk() if node.matches(role, name)]

    def has(self, role=None, name=None):
        return bool(self.all(role, name))

    def find(self, role, name, timeout=WAIT):
        """The first thing of that role whose name is name, or for which name(its name) is true."""
        said = name if isinstance(name, str) else getattr(name, '__doc__', None) or 'a name that fits'
        return until(f'{role} “{said}”', lambda: next(iter(self.all(role, name)), None), timeout)

    def gone(self, role, name, timeout=WAIT):
        until(f'{role} “{name}” to go', lambda: not self.all(role, name), timeout)

    def transcript(self):
        """Everything the transcript says, in reading order."""
        logs = self.all('log', TRANSCRIPT)
        return '\n'.join(logs[0].reading()) if logs else ''

    def says(self, text, timeout=WAIT):
        until(f'“{text}” in the transcript', lambda: text in self.transcript(), timeout)

    def dump(self):
        lines = []
        for node, depth in self.root.walk_deep():
            lines.append(f'{"  " * depth}{node.role} “{node.name}” {" | ".join(node.words())[:80]}')
        return '\n'.join(lines)

    # Acting

    def press(self, role, name, timeout=WAIT):
        self.find(role, name, timeout).press()

    def write(self, text, name='Message'):
        self.find('text', name).write(text)

    def send(self, text):
        """Writes into the composer and presses Send."""
        self.write(text)
        until('Send to be sensitive', lambda: any(node.sensitive for node in self.all('button', 'Send')))
        self.press('button', 'Send')

    def new_chat(self):
        """A button that is activated acts a quarter of a second later."""
        self.press('button', 'New Chat')
        until('an empty conversation', lambda: not self.has(None, 'You'))

    def enter_key(self, key=TEST_KEY):
        """Through the first-run page."""
        self.press('button', 'Enter API Key')
        self.write(key, 'API Key')
        self.press('button', 'Check and Save')

    def open_export(self):
        """The window in which a person says what of an export is wanted."""
        self.press('button', 'Main Menu')
        self.press('menu item', lambda name: name in ('Export…', 'Export… Export…'))
        self.find(None, 'Format')

    def export(self, kind, path):
        """Through the main menu and the file chooser."""
        self.press('button', 'Main Menu')
        self.press('menu item', lambda name: name.startswith('Export') and kind in name)
        self.write(str(path), 'Name:')
        self.press('button', 'Export')
        until(f'the file {path.name}', lambda: path.exists() and path.stat().st_size > 0)

    def set_toggle(self, name, on):
        node = self.find('toggle', name)
        if node.checked != on:
            node.press()
            until(f'{name} to be {"on" if on else "off"}', lambda: self.find('toggle', name).checked == on)

    def wait_idle(self, timeout=WAIT, send='Send', stop='Stop'):
        """Until the answer of the shown conversation is over."""
        until('the answer to end', lambda: self.has('button', send) and not self.has('button', stop), timeout)

    def ask(self, text, timeout=WAIT):
        self.send(text)
        self.says(text, timeout)
        self.wait_idle(timeout)

    def click(self, node, dx=0.5, dy=0.5, button=1):
        """With the mouse, which also gives the keyboard focus (no window manager does)."""
        x, y, width, height = node.resting()
        xdotool('mousemove', int(x + width * dx), int(y + height * dy), 'click', button)

    def type(self, text, delay=12):
        xdotool('type', '--delay', delay, text)

    def type_message(self, text, name='Message'):
        """Types into the message box. For what is on no key, xdotool changes the keyboard as it goes, and a loaded
        machine may miss a change: then it is typed again, slower."""
        box = self.find('text', name)
        self.click(box)
        for delay in (12, 60, 250) if text.isascii() else (40, 150, 500):
            self.key('ctrl+a', 'BackSpace')
            self.type(text, delay)
            with contextlib.suppress(Failure):
                until('the text in the box', lambda: box.text == text, 2)
                return
        raise Failure(f'typed “{text}”, and the box has “{box.text}”')

    def key(self, *keys):
        xdotool('key', *keys)

    def screenshot(self, path):
        pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        # Where nothing composes, GTK draws a border of 5 pixels around the window.
        subprocess.run(['import', '-window', 'root', '-crop', f'{self.session.width - 10}x{self.session.height - 10}+5+5',
                        '+repage', '-strip', '-define', 'png:compression-level=9', str(path)], check=True)

    def items(self, name=None):
        """The conversations of the sidebar."""
        lists = self.all('list', 'Conversations')
        return [node for node in (lists[0].walk() if lists else ()) if node.role == 'list item' and node.name and
                (name is None or name(node.name))]

    def press_item(self, name):
        """Opens a conversation with the mouse, at the bottom of its row (a section title may stand above)."""
        self.click(until('the conversation in the sidebar', lambda: next(
            (node for node in self.items(name) if node.extents()), None)), dy=0.9)

    def item_menu(self, name, *entries):
        """The menu of a conversation by the keyboard, and the entries of it, one after the other."""
        self.select_item(name)
        self.key('Menu')
        for entry in entries:
            self.press('menu item', entry)
            time.sleep(0.2)  # submenus slide

    def select_item(self, name, modifier=None):
        """Clicks on a conversation, with Control or Shift for more than one."""
        node = until('the conversation in the sidebar', lambda: next(
            (node for node in self.items(name) if node.extents()), None))
        if modifier:
            xdotool('keydown', modifier)
        try:
            self.click(node, dy=0.9)
        finally:
            if modifier:
                xdotool('keyup', modifier)

    def go_to(self, place):
        """Another place of the sidebar: a folder, Archive, Trash, All Conversations."""
        self.press(None, 'Folders')
        self.click(until(f'the place {place}', lambda: next((
            node for node in self.all('list item', place) + self.all('row', place) if node.extents()), None)))
        until('the places to fold', lambda: not self.has('list', 'Folders'))

    def resize(self, width, height):
        """As a window manager would; there is none."""
        xdotool('search', '--all', '--onlyvisible', '--pid', self.process.pid, '--name', '.', 'windowsize', width, height)

    def take_keyboard(self):
        """As a window manager would after a dialog; there is none."""
        xdotool('search', '--onlyvisible', '--pid', self.process.pid, '--name', '.', 'windowfocus')

    def scroll_up(self, node, clicks):
        x, y, width, height = node.extents()
        xdotool('mousemove', int(x + width / 2), int(y + height / 2), 'click', '--repeat', clicks, '--delay', '10', '4')

    def clipboard(self, kind=None, primary=False):
        """What another program would paste as that type; without one the types that are offered."""
        tool = self.session.build / 'tests' / 'tools' / 'clipboard-read'
        return subprocess.run([str(tool), *(['--primary'] if primary else []), *([kind] if kind else [])], env={
            **os.environ, 'GSK_RENDERER': 'cairo', 'NO_AT_BRIDGE': '1', 'GTK_A11Y': 'none'}, capture_output=True, check=False,
            timeout=60).stdout.decode()

    def drag(self, start, end):
        """From one point of the window to another with the left button; a step in between makes it a drag."""
        xdotool('mousemove', *start, 'mousedown', '1', 'mousemove', start[0] + 5, start[1] + 2, 'sleep', '0.05',
                'mousemove', *end, 'sleep', '0.1', 'mouseup', '1')

    def drag_and_drop(self, start, end):
        """As drag(), in so many steps that the places below have time to say whether they take it."""
        xdotool('mousemove', *start, 'mousedown', '1', 'sleep', '0.1')
        for i in range(1, 21):
            xdotool('mousemove', *(int(a + (b - a) * i / 20) for a, b in zip(start, end)), 'sleep', '0.04')
        xdotool('sleep', '0.3', 'mouseup', '1')

    def drop_files(self, place, *paths):
        """Drags files out of a window of another program, as of a file manager, onto a point of this one."""
        tool = self.session.build / 'tests' / 'tools' / 'drag-source'
        with subprocess.Popen([str(tool), *map(str, paths)], stdout=subprocess.PIPE, env={
                **os.environ, 'GSK_RENDERER': 'cairo', 'NO_AT_BRIDGE': '1', 'GTK_A11Y': 'none'}) as source:
            try:
                assert source.stdout.readline() == b'ready\n'
                self.drag_and_drop((30, 30), place)
                return source.wait(30) == 0
            finally:
                source.kill()

    def pixels(self, x, y, width, height):
        """What is seen in a rectangle of the window, as bytes to compare."""
        return subprocess.run(['import', '-window', 'root', '-crop', f'{width}x{height}+{x}+{y}', '-depth', '8', 'rgb:-'],
                              capture_output=True, check=True).stdout

    # Ending

    def complaints(self):
        """Warnings of the program and of its libraries; none is expected."""
        return [line for line in self.stderr().splitlines()
                if re.search(r'-(WARNING|CRITICAL|ERROR) \*\*', line) and not KNOWN_COMPLAINT.search(line)]

    def close(self):
        """Closes the window as a person does, and waits for the program to end."""
        self.key('ctrl+q')
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        end(self.process)
        if self.process.returncode not in (0, -signal.SIGTERM):
            raise Failure(f'the program ended with {self.process.returncode}\n{self.stderr()}')
        if self.complaints():
            raise Failure('the program complained')

    def kill(self):
        self.process.kill()
        self.process.wait()


class Node:
    """One accessible thing. Anything may vanish while it is read: then it has no words and no children."""

    shift = 0

    def __init__(self, accessible):
        self.accessible = accessible

    def _ask(self, question, fallback):
        try:
            return question()
        except Exception:  # pylint: disable=broad-except
            return fallback

    @property
    def role(self):
        return self._ask(self.accessible.get_role_name, '')

    @property
    def name(self):
        """GTK 4.8 says the label of a button with a mnemonic twice: "_Export Export"."""
        name = self._ask(self.accessible.get_name, '') or ''
        words = name.replace('_', '').split(' ')
        half = len(words) // 2
        return ' '.join(words[half:]) if half and words[:half] == words[half:] else name

    @property
    def description(self):
        return self._ask(self.accessible.get_description, '') or ''

    @property
    def full_name(self):
        """The name as it is: that of a block is its whole text, in which nothing is a mnemonic."""
        return self._ask(self.accessible.get_name, '') or ''

    @property
    def is_code(self):
        """A block of code is a group that says so, with its text for a name."""
        return self.role in ROLES['group'] and self.description.startswith(('Code', '代码'))

    def _state(self, state):
        return self._ask(lambda: self.accessible.get_state_set().contains(state), False)

    @property
    def checked(self):
        kinds = atspi().StateType
        return self._state(kinds.PRESSED) or self._state(kinds.CHECKED)

    @property
    def sensitive(self):
        return self._state(atspi().StateType.SENSITIVE)

    @property
    def focused(self):
        return self._state(atspi().StateType.FOCUSED)

    @property
    def text(self):
        def read():
            interface = self.accessible.get_text_iface()
            return atspi().Text.get_text(interface, 0, -1) if interface else ''
        return self._ask(read, '') or ''

    def words(self):
        """What a person reads here: the text, else the name."""
        if self.role in ROLES['button'] | ROLES['toggle']:
            return [self.name] if self.name else []
        if self.text:
            return [self.text]
        return [self.full_name] if self.full_name and (self.role in READ or self.is_code) else []

    def reading(self):
        """The words of this and of everything below, in order; a button is read once."""
        yield from self.words()
        if self.role not in ROLES['toggle']:
            for child in self.children():
                yield from child.reading()

    def children(self):
        count = self._ask(self.accessible.get_child_count, 0)
        found = (self._ask(lambda i=i: self.accessible.get_child_at_index(i), None) for i in range(count))
        return [Node(child) for child in found if child is not None]

    def walk_deep(self, depth=0):
        yield self, depth
        for child in self.children():
            yield from child.walk_deep(depth + 1)

    def walk(self):
        for node, _ in self.walk_deep():
            yield node

    def matches(self, role, name):
        if role is not None and self.role not in ROLES.get(role, {role}):
            return False
        return name is None or (name(self.name) if callable(name) else self.name == name)

    def press(self):
        interface = self.accessible.get_action_iface()
        if interface is None or not atspi().Action.do_action(interface, 0):
            raise Failure(f'{self.role} “{self.name}” cannot be pressed')

    def write(self, text):
        interface = self.accessible.get_editable_text_iface()
        if interface is None or not atspi().EditableText.set_text_contents(interface, text):
            raise Failure(f'{self.role} “{self.name}” cannot be written into')

    def extents(self):
        """x, y, width and height in the window; None for what is gone or has no place."""
        def read():
            rectangle = self.accessible.get_component_iface().get_extents(atspi().CoordType.WINDOW)
            return rectangle.x + Node.shift, rectangle.y + Node.shift, rectangle.width, rectangle.height
        return self._ask(read, None)

    def resting(self):
        """The extents once they stay as they are: what slides into the window moves for a while."""
        def compare():
            before = self.extents()
            time.sleep(0.1)
            return before if before is not None and before == self.extents() else None
        return until(f'{self.role} “{self.name}” to rest', compare)


def xdotool(*arguments):
    subprocess.run(['xdotool', *map(str, arguments)], check=True)


def atspi():
    """libatspi, loaded when the bus is there."""
    import gi
    gi.require_version('Atspi', '2.0')
    from gi.repository import Atspi
    if not atspi.ready:
        Atspi.init()
        Atspi.set_timeout(3000, 10000)
        atspi.ready = True
    return Atspi


atspi.ready = False


def run_tests(*tests, **options):
    """Runs each function with a Session and a fresh Profile and reports in TAP. The build directory is the argument."""
    wanted = sys.argv[2:]
    tests = [test for test in tests if not wanted or test.__name__ in wanted]
    failures = 0
    print(f'1..{len(tests)}', flush=True)
    with Session(sys.argv[1], **options) as session:
        for number, test in enumerate(tests, 1):
            name = test.__name__.replace('_', ' ').removeprefix('test ')
            first = len(session.processes)
            try:
                test(session, session.profile(test.__name__))
                print(f'ok {number} - {name}', flush=True)
            except Skip as reason:
                print(f'ok {number} - {name} # SKIP {reason}', flush=True)
            except Exception:  # pylint: disable=broad-except
                failures += 1
                print(f'not ok {number} - {name}', flush=True)
                tell(session, test)
            for process in reversed(session.processes[first:]):
                end(process)
            del session.processes[first:]
    sys.exit(1 if failures else 0)


class Skip(Exception):
    """The machine lacks what a test needs."""


def tell(session, test):
    """What is worth reading after a failure, on standard error, where Meson shows it; and a picture."""
    lines = traceback.format_exc().splitlines()
    errors = session.folder / test.__name__ / 'stderr'
    if errors.exists():
        lines += ['stderr of the program:'] + errors.read_text(errors='replace').splitlines()[-20:]
    picture = session.build / 'meson-logs' / f'{test.__name__}.png'
    subprocess.run(['import', '-window', 'root', str(picture)], check=False, stderr=subprocess.DEVNULL)
    for line in lines + [f'picture: {picture}']:
        print(line, file=sys.stderr, flush=True)
