//! The peers: whether they are here, and how they are run.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::world::{Run, World};

/// Older releases tag authAttrs `[2]` and reject the `[1]` of RFC 5083.
const OPENSSL_AT_LEAST: [u32; 3] = [3, 0, 22];

const JARS: [&str; 3] = ["/usr/share/java/bcprov.jar", "/usr/share/java/bcutil.jar", "/usr/share/java/bcpkix.jar"];
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/java/BouncyCastle.java");

const PYHANKO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/python/pyhanko_peer.py");

/// Whether OpenSSL is here; says so when it is not.
pub(super) fn has_openssl() -> bool {
    static FOUND: OnceLock<bool> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let line = Command::new("openssl").arg("version").output().ok().map(|output| Run::of(output).stdout);
        match line.as_deref().and_then(openssl_version) {
            Some(version) if version >= OPENSSL_AT_LEAST => true,
            Some(_) => skipped("OpenSSL is older than 3.0.22 and rejects authAttrs as RFC 5083 has them"),
            None => skipped("OpenSSL is not installed"),
        }
    })
}

/// `OpenSSL 3.0.22 DATE (Library: OpenSSL 3.0.22 DATE)`: the library does the work, so its version counts.
fn openssl_version(line: &str) -> Option<[u32; 3]> {
    let version = line.rsplit("OpenSSL ").next()?.split_whitespace().next()?;
    let mut numbers = version.split(|c: char| !c.is_ascii_digit()).map(|number| number.parse().ok());
    Some([numbers.next()??, numbers.next()??, numbers.next()??])
}

/// Runs `openssl` with these words in the world's directory.
pub(super) fn openssl(world: &World, words: &str) -> Run {
    run(world, Command::new("openssl").args(words.split_whitespace()))
}

/// Runs `openssl`, which must succeed.
pub(super) fn openssl_ok(world: &World, words: &str) -> Run {
    let run = openssl(world, words);
    assert_eq!(run.code, 0, "openssl {words}: {run:?}");
    run
}

/// Bouncy Castle behind the test program.
pub(super) struct BouncyCastle {
    class_path: String,
}

impl BouncyCastle {
    /// The program, compiled once for a run of the suite; none, said so, where something is not installed.
    pub(super) fn find() -> Option<Self> {
        static CLASSES: OnceLock<Option<PathBuf>> = OnceLock::new();
        let classes = CLASSES.get_or_init(compile).as_deref()?;
        Some(Self { class_path: format!("{}:{}", classes.display(), JARS.join(":")) })
    }

    /// Runs these verbs with their words in the world's directory, all in one process, up to the first that refuses.
    fn run(&self, world: &World, verbs: &[String]) -> Run {
        let mut command = Command::new("java");
        // Short runs: the optimising compiler would cost more than it gains.
        command.args(["-XX:TieredStopAtLevel=1", "-cp", &self.class_path, "BouncyCastle"]);
        run(world, command.args(verbs.join(" ; ").split_whitespace()))
    }

    /// Runs verbs that must all do what they are asked.
    pub(super) fn ok(&self, world: &World, verbs: &[String]) {
        let run = self.run(world, verbs);
        assert_eq!(run.code, 0, "Bouncy Castle: {run:?}");
    }

    /// Runs a verb that must be refused.
    pub(super) fn refuses(&self, world: &World, verb: String) {
        let run = self.run(world, &[verb]);
        assert_eq!(run.code, 1, "Bouncy Castle: {run:?}");
    }
}

/// pyHanko behind the test program.
pub(super) struct PyHanko {
    python: PathBuf,
}

impl PyHanko {
    /// The interpreter that has pyHanko: the one that FUIN_PYHANKO names, or that of the environment which `tests/run`
    /// makes in Cargo's target directory; none, said so, where neither has it.
    pub(super) fn find() -> Option<Self> {
        static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
        let find = || {
            let installed = || Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("pyhanko").join("bin/python");
            let python = std::env::var_os("FUIN_PYHANKO").map_or_else(installed, PathBuf::from);
            let imports = Command::new(&python).args(["-c", "import pyhanko.sign"]).stderr(Stdio::null()).status();
            let has_it = imports.is_ok_and(|status| status.success());
            if has_it { Some(python) } else { skipped("pyHanko is not installed").then_some(python) }
        };
        FOUND.get_or_init(find).clone().map(|python| Self { python })
    }

    fn run(&self, world: &World, words: &[&str]) -> Run {
        run(world, Command::new(&self.python).arg(PYHANKO).args(words))
    }

    /// Runs a verb that must do what it is asked.
    pub(super) fn ok(&self, world: &World, words: &[&str]) -> Run {
        let run = self.run(world, words);
        assert_eq!(run.code, 0, "pyHanko {words:?}: {run:?}");
        run
    }

    /// Runs a verb that must be refused.
    pub(super) fn refuses(&self, world: &World, words: &[&str]) {
        let run = self.run(world, words);
        assert!(run.code == 1 && run.stderr.contains("refused: "), "pyHanko {words:?}: {run:?}");
    }
}

/// Compiles into a directory of Cargo's for tests; later runs find the classes of the same source there.
fn compile() -> Option<PathBuf> {
    let present = |program: &str| Command::new(program).arg("-version").output().is_ok();
    if !present("java") || !present("javac") {
        skipped("java or javac is not installed");
        return None;
    }
    if !JARS.iter().all(|jar| Path::new(jar).exists()) {
        skipped("Bouncy Castle is not installed");
        return None;
    }
    let mut hasher = DefaultHasher::new();
    std::fs::read(PROGRAM).expect("read").hash(&mut hasher);
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let classes = scratch.join(format!("bouncy-castle-{:016x}", hasher.finish()));
    if !classes.exists() {
        let fresh = tempfile::tempdir_in(scratch).expect("temporary directory");
        let mut javac = Command::new("javac");
        javac.args(["-cp", &JARS.join(":"), "-d"]).arg(fresh.path()).arg(PROGRAM);
        let run = Run::of(javac.stdin(Stdio::null()).output().expect("run javac"));
        assert_eq!(run.code, 0, "javac: {run:?}");
        // Another run may have been faster; its classes are the same.
        if std::fs::rename(fresh.path(), &classes).is_ok() {
            let _moved = fresh.keep();
        }
    }
    Some(classes)
}

fn run(world: &World, command: &mut Command) -> Run {
    Run::of(command.current_dir(world.root()).env("LC_ALL", "C.UTF-8").stdin(Stdio::null()).output().expect("run peer"))
}

/// Says that tests are skipped, on the real stderr: libtest keeps to itself what a passing test prints.
fn skipped(why: &str) -> bool {
    assert!(std::env::var("FUIN_INTEROP").as_deref() != Ok("required"), "{why}, and FUIN_INTEROP=required");
    writeln!(std::io::stderr(), "skipped: {why}").expect("stderr");
    false
}
