//! README.md, the tours in tests/examples and the help of every verb are run as they are printed.
//!
//! A tour is one story: its commands run in one fresh directory, in order. What differs from run to run (times, serial
//! numbers, fingerprints, sizes) is shown as it once was and compared as anything. `TRYCMD=overwrite cargo test --test
//! examples` writes what the commands print now into the pages; read the difference before you commit it.
#![expect(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "tests")]
#![expect(clippy::print_stderr, reason = "a skip must be seen")]
#![allow(unused_crate_dependencies, reason = "the root package's dependencies are those of all suites")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use trycmd::TestCases;
use trycmd::schema::Bin;

/// What the commands of a tour may be, beside fuin and openssl.
const TOOLS: [&str; 4] = ["sh", "cat", "rm", "test"];
/// What lies in the directory of a tour: a policy of an agency that is content with the baseline.
const POLICY: (&str, &str) = ("ministry-policy.toml", "policies/jp-common-standards.toml");
/// The part of a tour that only an OpenSSL which follows RFC 5083 can run.
const NEEDS_CURRENT_OPENSSL: &str = "## Without fuin";

#[test]
fn the_tour_in_the_readme_is_true() {
    run_tour("README.md");
}

#[test]
fn the_examples_of_the_help_do_what_they_say() {
    run_tour("tests/examples/verbs.md");
}

#[test]
fn the_help_is_as_reviewed() {
    let cases = TestCases::new();
    cases.env("LC_ALL", "C.UTF-8").register_bin("fuin", fuin()).case("tests/examples/help/*.trycmd");
    cases.run();
}

#[test]
fn no_verb_is_without_a_reviewed_help() {
    let reviewed: BTreeSet<String> = pages("tests/examples/help").iter().flat_map(|page| commands(page)).collect();
    let missing: Vec<String> =
        verbs().iter().map(|verb| format!("{verb} --help")).filter(|command| !reviewed.contains(command)).collect();
    assert!(missing.is_empty(), "no case in tests/examples/help shows {missing:?}");
}

#[test]
fn every_example_of_the_help_is_run() {
    let tours = ["README.md", "tests/examples/verbs.md"];
    let run: BTreeSet<String> =
        tours.iter().flat_map(|tour| commands(&read(tour))).map(|command| as_on_a_terminal(&command)).collect();
    let examples: Vec<String> = verbs().iter().flat_map(|verb| examples(&help(verb))).collect();
    assert!(examples.len() > 10, "the help has lost its examples: {examples:?}");
    let missing: Vec<&String> = examples.iter().filter(|example| !run.contains(*example)).collect();
    assert!(missing.is_empty(), "neither {tours:?} runs {missing:?}");
}

#[test]
fn the_links_of_the_pages_lead_somewhere() {
    for page in ["README.md", "SECURITY.md", "CHANGELOG.md", "CONTRIBUTING.md"] {
        let text = read(page);
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.contains("://")) {
            let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
            assert!(root().join(path).exists(), "{page}: there is no {path}");
            let found = anchor.is_empty() || headings(&read(path)).contains(anchor);
            assert!(found, "{page}: {path} has no heading {anchor}");
        }
    }
}

/// The anchors that a page's headings have where pages are shown.
fn headings(page: &str) -> BTreeSet<String> {
    let titles = page.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    titles.map(|title| title.to_lowercase().replace(' ', "-").replace([',', '`', '.'], "")).collect()
}

