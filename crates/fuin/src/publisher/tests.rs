//! What a draft leaves and does not leave.
#![expect(clippy::disallowed_methods, reason = "tests put files in the way")]

use super::*;

#[test]
fn an_unpublished_draft_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut draft = Draft::in_directory(home.path()).unwrap();
    draft.write_all(b"plaintext").unwrap();
    draft.flush().unwrap();
    drop(draft);
    assert_eq!(home.path().read_dir().unwrap().count(), 0);
}

#[test]
fn a_published_draft_has_its_name_content_and_mode() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("key.pem");
    publish_bytes(&path, b"one", Overwrite::Refuse, Access::Private).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"one");
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert!(matches!(publish_bytes(&path, b"two", Overwrite::Refuse, Access::Private), Err(Error::Exists { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), b"one");
    publish_bytes(&path, b"two", Overwrite::Replace, Access::Private).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"two");
    assert_eq!(home.path().read_dir().unwrap().count(), 1);
}

#[test]
fn a_name_taken_meanwhile_is_not_replaced() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("report.txt");
    let draft = Draft::for_target(&path, Overwrite::Refuse).unwrap();
    std::fs::write(&path, b"other").unwrap();
    assert!(matches!(draft.publish(&path, Overwrite::Refuse, Access::Ordinary), Err(Error::Exists { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), b"other");
}

#[test]
fn a_directory_is_never_a_target() {
    let home = tempfile::tempdir().unwrap();
    assert!(matches!(check_absent(home.path(), Overwrite::Replace), Err(Error::IsDirectory { .. })));
}
