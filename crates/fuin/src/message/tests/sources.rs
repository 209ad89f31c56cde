//! The sources that say messages: string literals, and calls that name a message with its values.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A source file without its tests.
pub(super) struct Source {
    pub(super) path: String,
    text: String,
}

/// A call that names a message and its values in place.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) key: String,
    pub(super) values: BTreeSet<String>,
}

/// Calls that end in a key and its values.
const CALLS: [&str; 4] = ["text(", "usage(", "said(", "warn("];

/// The facade and the command.
pub(super) fn all() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    for folder in ["crates/fuin/src", "cli"] {
        collect(&root.join(folder), &mut found);
    }
    assert!(found.len() > 60, "the sources are not where they were");
    found
}

/// What makes verdicts.
pub(super) fn of_policies() -> Vec<Source> {
    let mut found = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuin-policy/src"), &mut found);
    found.retain(|source| !source.path.ends_with("codes.rs"));
    found
}

fn collect(folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "tests" {
            collect(&path, found);
        } else if name.ends_with(".rs") && name != "tests.rs" {
            let text = fs::read_to_string(&path).unwrap();
            let tested = text.find("#[cfg(test)]").unwrap_or(text.len());
            found.push(Source { path: path.display().to_string(), text: text[..tested].to_owned() });
        }
    }
}

impl Source {
    /// Every string literal.
    pub(super) fn literals(&self) -> BTreeSet<String> {
        literals(&self.text)
    }

    /// Every call with a literal key and literal names of values.
    pub(super) fn calls(&self) -> Vec<Call> {
        let mut calls = Vec::new();
        for name in CALLS {
            for (at, _) in self.text.match_indices(name) {
                let rest = self.text[at + name.len()..].trim_start();
                let Some(key) = rest.strip_prefix('"').and_then(|rest| rest.split('"').next()) else { continue };
                let after = rest[key.len() + 2..].trim_start();
                let Some(after) = after.strip_prefix(',') else { continue };
                let after = after.trim_start();
                let Some(list) = after.strip_prefix("&[").or_else(|| after.strip_prefix('[')) else { continue };
                calls.push(Call { key: key.to_owned(), values: names(list) });
            }
        }
        calls
    }
}

/// The names in `("a", …), ("b", …)]`, up to the bracket that closes the list.
fn names(list: &str) -> BTreeSet<String> {
    let (mut depth, mut quoted, mut end) = (1, false, list.len());
    let mut before = ' ';
    for (at, c) in list.char_indices() {
        match c {
            '"' if before != '\\' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            end = at;
            break;
        }
        before = c;
    }
    let list = &list[..end];
    list.match_indices("(\"")
        .filter_map(|(at, _)| list[at + 2..].split_once("\","))
        .map(|(name, _)| name.to_owned())
        .collect()
}

fn literals(text: &str) -> BTreeSet<String> {
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let mut found = BTreeSet::new();
    for line in code {
        // Literals of keys, codes and names hold no escapes and no quotes; what others look like does not matter.
        found.extend(line.split('"').skip(1).step_by(2).map(str::to_owned));
        found.extend(line.split('"').map(str::to_owned));
    }
    found
}