/// Runs a page of commands in a fresh directory, after which the directory is gone.
fn run_tour(page: &str) {
    let openssl = Openssl::found();
    if openssl == Openssl::Absent {
        return skip(&format!("{page} needs openssl 3 for its test authority"));
    }
    let overwriting = std::env::var_os("TRYCMD").is_some_and(|mode| mode == "overwrite");
    let original = read(page);
    let mut tour = Tour::of(&original, overwriting);
    if openssl == Openssl::Old {
        skip(&format!("\"{NEEDS_CURRENT_OPENSSL}\" of {page} needs openssl {CURRENT_OPENSSL:?} or later"));
        tour.ignore_after(NEEDS_CURRENT_OPENSSL);
    }
    let directory = tempfile::tempdir().unwrap();
    let copy = directory.path().join(page.rsplit('/').next().unwrap());
    fs::write(&copy, &tour.text).unwrap();
    // The one holds what lies there; the other's presence lets the commands write.
    fs::create_dir(copy.with_extension("in")).unwrap();
    fs::copy(root().join(POLICY.1), copy.with_extension("in").join(POLICY.0)).unwrap();
    fs::create_dir(copy.with_extension("out")).unwrap();

    let cases = TestCases::new();
    // Where a command names no home, nobody's own must be touched.
    let data = directory.path().join("data").to_str().unwrap().to_owned();
    cases.env("LC_ALL", "C.UTF-8").env("XDG_DATA_HOME", &data).register_bin("fuin", fuin());
    // Where a line needs a shell, the shell looks for the command itself.
    let here = Path::new(env!("CARGO_BIN_EXE_fuin")).parent().unwrap();
    cases.env("PATH", format!("{}:{}", here.display(), std::env::var("PATH").unwrap_or_default()));
    cases.insert_var("[DATA]", data).unwrap();
    cases.register_bins(TOOLS.iter().chain(&["openssl"]).map(|tool| (*tool, on_the_path(tool))));
    cases.case(&copy).run();
    if overwriting {
        fs::write(root().join(page), tour.restored(&fs::read_to_string(&copy).unwrap())).unwrap();
    }
}

/// A page in the form that trycmd runs, with the same lines at the same numbers.
struct Tour {
    text: String,
    /// Lines as they are run, and as the page shows them.
    wrapped: Vec<(String, String)>,
}

impl Tour {
    /// Gives lines that need a shell to one, and redacts the output unless it is to be written anew.
    fn of(page: &str, overwriting: bool) -> Self {
        let mut tour = Self { text: String::new(), wrapped: Vec::new() };
        let mut in_console = false;
        for line in page.lines() {
            in_console = if line.starts_with("```") { line == "```console" } else { in_console };
            let needs_shell = has_operator(line);
            let ran = match line.strip_prefix("$ ") {
                Some(command) if in_console && needs_shell => {
                    let ran = format!("$ sh -c '{}'", command.replace('\'', r"'\''"));
                    tour.wrapped.push((ran.clone(), line.to_owned()));
                    ran
                }
                None if in_console && !overwriting => redacted(line),
                _ => line.to_owned(),
            };
            tour.text.push_str(&ran);
            tour.text.push('\n');
        }
        tour
    }

    fn ignore_after(&mut self, heading: &str) {
        if let Some(at) = self.text.find(heading) {
            let rest = self.text.split_off(at);
            self.text.push_str(&rest.replace("```console", "```console,ignore"));
        }
    }

    /// The page as people read it, with the output that trycmd has written.
    fn restored(&self, text: &str) -> String {
        self.wrapped.iter().fold(text.to_owned(), |text, (ran, shown)| text.replace(ran, shown))
    }
}

/// Whether a command line pipes or redirects, outside quotes.
fn has_operator(line: &str) -> bool {
    let mut quote = None;
    line.chars().any(|c| {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
        quote.is_none() && matches!(c, '|' | '<' | '>')
    })
}

/// A line of output in which times, long hexadecimal numbers and sizes may be anything.
fn redacted(line: &str) -> String {
    // OpenSSL's way to write names differs between its releases.
    if line.starts_with("subject=") {
        return "subject=[..]".to_owned();
    }
    let is_size = line.trim_start().starts_with("content ");
    let is_part = |c: char| c.is_ascii_alphanumeric() || ":.-".contains(c);
    let mut text = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len()).max(c.len_utf8());
        let (word, after) = rest.split_at(end);
        let varies = is_time(word) || is_number(word) || (is_size && word.bytes().all(|b| b.is_ascii_digit()));
        text.push_str(if varies { "[..]" } else { word });
        rest = after;
    }
    text
}

/// A time, or a day: decisions tell the days they were made on and reach to.
fn is_time(word: &str) -> bool {
    // The examples that are stated on command lines lie further off.
    let is_day = word.len() == 10 && word.parse::<jiff::civil::Date>().is_ok_and(|day| day.year() < 2055);
    is_day || word.parse::<jiff::Timestamp>().is_ok()
}

