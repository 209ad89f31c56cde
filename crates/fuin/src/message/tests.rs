use super::*;

mod completeness;
mod grammar;
pub(crate) mod samples;
mod sources;

#[test]
fn a_message_is_found_filled_and_without_isolation_marks() {
    let arguments = [("action", "read"), ("path", "a.txt")];
    assert_eq!(Messages::ENGLISH.text("io-file", &arguments), "cannot read a.txt");
    assert_eq!(Messages::new(Language::Japanese).text("io-file", &arguments), "a.txt を読み取れません");
}

#[test]
fn a_message_that_the_language_lacks_is_english_and_one_that_is_nowhere_its_key() {
    let only_english = crate::message::table::Table::parse("en", &[("x", "a = b")]);
    assert_eq!(only_english.text("a", &FluentArgs::new()).as_deref(), Some("b"));
    assert_eq!(only_english.text("c", &FluentArgs::new()), None);
    assert_eq!(Messages::new(Language::Japanese).text("no-such-message", &[]), "no-such-message");
}

#[test]
fn a_message_chooses_by_numbers_too() {
    let horizon = |years: &str| {
        let values = [("level", "C1"), ("keep", "none"), ("confidential", years), ("both", "no")];
        Messages::ENGLISH.text("guide-horizon", &values)
    };
    assert_eq!(horizon("1"), "C1: the content must stay secret for 1 year");
    assert_eq!(horizon("10"), "C1: the content must stay secret for 10 years");
    let none = [("day", "2055-03-31"), ("from", "2051"), ("to", "2060"), ("least", "0"), ("instead", "none")];
    let said = Messages::ENGLISH.text("policy-strength-too-low-required", &none);
    assert!(said.contains("no strength is enough"), "{said}");
}

#[test]
fn what_a_value_says_is_never_read_as_a_message() {
    let hostile = "{ $path } { io-stream } \u{202e}";
    let said = Messages::ENGLISH.text("output-exists", &[("path", hostile)]);
    assert_eq!(said, format!("{hostile} exists already"));
}

#[test]
fn parts_in_an_operation_are_said_in_the_language() {
    let japanese = Messages::new(Language::Japanese);
    assert_eq!(Messages::ENGLISH.party("recipient b"), "recipient b");
    assert_eq!(Messages::ENGLISH.party("CRL of CN=A"), "CRL of CN=A");
    assert_eq!(japanese.party("recipient b"), "宛先 b ");
    assert_eq!(japanese.party("your own certificate"), "あなたの証明書");
    assert_eq!(japanese.party("recipient without a certificate"), "証明書のない宛先");
    assert_eq!(japanese.party("someone"), "someone");
}

#[test]
fn a_violation_keeps_its_shape() {
    let violation = fuin_policy::Violation {
        policy: "p".into(),
        serial: 1,
        rule: "rule listed".into(),
        clause: Some("3.1.1".into()),
        code: "policy.recipient.unlisted",
        arguments: vec![("label", "C3I2A1".into()), ("recipient", "tanaka".into())],
        until: None,
        why: None,
    };
    assert_eq!(
        Messages::ENGLISH.violation(&violation).line,
        "\"tanaka\" is not listed; the label C3I2A1 requires every recipient to be listed  [rule listed, 3.1.1]"
    );
    assert_eq!(
        Messages::new(Language::Japanese).violation(&violation).line,
        "「tanaka」は宛先名簿にありません。ラベル C3I2A1 は全ての宛先が名簿にあることを求めています  [rule listed, 3.1.1]"
    );
}
