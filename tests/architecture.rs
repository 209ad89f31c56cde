//! The rules of CONTRIBUTING.md that a machine can check: floors, primitives, lints, file lengths, file names.
//!
//! Each rule is a function from plain data to violations, so that it can be shown to fail.

#![expect(clippy::expect_used, reason = "a tree that cannot be read is a failed test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// What each crate may depend on inside the workspace. `fuin-crypto-*` stands for every provider.
///
/// Floor 3 is the command, floor 2 the facade, floor 1 what never calls each other, floor 0 what everyone knows.
const MAY_DEPEND_ON: &[(&str, &[&str])] = &[
    ("fuin-cli", &["fuin", "fuin-crypto-*"]),
    ("fuin", &["fuin-policy", "fuin-pki", "fuin-cms", "fuin-fetch", "fuin-label-formats", "fuin-label", "fuin-crypto"]),
    ("fuin-policy", &["fuin-label", "fuin-crypto"]),
    ("fuin-pki", &["fuin-crypto"]),
    ("fuin-cms", &["fuin-crypto", "fuin-label"]),
    ("fuin-fetch", &["fuin-crypto"]),
    ("fuin-label-formats", &["fuin-label"]),
    ("fuin-crypto-*", &["fuin-crypto"]),
    ("fuin-label", &[]),
    ("fuin-crypto", &[]),
];

/// Algorithms and randomness: named by providers alone, so that policy and provider decide what a run may use.
const PRIMITIVES: &[&str] = &[
    "aes",
    "aes-gcm",
    "aes-kw",
    "aws-lc-fips-sys",
    "aws-lc-rs",
    "aws-lc-sys",
    "cbc",
    "chacha20poly1305",
    "ctr",
    "curve25519-dalek",
    "ecdsa",
    "ed25519-dalek",
    "elliptic-curve",
    "getrandom",
    "ghash",
    "hkdf",
    "hmac",
    "ml-dsa",
    "ml-kem",
    "openssl",
    "p256",
    "p384",
    "p521",
    "pbkdf2",
    "rand",
    "rand_core",
    "ring",
    "rsa",
    "scrypt",
    "sha1",
    "sha2",
    "sha3",
    "slh-dsa",
    "x25519-dalek",
];

const MEDIAN_LINES: usize = 200;
const NINETIETH_PERCENTILE_LINES: usize = 450;
const LONGEST_LINES: usize = 700;
/// Begins the first line of a file that has a reason to be longer than [`LONGEST_LINES`].
const LONG_REASON: &str = "// long: ";

/// A workspace crate, and what it depends on when it is built (not when it is tested).
struct Crate {
    name: String,
    manifest: PathBuf,
    dependencies: Vec<String>,
}

struct SourceFile {
    path: String,
    text: String,
}

#[test]
fn crates_depend_on_lower_floors_only() {
    assert_none(&floor_violations(&workspace()));
}

#[test]
fn only_providers_name_primitives() {
    assert_none(&primitive_violations(&workspace()));
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    let crates = workspace();
    let manifests = crates.iter().map(|it| (it.name.as_str(), read(&it.manifest)));
    assert_none(&manifests.filter_map(|(name, manifest)| lint_violation(name, &manifest)).collect::<Vec<_>>());
}

#[test]
fn files_stay_readable() {
    assert_none(&length_violations(&sources(&["crates", "cli"])));
}

#[test]
fn modules_are_named_after_themselves() {
    assert_none(&module_name_violations(&sources(&["crates", "cli", "tests", "benches"])));
}

#[test]
fn every_library_says_what_it_is() {
    let sources = sources(&["crates"]);
    assert!(sources.iter().any(is_library_root), "no lib.rs found");
    assert_none(&library_doc_violations(&sources));
}

fn floor_violations(crates: &[Crate]) -> Vec<String> {
    let mut violations = Vec::new();
    for it in crates {
        let Some((_, allowed)) = MAY_DEPEND_ON.iter().find(|(pattern, _)| stands_for(pattern, &it.name)) else {
            violations.push(format!("{}: has no floor; give it one in MAY_DEPEND_ON and in deny.toml", it.name));
            continue;
        };
        let inside = it.dependencies.iter().filter(|name| crates.iter().any(|other| other.name == **name));
        for dependency in inside {
            if !allowed.iter().any(|pattern| stands_for(pattern, dependency)) {
                violations.push(format!("{}: may not depend on {dependency}; allowed: {allowed:?}", it.name));
            }
        }
    }
    violations
}

