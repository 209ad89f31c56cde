//! The facts that the shipped policies rest on: algorithm x authority -> what the policy's row says (facts.txt), the
//! strength table, the strengths, and the dates.

use std::collections::BTreeSet;

use fuin_policy::known_use;

use super::shipped;

const FACTS: &str = include_str!("facts.txt");

/// Each authority, and the policy that reads it.
const AUTHORITIES: [(&str, &str); 4] = [
    ("CRYPTREC", "jp-common-standards"),
    ("ETSI", "eu-etsi-119-312"),
    ("NIST", "nist-transition"),
    ("CNSA", "us-cnsa-2.0"),
];

/// What every authority has to have been asked about.
const ALGORITHMS: [&str; 18] = [
    "SHA-1",
    "SHA-224",
    "SHA-256",
    "SHA-384/512",
    "RSASSA-PKCS1-v1_5",
    "RSA-PSS 2048",
    "RSA-PSS >= 3000",
    "RSAES-PKCS1-v1_5",
    "P-256",
    "P-384",
    "Ed25519, Ed448",
    "AES",
    "ML-KEM-512",
    "ML-KEM-768",
    "ML-KEM-1024",
    "ML-DSA-44/65",
    "ML-DSA-87",
    "SLH-DSA 192, 256",
];

struct Fact {
    algorithm: &'static str,
    authority: &'static str,
    sure: &'static str,
    rows: Vec<&'static str>,
    says: Vec<&'static str>,
}

fn facts() -> Vec<Fact> {
    let lines = FACTS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let cells = line.split('|').map(str::trim).collect::<Vec<_>>();
            let [algorithm, authority, sure, _, rows, says] = cells.as_slice() else { panic!("no fact: {line}") };
            let (rows, says) = (rows.split_whitespace().collect(), says.split(',').map(str::trim).collect());
            Fact { algorithm, authority, sure, rows, says }
        })
        .collect()
}

fn text(id: &str) -> &'static str {
    std::str::from_utf8(shipped::document(id)).unwrap()
}

fn document(id: &str) -> toml::Table {
    text(id).parse().unwrap()
}

/// The value of a key as facts write it; `-` where there is none.
fn value(row: &toml::Value, key: &str) -> String {
    match row.get(key) {
        Some(toml::Value::String(word)) => word.clone(),
        Some(other) => other.to_string(),
        None => "-".to_owned(),
    }
}

#[test]
fn each_fact_is_in_the_policy_of_its_authority() {
    let mut wrong = Vec::new();
    for fact in facts() {
        let (_, id) = AUTHORITIES.iter().find(|(name, _)| *name == fact.authority).unwrap();
        let policy = document(id);
        for name in &fact.rows {
            let Some(row) = policy["algorithms"].get(name) else {
                wrong.push(format!("{} of {}: no row {name}", fact.algorithm, fact.authority));
                continue;
            };
            let why = value(row, "why");
            let mut differs =
                |what: &str| wrong.push(format!("{} of {}, {name}: {what}", fact.algorithm, fact.authority));
            for says in &fact.says {
                match says.strip_prefix("why contains ") {
                    Some(text) if !why.contains(text) => differs(&format!("its reason lacks \"{text}\": {why}")),
                    Some(_) => {}
                    None => {
                        let (key, expected) = says.split_once(' ').unwrap();
                        let found = value(row, key);
                        if found != expected {
                            differs(&format!("{key} is {found}, not {expected}"));
                        }
                    }
                }
            }
            if fact.sure == "M" && !why.contains("(unverified)") {
                differs("is from memory, and does not say so");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_authority_is_asked_about_every_algorithm() {
    let asked: BTreeSet<_> = facts().iter().map(|fact| (fact.algorithm, fact.authority)).collect();
    for algorithm in ALGORITHMS {
        for (authority, _) in AUTHORITIES {
            assert!(asked.contains(&(algorithm, authority)), "{authority} on {algorithm}");
        }
    }
}

/// CRYPTREC LS-0003, cell by cell (read in the specification).
#[test]
fn the_baseline_holds_the_strength_table_of_ls_0003() {
    let expected = [
        (112, "finish no no no no", "finish allow no no no"),
        (128, "ok ok finish no no", "ok ok finish allow no"),
        (192, "ok ok ok ok ok", "ok ok ok ok ok"),
        (256, "ok ok ok ok ok", "ok ok ok ok ok"),
    ];
    let policy = document("jp-common-standards");
    let strength = &policy["strength"];
    let until = strength["until"].as_array().unwrap().iter().map(|year| year.as_integer().unwrap());
    assert_eq!(
        (strength["from"].as_integer(), until.collect::<Vec<_>>()),
        (Some(2022), vec![2030, 2040, 2050, 2060, 2070])
    );
    let cells = |row: &toml::Value, key: &str| {
        let cells = row[key].as_array().unwrap().iter().map(|cell| cell.as_str().unwrap());
        cells.collect::<Vec<_>>().join(" ")
    };
    let rows = strength["row"].as_array().unwrap();
    let found = rows.iter().map(|row| (row["bits"].as_integer().unwrap(), cells(row, "new"), cells(row, "process")));
    let expected = expected.map(|(bits, new, process)| (bits, new.to_owned(), process.to_owned()));
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

/// Strengths of SP 800-57 (from memory), by which every policy's table is asked.
#[test]
fn names_have_the_strengths_of_sp_800_57() {
    let strengths: [(u16, &[&str]); 4] = [
        (112, &["rsa-pss/2048", "rsa-oaep-sha-256/2048", "sha-224", "3des-cbc"]),
        (
            128,
            &["rsa-pss/3072", "ecdsa-p256", "ecdh-p256", "x25519", "ed25519", "aes-128-gcm", "sha-256", "ml-kem-512"],
        ),
        (192, &["rsa-pss/7680", "ecdsa-p384", "ecdh-p384", "sha-384", "ml-kem-768", "ml-dsa-65"]),
        (256, &["ecdsa-p521", "ecdh-p521", "aes-256-gcm", "sha-512", "ml-kem-1024", "ml-dsa-87"]),
    ];
    for (bits, names) in strengths {
        for name in names {
            assert_eq!(known_use(name, "").map(|used| used.strength), Some(bits), "{name}");
        }
    }
}

/// Facts that no row can express are told to whoever reads the file.
#[test]
fn what_the_language_cannot_express_is_said_in_the_files() {
    let told: [(&str, &[&str]); 4] = [
        ("jp-common-standards", &["by 2035 (roadmap of fiscal 2026", "LS-0001-2022R2 (2026-03-30)"]),
        ("us-cnsa-2.0", &["from 2027-01-01", "complete in 2035", "2030-12-31", "2031-12-31", "high-value assets"]),
        ("nist-transition", &["Deprecated after 2030", "initial public draft"]),
        (
            "eu-etsi-119-312",
            &[
                "V2.1.1 (2026-06)",
                "more than 20 years",
                "not for hybrids",
                "HashML-DSA",
                "P-384 or P-521 with ML-DSA-87",
                "Ed25519 with ML-DSA-65",
                "2028-12-31",
                "the end of 2026, high risks by 2030, everything else by 2035",
            ],
        ),
    ];
    for (id, texts) in told {
        let joined = text(id).replace("\n#", "").split_whitespace().collect::<Vec<_>>().join(" ");
        for text in texts {
            assert!(joined.contains(text), "{text}");
        }
    }
}
