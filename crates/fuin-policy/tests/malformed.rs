//! Documents that must be refused: what is said, and where.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test table fails by panicking")]

#[path = "support/requests.rs"]
mod support;

use fuin_policy::{Diagnostic, Error, MAX_DOCUMENT, Policy};
use support::FOREIGN;

/// The complaints about the test policy after one replacement.
fn complaints(from: &str, to: &str) -> (String, Vec<Diagnostic>) {
    assert!(FOREIGN.contains(from), "the test policy has no {from}");
    let text = FOREIGN.replacen(from, to, 1);
    match Policy::parse(text.as_bytes(), [0; 32]) {
        Err(Error::Document(found)) => (text, found),
        other => panic!("{to}: {:?}", other.map(|policy| policy.id().to_owned())),
    }
}

/// Line and column (from 1) of the first occurrence.
fn position(text: &str, needle: &str) -> (usize, usize) {
    let at = text.find(needle).unwrap_or_else(|| panic!("no {needle}"));
    let before = text.get(..at).unwrap();
    let line = before.matches('\n').count() + 1;
    (line, before.rsplit('\n').next().unwrap().chars().count() + 1)
}

/// Replacement in the test policy, where the complaint points, and what it says.
const FAULTS: &[(&str, &str, &str, &str)] = &[
    ("serial = 1\n", "serial = 1\nextra = 1\n", "extra", "unknown key `extra`"),
    ("schema = 1", "schema = 2", "2\n", "expected a whole number from 1 to 1, found a number"),
    ("serial = 1", "serial = 0", "0\ntitle", "expected a whole number from 1"),
    ("serial = 1", "serial = \"1\"", "\"1\"", "found a string"),
    ("id = \"test-foreign\"", "id = \"Test Foreign\"", "\"Test", "is not an id"),
    ("issued = 2026-11-23", "issued = 2026-11-23T00:00:00Z", "2026-11-23T", "expected a day such as"),
    ("expires = 2027-12-31", "expires = 2025-12-31", "2025-12-31", "before it is issued on 2026-11-23"),
    ("after-expiry = \"warn\"", "after-expiry = \"ignore\"", "\"ignore\"", "is not warn or refuse"),
    ("title = \"Test", "title = \"\\u202ETest", "\"\\u202E", "bidirectional"),
    ("label-policy = \"1.2", "label-policy = \"one.2", "\"one.2", "is not a dotted object identifier"),
    ("marking-language = \"ja\"", "marking-language = \"fr\"", "\"fr\"", "is not en or ja"),
    ("id = \"C2\"", "id = \"c1\"", "\"c1\"", "the level \"c1\" is defined twice"),
    ("id = \"C2\"", "id = \"Secret\"", "\"Secret\"", "is not a letter followed by one to three digits"),
    ("number = 20", "number = 10", "10\nen = \"Confidentiality 2\"", "from low to high"),
    ("number = 10", "number = 5", "5\nen", "expected a whole number from 6 to 256"),
    ("default = \"I2\"", "default = \"A2\"", "\"A2\"", "is not a level of this axis"),
    ("id = \"no-copy\"", "id = \"no-sending\"", "\"no-sending\"\naxis = \"C\"\nverb = \"send\"", "used twice"),
    ("effect = \"prohibit\"", "effect = \"discourage\"", "\"discourage\"", "is not prohibit"),
    ("axis = \"I\"", "axis = \"X\"", "\"X\"", "is not C, I or A"),
    ("en = \"Keep until {}\"", "en = \"Keep\"", "[[restriction]]\nid = \"keep-until\"", "`{}` once"),
    (
        "ja = \"複製禁止\"",
        "ja = \"複製禁止\"\nconflicts = [\"no-idea\"]",
        "\"no-idea\"",
        "is no restriction of this policy",
    ),
    (
        "\nsha-256 = { write = \"always\"",
        "\nsha-256 = { write = \"perhaps\"",
        "\"perhaps\"",
        "is not always, never or a day",
    ),
    (
        "\nsha-256 = { write = \"always\"",
        "\nsha-256 = { write = \"warn\"",
        "\"warn\", verify",
        "is not always, never or a day",
    ),
    ("\nsha-256 = { write = \"always\", ", "\nsha-256 = { ", "{ verify = \"always\"", "`write` is missing"),
    ("\nsha-256 = {", "\n\"SHA 256\" = {", "\"SHA 256\"", "is no name of an algorithm"),
    ("rsa = 3072", "rsa = 777", "777", "from 1024"),
    ("until = [2030, 2040", "until = [2030, 2029", "2029", "the years must grow"),
    ("bits = 192", "bits = 128", "128\nnew = [\"ok\", \"ok\", \"ok\"", "the rows must grow in bits"),
    (
        "new = [\"finish\", \"no\"",
        "new = [\"finish\"",
        "[\"finish\", \"no\", \"no\", \"no\"]\nprocess",
        "4 standings for 5 columns",
    ),
    ("C1 = { confidential = 1 }", "C9 = { confidential = 1 }", "C9", "\"C9\" is no level of this policy"),
    ("foreign = []", "foreign = [\"seal\"]", "\"seal\"", "is not a measure"),
    ("foreign = []", "", "[[rule]]", "the rule demands nothing"),
    (
        "foreign = []",
        "foreign = []\nwhen = { confidentiality = \">C1\" }",
        "\">C1\"",
        "is not a level of confidentiality",
    ),
    ("foreign = []", "foreign = []\nwhen = { integrity = \"C1\" }", "\"C1\" }", "is not a level of integrity"),
    ("foreign = []", "foreign = []\nwhen = { weather = \"fair\" }", "weather", "unknown key `weather`"),
    (
        "foreign = []",
        "foreign = []\nwhen = { place = \"x\" }",
        "\"x\"",
        "is not removable, sync-folder or network-share",
    ),
    ("foreign = []", "foreign = []\ntimestamp = \"optional\"", "\"optional\"", "is not required"),
    ("foreign = []", "foreign = []\nsignature-level = \"X\"", "\"X\"", "is not B, T, LT or LTA"),
    ("foreign = []", "recipients = \"group:board\"", "\"group:board\"", "with a [[group]] of this policy"),
    (
        "foreign = []",
        "recovery-recipient = \"required\"",
        "\"required\"",
        "there is no [[group]] with the id \"recovery\"",
    ),
    ("foreign = []", "sign = \"forbidden\"\ntimestamp = \"required\"", "[[rule]]", "the rule forbids signatures and"),
    ("foreign = []", "waiver = \"allowed\"", "\"allowed\"", "is not forbidden"),
    (
        "[contact]",
        "[[group]]\nid = \"g\"\nen = \"g\"\nja = \"g\"\ncertificates = [\"12\"]\n[contact]",
        "\"12\"",
        "64 hexadecimal digits",
    ),
    (
        "foreign = []",
        "foreign = []\n[[rule]]\nid = \"foreign\"\nsign = \"required\"",
        "\"foreign\"\nsign",
        "used twice",
    ),
    ("schema = 1", "schema = 1\nextends = { id = \"x\" }", "{ id", "`sha256` is missing"),
    ("[contact]", "[authority]\n[contact]", "[authority]", "`name` is missing"),
    ("schema = 1", "schema = = 1", "= 1\nid", ""),
    ("schema = 1", "schema = 1\nschema = 1", "schema = 1\nid", "duplicate key"),
];

