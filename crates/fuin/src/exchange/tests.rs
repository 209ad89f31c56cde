use super::*;

const THEIRS: &str = "1.3.26.1.4.774.9";

/// The built-in baseline, which knows one other label policy.
fn policies() -> Policies {
    let equivalent = format!(
        "\n[[equivalent]]\nid = \"them\"\nlabel-policy = \"{THEIRS}\"\nname = \"Theirs\"\n\
         {}{}{}{}\n[[equivalent.restriction]]\nid = \"caveat-eyes-only\"\nrestriction = \"no-forwarding\"\n",
        grade("C", 2, "C2"),
        grade("C", 4, "C3"),
        grade("I", 0, "I2"),
        grade("A", 0, "A1"),
    );
    let text = [fuin_policy::JP_COMMON_STANDARDS, equivalent.as_bytes()].concat();
    Policies::new(fuin_policy::Policy::parse(&text, [0; 32]).unwrap())
}

fn grade(axis: &str, number: u16, level: &str) -> String {
    format!("[[equivalent.grade]]\naxis = \"{axis}\"\nnumber = {number}\nlevel = \"{level}\"\n")
}

fn at() -> Timestamp {
    "2026-11-23T00:00:00Z".parse().unwrap()
}

fn xml(policy: &str, classification: &str, categories: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <originatorConfidentialityLabel xmlns=\"urn:nato:stanag:4774:confidentialitymetadatalabel:1:0\">\
         <ConfidentialityInformation><PolicyIdentifier URI=\"urn:oid:{policy}\">THEM</PolicyIdentifier>\
         <Classification>{classification}</Classification>{categories}</ConfidentialityInformation>\
         <CreationDateTime>2026-11-23T00:00:00Z</CreationDateTime>\
         </originatorConfidentialityLabel>"
    )
    .into_bytes()
}

fn category(kind: &str, tag: &str, values: &[&str]) -> String {
    let values: String = values.iter().map(|value| format!("<GenericValue>{value}</GenericValue>")).collect();
    format!("<Category Type=\"{kind}\" TagName=\"{tag}\">{values}</Category>")
}

#[test]
fn a_label_of_this_policy_comes_back_as_it_went() {
    let policies = policies();
    let restrictions = ["no-copy", "restore-within=12h", "keep-until=2055-03-31", "confidential-until=2040-03-31"];
    let label = policies.vocabulary().parse_label("C3I2A2", &restrictions).unwrap();
    for format in [Format::SioLabel, Format::Adatp4774] {
        let text = export(&label, policies.vocabulary(), format, at(), Some("a@example.go.jp")).unwrap();
        assert_eq!(import(text.as_bytes(), "x", &policies).unwrap(), label, "{text}");
        // As an editor may have saved it.
        let saved = [b"\xef\xbb\xbf\n".as_slice(), text.as_bytes(), b"\n\n"].concat();
        assert_eq!(import(&saved, "x", &policies).unwrap(), label, "{text}");
    }
}

#[test]
fn a_label_of_another_policy_is_taken_by_its_equivalents_alone() {
    let policies = policies();
    let read =
        |classification: &str, categories: &str| import(&xml(THEIRS, classification, categories), "x", &policies);
    let caveat = category("RESTRICTIVE", "Caveat", &["EYES ONLY"]);
    let expected = policies.vocabulary().parse_label("C3I2A1", &["no-forwarding"]).unwrap();
    assert_eq!(read("SECRET", &caveat).unwrap(), expected);
    assert_eq!(read("4", &caveat).unwrap(), expected);
    assert_eq!(policies.vocabulary().short_form(&read("Restricted", "").unwrap().grades), "C2I2A1");
    // Any part without an equivalent refuses the whole.
    let refuses = |result: Result<Label, Error>| match result {
        Err(Error::NoEquivalent { source, .. }) => source.to_string(),
        other => panic!("{other:?}"),
    };
    assert!(refuses(read("CONFIDENTIAL", "")).contains("3"));
    assert!(refuses(read("SECRET", &category("RESTRICTIVE", "Caveat", &["NOFORN"]))).contains("caveat-noforn"));
    assert!(refuses(read("SECRET", &category("PERMISSIVE", "Releasable To", &["JPN", "USA"]))).contains("JPN"));
    assert!(refuses(import(&xml("1.2.3", "SECRET", ""), "x", &policies)).contains("1.2.3"));
    assert!(refuses(import(&xml("uk.gov", "SECRET", ""), "x", &policies)).contains("uk.gov"));
    let unnumbered = read("TLP:RED", "").unwrap_err();
    assert!(matches!(&unnumbered, Error::File { problem, .. } if problem.contains("TLP:RED")), "{unnumbered:?}");
}

#[test]
fn what_is_no_label_that_can_be_taken_over_says_why() {
    let policies = policies();
    for document in [
        "",
        "nonsense",
        "SIO-Label: marking=\"SECRET\"",
        "SIO-Label: marking=\"SECRET\"; type=\":ess\"; label=\"MAA=\"",
        "<x/>",
        "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>",
    ] {
        let refused = import(document.as_bytes(), "label.xml", &policies);
        assert!(matches!(&refused, Err(Error::File { name, .. }) if name == "label.xml"), "{document}: {refused:?}");
    }
}
