//! A small vocabulary, and the texts it must take and refuse.

use super::*;

fn level(id: &str, number: u64) -> Level {
    let number = LevelNumber::new(number).unwrap();
    Level {
        id: id.into(),
        number,
        en: format!("{id} en"),
        ja: format!("{id} ja"),
        question: "?".into(),
        question_ja: None,
    }
}

fn restriction(id: &str, parameter: ParameterKind, conflicts: &[&str]) -> RestrictionDefinition {
    RestrictionDefinition {
        id: RestrictionId::new(id).unwrap(),
        axis: Axis::Confidentiality,
        verb: "copy".into(),
        effect: Effect::Prohibit,
        parameter,
        en: if parameter == ParameterKind::None { id.into() } else { format!("{id} {{}}") },
        ja: if parameter == ParameterKind::None { id.into() } else { format!("{{}} {id}") },
        degree: Degree::Stated,
        does_en: None,
        does_ja: None,
        conflicts: conflicts.iter().map(|id| RestrictionId::new(id).unwrap()).collect(),
    }
}

pub(crate) fn vocabulary() -> Vocabulary {
    let axis = |levels: Vec<Level>, default: Option<u64>| AxisLevels {
        levels,
        default: default.map(|number| LevelNumber::new(number).unwrap()),
    };
    Vocabulary {
        policy: LabelPolicyId::new("1.2.3").unwrap(),
        confidentiality: axis(vec![level("C1", 10), level("C2", 20), level("C3", 30)], None),
        integrity: axis(vec![level("I1", 10), level("I2", 20)], Some(20)),
        availability: axis(vec![level("A1", 10), level("A2", 20)], Some(10)),
        restrictions: vec![
            restriction("no-copy", ParameterKind::None, &["must-copy"]),
            restriction("must-copy", ParameterKind::None, &["no-copy"]),
            restriction("readers", ParameterKind::Group, &[]),
            restriction("keep-until", ParameterKind::Date, &[]),
            restriction("restore-within", ParameterKind::Duration, &[]),
        ],
        marking_language: Language::Japanese,
    }
}

#[test]
fn grades_are_read_in_any_order_and_case_with_defaults() {
    let words = vocabulary();
    for (text, short) in [("C2I2A1", "C2I2A1"), ("a2c1", "C1I2A2"), ("C3", "C3I2A1"), ("c2i1a2", "C2I1A2")] {
        assert_eq!(words.parse_grades(text).map(|grades| words.short_form(&grades)), Ok(short.to_owned()), "{text}");
    }
}

//= spec/label.md#grades
//= type=test
//# The names of levels MUST be read regardless of case and width.
#[test]
fn grades_are_read_by_the_names_people_use() {
    let mut words = vocabulary();
    for (axis, english, japanese) in
        [(Axis::Confidentiality, "Confidentiality", "機密性"), (Axis::Integrity, "Integrity", "完全性")]
    {
        let levels = if axis == Axis::Integrity { &mut words.integrity } else { &mut words.confidentiality };
        for (level, number) in levels.levels.iter_mut().zip(1..) {
            (level.en, level.ja) = (format!("{english} {number}"), format!("{japanese}{number}情報"));
        }
    }
    for (text, short) in [
        ("Ｃ２", "C2I2A1"),
        ("ｃ２ｉ１", "C2I1A1"),
        ("機密性2情報", "C2I2A1"),
        ("機密性２", "C2I2A1"),
        ("機密性3情報・完全性1情報", "C3I1A1"),
        ("機密性3完全性1", "C3I1A1"),
        ("confidentiality 2", "C2I2A1"),
        ("CONFIDENTIALITY　３ / integrity 1", "C3I1A1"),
        ("C2 I1", "C2I1A1"),
    ] {
        assert_eq!(words.parse_grades(text).map(|grades| words.short_form(&grades)), Ok(short.to_owned()), "{text}");
    }
    for text in ["機密性", "機密性20", "機密性2秘", "情報", "confidentiality"] {
        assert!(matches!(words.parse_grades(text), Err(Error::UnknownGrade { .. })), "{text}");
    }
    assert!(matches!(words.parse_grades("機密性2 C2"), Err(Error::GradedTwice { .. })));
    // An id means itself, whatever a level is named; a name of two levels means neither.
    words.confidentiality.levels[0].ja = "C3".into();
    assert_eq!(words.parse_grades("C3").map(|grades| words.short_form(&grades)), Ok("C3I2A1".to_owned()));
    words.confidentiality.levels[0].ja = "秘".into();
    words.confidentiality.levels[1].ja = "秘".into();
    assert!(matches!(words.parse_grades("秘"), Err(Error::UnknownGrade { .. })));
}

