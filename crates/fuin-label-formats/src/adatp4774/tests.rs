//! The syntax by examples, its limits, and the mapping of random labels there and back.

use std::collections::BTreeSet;

use fuin_label::vocabulary::AxisLevels;
use fuin_label::{
    Axis, Degree, Effect, LabelPolicyId, Language, Level, LevelNumber, Parameter, ParameterKind, Restriction,
    RestrictionDefinition, RestrictionId,
};
use proptest::prelude::*;

use super::*;

fn vocabulary() -> Vocabulary {
    let axis = |letter: &str, count: u64| AxisLevels {
        levels: (1..=count)
            .map(|n| Level {
                id: format!("{letter}{n}"),
                number: LevelNumber::new(n).unwrap(),
                en: format!("{letter} & {n}"),
                ja: format!("機密性{n}情報"),
                question: "?".into(),
                question_ja: None,
            })
            .collect(),
        default: None,
    };
    let restriction = |id: &str, parameter| RestrictionDefinition {
        id: RestrictionId::new(id).unwrap(),
        axis: Axis::Confidentiality,
        verb: id.into(),
        effect: Effect::Require,
        parameter,
        en: id.into(),
        ja: id.into(),
        degree: Degree::Stated,
        does_en: None,
        does_ja: None,
        conflicts: vec![],
    };
    Vocabulary {
        policy: LabelPolicyId::new("1.2.3").unwrap(),
        confidentiality: axis("C", 3),
        integrity: axis("I", 2),
        availability: axis("A", 2),
        restrictions: vec![
            restriction("no-copy", ParameterKind::None),
            restriction("encrypt", ParameterKind::None),
            restriction("readers", ParameterKind::Group),
            restriction("keep-at", ParameterKind::Place),
            restriction("restore-within", ParameterKind::Duration),
            restriction("dispose-by", ParameterKind::Date),
        ],
        marking_language: Language::English,
    }
}

fn created() -> Timestamp {
    "2026-11-23T12:34:56Z".parse().unwrap()
}

/// A label whose element content is `information`, with what goes before and after it.
fn xml(information: &str, after: &str) -> String {
    format!(
        "<s:originatorConfidentialityLabel xmlns:s='{NAMESPACE}' ReviewDateTime='2031-09-26T00:00:00Z'>\n  \
         <s:ConfidentialityInformation>{information}</s:ConfidentialityInformation>\n{after}\
         </s:originatorConfidentialityLabel>"
    )
}

const INFORMATION: &str = "<s:PolicyIdentifier URI='urn:oid:1.2.3'> EXAMPLE\n POLICY </s:PolicyIdentifier>\
    <!-- a remark --><s:Classification>RESTRICTED</s:Classification><s:PrivacyMark>R &amp; D &#x3c;</s:PrivacyMark>\
    <s:Category Type='PERMISSIVE' TagName='Releasable To' URI='urn:oid:1.2.3.9'>\
    <s:GenericValue>XAA</s:GenericValue><s:GenericValue><![CDATA[X<B]]></s:GenericValue></s:Category>";
const AFTER: &str = "<s:OriginatorID IDType='rfc822Name'>a@example.org</s:OriginatorID>\
    <s:CreationDateTime>2026-09-26T21:00:00+09:00</s:CreationDateTime>";

#[test]
fn the_whole_syntax_is_read_and_written_back() {
    let succession = format!(
        "{AFTER}<s:SuccessionHandling><s:SuccessionDateTime>2030-01-01T00:00:00Z</s:SuccessionDateTime>\
         <s:SuccessorConfidentialityLabel ReviewDateTime='2031-09-26T00:00:00Z'><s:ConfidentialityInformation>\
         {INFORMATION}</s:ConfidentialityInformation>{AFTER}</s:SuccessorConfidentialityLabel></s:SuccessionHandling>"
    );
    let label = parse(xml(INFORMATION, &succession).as_bytes()).unwrap();
    assert_eq!(
        (label.kind, label.policy.as_str(), label.classification.as_str()),
        (Kind::Originator, "EXAMPLE POLICY", "RESTRICTED")
    );
    assert_eq!(label.policy_uri.as_deref(), Some("urn:oid:1.2.3"));
    assert_eq!(label.privacy_mark.as_deref(), Some("R & D <"));
    let category = Category {
        category_type: CategoryType::Permissive,
        tag: "Releasable To".into(),
        uri: Some("urn:oid:1.2.3.9".into()),
        values: vec!["XAA".into(), "X<B".into()],
    };
    assert_eq!(label.categories, [category]);
    assert_eq!(label.originator, Some(OriginatorId { id_type: "rfc822Name".into(), name: "a@example.org".into() }));
    assert_eq!(label.created, Some("2026-09-26T12:00:00Z".parse().unwrap()));
    let successor = &label.succession.as_ref().unwrap().successor;
    assert_eq!((successor.categories.len(), successor.review), (1, label.review));
    assert_eq!(parse(encode(&label).unwrap().as_bytes()), Ok(label));
}

