//! The file of records: its lines, its size, and who may read it.
#![expect(clippy::disallowed_methods, reason = "tests write files")]

use fuin_label::Label;
use fuin_policy::JP_COMMON_STANDARDS;

use super::file::{append, earlier};
use super::*;
use crate::home::built_in;

fn policies() -> Policies {
    assert!(!JP_COMMON_STANDARDS.is_empty());
    built_in(&fuin_crypto_aws_lc::provider()).unwrap()
}

fn record(policies: &Policies, label: &Label, subject: &str) -> Record {
    let uses = [AlgorithmUse::new("aes-256-gcm", fuin_crypto::Role::ContentEncryption, 256, subject)];
    let mut asked = Asked::default();
    asked.note(&Request::new(Operation::Seal, LabelFact::Stated(label)).with_algorithms(&uses));
    asked.record(policies, &[], Some("../report.txt"), Timestamp::UNIX_EPOCH).unwrap()
}

#[test]
fn what_is_recorded_is_read_back_as_the_same_request() {
    let (directory, policies) = (tempfile::tempdir().unwrap(), policies());
    let label = policies.vocabulary().parse_label("C2I2A1", &["no-copy", "keep-until=2040-03-31"]).unwrap();
    let written = record(&policies, &label, "the content");
    assert_eq!(written.file, None, "a name that leads out of the directory is none");
    let path = directory.path().join("requests.jsonl");
    append(&path, &written).unwrap();
    append(&path, &written).unwrap();
    let mut read = Vec::new();
    read_all(&path, |line, record| {
        read.push((line, record));
        Ok(())
    })
    .unwrap();
    assert_eq!(read, [(1, written.clone()), (2, written)]);
    let again = request::again(&read[0].1, policies.vocabulary()).ok().unwrap();
    assert_eq!(again.request().label, LabelFact::Stated(&label));
    assert_eq!(again.request().algorithms[0].name, "aes-256-gcm");
}

//= spec/policy.md#recorded-requests
//= type=test
//# Before the file grows over 16 MiB, it MUST be renamed to `requests.1.jsonl`, in place of the one before.
//= spec/policy.md#recorded-requests
//= type=test
//# A line MUST NOT be longer than 4 MiB.
#[test]
fn the_file_is_turned_over_and_a_line_has_a_limit() {
    let (directory, policies) = (tempfile::tempdir().unwrap(), policies());
    let label = policies.vocabulary().parse_label::<&str>("C2", &[]).unwrap();
    let path = directory.path().join("requests.jsonl");
    let large = record(&policies, &label, &"x".repeat(3 << 20));
    for _ in 0..6 {
        append(&path, &large).unwrap();
        assert!(path.metadata().unwrap().len() <= MAX_FILE);
    }
    assert!(earlier(&path).ends_with("requests.1.jsonl"));
    assert!(earlier(&path).metadata().unwrap().len() > 12 << 20);
    assert!(path.metadata().unwrap().len() < 4 << 20);
    let refused = append(&path, &record(&policies, &label, &"x".repeat(5 << 20)));
    assert!(matches!(refused, Err(Error::TooLarge { .. })));
    std::fs::write(&path, "x".repeat(5 << 20)).unwrap();
    let Err(Error::File { name, .. }) = read_all(&path, |_, _| Ok(())) else { panic!("it was read") };
    assert!(name.ends_with("line 1"));
}

#[test]
fn a_link_is_not_followed() {
    let (directory, policies) = (tempfile::tempdir().unwrap(), policies());
    let label = policies.vocabulary().parse_label::<&str>("C2", &[]).unwrap();
    let (path, elsewhere) = (directory.path().join("requests.jsonl"), directory.path().join("elsewhere"));
    std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
    assert!(append(&path, &record(&policies, &label, "the content")).is_err());
    assert!(!elsewhere.exists());
}
