#![expect(clippy::disallowed_methods, reason = "tests damage what the cache has written")]

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000_i64.saturating_add(second)).unwrap()
}

fn entry(content: &[u8]) -> Entry {
    Entry { fetched: at(0), fresh_until: at(100), media_type: Some("a/b".to_owned()), content: content.to_vec() }
}

fn cache(max_octets: u64) -> (tempfile::TempDir, Cache) {
    let parent = tempfile::tempdir().unwrap();
    let cache = Cache::open(&parent.path().join("a/b"), max_octets, &fuin_crypto_aws_lc::provider()).unwrap();
    (parent, cache)
}

#[test]
fn an_answer_is_found_while_it_is_fresh() {
    let (_parent, cache) = cache(1 << 20);
    let key = cache.key("crl", "http://a.example/", b"");
    assert_eq!(cache.read(&key, at(1), 100), None);
    cache.write(&key, &entry(b"x\n\ny"));
    assert_eq!(cache.read(&key, at(0), 100), Some(entry(b"x\n\ny")));
    assert_eq!(cache.read(&key, at(99), 4), Some(entry(b"x\n\ny")));
    assert_eq!(cache.read(&key, at(100), 100), None, "stale");
    assert_eq!(cache.read(&key, at(-1), 100), None, "of the future");
    assert_eq!(cache.read(&key, at(1), 3), None, "too long");
    cache.forget(&key);
    assert_eq!(cache.read(&key, at(1), 100), None);
}

#[test]
fn keys_tell_every_question_apart() {
    let (_parent, cache) = cache(1 << 20);
    let keys = [
        cache.key("crl", "http://a.example/", b""),
        cache.key("ocsp", "http://a.example/", b""),
        cache.key("crl", "http://a.example/x", b""),
        cache.key("crl", "http://a.example/", b"x"),
    ];
    for (index, key) in keys.iter().enumerate() {
        assert!(is_key(&key.0));
        assert!(!keys[..index].contains(key));
    }
}

#[test]
fn files_are_private() {
    let (_parent, cache) = cache(1 << 20);
    let key = cache.key("crl", "u", b"");
    cache.write(&key, &entry(b"x"));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&cache.folder), 0o700);
    assert_eq!(mode(&cache.folder.join(&key.0)), 0o600);
    assert_eq!(fs::read_dir(&cache.folder).unwrap().count(), 1, "no unfinished file stays");
}

#[test]
fn any_changed_octet_makes_an_entry_absent() {
    let (_parent, cache) = cache(1 << 20);
    let key = cache.key("crl", "u", b"");
    cache.write(&key, &entry(b"content"));
    let path = cache.folder.join(&key.0);
    let whole = fs::read(&path).unwrap();
    for index in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[index] ^= 0x80;
        fs::write(&path, damaged).unwrap();
        assert_eq!(cache.read(&key, at(1), 100), None, "octet {index}");
        fs::write(&path, &whole[..index]).unwrap();
        assert_eq!(cache.read(&key, at(1), 100), None, "cut to {index}");
    }
    fs::write(&path, b"\n".repeat(4096)).unwrap();
    assert_eq!(cache.read(&key, at(1), 100_000), None);
    fs::write(&path, &whole).unwrap();
    assert!(cache.read(&key, at(1), 100).is_some());
    let other = cache.key("crl", "other", b"");
    fs::rename(&path, cache.folder.join(&other.0)).unwrap();
    assert_eq!(cache.read(&other, at(1), 100), None, "an entry under the name of another");
}

#[test]
fn links_pipes_and_folders_in_place_of_an_entry_are_passed_over() {
    let (parent, cache) = cache(1 << 20);
    let key = cache.key("crl", "u", b"");
    cache.write(&key, &entry(b"content"));
    let path = cache.folder.join(&key.0);
    let elsewhere = parent.path().join("elsewhere");
    fs::rename(&path, &elsewhere).unwrap();
    symlink(&elsewhere, &path).unwrap();
    assert_eq!(cache.read(&key, at(1), 100), None, "link");
    fs::remove_file(&path).unwrap();
    rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    assert_eq!(cache.read(&key, at(1), 100), None, "pipe");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert_eq!(cache.read(&key, at(1), 100), None, "folder");
    cache.write(&key, &entry(b"content"));
    cache.forget(&key);
    assert_eq!(cache.read(&key, at(1), 100), None, "a folder stays in the way");
}

#[test]
fn the_oldest_files_go_first() {
    let (_parent, cache) = cache(2_000);
    let keys: Vec<_> = (0..3).map(|it| cache.key("crl", &it.to_string(), b"")).collect();
    fs::write(cache.folder.join("of somebody else"), vec![0; 10_000]).unwrap();
    for (index, key) in (0_u64..).zip(&keys) {
        cache.write(key, &entry(&[0; 600]));
        let written = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000 + index);
        if let Ok(file) = File::options().write(true).open(cache.folder.join(&key.0)) {
            file.set_modified(written).unwrap();
        }
    }
    let kept: Vec<_> = keys.iter().map(|key| cache.read(key, at(1), 1_000).is_some()).collect();
    assert_eq!(kept, [false, true, true]);
    assert!(cache.folder.join("of somebody else").exists());
    let large = cache.key("crl", "large", b"");
    cache.write(&large, &entry(&[0; 2_000]));
    assert_eq!(cache.read(&large, at(1), 10_000), None, "over the bound by itself");
    assert!(cache.read(&keys[2], at(1), 1_000).is_some(), "and it pushes nothing out");
}

#[test]
fn a_folder_that_others_reach_is_refused() {
    let parent = tempfile::tempdir().unwrap();
    let open = |name: &str| Cache::open(&parent.path().join(name), 1, &fuin_crypto_aws_lc::provider()).err();
    let refused = |name: &str, fault| Some(Error::Cache { folder: parent.path().join(name), fault });
    fs::create_dir(parent.path().join("open")).unwrap();
    fs::set_permissions(parent.path().join("open"), Permissions::from_mode(0o750)).unwrap();
    assert_eq!(open("open"), refused("open", CacheFault::NotPrivate));
    fs::create_dir(parent.path().join("real")).unwrap();
    fs::set_permissions(parent.path().join("real"), Permissions::from_mode(0o700)).unwrap();
    symlink(parent.path().join("real"), parent.path().join("link")).unwrap();
    assert_eq!(open("link"), refused("link", CacheFault::NotAFolder));
    assert_eq!(open("real"), None);
    fs::write(parent.path().join("file"), b"").unwrap();
    assert!(matches!(open("file"), Some(Error::Cache { fault: CacheFault::Io(_), .. })));
}
