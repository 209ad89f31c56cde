//! Watching a directory for what a command leaves in it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::world::{Run, World};

/// The command opens into a directory of its own, with a temporary directory of its own; both are searched afterwards.
pub(crate) struct Watched<'w> {
    world: &'w World,
}

impl<'w> Watched<'w> {
    /// Makes the two directories, `target` and `tmp`.
    pub(crate) fn new(world: &'w World) -> Self {
        for name in ["target", "tmp"] {
            std::fs::create_dir(world.path(name)).expect("directory");
        }
        Self { world }
    }

    /// The command in the home `b`, to be started in the target directory.
    pub(crate) fn command(&self, args: &[&str]) -> std::process::Command {
        let mut command = self.world.command("b", args);
        command.current_dir(self.world.path("target")).env("TMPDIR", self.world.path("tmp"));
        command
    }

    /// Opens a file of the world's directory; `-o` and the like follow in `more`.
    pub(crate) fn open(&self, sealed: &str, more: &[&str]) -> Run {
        let input = format!("../{sealed}");
        let args = [&["open", &input, "--passphrase-file", "../pw"], more].concat();
        Run::of(self.command(&args).output().expect("run fuin"))
    }

    /// Everything that is there, hidden or not, below both directories.
    pub(crate) fn left(&self) -> BTreeSet<PathBuf> {
        let mut left = BTreeSet::new();
        for name in ["target", "tmp"] {
            collect(&self.world.path(name), &mut left);
        }
        left
    }

    /// Nothing is there.
    pub(crate) fn assert_nothing_left(&self, why: &str) {
        assert_eq!(self.left(), BTreeSet::new(), "{why}");
    }
}

/// Everything below a directory, without the directory itself.
pub(crate) fn collect(directory: &Path, into: &mut BTreeSet<PathBuf>) {
    for entry in directory.read_dir().expect("directory") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            collect(&path, into);
        }
        into.insert(path);
    }
}

/// Says that a test is skipped, on the real stderr: libtest keeps to itself what a passing test prints.
pub(crate) fn skipped(why: &str) {
    use std::io::Write;
    writeln!(std::io::stderr(), "skipped: {why}").expect("stderr");
}