//= spec/label.md#grades
//= type=test
//# An axis that is not graded and has no default MUST be refused.
//= spec/label.md#grades
//= type=test
//# An axis that is graded twice MUST be refused.
#[test]
fn what_is_no_grade_is_refused_by_name() {
    let words = vocabulary();
    assert!(matches!(words.parse_grades("C4"), Err(Error::UnknownGrade { text, .. }) if text == "C4"));
    assert!(matches!(words.parse_grades("Ｃ２Ｘ１"), Err(Error::UnknownGrade { text, .. }) if text == "Ｘ１"));
    assert!(matches!(words.parse_grades("C2 I3"), Err(Error::UnknownGrade { .. })));
    assert!(matches!(words.parse_grades(""), Err(Error::UnknownGrade { .. })));
    assert!(matches!(words.parse_grades("機密性2"), Err(Error::UnknownGrade { .. })));
    assert!(matches!(words.parse_grades("C2C3"), Err(Error::GradedTwice { axis: Axis::Confidentiality, .. })));
    assert!(matches!(words.parse_grades("I2"), Err(Error::NotGraded { axis: Axis::Confidentiality, .. })));
}

//= spec/label.md#restrictions
//= type=test
//# A restriction that the vocabulary does not define MUST be refused.
//= spec/label.md#restrictions
//= type=test
//# A group or place with control or bidirectional characters MUST be refused.
//= spec/label.md#restrictions
//= type=test
//# A day MUST be written as YYYY-MM-DD.
#[test]
fn restrictions_are_read_with_their_parameters() {
    let words = vocabulary();
    for text in ["no-copy", "readers=board", "keep-until=2055-03-31", "restore-within=72h"] {
        assert_eq!(words.parse_restriction(text).map(|restriction| restriction.to_string()), Ok(text.to_owned()));
    }
    assert_eq!(words.parse_restriction("restore-within=3d").map(|r| r.parameter), Ok(Some(Parameter::Hours(72))));
    for text in
        ["no-copy=yes", "readers", "readers=", "keep-until=31.3.2055", "keep-until=2055-02-30", "restore-within=3"]
    {
        assert!(words.parse_restriction(text).is_err(), "{text}");
    }
    assert!(matches!(words.parse_restriction("no-idea"), Err(Error::UnknownRestriction { .. })));
    assert!(words.parse_restriction("readers=a\u{202e}b").is_err());
}

#[test]
fn a_label_keeps_its_dates_apart_and_refuses_conflicts() {
    let words = vocabulary();
    let label = words.parse_label("C2", &["keep-until=2055-03-31", "no-copy"]).unwrap();
    assert_eq!(label.keep_until, Some(jiff::civil::date(2055, 3, 31)));
    assert_eq!(label.restrictions.len(), 1);
    assert!(matches!(words.parse_label("C2", &["no-copy", "must-copy"]), Err(Error::Conflict { .. })));
    let dates = ["keep-until=2055-03-31", "keep-until=2054-03-31"];
    assert!(matches!(words.parse_label("C2", &dates), Err(Error::Conflict { .. })));
    assert!(words.parse_label("C2", &["keep-until=2055-03-31", "keep-until=2055-03-31"]).is_ok());
}

//= spec/label.md#restrictions
//= type=test
//# A label MUST hold at most 60 restrictions.
#[test]
fn a_label_holds_at_most_sixty_restrictions() {
    let words = vocabulary();
    let stated = |count: usize| (0..count).map(|n| format!("readers=board {n}")).collect::<Vec<_>>();
    assert!(words.parse_label("C2", &stated(60)).is_ok());
    assert_eq!(words.parse_label("C2", &stated(61)), Err(Error::Text { what: "the list of restrictions" }));
}