/// A serial number or fingerprint.
fn is_number(word: &str) -> bool {
    word.len() >= 16 && word.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The fuin commands that a page runs, without what only a script must say.
fn commands(page: &str) -> Vec<String> {
    let typed = page.lines().filter_map(|line| line.strip_prefix("$ "));
    typed.filter_map(|line| line.find("fuin ").map(|at| line.split_at(at).1.to_owned())).collect()
}

/// The same command for someone at a terminal, who is asked for the pass phrase.
fn as_on_a_terminal(command: &str) -> String {
    let mut words: Vec<&str> = command.split(' ').collect();
    if let Some(at) = words.iter().position(|word| *word == "--passphrase-file") {
        words.drain(at..(at + 2).min(words.len()));
    }
    words.join(" ")
}

/// The examples at the end of a help text; what follows in parentheses is a remark.
fn examples(help: &str) -> Vec<String> {
    let after = help.lines().skip_while(|line| !matches!(*line, "Example:" | "Examples:")).skip(1);
    let shown = after.take_while(|line| line.starts_with("  fuin "));
    shown.map(|line| line.split("  (").next().unwrap_or(line).trim().to_owned()).collect()
}

/// Every command that has a help of its own, from `fuin` downwards.
fn verbs() -> Vec<String> {
    let mut verbs = vec!["fuin".to_owned()];
    let mut next = 0;
    while let Some(verb) = verbs.get(next).cloned() {
        let text = help(&verb);
        let listed = text.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
        let names = listed.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
        verbs.extend(names.map(|name| format!("{verb} {name}")));
        next += 1;
    }
    assert!(verbs.len() > 15, "the list of commands could not be read: {verbs:?}");
    verbs
}

fn help(verb: &str) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_fuin")).args(verb.split(' ').skip(1)).arg("--help").output().unwrap();
    assert!(run.status.success(), "{verb} --help: {run:?}");
    String::from_utf8(run.stdout).unwrap()
}

/// Which openssl is here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Openssl {
    /// None, or one that cannot issue the tour's certificates.
    Absent,
    /// One that tags authenticated attributes otherwise than RFC 5083.
    Old,
    /// One that reads what fuin writes.
    Current,
}

/// The first release that reads what fuin writes; tests/run installs it.
const CURRENT_OPENSSL: [u32; 3] = [3, 0, 22];

impl Openssl {
    fn found() -> Self {
        let Ok(run) = Command::new("openssl").arg("version").output() else { return Self::Absent };
        // The library does the work; releases before 3 do not print it apart.
        let line = String::from_utf8_lossy(&run.stdout).into_owned();
        let printed = line.rsplit("OpenSSL ").next().and_then(|rest| rest.split([' ', '-']).next()).unwrap_or_default();
        let version: Vec<u32> = printed.split('.').map_while(|part| part.parse().ok()).collect();
        match version.as_slice() {
            version if version >= CURRENT_OPENSSL.as_slice() => Self::Current,
            [major, ..] if *major >= 3 => Self::Old,
            _ => Self::Absent,
        }
    }
}

/// Says what is passed over; where every tool must be present, that is a failure.
fn skip(what: &str) {
    assert!(std::env::var_os("FUIN_INTEROP").is_none_or(|wanted| wanted != "required"), "{what}");
    eprintln!("skipped: {what}");
}

fn fuin() -> Bin {
    Bin::Path(env!("CARGO_BIN_EXE_fuin").into())
}

fn on_the_path(tool: &str) -> Bin {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found: Option<PathBuf> =
        std::env::split_paths(&path).map(|folder| folder.join(tool)).find(|file| file.is_file());
    Bin::Path(found.unwrap_or_else(|| panic!("{tool} is not on the PATH")))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(page: &str) -> String {
    fs::read_to_string(root().join(page)).unwrap_or_else(|error| panic!("{page}: {error}"))
}

fn pages(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    entries.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()).collect()
}

#[test]
fn only_what_varies_is_redacted() {
    let size = "  content       1663 octets with its signature";
    assert_eq!(redacted(size), size.replace("1663", "[..]"));
    assert_eq!(redacted("valid until 2027-11-23T21:08:47Z"), "valid until [..]");
    assert_eq!(redacted("  SHA-256 d77f93d58a923240"), "  SHA-256 [..]");
    let kept = "  because: until 2055-03-31 (column 2051-2060) at least 192 bits, 機密性2  [strength, LS-0003]";
    assert_eq!(redacted(kept), kept);
}

#[test]
fn a_shell_gets_only_what_needs_one() {
    let tour = Tour::of("```console\n$ echo 'a > b'\n$ echo 'a' > b\n```\n", false);
    assert_eq!(tour.text, "```console\n$ echo 'a > b'\n$ sh -c 'echo '\\''a'\\'' > b'\n```\n");
    assert_eq!(tour.restored(&tour.text), "```console\n$ echo 'a > b'\n$ echo 'a' > b\n```\n");
}
