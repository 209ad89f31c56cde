//! Every MUST of spec/*.md has an implementation and a test that quote it, and no quotation has rotted.
//!
//! A page states one requirement to a line, a sentence with MUST that ends with a full stop. Code quotes it where it
//! fulfils it, and a test where it would notice that it does not (there with a second line, between the two):
//!
//! ```text
//! //= spec/cms-profile.md#streaming
//! //= type=test
//! //# Octets after the outermost value MUST be refused.
//! ```

#![expect(clippy::expect_used, reason = "a tree that cannot be read is a failed test")]

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

/// Where code that fulfils or tests a requirement may stand.
const CODE: &[&str] = &["crates", "cli", "tests"];
/// This file, whose own examples are no citations.
const SELF: &str = "tests/spec.rs";

/// A text with its path relative to the root.
struct Source {
    path: String,
    text: String,
}

/// A sentence of a page, under the anchor of its heading.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    page: String,
    anchor: String,
    sentence: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}: {}", self.page, self.anchor, self.sentence)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Implementation,
    Test,
}

struct Citation {
    place: Place,
    kind: Kind,
    /// Whether it stands in test code.
    in_tests: bool,
    file: String,
    line: usize,
}

/// Everything that is wrong between pages and code, in the order of the pages.
fn violations(pages: &[Source], code: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    let mut sentences: Vec<Place> = Vec::new();
    for page in pages {
        sentences.extend(sentences_of(page, &mut found));
    }
    let mut citations = Vec::new();
    for source in code {
        citations.extend(citations_of(source, &mut found));
    }
    for citation in &citations {
        let at = format!("{}:{}", citation.file, citation.line);
        if !sentences.contains(&citation.place) {
            found.push(format!("stale citation in {at}: {}", citation.place));
        }
        match (citation.kind, citation.in_tests) {
            (Kind::Test, false) => found.push(format!("test citation outside test code in {at}: {}", citation.place)),
            (Kind::Implementation, true) => {
                found.push(format!("citation without `type=test` in test code in {at}: {}", citation.place));
            }
            _ => {}
        }
    }
    let mut cited: BTreeMap<&Place, (bool, bool)> = BTreeMap::new();
    for citation in &citations {
        let (implemented, tested) = cited.entry(&citation.place).or_default();
        *implemented |= citation.kind == Kind::Implementation && !citation.in_tests;
        *tested |= citation.kind == Kind::Test && citation.in_tests;
    }
    for place in sentences.iter().filter(|place| is_requirement(&place.sentence)) {
        let (implemented, tested) = cited.get(place).copied().unwrap_or_default();
        if !implemented {
            found.push(format!("no implementation cites {place}"));
        }
        if !tested {
            found.push(format!("no test cites {place}"));
        }
    }
    found
}

/// The sentences of a page outside of code blocks; what breaks the rules for requirements goes to `found`.
fn sentences_of(page: &Source, found: &mut Vec<String>) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let mut anchors: Vec<String> = Vec::new();
    let mut fenced = false;
    for (index, line) in page.text.lines().enumerate() {
        let at = format!("{}:{}", page.path, index + 1);
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced || line.starts_with("    ") {
            continue;
        }
        if line.starts_with('#') {
            let anchor = anchor(line);
            if anchors.contains(&anchor) {
                found.push(format!("{at}: a second heading with the anchor #{anchor}"));
            }
            anchors.push(anchor);
            continue;
        }
        for sentence in split_sentences(without_marker(line)) {
            let anchor = anchors.last().cloned().unwrap_or_default();
            let place = Place { page: page.path.clone(), anchor, sentence: sentence.to_owned() };
            if is_requirement(sentence) {
                if !sentence.ends_with('.') {
                    found.push(format!("{at}: a requirement that is no sentence on a line of its own: {sentence}"));
                }
                if places.iter().any(|other| other.sentence == sentence) {
                    found.push(format!("{at}: the same requirement twice: {sentence}"));
                }
            }
            places.push(place);
        }
    }
    places
}

/// Whether a sentence obliges. Words in quotation marks or backticks only speak of the word.
fn is_requirement(sentence: &str) -> bool {
    !sentence.contains("RFC 2119") && sentence.split_whitespace().any(|word| word == "MUST")
}

/// The anchor that a heading gets: lower case, spaces to hyphens, punctuation dropped.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// A line without the mark of a list item.
fn without_marker(line: &str) -> &str {
    let line = line.trim();
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let unmarked = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or(line);
    if number.len() < line.len() { number.strip_prefix(". ").unwrap_or(unmarked) } else { unmarked }
}