fn primitive_violations(crates: &[Crate]) -> Vec<String> {
    let others = crates.iter().filter(|it| !stands_for("fuin-crypto-*", &it.name));
    others
        .flat_map(|it| it.dependencies.iter().map(move |dependency| (&it.name, dependency)))
        .filter(|(_, dependency)| PRIMITIVES.contains(&dependency.as_str()))
        .map(|(name, dependency)| format!("{name}: names the primitive {dependency}; only fuin-crypto-* may"))
        .collect()
}

fn lint_violation(name: &str, manifest: &str) -> Option<String> {
    let table: toml::Table = manifest.parse().expect("a manifest that cargo has read is TOML");
    let inherited = table.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
    (inherited != Some(true)).then(|| format!("{name}: its manifest lacks `[lints] workspace = true`"))
}

fn length_violations(sources: &[SourceFile]) -> Vec<String> {
    let mut lengths: Vec<usize> = sources.iter().map(|it| it.text.lines().count()).collect();
    lengths.sort_unstable();
    let mut violations = Vec::new();
    for (share, limit, name) in [(50, MEDIAN_LINES, "median"), (90, NINETIETH_PERCENTILE_LINES, "90th percentile")] {
        let at_share = lengths.get(lengths.len() * share / 100).copied().unwrap_or(0);
        if at_share > limit {
            violations.push(format!("the {name} of file lengths is {at_share} lines; at most {limit}"));
        }
    }
    for it in sources {
        let lines = it.text.lines().count();
        let reason = it.text.lines().next().and_then(|first| first.strip_prefix(LONG_REASON));
        if lines > LONGEST_LINES && reason.is_none_or(|reason| reason.trim().is_empty()) {
            violations
                .push(format!("{}: {lines} lines; over {LONGEST_LINES} only below `{LONG_REASON}reason`", it.path));
        }
    }
    violations
}

fn module_name_violations(sources: &[SourceFile]) -> Vec<String> {
    let drawers = sources.iter().filter(|it| Path::new(&it.path).ends_with("mod.rs"));
    drawers.map(|it| format!("{}: modules are x.rs and x/, not x/mod.rs", it.path)).collect()
}

fn library_doc_violations(sources: &[SourceFile]) -> Vec<String> {
    let undocumented = sources.iter().filter(|it| is_library_root(it) && !it.text.starts_with("//!"));
    undocumented.map(|it| format!("{}: must begin with `//!`: what the crate does, and what not", it.path)).collect()
}

fn is_library_root(source: &SourceFile) -> bool {
    Path::new(&source.path).ends_with("src/lib.rs")
}

/// A pattern is a name, or a beginning followed by `*`.
fn stands_for(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => pattern == name,
    }
}

