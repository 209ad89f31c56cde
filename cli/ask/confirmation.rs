//! The one confirmation: which file under which label, for whom by the names in their certificates, signed by whom.

use std::collections::BTreeSet;
use std::path::Path;

use fuin::Context;
use fuin::home::{KeyEntry, RecipientEntry};
use fuin::label::{Label, Language, Vocabulary};

use super::{Dialogue, Stop, recipients};
use crate::cover_note::{meaning, restrictions_of};
use crate::target::Target;
use crate::terminal::{escape, say};

/// What would be done with one file.
pub(crate) struct Item<'a> {
    pub(crate) file: &'a Path,
    pub(crate) target: &'a Target,
    pub(crate) label: Option<&'a Label>,
    pub(crate) signer: &'a KeyEntry,
}

impl Dialogue {
    /// Shows all of it and asks.
    pub(super) fn confirm_all(
        &self,
        items: &[Item<'_>],
        recipients: &[RecipientEntry],
        context: &Context,
    ) -> Result<(), Stop> {
        self.show(items, recipients, context).iter().for_each(|line| say(line));
        let question = if recipients.is_empty() { "ask-confirm-sign" } else { "ask-confirm-seal" };
        if self.confirm(&self.word(question))? { Ok(()) } else { Err(Stop::Declined) }
    }

    fn show(&self, items: &[Item<'_>], recipients: &[RecipientEntry], context: &Context) -> Vec<String> {
        let vocabulary = context.policies.vocabulary();
        let row = |key: &str, value: &str| format!("  {}", self.messages.text(key, &[("value", &escape(value))]));
        let mut lines = vec![self.word("ask-confirm-heading")];
        let mut explained = BTreeSet::new();
        for item in items {
            let target = match item.target {
                Target::File(path) => path.display().to_string(),
                Target::Stdout => "stdout".to_owned(),
            };
            lines.push(row("ask-confirm-file", &format!("{} -> {target}", item.file.display())));
            if let Some(label) = item.label {
                let marking = vocabulary.marking(label, self.messages.language());
                let short = vocabulary.short_form(&label.grades);
                lines.push(row("ask-confirm-label", &format!("{short}  {marking}")));
                lines.extend(
                    self.effects(label, vocabulary).into_iter().filter(|effect| explained.insert(effect.clone())),
                );
            }
        }
        for recipient in recipients {
            lines.push(row("ask-confirm-recipient", &recipients::description(recipient)));
            lines.push(format!("    {}", escape(&recipient.certificate.subject().to_string())));
        }
        if let Some(signer) = items.first().and_then(|item| item.signer.certificate.as_ref()) {
            lines.push(row("ask-confirm-signer", &signer.subject().to_string()));
        }
        lines
    }
    /// What becomes of each restriction, before anyone relies on it: who sees to it, and who need not heed it.
    fn effects(&self, label: &Label, vocabulary: &Vocabulary) -> Vec<String> {
        let line = |(definition, value): (&fuin::label::RestrictionDefinition, String)| {
            let wording = match self.messages.language() {
                Language::English => &definition.en,
                Language::Japanese => &definition.ja,
            };
            let (wording, meaning) = (wording.replacen("{}", &value, 1), meaning(definition, self.messages));
            format!("    {}", escape(&format!("{wording}: {meaning}")))
        };
        restrictions_of(label, vocabulary).into_iter().map(line).collect()
    }
}