/// Cuts after each full stop that a capital letter follows.
fn split_sentences(line: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut rest = line;
    let mut from = 0;
    while let Some(stop) = rest.get(from..).and_then(|tail| tail.find(". ")).map(|stop| from + stop) {
        let (sentence, tail) = rest.split_at(stop + 1);
        if tail.trim_start().starts_with(char::is_uppercase) {
            sentences.push(sentence.trim());
            rest = tail;
            from = 0;
        } else {
            from = stop + 2;
        }
    }
    sentences.push(rest.trim());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

/// The citations of a file; broken ones go to `found`.
fn citations_of(source: &Source, found: &mut Vec<String>) -> Vec<Citation> {
    let mut citations = Vec::new();
    let mut in_tests = is_test_file(&source.path);
    let mut lines = source.text.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let line = line.trim();
        // Unit tests stand last in their file.
        if line == "#[cfg(test)]" && lines.peek().is_some_and(|(_, next)| next.trim_end().ends_with('{')) {
            in_tests = true;
        }
        let at = format!("{}:{}", source.path, index + 1);
        if line.starts_with("//#") {
            found.push(format!("a quotation without `//= page#anchor` before it in {at}"));
            continue;
        }
        let Some(target) = line.strip_prefix("//=").map(str::trim) else { continue };
        let Some((page, anchor)) = target.split_once('#') else {
            found.push(format!("a citation without page#anchor in {at}: {target}"));
            continue;
        };
        let mut kind = Kind::Implementation;
        if let Some((_, next)) = lines.peek()
            && let Some(marker) = next.trim().strip_prefix("//=")
        {
            if marker.trim() == "type=test" {
                kind = Kind::Test;
            } else {
                found.push(format!("a citation that is cut short in {at}: {target}"));
                continue;
            }
            lines.next();
        }
        let mut quoted: Vec<String> = Vec::new();
        while let Some(text) = lines.peek().and_then(|(_, next)| next.trim().strip_prefix("//#")) {
            quoted.push(text.trim().to_owned());
            lines.next();
        }
        let place = Place { page: page.to_owned(), anchor: anchor.to_owned(), sentence: quoted.join(" ") };
        citations.push(Citation { place, kind, in_tests, file: source.path.clone(), line: index + 1 });
    }
    citations
}

fn is_test_file(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part.strip_suffix(".rs").is_some_and(|stem| stem.ends_with("tests")))
}