fn workspace() -> Vec<Crate> {
    let manifest = root().join("Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec().expect("cargo metadata runs");
    let crates: Vec<Crate> = metadata
        .packages
        .into_iter()
        .map(|package| Crate {
            name: package.name.to_string(),
            manifest: package.manifest_path.into(),
            dependencies: package
                .dependencies
                .into_iter()
                .filter(|dependency| dependency.kind != DependencyKind::Development)
                .map(|dependency| dependency.name)
                .collect(),
        })
        .collect();
    assert!(crates.iter().any(|it| it.name == "fuin-cli"), "cargo metadata does not list this workspace");
    crates
}

/// Every Rust file below these folders of the repository, by its path from the root.
fn sources(folders: &[&str]) -> Vec<SourceFile> {
    let mut found = BTreeMap::new();
    for folder in folders {
        collect(&root().join(folder), &mut found);
    }
    found
        .into_iter()
        .map(|(path, text)| SourceFile {
            path: path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().into_owned(),
            text,
        })
        .collect()
}

fn collect(folder: &Path, found: &mut BTreeMap<PathBuf, String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("a folder can be listed").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = read(&path);
            found.insert(path, text);
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a file of the repository is UTF-8 and can be read")
}

#[track_caller]
fn assert_none(violations: &[String]) {
    assert!(violations.is_empty(), "\n  {}\n", violations.join("\n  "));
}

/// The rules themselves: each refuses what it is there to refuse.
mod rules {
    use super::*;

    fn krate(name: &str, dependencies: &[&str]) -> Crate {
        let dependencies = dependencies.iter().map(|it| (*it).to_owned()).collect();
        Crate { name: name.to_owned(), manifest: PathBuf::new(), dependencies }
    }

    fn source(path: &str, text: String) -> SourceFile {
        SourceFile { path: path.to_owned(), text }
    }

    fn lines(count: usize) -> String {
        "x\n".repeat(count)
    }

    #[test]
    fn a_neighbour_on_the_same_floor_is_refused() {
        let crates =
            [krate("fuin-cms", &["fuin-pki", "fuin-crypto", "der"]), krate("fuin-pki", &[]), krate("fuin-crypto", &[])];
        let violations = floor_violations(&crates);
        assert_eq!(violations.len(), 1, "{violations:?}");
        assert!(violations[0].starts_with("fuin-cms: may not depend on fuin-pki"), "{violations:?}");
    }

    #[test]
    fn a_higher_floor_is_refused() {
        let crates =
            [krate("fuin-label", &["fuin"]), krate("fuin", &["fuin-crypto-aws-lc"]), krate("fuin-crypto-aws-lc", &[])];
        assert_eq!(floor_violations(&crates).len(), 2);
    }

    #[test]
    fn a_crate_without_a_floor_is_refused() {
        assert_eq!(floor_violations(&[krate("fuin-misc", &[])]).len(), 1);
    }

    #[test]
    fn a_provider_may_stand_under_the_command_and_name_primitives() {
        let crates = [krate("fuin-cli", &["fuin-crypto-new"]), krate("fuin-crypto-new", &["fuin-crypto", "sha2"])];
        assert!(floor_violations(&crates).is_empty());
        assert!(primitive_violations(&crates).is_empty());
    }

    #[test]
    fn a_primitive_outside_the_providers_is_refused() {
        let violations = primitive_violations(&[krate("fuin-cms", &["sha2"]), krate("fuin-crypto", &["aes"])]);
        assert_eq!(violations.len(), 2, "{violations:?}");
        assert!(violations[0].starts_with("fuin-cms: names the primitive sha2"), "{violations:?}");
    }

    #[test]
    fn lints_of_its_own_are_refused() {
        assert_eq!(lint_violation("a", "[lints]\nworkspace = true"), None);
        assert!(lint_violation("a", "[package]\nname = 'a'").is_some());
        assert!(lint_violation("a", "[lints.clippy]\nunwrap_used = 'allow'").is_some());
    }

    #[test]
    fn long_files_are_refused_one_by_one_and_together() {
        let short = || source("short.rs", lines(100));
        let long = source("long.rs", lines(701));
        let reasoned = source("table.rs", format!("// long: one table of OIDs\n{}", lines(701)));
        let unreasoned = source("drawer.rs", format!("// long: \n{}", lines(701)));
        assert!(length_violations(&[short(), short()]).is_empty());
        let mut many: Vec<_> = (0..40).map(|_| short()).collect();
        many.extend([long, reasoned, unreasoned]);
        let violations = length_violations(&many);
        assert_eq!(violations.len(), 2, "{violations:?}");
        assert!(violations[0].starts_with("long.rs: 701 lines"), "{violations:?}");
        let stretched: Vec<_> = (0..10).map(|_| source("a.rs", lines(460))).collect();
        assert_eq!(length_violations(&stretched).len(), 2);
    }

    #[test]
    fn drawers_are_refused() {
        assert_eq!(module_name_violations(&[source("cli/a/mod.rs", lines(1)), source("cli/a.rs", lines(1))]).len(), 1);
    }

    #[test]
    fn a_library_without_a_preface_is_refused() {
        assert_eq!(library_doc_violations(&[source("crates/a/src/lib.rs", "mod b;".to_owned())]).len(), 1);
        assert!(library_doc_violations(&[source("crates/a/src/b.rs", "struct B;".to_owned())]).is_empty());
    }
}
