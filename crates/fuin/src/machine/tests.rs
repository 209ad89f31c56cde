//! The settings of a machine, of whoever runs the tests; tests/cli/machine.rs has the system's own.
#![expect(clippy::disallowed_methods, reason = "tests write files")]

use std::os::unix::fs::PermissionsExt;

use super::*;

fn machine(root: &Path, owner: u32) -> Result<Machine, Error> {
    Machine::owned_by(owner, root, &fuin_crypto_aws_lc::provider())
}

#[test]
fn without_a_directory_everything_is_left_to_the_home() {
    let directory = tempfile::tempdir().unwrap();
    let owner = rustix::process::getuid().as_raw();
    let none = machine(&directory.path().join("fuin"), owner).unwrap();
    assert!(none.policies().is_empty() && none.anchors().is_empty());
    assert_eq!(none.lock(), AnchorLock::Add);
    none.permit_own_anchors().unwrap();
}

#[test]
fn what_belongs_to_another_or_is_a_pipe_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let (root, owner) = (directory.path().join("fuin"), rustix::process::getuid().as_raw());
    std::fs::create_dir(&root).unwrap();
    std::fs::set_permissions(&root, std::fs::Permissions::from_mode(0o755)).unwrap();
    machine(&root, owner).unwrap();
    assert!(matches!(machine(&root, owner + 1), Err(Error::Unprotected { .. })));
    let settings = root.join("machine.toml");
    std::fs::write(&settings, "schema = 1\n[lock]\nanchors = \"machine\"\n").unwrap();
    std::fs::set_permissions(&settings, std::fs::Permissions::from_mode(0o644)).unwrap();
    let locked = machine(&root, owner).unwrap();
    assert!(matches!(locked.permit_own_anchors(), Err(Error::AnchorsLocked { .. })));
    std::fs::write(&settings, vec![b'#'; 70_000]).unwrap();
    assert!(matches!(machine(&root, owner), Err(Error::TooLarge { .. })));
    std::fs::remove_file(&settings).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, &settings, 0o644.into()).unwrap();
    assert!(matches!(machine(&root, owner), Err(Error::NotRegular { .. })));
}