/// Reads every file with this extension under `folder`, at most `depth` folders deep.
fn read_all(folder: &str, extension: &str, depth: usize) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![(root.join(folder), 0)];
    while let Some((folder, level)) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the workspace") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && level < depth && path.file_name().is_none_or(|name| name != "target") {
                folders.push((path, level + 1));
            } else if path.is_file() && path.extension().is_some_and(|found| found == extension) {
                let text = fs::read_to_string(&path).expect("a text file");
                let path = path.strip_prefix(root).expect("a path under the root").display().to_string();
                found.push(Source { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

#[test]
fn every_requirement_is_implemented_and_tested() {
    let pages = read_all("spec", "md", 0);
    assert!(!pages.is_empty(), "no pages under spec/");
    let mut code: Vec<Source> = CODE.iter().flat_map(|folder| read_all(folder, "rs", 16)).collect();
    code.retain(|source| source.path != SELF);
    let violations = violations(&pages, &code);
    assert!(violations.is_empty(), "{} violations\n{}", violations.len(), violations.join("\n"));
}

mod the_check_itself {
    use super::*;

    const PAGE: &str = "# Page\n\nThe words MUST and MAY are those of RFC 2119.\n\n## First Part, of 2\n\n\
        - Octets MUST be whole. Nobody wonders.\n- Signs SHOULD be clear.\n\n```text\nA sample MUST not count.\n```\n";
    const PLACE: &str = "spec/page.md#first-part-of-2";

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    fn cite(target: &str, marker: &str, sentence: &str) -> String {
        format!("    //= {target}\n{marker}    //# {sentence}\n    code();\n")
    }

    fn implementation() -> Source {
        source("crates/a/src/b.rs", &cite(PLACE, "", "Octets MUST be whole."))
    }

    fn test() -> Source {
        source("crates/a/tests/b.rs", &cite(PLACE, "    //= type=test\n", "Octets MUST be whole."))
    }

    fn check(page: &str, code: &[Source]) -> Vec<String> {
        violations(&[source("spec/page.md", page)], code)
    }

    #[track_caller]
    fn assert_only(found: &[String], beginning: &str) {
        assert!(found.len() == 1 && found[0].starts_with(beginning), "{found:#?}");
    }

    #[test]
    fn what_is_cited_on_both_sides_passes() {
        assert_eq!(check(PAGE, &[implementation(), test()]), [""; 0]);
    }

    #[test]
    fn a_missing_implementation_is_named() {
        let expected = "no implementation cites spec/page.md#first-part-of-2: Octets MUST be whole.";
        assert_only(&check(PAGE, &[test()]), expected);
    }

    #[test]
    fn a_missing_test_is_named() {
        let expected = "no test cites spec/page.md#first-part-of-2: Octets MUST be whole.";
        assert_only(&check(PAGE, &[implementation()]), expected);
    }

    #[test]
    fn all_failures_come_at_once() {
        assert_eq!(check(PAGE, &[]).len(), 2);
    }

    #[test]
    fn a_stale_citation_is_named() {
        for (target, sentence) in [
            (PLACE, "Octets MUST be complete."),
            (PLACE, "Octets MUST be whole"),
            (PLACE, "A sample MUST not count."),
            (PLACE, ""),
            ("spec/page.md#page", "Octets MUST be whole."),
            ("spec/gone.md#first-part-of-2", "Octets MUST be whole."),
        ] {
            let stale = source("cli/c.rs", &cite(target, "", sentence));
            let found = check(PAGE, &[implementation(), test(), stale]);
            assert_only(&found, &format!("stale citation in cli/c.rs:1: {target}: {sentence}"));
        }
    }

    #[test]
    fn broken_citations_are_named() {
        for (text, expected) in [
            ("//# Octets MUST be whole.\n", "a quotation without"),
            ("//= spec/page.md\n//# Octets MUST be whole.\n", "a citation without page#anchor"),
            ("//= spec/page.md#page\n//= type=todo\n", "a citation that is cut short"),
        ] {
            let found = check(PAGE, &[implementation(), test(), source("cli/c.rs", text)]);
            assert!(found.iter().any(|violation| violation.starts_with(expected)), "{text}: {found:#?}");
        }
    }

    #[test]
    fn a_quotation_may_go_over_several_lines() {
        let text = format!("//= {PLACE}\n//# Octets MUST\n//# be whole.\n");
        assert_eq!(check(PAGE, &[source("cli/c.rs", &text), test()]), [""; 0]);
    }

    #[test]
    fn a_should_may_be_cited_and_needs_not_be() {
        let cited = source("cli/c.rs", &cite(PLACE, "", "Signs SHOULD be clear."));
        assert_eq!(check(PAGE, &[implementation(), test(), cited]), [""; 0]);
    }

    #[test]
    fn unit_tests_count_as_tests_and_as_nothing_else() {
        let marker = "    //= type=test\n";
        let unit = |marker: &str| {
            let cited = cite(PLACE, marker, "Octets MUST be whole.");
            source("crates/a/src/c.rs", &format!("code();\n#[cfg(test)]\nmod tests {{\n{cited}}}\n"))
        };
        assert_eq!(check(PAGE, &[implementation(), unit(marker)]), [""; 0]);
        assert!(check(PAGE, &[implementation(), unit("")])[0].starts_with("citation without `type=test` in test code"));
        // A module in another file ends nothing in this one.
        let declared = format!("#[cfg(test)]\nmod tests;\n{}", implementation().text);
        assert_eq!(check(PAGE, &[source("crates/a/src/c.rs", &declared), test()]), [""; 0]);
        let own_file = source("crates/a/src/c/tests.rs", &cite(PLACE, marker, "Octets MUST be whole."));
        assert_eq!(check(PAGE, &[implementation(), own_file]), [""; 0]);
        let misplaced = source("crates/a/src/c.rs", &cite(PLACE, marker, "Octets MUST be whole."));
        assert_only(&check(PAGE, &[implementation(), test(), misplaced]), "test citation outside test code");
    }

    #[test]
    fn a_page_keeps_its_form() {
        let second = format!("{PAGE}\n## First part of 2\n\nText.\n");
        assert_only(&check(&second, &[implementation(), test()]), "spec/page.md:14: a second heading");
        let wrapped = format!("{PAGE}\n- Words MUST be\n  on one line.\n");
        let found = check(&wrapped, &[implementation(), test()]);
        assert!(found[0].starts_with("spec/page.md:14: a requirement that is no sentence"), "{found:#?}");
        let twice = format!("{PAGE}\n## Again\n\n1. Octets MUST be whole.\n");
        let found = check(&twice, &[implementation(), test()]);
        assert!(found[0].starts_with("spec/page.md:16: the same requirement twice"), "{found:#?}");
    }

    #[test]
    fn sentences_end_where_a_capital_follows() {
        assert_eq!(split_sentences("A b. C d."), ["A b.", "C d."]);
        assert_eq!(split_sentences("Sect. 5, e.g. this. "), ["Sect. 5, e.g. this."]);
        assert_eq!(split_sentences("RFC 5652 (5.1) rules. `x` too. Ü."), ["RFC 5652 (5.1) rules. `x` too.", "Ü."]);
        assert_eq!(split_sentences(""), [""; 0]);
    }
}
