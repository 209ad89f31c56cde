#![expect(clippy::disallowed_methods, reason = "tests write files")]

use std::os::unix::fs::PermissionsExt;

use super::*;

fn home() -> (tempfile::TempDir, Home) {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("home");
    let home = Home::create(&root, "Ministry A", None, jiff::Timestamp::UNIX_EPOCH).unwrap();
    (directory, home)
}

fn answers(recipient: &str) -> Remembered {
    Remembered {
        grades: Some("C2I2A1".into()),
        restrictions: vec!["no-copy".into(), "keep-until=2055-03-31".into()],
        recipients: vec![recipient.into()],
    }
}

#[test]
fn each_folder_has_its_own_memory_under_one_name() {
    let (directory, home) = home();
    let (first, second) = (directory.path().join("first"), directory.path().join("second"));
    std::fs::create_dir(&first).unwrap();
    std::fs::create_dir(&second).unwrap();
    assert_eq!(home.remembered(&first).unwrap(), Remembered::default());
    home.remember(&first, answers("b")).unwrap();
    home.remember(&second, answers("c")).unwrap();
    assert_eq!(home.remembered(&first.join("../first")).unwrap(), answers("b"));
    home.remember(&first, answers("d")).unwrap();
    assert_eq!(home.remembered(&first).unwrap(), answers("d"));
    assert_eq!(home.remembered(&second).unwrap(), answers("c"));
    let mode = home.memory_path().metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "who was written to is nobody else's business");
    assert!(first.read_dir().unwrap().next().is_none(), "nothing is left in the folder");
}

#[test]
fn the_oldest_folder_is_forgotten() {
    let (directory, home) = home();
    let folder = |number: usize| Folder {
        path: format!("/folder/{number}"),
        grades: None,
        restrictions: Vec::new(),
        recipients: Vec::new(),
    };
    let full: Vec<Folder> = (0..MAX_FOLDERS).map(folder).collect();
    std::fs::write(home.memory_path(), encode(&full).unwrap()).unwrap();
    home.remember(directory.path(), answers("b")).unwrap();
    let kept = home.read_memory().unwrap().folder;
    assert_eq!(kept.len(), MAX_FOLDERS);
    assert_eq!(kept.first().unwrap().path, "/folder/1");
    assert_eq!(home.remembered(directory.path()).unwrap(), answers("b"));
}

#[test]
fn a_memory_over_the_limit_forgets_the_older_half() {
    let (directory, home) = home();
    let long = |number: usize| Folder {
        path: format!("/folder/{number}"),
        grades: None,
        restrictions: vec!["x".repeat(MAX_TEXT); 5],
        recipients: Vec::new(),
    };
    let many: Vec<Folder> = (0..190).map(long).collect();
    std::fs::write(home.memory_path(), encode(&many).unwrap()).unwrap();
    home.remembered(directory.path()).unwrap();
    let longer = Remembered { restrictions: vec!["x".repeat(MAX_TEXT); 60], ..answers("b") };
    let others: Vec<std::path::PathBuf> = (0..3).map(|number| directory.path().join(number.to_string())).collect();
    for other in &others {
        std::fs::create_dir(other).unwrap();
        home.remember(other, longer.clone()).unwrap();
    }
    assert!(home.memory_path().metadata().unwrap().len() <= MAX_FILE);
    assert!(others.iter().all(|other| home.remembered(other).unwrap() == longer));
    assert!(home.read_memory().unwrap().folder.len() < 190);
}

#[test]
fn a_broken_memory_is_an_error_until_something_is_remembered_anew() {
    let (directory, home) = home();
    let entry =
        |text: &str| format!("schema = 1\n[[folder]]\npath = \"/x\"\nrestrictions = []\nrecipients = [\"{text}\"]");
    let broken = [
        "nonsense".to_owned(),
        "schema = 2\n".to_owned(),
        "schema = 1\nextra = 1\n".to_owned(),
        entry("\\u202e"),
        entry(&"x".repeat(MAX_TEXT + 1)),
        "#".repeat(2 << 20),
    ];
    for content in broken {
        std::fs::write(home.memory_path(), &content).unwrap();
        assert!(home.remembered(directory.path()).is_err(), "{content:.80}");
        home.remember(directory.path(), answers("b")).unwrap();
        assert_eq!(home.remembered(directory.path()).unwrap(), answers("b"));
    }
}
