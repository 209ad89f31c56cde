//! A disk that is full, and one without unnamed files: real file systems, mounted where that is allowed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::traces::{collect, skipped};
use crate::world::{Run, World};

/// A file system that is unmounted when the test ends, however it ends.
struct Mounted {
    path: PathBuf,
}

impl Mounted {
    /// A new tmpfs with room for `kib` KiB; none where mounting is not allowed.
    fn tmpfs(path: &Path, kib: usize) -> Option<Self> {
        std::fs::create_dir_all(path).unwrap();
        let options = format!("size={kib}k,nosuid,nodev");
        mount(&["-t", "tmpfs", "-o", &options, "tmpfs"], path)
    }

    /// A FAT file system in `image`; none where it cannot be made or mounted.
    fn fat(path: &Path, image: &Path) -> Option<Self> {
        std::fs::create_dir_all(path).unwrap();
        std::fs::File::create(image).unwrap().set_len(16 << 20).unwrap();
        let image = image.to_str().unwrap();
        let made = Command::new("mkfs.vfat").arg(image).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !made.is_ok_and(|status| status.success()) {
            return None;
        }
        mount(&["-t", "vfat", "-o", "loop", image], path)
    }

    fn left(&self) -> BTreeSet<PathBuf> {
        let mut left = BTreeSet::new();
        collect(&self.path, &mut left);
        left
    }
}

fn mount(args: &[&str], path: &Path) -> Option<Mounted> {
    let status = Command::new("mount").args(args).arg(path).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success()).then(|| Mounted { path: path.to_owned() })
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.path).status();
    }
}

const PASS: [&str; 2] = ["--passphrase-file", "pw"];

#[test]
fn a_full_disk_is_exit_1_and_keeps_nothing() {
    let world = World::with_two_agencies();
    let sealed = world.sealed("report.bin", vec![7; 8 << 20]);
    let Some(full) = Mounted::tmpfs(&world.path("full"), 4096) else {
        return skipped("a full disk: mounting a tmpfs is not allowed here");
    };
    let in_full = |mut command: Command| {
        let run = Run::of(command.env("TMPDIR", &full.path).output().unwrap());
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
        assert_eq!(full.left(), BTreeSet::new(), "{run:?}");
        run
    };
    // Opened onto it by name, by the name inside, and to a pipe by way of it.
    in_full(world.command("b", &[&["open", &sealed, "-o", "full/report.bin"][..], &PASS].concat()));
    in_full(world.command("b", &[&["open", &sealed, "-o", "-"][..], &PASS].concat()));
    let (input, pass) = (format!("../{sealed}"), "../pw");
    let mut inside = world.command("b", &["open", &input, "--passphrase-file", pass]);
    inside.current_dir(&full.path);
    in_full(inside);
    // A pipe that has to be spooled there before it is read twice.
    let mut cat = Command::new("cat").arg(world.path(&sealed)).stdout(Stdio::piped()).spawn().unwrap();
    let mut piped = world.command("b", &[&["open", "-", "-o", "out.bin"][..], &PASS].concat());
    piped.stdin(cat.stdout.take().unwrap());
    in_full(piped);
    let _ = cat.wait();
    assert!(!world.exists("out.bin") && !world.exists("out.bin.label.toml"));
    // Sealed and signed onto it.
    let labelled = ["report.bin", "-r", "b", "--label", "C2I2A1", "-o", "full/sealed.p7m"];
    in_full(world.command("a", &[&["seal"][..], &labelled, &PASS].concat()));
    let labelled = ["report.bin", "--attached", "--label", "C1I2A1", "-o", "full/signed.p7m"];
    in_full(world.command("a", &[&["sign"][..], &labelled, &PASS].concat()));
}

/// The label takes the last room, and the end of the content, still buffered, finds none: the label goes again.
#[test]
fn a_label_does_not_stay_without_its_content() {
    let world = World::with_two_agencies();
    let Some(full) = Mounted::tmpfs(&world.path("full"), 4096) else {
        return skipped("a full disk: mounting a tmpfs is not allowed here");
    };
    let open = |sealed: &str| world.fuin("b", &[&["open", sealed, "-o", "full/out.bin"][..], &PASS].concat());
    let fits = world.sealed("fits.bin", vec![7; 3 << 20]);
    assert_eq!(open(&fits).code, 0);
    assert_eq!(full.left().len(), 2);
    for path in full.left() {
        std::fs::remove_file(path).unwrap();
    }
    // All of the disk but 1 KiB: content and label together need one page more than there is.
    let over = world.sealed("over.bin", vec![7; (4 << 20) - 1024]);
    let run = open(&over);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(full.left(), BTreeSet::new());
}

#[test]
fn a_disk_without_unnamed_files_gets_the_same_outputs() {
    let world = World::with_two_agencies();
    let sealed = world.sealed("report.txt", "content");
    let path = world.path("fat");
    let Some(fat) = Mounted::fat(&path, &world.path("fat.img")) else {
        return skipped("a disk without O_TMPFILE: no FAT file system can be made or mounted here");
    };
    let args = [&["open", sealed.as_str(), "-o", "fat/out.txt"][..], &PASS].concat();
    world.ok("b", &args);
    assert_eq!(std::fs::read(path.join("out.txt")).unwrap(), b"content");
    let whole = BTreeSet::from([path.join("out.txt"), path.join("out.txt.label.toml")]);
    assert_eq!(fat.left(), whole);
    world.fails("b", &args, 1);
    world.ok("b", &[&args[..], &["--overwrite"]].concat());
    assert_eq!(fat.left(), whole);

    let mut altered = world.read(&sealed);
    let tag = altered.len() - 7;
    altered[tag] ^= 1;
    world.write("altered.p7m", altered);
    world.fails("b", &[&["open", "altered.p7m", "-o", "fat/other.txt"][..], &PASS].concat(), 4);
    assert_eq!(fat.left(), whole);
}