//= spec/label.md#other-formats
//= type=test
//# An XML label with a document type declaration or an entity reference of its own MUST be refused.
#[test]
fn document_types_and_entities_are_refused() {
    let plain = xml(INFORMATION, AFTER);
    for dtd in ["<!DOCTYPE x>", "<!DOCTYPE x []>", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"] {
        assert_eq!(parse(format!("{dtd}{plain}").as_bytes()), Err(Error::DocumentType), "{dtd}");
    }
    let entity = plain.replace("RESTRICTED", "&e;");
    assert!(matches!(parse(entity.as_bytes()), Err(Error::Entity { line: 3, .. })));
}

//= spec/label.md#other-formats
//= type=test
//# An XML label with an element or attribute that the syntax does not have MUST be refused.
#[test]
fn what_the_syntax_does_not_have_is_refused() {
    assert!(parse(xml(INFORMATION, AFTER).as_bytes()).is_ok());
    let within = |from: &str, to: &str| parse(xml(&INFORMATION.replacen(from, to, 1), AFTER).as_bytes());
    for (from, to) in [
        ("<s:PolicyIdentifier", "<s:PolicyIdentifier Id='x'"),
        ("URI='urn:oid:1.2.3'", "URI='urn:oid:1.2.3' URL='urn:oid:1.2.3'"),
        ("RESTRICTED", "RESTR<!-- -->ICTED"),
        ("RESTRICTED", "RESTR<?x y?>ICTED"),
        ("RESTRICTED", "<s:b>RESTRICTED</s:b>"),
        ("RESTRICTED", ""),
        ("RESTRICTED", "REST\u{202e}RICTED"),
        ("<s:Classification>RESTRICTED</s:Classification>", ""),
        ("<s:Classification>RESTRICTED</s:Classification>", "<Classification>RESTRICTED</Classification>"),
        ("<s:PrivacyMark>", "<s:Classification>C</s:Classification><s:PrivacyMark>"),
        ("<!-- a remark -->", "text"),
        ("<!-- a remark -->", "<x:y xmlns:x='urn:x'/>"),
        ("PERMISSIVE", "permissive"),
        ("TagName='Releasable To'", ""),
        ("TagName='Releasable To'", "TagName='a&#9;b'"),
        ("<s:GenericValue>XAA</s:GenericValue>", "<s:IntegerValue>1</s:IntegerValue>"),
        ("<s:GenericValue>XAA</s:GenericValue>", "<s:GenericValue/>"),
        ("<s:GenericValue>XAA</s:GenericValue>", "<s:GenericValue>a\nb</s:GenericValue>"),
    ] {
        assert!(within(from, to).is_err(), "{from} -> {to}");
    }
    for (from, to) in [
        ("rfc822Name", "telephone"),
        ("2026-09-26T21:00:00+09:00", "2026-09-26T21:00:00"),
        ("2026-09-26T21:00:00+09:00", "2026-09-26"),
        ("<s:CreationDateTime>", "<s:CreationDateTime>2026-09-26T21:00:00Z</s:CreationDateTime><s:CreationDateTime>"),
        ("</s:CreationDateTime>", "</s:CreationDateTime><s:Else/>"),
    ] {
        assert!(parse(xml(INFORMATION, &AFTER.replacen(from, to, 1)).as_bytes()).is_err(), "{from} -> {to}");
    }
    let other = |document: &str| parse(document.as_bytes()).unwrap_err();
    assert_eq!(other("<a xmlns='urn:b'/>"), Error::NotALabel { root: "{urn:b}a".into() });
    assert_eq!(
        other("<originatorConfidentialityLabel/>"),
        Error::NotALabel { root: "originatorConfidentialityLabel".into() }
    );
    assert!(matches!(other("<a></b>"), Error::NotWellFormed { .. }));
    assert!(matches!(other(""), Error::NotWellFormed { .. }));
}

