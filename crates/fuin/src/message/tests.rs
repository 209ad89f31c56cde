use super::*;

#[test]
fn a_message_is_found_filled_and_without_isolation_marks() {
    let arguments = [("action", "read"), ("path", "a.txt")];
    assert_eq!(Messages::new(Language::English).text("io-file", &arguments), "cannot read a.txt");
    assert_eq!(Messages::new(Language::Japanese).text("io-file", &arguments), "a.txt を読み取れません");
}

#[test]
fn without_a_message_there_is_the_key() {
    assert_eq!(Messages::new(Language::Japanese).text("no-such-message", &[]), "no-such-message");
}