//= spec/policy.md#documents
//= type=test
//# A document with an unknown key MUST be refused.
#[test]
fn every_fault_is_told_with_its_place() {
    for (from, to, needle, message) in FAULTS {
        let (text, found) = complaints(from, to);
        let (line, column) = position(&text, needle);
        let told = |d: &Diagnostic| (d.line, d.column) == (line, column) && d.message.contains(message);
        assert!(found.iter().any(told), "{to}: expected {line}:{column} {message}, found {found:#?}");
    }
}

//= spec/policy.md#documents
//= type=test
//# All errors of a document MUST be reported together, each with its line and column.
#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_text() {
    let text = "schema = 1\nid = \"X\"\nserial = 1\n  colour = \"é\"\n[strength]\nfrom = 2022\nuntil = [2030]\n";
    let Err(Error::Document(found)) = Policy::parse(text.as_bytes(), [0; 32]) else { panic!("must be refused") };
    let told = found.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert!(told.contains(&"line 2, column 6: \"X\" is not an id: at most 64 of a-z, 0-9, `.` and `-`, neither first nor last a `.` or `-`".to_owned()));
    assert!(told.contains(&"line 4, column 3: unknown key `colour`".to_owned()), "{told:#?}");
    assert!(told.contains(&"line 5, column 1: the strength table has no rows or no columns".to_owned()), "{told:#?}");
    for key in ["title", "issued", "expires", "grades", "algorithms", "key-sizes", "label-policy"] {
        assert!(told.iter().any(|line| line.ends_with(&format!("`{key}` is missing"))), "{key}: {told:#?}");
    }
    assert!(found.is_sorted(), "{told:#?}");
}

//= spec/policy.md#documents
//= type=test
//# A document of more than 1 MiB MUST be refused before it is read.
//= spec/policy.md#documents
//= type=test
//# A document of more than 20,000 lines or 40,000 opening brackets MUST be refused before it is parsed.
//= spec/policy.md#rules
//= type=test
//# A document of more than 1,000 rules MUST be refused.
#[test]
fn hostile_documents_end_quickly() {
    let large = vec![b'#'; MAX_DOCUMENT + 1];
    assert!(
        matches!(Policy::parse(&large, [0; 32]), Err(Error::TooLarge { octets, .. }) if octets == MAX_DOCUMENT + 1)
    );
    let nested = format!("a = {}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let dotted = format!("{}a = 1", "a.".repeat(100_000));
    let unknown = (0..100_000).map(|n| format!("k{n}=1\n")).collect::<String>();
    let rules = "[[rule]]\n".repeat(100_000);
    let many = "[[rule]]\n".repeat(1001);
    let equals = "=\n".repeat(400_000);
    let deep = format!("a = {}1{}", "[".repeat(30_000), "]".repeat(30_000));
    let hostile = [
        ("nested", nested, "40000 brackets"),
        ("deep", deep, "cannot recurse further"),
        ("dotted", dotted, ""),
        ("unknown", unknown, "20000 lines"),
        ("rules", rules, "20000 lines"),
        ("many rules", many, "more than 1000 rules"),
        ("equals", equals, "20000 lines"),
    ];
    for (what, text, expected) in hostile {
        let Err(Error::Document(found)) = Policy::parse(text.as_bytes(), [0; 32]) else { panic!("{what}") };
        assert!((1..=1000).contains(&found.len()), "{what}: {}", found.len());
        assert!(found.iter().any(|found| found.message.contains(expected)), "{what}: {:?}", found.first());
    }
    let Err(Error::Document(found)) = Policy::parse(b"schema = 1\nid = \"\xff\"", [0; 32]) else { panic!("not UTF-8") };
    assert_eq!(found.first().map(|d| (d.line, d.column)), Some((2, 7)));
}
