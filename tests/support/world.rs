//! A small world for tests of the command: a directory, an authority for each agency, homes set up as users do it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use fuin::Home;
use fuin::authority::{Authority, Certified, day, years_later};
use jiff::Timestamp;

/// The pass phrase of every key of the world, in the file `pw`.
pub(crate) const PASS: &str = "test pass phrase";

/// A directory with an authority; everything in it goes away with it.
pub(crate) struct World {
    directory: tempfile::TempDir,
    authority: Authority,
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl World {
    /// A directory with `pw` (the pass phrase) and `ca.crt` (the authority's certificate).
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().expect("temporary directory");
        let provider = fuin_crypto_aws_lc::provider();
        let authority = Authority::new(&provider, "CN=Test Authority,O=Tests,C=JP", now()).expect("authority");
        let world = Self { directory, authority };
        world.write("pw", format!("{PASS}\n"));
        world.write("ca.crt", world.authority.certificate_pem());
        world
    }

    /// A path in the directory.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).expect("write");
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).expect("read")
    }

    pub(crate) fn exists(&self, name: &str) -> bool {
        self.path(name).symlink_metadata().is_ok()
    }

    /// A home of this name with one key of this algorithm, certified; trusts the authority; NAME.crt is written.
    pub(crate) fn agency(&self, name: &str, algorithm: &str) {
        self.ok(name, &["init", "--agency", name]);
        self.ok(name, &["anchor", "add", "ca.crt"]);
        self.key(name, name, algorithm);
    }

    /// A further key in a home: generated, certified, imported; KEY.crt is written.
    pub(crate) fn key(&self, home: &str, key: &str, algorithm: &str) {
        self.ok(home, &["key", "new", key, "--algorithm", algorithm, "--passphrase-file", "pw"]);
        let certificate = format!("{key}.crt");
        self.write(&certificate, self.certificate_of(home, key, &format!("CN={key},O={home},C=JP")));
        self.ok(home, &["key", "import", key, "--certificate", &certificate]);
    }

    /// A certificate (PEM) that the authority issues for a key to this subject.
    pub(crate) fn certificate_of(&self, home: &str, key: &str, subject: &str) -> String {
        let today = day(now());
        let validity = (today.yesterday().expect("yesterday"), years_later(today, 2));
        let entry = Home::open(&self.path(home)).and_then(|opened| opened.key(key)).expect("key");
        let wanted = Certified { key: entry.public_key(), subject, email: None, validity };
        self.authority.certify(&wanted).expect("certificate")
    }

    /// Two agencies with P-256 keys, `a` and `b`, each in the other's address book.
    pub(crate) fn with_two_agencies() -> Self {
        let world = Self::new();
        world.agency("a", "ecdsa-p256");
        world.agency("b", "ecdsa-p256");
        world.ok("a", &["recipient", "add", "b", "b.crt"]);
        world.ok("b", &["recipient", "add", "a", "a.crt"]);
        world
    }

    /// `file` of `content` sealed from `a` to `b` as `file.sealed.p7m`.
    pub(crate) fn sealed(&self, file: &str, content: impl AsRef<[u8]>) -> String {
        self.write(file, content);
        self.ok("a", &["seal", file, "-r", "b", "--label", "C2I2A1", "--passphrase-file", "pw"]);
        format!("{file}.sealed.p7m")
    }

    /// The command, in a home, with the directory as its own.
    pub(crate) fn command(&self, home: &str, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fuin"));
        command.args(args).env("FUIN_HOME", self.path(home)).env("LC_ALL", "C.UTF-8");
        command.current_dir(self.directory.path()).stdin(Stdio::null());
        command
    }

    /// Runs the command.
    pub(crate) fn fuin(&self, home: &str, args: &[&str]) -> Run {
        Run::of(self.command(home, args).output().expect("run fuin"))
    }

    /// Runs the command, which must succeed.
    pub(crate) fn ok(&self, home: &str, args: &[&str]) -> Run {
        let run = self.fuin(home, args);
        assert_eq!(run.code, 0, "fuin {args:?}: {run:?}");
        run
    }

    /// Runs the command, which must end with this exit code.
    pub(crate) fn fails(&self, home: &str, args: &[&str], code: i32) -> Run {
        let run = self.fuin(home, args);
        assert_eq!(run.code, code, "fuin {args:?}: {run:?}");
        run
    }

    /// The directory.
    pub(crate) fn root(&self) -> &Path {
        self.directory.path()
    }
}

impl Run {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// The time of the test run: the command reads the same clock.
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
