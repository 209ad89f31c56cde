use clap::{CommandFactory, Parser};

use super::Arguments;

/// Where hints are written.
const SOURCES: [&str; 5] = [
    include_str!("../../crates/fuin/src/error.rs"),
    include_str!("../../crates/fuin/src/permission.rs"),
    include_str!("../../crates/fuin/src/trust.rs"),
    include_str!("../commands/key.rs"),
    include_str!("../commands/seal.rs"),
];

#[test]
fn the_definitions_are_consistent() {
    Arguments::command().debug_assert();
}

#[test]
fn hints_that_are_commands_can_be_typed() {
    let texts: Vec<String> = SOURCES.into_iter().flat_map(literals).collect();
    let mut whole = 0;
    for text in &texts {
        for (at, _) in text.match_indices("fuin ") {
            let (before, command) = text.split_at(at);
            if before.is_empty() || before.ends_with(": ") {
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
    let name = |at: usize| words.get(at).map_or("", |word| word.trim_end_matches([',', ';', '.']));
    let fuin = Arguments::command();
    let verb = fuin.find_subcommand(name(1))?;
    let complete = !verb.has_subcommands() || verb.find_subcommand(name(2)).is_some();
    (!complete).then(|| format!("{} {}", name(1), name(2)))
}

/// The words of a command line, with what a format string leaves open filled in.
fn words(line: &str) -> Vec<String> {
    let mut quoted = false;
    let split = |c: char| {
        quoted ^= c == '"';
        c == ' ' && !quoted
    };
    line.split(split).map(|word| word.replace('"', "").replace("{}", "x")).collect()
}

/// The string literals of a source, comments left out.
fn literals(source: &str) -> Vec<String> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = code.collect::<Vec<_>>().join("\n").replace("\\\"", "\u{1}").replace("'\"'", "");
    code.split('"').skip(1).step_by(2).map(|text| text.replace('\u{1}', "\"")).collect()
}
