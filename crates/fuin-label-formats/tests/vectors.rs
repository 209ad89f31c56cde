//! The labels of ADatP-4774, Table 17, that nobody here wrote: as published in XML (`*.nato`), and the same labels by the
//! numbers of the policy's XML-SPIF (`*.xml`), which tells what the numbers are called.

#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test may look for its vectors and fail")]

use std::fs;
use std::path::{Path, PathBuf};

use fuin_label_formats::Error;
use fuin_label_formats::adatp4774::{CategoryType, ConfidentialityLabel, Kind, parse};
use roxmltree::{Document, Node};

const SPIF: &str = "http://www.xmlspif.org/spif";

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let folder = std::env::var_os("FUIN_VECTORS").map_or(beside, PathBuf::from).join("labels-4774");
    if !folder.is_dir() {
        println!("skipped: no ADatP-4774 labels at ../shared/vectors or FUIN_VECTORS");
        return None;
    }
    Some(folder)
}

/// Tag name, type and values of one category.
type Expected<'a> = (&'a str, CategoryType, &'a [&'a str]);

/// Table 17: classification, then the categories.
const TABLE_17: [(&str, &[Expected<'_>]); 6] = {
    use CategoryType::{Informative, Permissive};
    [
        (
            "UNCLASSIFIED",
            &[
                ("Context", Permissive, &["NATO", "Releasable"]),
                ("Releasable To", Permissive, &["NATO", "ISAF", "KFOR", "RESOLUTE SUPPORT"]),
            ],
        ),
        ("UNCLASSIFIED", &[("Context", Permissive, &["NATO"])]),
        ("UNCLASSIFIED", &[("Context", Permissive, &["NATO"]), ("Administrative", Informative, &["STAFF"])]),
        (
            "RESTRICTED",
            &[
                ("Context", Permissive, &["NATO", "Releasable"]),
                ("Releasable To", Permissive, &["NATO", "JPN", "CHE", "UKR"]),
            ],
        ),
        (
            "CONFIDENTIAL",
            &[("Context", Permissive, &["EAPC", "Releasable"]), ("Releasable To", Permissive, &["EAPC", "ISAF"])],
        ),
        ("CONFIDENTIAL", &[("Context", Permissive, &["KFOR"]), ("Only", Permissive, &["NATO", "IRL", "SWE", "UKR"])]),
    ]
};

fn label(folder: &Path, number: usize) -> ConfidentialityLabel {
    parse(&fs::read(folder.join(format!("nato-4774-17-{number}.nato"))).unwrap()).unwrap()
}

#[test]
fn the_labels_of_table_17_say_what_it_says() {
    let Some(folder) = folder() else { return };
    for (number, (classification, categories)) in (1..).zip(TABLE_17) {
        let label = label(&folder, number);
        assert_eq!((label.kind, label.policy.as_str()), (Kind::Originator, "NATO"), "{number}");
        assert_eq!(label.policy_uri.as_deref(), (number == 1).then_some("urn:oid:1.3.26.1.3.1"), "{number}");
        assert_eq!(label.classification, classification, "{number}");
        let found: Vec<(&str, CategoryType, Vec<&str>)> = label
            .categories
            .iter()
            .map(|it| (it.tag.as_str(), it.category_type, it.values.iter().map(String::as_str).collect()))
            .collect();
        let expected: Vec<_> = categories.iter().map(|(tag, kind, values)| (*tag, *kind, values.to_vec())).collect();
        assert_eq!(found, expected, "{number}");
        assert_eq!((label.created, label.review), (None, None), "published without times");
    }
}

/// The same labels by number, with the names that the policy gives to the numbers.
#[test]
fn the_labels_agree_with_the_policy_that_numbers_them() {
    let Some(folder) = folder() else { return };
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let policy = read("nato-4774-policy.xml");
    let policy = Document::parse(&policy).unwrap();
    let named = |within: Node<'_, '_>, element: &str, key: &str, value: &str| {
        let found =
            within.descendants().find(|it| it.has_tag_name((SPIF, element)) && it.attribute(key) == Some(value));
        found.unwrap_or_else(|| panic!("{element} {key}={value}")).id()
    };
    let name = |id| policy.get_node(id).unwrap().attribute("name").unwrap().to_owned();
    for number in 1..=TABLE_17.len() {
        let numbered = read(&format!("nato-4774-17-{number}.xml"));
        let numbered = Document::parse(&numbered).unwrap();
        let (mut classification, mut values) = (String::new(), Vec::new());
        for node in numbered.root_element().children().filter(Node::is_element) {
            let lacv = node.attribute("lacv").unwrap_or_default();
            match node.tag_name().name() {
                "classification" => {
                    classification = name(named(policy.root(), "securityClassification", "lacv", lacv));
                }
                "tag" => {
                    let set = named(policy.root(), "securityCategoryTagSet", "id", node.attribute("id").unwrap());
                    let category = named(policy.get_node(set).unwrap(), "tagCategory", "lacv", lacv);
                    values.push((name(set), name(category)));
                }
                _ => {}
            }
        }
        let label = label(&folder, number);
        assert_eq!(label.classification, classification, "{number}");
        let found =
            label.categories.iter().flat_map(|it| it.values.iter().map(|value| (it.tag.clone(), value.clone())));
        assert_eq!(found.collect::<Vec<_>>(), values, "{number}");
    }
}

#[test]
fn documents_of_other_kinds_are_refused_by_name() {
    let Some(folder) = folder() else { return };
    let mut refused = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|it| it == "xml") {
            let error = parse(&fs::read(&path).unwrap()).unwrap_err();
            let by_size = matches!(error, Error::Limit { what: "attributes of the XML document", .. });
            assert!(by_size || matches!(error, Error::NotALabel { .. }), "{}: {error}", path.display());
            refused += 1;
        }
    }
    assert!(refused >= 13, "{refused}");
}
