//! The page of `fuin policy guide`: what an employee needs, in plain words. What it says is put together here; the text
//! is below, the page in `html`.

pub(crate) mod html;

use std::collections::BTreeSet;

use fuin::guide::{KeyChoice, Reach, Until};
use fuin::label::{Axis, Degree, RestrictionDefinition};
use fuin::message::Messages;
use fuin::policy::Policies;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::explain::{contact_json, does};
use super::policy::{in_language, question};
use crate::terminal::escape;

pub(crate) struct Guide<'a> {
    pub(crate) policies: &'a Policies,
    pub(crate) keys: &'a [KeyChoice],
    pub(crate) agency: Option<&'a str>,
    pub(crate) uninstalled: Option<&'a str>,
    pub(crate) today: Date,
    pub(crate) messages: Messages,
}

/// One grade of an axis.
struct Grade {
    id: String,
    name: String,
    question: String,
    usual: bool,
}

/// A rule in words.
struct Rule {
    text: String,
    cited: String,
}

/// Restrictions about which fuin does the same.
struct Handling {
    names: Vec<String>,
    degree: Degree,
    does: String,
}

/// What a kind of key is good for.
struct Key {
    kind: &'static str,
    signs: String,
    opens: String,
    chosen: String,
}

impl Guide<'_> {
    fn title(&self) -> String {
        let title = self.messages.text("guide-title", &[]);
        self.agency.map_or_else(|| title.clone(), |agency| format!("{agency}: {title}"))
    }

    /// The names of the policies with their validity.
    fn policy_lines(&self) -> Vec<String> {
        let line = |policy: &fuin::policy::Policy| {
            let name = self.messages.policy(policy.id(), policy.serial());
            let (issued, expires) = (policy.issued().to_string(), policy.expires().to_string());
            let values = [
                ("policy", name.as_str()),
                ("issued", &issued),
                ("expires", &expires),
                ("after", policy.after_expiry()),
            ];
            self.messages.text("guide-policy", &values)
        };
        let mut lines: Vec<String> = self.policies.iter().map(line).collect();
        lines.extend(self.uninstalled.map(|policy| self.messages.text("explain-uninstalled", &[("policy", policy)])));
        lines
    }

    fn grades(&self, axis: Axis) -> Vec<Grade> {
        let levels = self.policies.vocabulary().on(axis);
        let grade = |level: &fuin::label::Level| Grade {
            id: level.id.clone(),
            name: in_language(self.messages, &level.en, &level.ja).to_owned(),
            question: question(self.messages, level).to_owned(),
            usual: levels.default == Some(level.number),
        };
        levels.levels.iter().map(grade).collect()
    }

    fn axis(&self, axis: Axis) -> String {
        self.messages.text("axis-name", &[("axis", &axis.to_string())])
    }

    /// A label to show how grades are written: the middle level of confidentiality, else the usual ones.
    fn example(&self) -> String {
        let vocabulary = self.policies.vocabulary();
        let pick = |axis: Axis| {
            let levels = vocabulary.on(axis);
            let usual = levels.levels.iter().find(|level| levels.default == Some(level.number));
            usual.or_else(|| levels.levels.get(levels.levels.len() / 2)).map_or("", |level| level.id.as_str())
        };
        Axis::ALL.into_iter().map(pick).collect()
    }

    /// Each level's default horizons: the longest that any policy has.
    fn horizons(&self) -> Vec<String> {
        let mut rows: Vec<fuin::policy::overview::HorizonOverview> = Vec::new();
        for row in self.policies.iter().flat_map(fuin::policy::Policy::default_horizons) {
            match rows.iter_mut().find(|known| known.level == row.level) {
                Some(known) => {
                    (known.keep, known.confidential) =
                        (known.keep.max(row.keep), known.confidential.max(row.confidential));
                }
                None => rows.push(row),
            }
        }
        let years = |years: Option<u16>| years.map_or_else(|| "none".to_owned(), |years| years.to_string());
        let line = |row: &fuin::policy::overview::HorizonOverview| {
            let both = if row.keep.is_some() && row.confidential.is_some() { "yes" } else { "no" };
            let (keep, confidential) = (years(row.keep), years(row.confidential));
            let values =
                [("level", row.level.as_str()), ("keep", &keep), ("confidential", &confidential), ("both", both)];
            self.messages.text("guide-horizon", &values)
        };
        rows.iter().map(line).collect()
    }

    /// Each rule once: an overlay's policy has those of its base too.
    fn rules(&self) -> Vec<Rule> {
        let (mut seen, mut rules) = (BTreeSet::new(), Vec::new());
        for rule in self.policies.iter().flat_map(fuin::policy::Policy::rules) {
            let text = self.messages.rule(&rule);
            if seen.insert(text.clone()) {
                let cited = rule.clause.map_or_else(|| rule.id.to_owned(), |clause| format!("{}, {clause}", rule.id));
                rules.push(Rule { text, cited });
            }
        }
        rules
    }

    fn handling(&self) -> Vec<Handling> {
        let mut handling: Vec<Handling> = Vec::new();
        for definition in &self.policies.vocabulary().restrictions {
            let wording = in_language(self.messages, &definition.en, &definition.ja).replace("{}", "…");
            let name = format!("{wording} ({})", usage(definition));
            let does = does(definition, self.messages.language())
                .map_or_else(|| self.fallback(definition.degree), str::to_owned);
            match handling.iter_mut().find(|row| row.does == does && row.degree == definition.degree) {
                Some(row) => row.names.push(name),
                None => handling.push(Handling { names: vec![name], degree: definition.degree, does }),
            }
        }
        // What fuin does most about comes first.
        handling.sort_by_key(|row| std::cmp::Reverse(row.degree));
        handling
    }

    /// What fuin does where the policy does not say it.
    fn fallback(&self, degree: Degree) -> String {
        self.messages.text(
            match degree {
                Degree::Enforced => "guide-degree-enforced",
                Degree::Checked => "guide-degree-checked",
                Degree::Stated => "guide-degree-stated",
            },
            &[],
        )
    }

    fn degree(&self, degree: Degree) -> String {
        self.messages.text("guide-degree", &[("degree", degree_name(degree))])
    }

    fn key_rows(&self) -> Vec<Key> {
        let row = |choice: &KeyChoice| Key {
            kind: choice.kind,
            signs: self.reach(&choice.signs),
            opens: self.reach(&choice.opens),
            chosen: self.chosen(choice),
        };
        self.keys.iter().map(row).collect()
    }

    fn chosen(&self, choice: &KeyChoice) -> String {
        match choice.refused_from {
            Some(day) if day > self.today => self.messages.text("guide-chosen-until", &[("day", &day.to_string())]),
            _ if is_refused(choice) => self.messages.text("guide-chosen-never", &[]),
            _ => self.messages.text("guide-chosen-always", &[]),
        }
    }

    fn reach(&self, reaches: &[Reach]) -> String {
        let until = |until: Until| match until {
            Until::Refused => self.messages.text("guide-reach-refused", &[]),
            Until::Day(day) => day.to_string(),
            Until::Open => self.messages.text("guide-reach-open", &[]),
        };
        if let [only] = reaches {
            return until(only.until);
        }
        let of_levels = |reach: &Reach| {
            let (levels, until) = (reach.levels.join(" "), until(reach.until));
            self.messages.text("guide-reach-levels", &[("levels", &levels), ("until", &until)])
        };
        reaches.iter().map(of_levels).collect::<Vec<_>>().join("; ")
    }

    /// Whom to ask: each contact of the policies once, those of the agency's own policy first.
    fn contacts(&self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let policies: Vec<_> = self.policies.iter().collect();
        for contact in policies.iter().rev().filter_map(|policy| policy.contact()) {
            let contact_line = self.messages.contact(contact);
            let mut said = vec![self.messages.text("guide-contact", &[("contact", &contact_line)])];
            if let Some(incidents) = &contact.incidents {
                said.push(self.messages.text("guide-incidents", &[("incidents", incidents)]));
            }
            lines.extend(said.into_iter().filter(|line| !lines.contains(line)).collect::<Vec<_>>());
        }
        if lines.is_empty() {
            lines.push(self.messages.text("guide-no-contact", &[]));
        }
        lines.push(self.messages.text("guide-command", &[("example", &self.example())]));
        lines
    }

    pub(crate) fn text(&self) -> String {
        let word = |key: &str| self.messages.text(key, &[]);
        let mut lines = vec![self.title()];
        lines.extend(self.policy_lines().iter().map(|line| format!("  {line}")));
        lines.extend([String::new(), word("guide-grades"), format!("  {}", word("guide-grades-lead"))]);
        for axis in Axis::ALL {
            lines.push(format!("  {}", self.axis(axis)));
            for grade in self.grades(axis) {
                let usual = if grade.usual { format!("  ({})", word("guide-default")) } else { String::new() };
                lines.push(format!("    {}  {}: {}{usual}", grade.id, grade.name, grade.question));
            }
        }
        lines.push(format!("  {}", self.messages.text("guide-example", &[("example", &self.example())])));
        lines.push(format!("  {}", word("guide-horizons")));
        lines.extend(self.horizons().iter().map(|line| format!("    {line}")));
        lines.extend([String::new(), word("guide-rules")]);
        lines.extend(self.rules().iter().map(|rule| format!("  - {}  [{}]", rule.text, rule.cited)));
        lines.extend([String::new(), word("guide-restrictions"), format!("  {}", word("guide-restrictions-lead"))]);
        for row in self.handling() {
            lines.push(format!("  - {}: {}", row.names.join(", "), self.degree(row.degree)));
            lines.push(format!("      {}", row.does));
        }
        lines.extend([String::new(), word("guide-keys"), format!("  {}", word("guide-keys-lead"))]);
        for key in self.key_rows() {
            lines.push(format!("  {}  {}: {}", key.kind, word("guide-key-chosen"), key.chosen));
            lines.push(format!("      {}: {}", word("guide-key-signs"), key.signs));
            lines.push(format!("      {}: {}", word("guide-key-opens"), key.opens));
        }
        lines.extend([String::new(), word("guide-ask")]);
        lines.extend(self.contacts().iter().map(|line| format!("  {line}")));
        lines.push(self.messages.text("guide-written", &[("day", &self.today.to_string())]));
        let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
        lines.join("\n")
    }

    pub(crate) fn json(&self) -> Value {
        let vocabulary = self.policies.vocabulary();
        let policies = self.policies.iter().map(|policy| {
            json!({
                "id": policy.id(),
                "serial": policy.serial(),
                "title": policy.title(),
                "issued": policy.issued().to_string(),
                "expires": policy.expires().to_string(),
                "contact": policy.contact().map(contact_json),
            })
        });
        let english = Guide { messages: Messages::ENGLISH, ..*self };
        let rules = english.rules();
        let rules = rules.iter().map(|rule| json!({ "text": rule.text, "cited": rule.cited }));
        let restrictions = vocabulary.restrictions.iter().map(|restriction| {
            json!({
                "id": restriction.id.to_string(),
                "en": restriction.en,
                "ja": restriction.ja,
                "degree": degree_name(restriction.degree),
                "does_en": restriction.does_en,
                "does_ja": restriction.does_ja,
            })
        });
        let keys = self.keys.iter().map(|choice| {
            json!({
                "kind": choice.kind,
                "refused_from": choice.refused_from.map(|day| day.to_string()),
                "signs": choice.signs.iter().map(reach_json).collect::<Vec<_>>(),
                "opens": choice.opens.iter().map(reach_json).collect::<Vec<_>>(),
            })
        });
        json!({
            "verb": "policy guide",
            "agency": self.agency,
            "uninstalled_policy": self.uninstalled,
            "policies": policies.collect::<Vec<_>>(),
            "rules": rules.collect::<Vec<_>>(),
            "restrictions": restrictions.collect::<Vec<_>>(),
            "keys": keys.collect::<Vec<_>>(),
        })
    }
}

/// Whether the policies permit a kind of key for nothing at all.
fn is_refused(choice: &KeyChoice) -> bool {
    choice.signs.iter().chain(&choice.opens).all(|reach| reach.until == Until::Refused)
}

/// How a restriction is stated, as `readers=…`.
fn usage(definition: &RestrictionDefinition) -> String {
    match definition.parameter {
        fuin::label::ParameterKind::None => definition.id.to_string(),
        _ => format!("{}=…", definition.id),
    }
}

const fn degree_name(degree: Degree) -> &'static str {
    match degree {
        Degree::Enforced => "enforced",
        Degree::Checked => "checked",
        Degree::Stated => "stated",
    }
}

fn reach_json(reach: &Reach) -> Value {
    let until = match reach.until {
        Until::Refused => Value::from("refused"),
        Until::Day(day) => Value::from(day.to_string()),
        Until::Open => Value::Null,
    };
    json!({ "levels": reach.levels, "until": until })
}