//= spec/label.md#other-formats
//= type=test
//# An XML label over 1 MiB, or nested deeper than 16 elements, MUST be refused.
#[test]
fn limits_hold_before_work_is_done() {
    let limit = |document: &str, what: &str| match parse(document.as_bytes()) {
        Err(Error::Limit { what: found, .. }) => assert!(found.starts_with(what), "{found}"),
        other => panic!("{what}: {other:?}"),
    };
    limit(&" ".repeat(MAX_DOCUMENT + 1), "octets");
    limit(&format!("<a {}/>", (0..5000).map(|n| format!("b{n}='' ")).collect::<String>()), "attributes");
    limit(&format!("<a {}/>", (0..65).map(|n| format!("xmlns:b{n}='u' ")).collect::<String>()), "namespaces");
    limit(&format!("<a>{}</a>", "<b/>".repeat(20_001)), "nodes");
    limit(&format!("{}{}", "<a>".repeat(17), "</a>".repeat(17)), "depth");
    assert!(matches!(
        parse(format!("{}{}", "<a>".repeat(16), "</a>".repeat(16)).as_bytes()),
        Err(Error::NotALabel { .. })
    ));
    limit(&format!("{}{}", "<a>".repeat(9000), "</a>".repeat(9000)), "depth");
    assert!(parse("<a>".repeat(300_000).as_bytes()).is_err());
    let categories = "<s:Category Type='PERMISSIVE' TagName='a'/>".repeat(MAX_CATEGORIES + 1);
    limit(&xml(&format!("{}{categories}", INFORMATION.split_once("<s:Category").unwrap().0), AFTER), "categories");
    let values = "<s:GenericValue>a</s:GenericValue>".repeat(MAX_VALUES + 1);
    limit(&xml(&INFORMATION.replace("<s:GenericValue>XAA</s:GenericValue>", &values), AFTER), "values");
}

//= spec/label.md#other-formats
//= type=test
//# An XML label that is written MUST have a CreationDateTime and, without a succession, a ReviewDateTime.
#[test]
fn what_the_standard_asks_for_is_written() {
    let label = parse(xml(INFORMATION, AFTER).as_bytes()).unwrap();
    let without = |change: fn(&mut ConfidentialityLabel)| {
        let mut label = label.clone();
        change(&mut label);
        encode(&label)
    };
    assert_eq!(without(|label| label.created = None), Err(Error::Missing { what: "CreationDateTime" }));
    assert_eq!(without(|label| label.review = None), Err(Error::Missing { what: "ReviewDateTime" }));
    assert!(without(|label| label.classification = " padded".into()).is_err());
    assert!(without(|label| label.privacy_mark = Some("a\u{ffff}".into())).is_err());
    assert!(without(|label| label.categories[0].values[0].clear()).is_err());
    assert!(without(|label| label.originator.as_mut().unwrap().id_type = "x' y='".into()).is_err());
    assert!(without(|label| label.categories[0].tag = "a' & \"<b>\" = c".into()).is_ok());
}

fn any_label() -> impl Strategy<Value = Label> {
    let words = vocabulary();
    let text = "\\PC{1,20}";
    let date = || (2000i16..9999, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| jiff::civil::date(y, m, d));
    let members = proptest::collection::btree_set(any::<[u8; 32]>(), 0..4);
    let parameters = (
        proptest::collection::btree_set(0usize..2, 0..3),
        proptest::collection::vec((text, members), 0..3),
        proptest::option::of(text),
        proptest::option::of(1u32..1000),
        proptest::option::of(date()),
    );
    let days = (proptest::option::of(date()), proptest::option::of(date()));
    (1u64..4, 1u64..3, 1u64..3, parameters, days).prop_filter_map("text", move |(c, i, a, parameters, days)| {
        let number = |n: u64| LevelNumber::new(n).unwrap();
        let grades = fuin_label::Grades { confidentiality: number(c), integrity: number(i), availability: number(a) };
        let mut label = Label::new(words.policy.clone(), grades);
        let mut add = |id: &str, parameter| {
            label.restrictions.insert(Restriction { id: RestrictionId::new(id).unwrap(), parameter });
        };
        let (bare, groups, place, hours, day) = parameters;
        bare.iter().for_each(|&at| add(["no-copy", "encrypt"][at], None));
        for (name, members) in groups {
            Parameter::group(&name).ok()?;
            add("readers", Some(Parameter::Group { name, members }));
        }
        if let Some(place) = place {
            add("keep-at", Some(Parameter::place(&place).ok()?));
        }
        hours.into_iter().for_each(|hours| add("restore-within", Some(Parameter::Hours(hours))));
        day.into_iter().for_each(|day| add("dispose-by", Some(Parameter::Date(day))));
        (label.keep_until, label.confidential_until) = days;
        Some(label)
    })
}

