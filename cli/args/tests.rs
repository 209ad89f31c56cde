use clap::{CommandFactory, Parser};

use super::Arguments;

/// Where what people read is written, hints among it.
const TABLES: [&str; 7] = [
    include_str!("../../crates/fuin/messages/en/error.ftl"),
    include_str!("../../crates/fuin/messages/en/path.ftl"),
    include_str!("../../crates/fuin/messages/en/refusal.ftl"),
    include_str!("../../crates/fuin/messages/en/report.ftl"),
    include_str!("../../crates/fuin/messages/en/usage.ftl"),
    include_str!("../../crates/fuin/messages/en/verb.ftl"),
    include_str!("../../crates/fuin/messages/en/ask.ftl"),
];

#[test]
fn the_definitions_are_consistent() {
    Arguments::command().debug_assert();
}

#[test]
fn hints_that_are_commands_can_be_typed() {
    let texts: Vec<(bool, String)> = TABLES.into_iter().flat_map(messages).collect();
    let mut whole = 0;
    for (is_hint, text) in &texts {
        for (at, _) in text.match_indices("fuin ") {
            let (before, command) = text.split_at(at);
            if (before.is_empty() && *is_hint) || before.ends_with(": ") {
                let parsed = Arguments::try_parse_from(words(command));
                assert!(parsed.is_ok(), "\"{command}\" cannot be typed: {parsed:?}");
                whole += 1;
            } else if let Some(missing) = missing_verb(command) {
                panic!("\"{text}\" speaks of {missing}, which does not exist");
            }
        }
    }
    assert!(whole >= 8, "the hints were not found: {texts:?}");
}

/// The verb that a sentence names and that does not exist, as `key` without its second word; `fuin takes` is prose.
fn missing_verb(command: &str) -> Option<String> {
    let words = words(command);
    let name = |at: usize| words.get(at).map_or("", |word| word.trim_end_matches([',', ';', '.', ')']));
    let fuin = Arguments::command();
    let verb = fuin.find_subcommand(name(1))?;
    let complete = !verb.has_subcommands() || verb.find_subcommand(name(2)).is_some();
    (!complete).then(|| format!("{} {}", name(1), name(2)))
}

/// The words of a command line, with what a message leaves open filled in.
fn words(line: &str) -> Vec<String> {
    let mut filled = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("{ $") {
        filled.push_str(before);
        filled.push('x');
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    filled.push_str(rest);
    let mut quoted = false;
    let split = |c: char| {
        quoted ^= c == '"';
        c == ' ' && !quoted
    };
    filled.split(split).map(|word| word.replace('"', "")).collect()
}

/// The messages of a table, each alternative of one by itself, and whether they are hints; comments left out.
fn messages(table: &str) -> Vec<(bool, String)> {
    let (mut found, mut is_hint) = (Vec::new(), false);
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let text = match line.split_once(" = ") {
            Some((key, value)) if !key.contains(' ') => {
                is_hint = key.ends_with("-hint");
                value
            }
            _ => line.trim().split_once("] ").map_or(line.trim(), |(_, value)| value),
        };
        found.push((is_hint, text.to_owned()));
    }
    found
}
