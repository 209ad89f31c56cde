//! The record as it is written, read back, and as strangers would write it.

#![expect(clippy::disallowed_methods, reason = "tests write what strangers would")]

use fuin_crypto_aws_lc::provider;
use jiff::Timestamp;

use super::*;
use crate::machine::Machine;

fn context() -> Context {
    let now = Timestamp::from_second(1_800_000_000).unwrap();
    Context::without_home(&Machine::none(), provider(), now).unwrap()
}

fn reception(message: u8, content: &[u8]) -> Reception {
    let algorithm = DigestAlgorithm::Sha384;
    let octets = provider().digest(algorithm).unwrap().digest(content);
    let content_len = content.len() as u64;
    let content = ContentDigest { algorithm, octets };
    Reception { message: [message; 32], content, octets: content_len, origin: Origin::Received }
}

fn past_of(received: &Received, context: &Context, file: &Path) -> (Vec<Past>, usize) {
    let mut circumstances = Circumstances::default();
    received.add_to(&mut circumstances, file, context).unwrap();
    (circumstances.past, circumstances.earlier_labels.len())
}

#[test]
fn what_was_received_is_known_by_its_content_alone() {
    let directory = tempfile::tempdir().unwrap();
    let context = context();
    let vocabulary = context.policies.vocabulary();
    let mut received = Received { path: directory.path().join("received.jsonl"), entries: Vec::new() };
    let label = |restrictions: &[&str]| vocabulary.parse_label("C2I2A1", restrictions).unwrap();
    received.remember(&reception(1, b"content"), &label(&["no-forwarding"]), &context).unwrap();
    received.remember(&reception(2, b"content"), &label(&["no-copy"]), &context).unwrap();
    received.remember(&reception(3, b"content"), &label(&["no-copy"]), &context).unwrap();
    let own = Reception { origin: Origin::Own, ..reception(4, b"own") };
    received.remember(&own, &label(&[]), &context).unwrap();
    received.remember(&reception(5, b""), &label(&[]), &context).unwrap();
    assert!(received.has_opened(&[4; 32]) && !received.has_opened(&[9; 32]));

    let file = directory.path().join("file");
    for (content, expected) in
        [("content", (vec![Past::Received], 2)), ("contenT", (vec![], 0)), ("own", (vec![], 0)), ("", (vec![], 0))]
    {
        std::fs::write(&file, content).unwrap();
        assert_eq!(past_of(&received, &context, &file), expected, "{content}");
    }
    let text = std::fs::read_to_string(&received.path).unwrap();
    let (again, form) = parse(text.lines().next().unwrap().as_bytes()).unwrap();
    assert_eq!((again, form.label(vocabulary).unwrap()), (reception(1, b"content"), label(&["no-forwarding"])));
}

#[test]
fn lines_of_strangers_are_errors() {
    let context = context();
    let label = context.policies.vocabulary().parse_label::<&str>("C2", &[]).unwrap();
    let form = Sidecar::of(&label, context.policies.vocabulary());
    let line = String::from_utf8(encode(&reception(1, b"content"), &form, &context).unwrap()).unwrap();
    assert!(parse(line.as_bytes()).is_ok());
    for (from, to) in [
        ("\"schema\":1", "\"schema\":2"),
        ("sha-384:", "sha-256:"),
        ("sha-384:", "md5:"),
        ("sha-384:", "sha-384"),
        ("0101", "01"),
        ("0101", "zz01"),
        ("\"octets\":7", "\"octets\":-7"),
        ("\"octets\":7", "\"octets\":7,\"more\":1"),
        ("\"label\":{", "\"label\":{\"more\":1,"),
        ("\n", ""),
    ] {
        let changed = line.replacen(from, to, 1);
        assert_ne!(changed, line, "{from}");
        assert_eq!(parse(changed.as_bytes()).is_err(), from != "\n", "{changed}");
    }
    assert!(parse(&vec![b'['; 1 << 20]).is_err());
}