proptest! {
    //= spec/label.md#other-formats
    //= type=test
    //# A label that is written as XML MUST be read back as the same label.
    #[test]
    fn labels_come_back_as_they_went(label in any_label()) {
        let words = vocabulary();
        let xml = from_label(&label, &words, created(), Some("a@example.org")).unwrap();
        prop_assert!(xml.review.unwrap() > created());
        let document = encode(&xml).unwrap();
        let read = parse(document.as_bytes());
        prop_assert_eq!(read.as_ref(), Ok(&xml), "{}", document);
        prop_assert_eq!(to_label(&xml, &words), Ok(label));
    }
}

//= spec/label.md#other-formats
//= type=test
//# An XML label with a category that has no meaning in the vocabulary MUST NOT be taken as understood.
#[test]
fn a_label_is_understood_in_full_or_not() {
    let words = vocabulary();
    let label = words.parse_label("C2I1A2", &["readers=board", "no-copy"]).unwrap();
    let label = label.with_group_members(|_| Some(BTreeSet::from([[7; 32]]))).unwrap();
    let xml = from_label(&label, &words, created(), Some("機密課")).unwrap();
    assert_eq!((xml.classification.as_str(), xml.policy_uri.as_deref()), ("C2", Some("urn:oid:1.2.3")));
    let tags: Vec<_> =
        xml.categories.iter().map(|it| (it.tag.as_str(), it.uri.clone().unwrap(), it.values.len())).collect();
    let uri = |arc: u8| format!("urn:oid:1.2.3.{arc}");
    assert_eq!(
        tags,
        [("integrity", uri(1), 1), ("availability", uri(2), 1), ("restriction", uri(3), 1), ("group", uri(6), 2)]
    );
    let changed = |change: &dyn Fn(&mut ConfidentialityLabel)| {
        let mut xml = xml.clone();
        change(&mut xml);
        to_label(&xml, &words)
    };
    let unknown =
        Category { category_type: CategoryType::Permissive, tag: "Context".into(), uri: None, values: vec![] };
    assert_eq!(changed(&|it| it.categories.push(unknown.clone())), Err(Error::NotUnderstood { tag: "Context".into() }));
    assert!(changed(&|it| it.categories[0].uri = Some("urn:oid:1.2.4.1".into())).is_err());
    assert!(changed(&|it| it.categories[0].category_type = CategoryType::Permissive).is_err());
    assert!(changed(&|it| drop(it.categories.remove(0))).is_err());
    assert_eq!(
        changed(&|it| it.categories.push(it.categories[0].clone())),
        Err(Error::Twice { what: "integrity".into() })
    );
    assert!(changed(&|it| it.categories.push(it.categories[2].clone())).is_err());
    assert!(changed(&|it| it.categories[3].values[1].make_ascii_uppercase()).is_ok(), "07 has no letters");
    assert!(changed(&|it| it.categories[3].values[1] = "AB".repeat(32)).is_err());
    assert!(changed(&|it| it.categories[3].values.truncate(1)).is_err());
    assert!(changed(&|it| it.categories[3].values[0] = "keep-at=board".into()).is_err());
    assert!(changed(&|it| it.classification = "SECRET".into()).is_err());
    let different = changed(&|it| it.policy_uri = Some("urn:oid:1.3.26.1.3.1".into()));
    assert!(matches!(different, Err(Error::Label(fuin_label::Error::DifferentPolicies { .. }))));
    let mut unreadable = label;
    let parameter = Some(Parameter::Hours(0));
    unreadable.restrictions.insert(Restriction { id: RestrictionId::new("restore-within").unwrap(), parameter });
    assert!(from_label(&unreadable, &words, created(), None).is_err());
}

#[test]
fn a_label_is_reviewed_when_its_secrecy_ends() {
    let words = vocabulary();
    let review = |restrictions: &[&str]| {
        let mut label = words.parse_label("C2I1A1", &[] as &[&str]).unwrap();
        label.confidential_until = restrictions.first().map(|day| day.parse().unwrap());
        from_label(&label, &words, created(), None).unwrap().review.unwrap().to_string()
    };
    assert_eq!(review(&[]), "2031-11-23T12:34:56Z");
    assert_eq!(review(&["2040-01-01"]), "2040-01-01T00:00:00Z");
    assert_eq!(review(&["2020-01-01"]), "2031-11-23T12:34:56Z");
}
