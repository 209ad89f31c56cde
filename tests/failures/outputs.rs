//! Outputs that are in the way, inputs that are outputs, and the order of publication.

use crate::traces::Watched;
use crate::world::World;

const SEAL: [&str; 6] = ["-r", "b", "--label", "C2I2A1", "--passphrase-file", "pw"];

#[test]
fn what_exists_is_not_replaced_unless_asked() {
    let world = World::with_two_agencies();
    let sealed = world.sealed("report.txt", "new");
    let first = world.read(&sealed);
    // Sealing, to the derived name and to a named one.
    world.fails("a", &[&["seal", "report.txt"][..], &SEAL].concat(), 1);
    assert_eq!(world.read(&sealed), first);
    world.ok("a", &[&["seal", "report.txt", "--overwrite"][..], &SEAL].concat());
    assert_ne!(world.read(&sealed), first);

    let watched = Watched::new(&world);
    let write = |name: &str, content: &str| std::fs::write(world.path("target").join(name), content).unwrap();
    let read = |name: &str| std::fs::read(world.path("target").join(name)).unwrap();
    write("out.txt", "old");
    let run = watched.open(&sealed, &["-o", "out.txt"]);
    assert_eq!((run.code, watched.left().len()), (1, 1), "{run:?}");
    assert_eq!(read("out.txt"), b"old");
    // The name inside is taken.
    write("report.txt", "old");
    let run = watched.open(&sealed, &[]);
    assert_eq!((run.code, watched.left().len()), (1, 2), "{run:?}");
    assert_eq!(read("report.txt"), b"old");
    // A label in the way is no less than a file in the way.
    write("free.txt.label.toml", "old");
    let run = watched.open(&sealed, &["-o", "free.txt"]);
    assert_eq!((run.code, watched.left().len()), (1, 3), "{run:?}");
    assert_eq!(read("free.txt.label.toml"), b"old");

    let run = watched.open(&sealed, &["-o", "out.txt", "--overwrite"]);
    assert_eq!((run.code, watched.left().len()), (0, 4), "{run:?}");
    assert_eq!(read("out.txt"), b"new");

    // An altered file does not touch what it would have replaced.
    let mut altered = world.read(&sealed);
    let tag = altered.len() - 7;
    altered[tag] ^= 1;
    world.write("altered.p7m", altered);
    let label = read("out.txt.label.toml");
    let run = watched.open("altered.p7m", &["-o", "out.txt", "--overwrite"]);
    assert_eq!((run.code, watched.left().len()), (4, 4), "{run:?}");
    assert_eq!((read("out.txt").as_slice(), read("out.txt.label.toml")), (&b"new"[..], label));
}

/// A dangling link is a name too: nothing is written through it.
#[test]
fn a_link_is_not_written_through() {
    let world = World::with_two_agencies();
    let sealed = world.sealed("report.txt", "new");
    let watched = Watched::new(&world);
    let (link, elsewhere) = (world.path("target").join("out.txt"), world.path("elsewhere.txt"));
    std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
    assert_eq!(watched.open(&sealed, &["-o", "out.txt"]).code, 1);
    assert!(!elsewhere.exists());
    assert_eq!(watched.open(&sealed, &["-o", "out.txt", "--overwrite"]).code, 0);
    assert!(!elsewhere.exists() && !link.is_symlink());
}

#[test]
fn a_file_is_not_its_own_output() {
    let world = World::with_two_agencies();
    let sealed = world.sealed("report.txt", "content");
    let (before, content) = (world.read(&sealed), world.read("report.txt"));
    let pass = ["--passphrase-file", "pw"];
    let same = format!("./{sealed}");
    world.fails("b", &[&["open", &sealed, "-o", &same, "--overwrite"][..], &pass].concat(), 2);
    std::os::unix::fs::symlink(world.path(&sealed), world.path("link.p7m")).unwrap();
    world.fails("b", &[&["open", "link.p7m", "-o", &sealed, "--overwrite"][..], &pass].concat(), 2);
    world.fails("a", &[&["seal", "report.txt", "-o", "./report.txt", "--overwrite"][..], &SEAL].concat(), 2);
    assert_eq!((world.read(&sealed), world.read("report.txt")), (before, content));
}

/// A content never stands without its label: when the label cannot be published, neither is the content.
#[test]
fn the_label_is_published_first() {
    let world = World::with_two_agencies();
    let sealed = world.sealed("report.txt", "content");
    let watched = Watched::new(&world);
    // A directory can be replaced by nothing, not even when asked.
    std::fs::create_dir(world.path("target").join("out.txt.label.toml")).unwrap();
    let run = watched.open(&sealed, &["-o", "out.txt", "--overwrite"]);
    assert_eq!((run.code, watched.left().len()), (1, 1), "{run:?}");
}
