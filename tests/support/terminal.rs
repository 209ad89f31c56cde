//! A person at a terminal: the command on a pseudo terminal, what it shows there, and the keys that are typed.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

/// How long to wait for what must come: longer than a busy machine needs.
const PATIENCE: Duration = Duration::from_secs(60);
/// Keys.
pub(crate) const ENTER: &str = "\r";
pub(crate) const CTRL_C: &str = "\u{3}";
pub(crate) const CTRL_D: &str = "\u{4}";
pub(crate) const ESCAPE: &str = "\u{1b}";
pub(crate) const BACK: &str = "\u{7f}";

/// A command running on a terminal of its own.
pub(crate) struct Terminal {
    keyboard: File,
    shown: Arc<Mutex<Vec<u8>>>,
    /// How much of what was shown has been waited for.
    seen: usize,
    line: OwnedFd,
    child: Child,
}

impl Terminal {
    /// Starts a command with stdin, stdout and stderr on a new terminal.
    pub(crate) fn run(command: Command) -> Self {
        Self::start(command, |line| line.into())
    }

    /// The same, with stdout elsewhere.
    pub(crate) fn run_with_stdout(command: Command, stdout: File) -> Self {
        Self::start(command, |_| stdout.into())
    }

    fn start(mut command: Command, stdout: impl FnOnce(OwnedFd) -> Stdio) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("pseudo terminal");
        grantpt(&master).expect("grantpt");
        unlockpt(&master).expect("unlockpt");
        let name = ptsname(&master, Vec::new()).expect("ptsname");
        let path = std::path::Path::new(std::ffi::OsStr::from_bytes(name.as_bytes()));
        let flags = rustix::fs::OFlags::RDWR | rustix::fs::OFlags::NOCTTY;
        let line = rustix::fs::open(path, flags, rustix::fs::Mode::empty()).expect("terminal line");
        let size = Winsize { ws_row: 50, ws_col: 220, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&line, size).expect("window size");
        let copy = || line.try_clone().expect("terminal line");
        command.stdin(copy()).stdout(stdout(copy())).stderr(copy()).env("NO_COLOR", "1").env("TERM", "xterm");
        let child = command.spawn().expect("run on a terminal");
        // The command holds copies of the line that would keep it open after its end.
        drop(command);
        let keyboard = File::from(master);
        let shown = Arc::new(Mutex::new(Vec::new()));
        let (mut screen, buffer) = (keyboard.try_clone().expect("screen"), Arc::clone(&shown));
        std::thread::spawn(move || {
            let mut part = [0; 4096];
            while let Ok(count @ 1..) = screen.read(&mut part) {
                buffer.lock().expect("buffer").extend_from_slice(&part[..count]);
            }
        });
        Self { keyboard, shown, seen: 0, line, child }
    }

    /// Waits until this is shown, after whatever was waited for before.
    pub(crate) fn expect(&mut self, text: &str) -> &mut Self {
        let deadline = Instant::now() + PATIENCE;
        loop {
            {
                let shown = self.shown.lock().expect("buffer");
                let fresh = &shown[self.seen..];
                if let Some(at) = fresh.windows(text.len()).position(|window| window == text.as_bytes()) {
                    self.seen += at + text.len();
                    break;
                }
            }
            let ended = self.child.try_wait().expect("wait").is_some();
            assert!(Instant::now() < deadline && !ended, "{text:?} is not shown; shown: {}", self.all());
            std::thread::sleep(Duration::from_millis(5));
        }
        self
    }

    /// Types.
    pub(crate) fn send(&mut self, keys: &str) -> &mut Self {
        self.keyboard.write_all(keys.as_bytes()).expect("type");
        self
    }

    /// Everything shown so far.
    pub(crate) fn all(&self) -> String {
        String::from_utf8_lossy(&self.shown.lock().expect("buffer")).into_owned()
    }

    /// Waits for the end; returns the exit code and everything shown.
    pub(crate) fn end(mut self) -> (i32, String) {
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            match self.child.try_wait().expect("wait") {
                Some(status) => break status,
                None => assert!(Instant::now() < deadline, "it does not end; shown: {}", self.all()),
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        // As a shell would find the terminal: echoing, line by line, with its cursor.
        let modes = tcgetattr(&self.line).expect("modes").local_modes;
        let usual = LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG;
        assert!(modes.contains(usual), "the terminal is left in {modes:?}");
        // What the line still holds is shown before the reader sees its end.
        std::thread::sleep(Duration::from_millis(50));
        let all = self.all();
        let (hidden, back) = (all.rfind("\u{1b}[?25l"), all.rfind("\u{1b}[?25h"));
        assert!(hidden <= back, "the cursor is left hidden: {all}");
        (status.code().unwrap_or(-1), all)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
